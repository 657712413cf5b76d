# SPDX-License-Identifier: MIT
"""What a client may ask before it knows anything: versions, groups, resources, health."""

from __future__ import annotations

from typing import Any

from .resources import GROUPS, RESOURCES, Resource


def version(minor: str) -> dict[str, str]:
    """/version of release 1.`minor`."""
    patch = "2" if minor == "36" else "0"
    return {
        "major": "1",
        "minor": minor,
        "emulationMajor": "1",
        "emulationMinor": minor,
        "minCompatibilityMajor": "1",
        "minCompatibilityMinor": str(int(minor) - 1),
        "gitVersion": f"v1.{minor}.{patch}",
        "gitCommit": "0" * 40,
        "gitTreeState": "clean",
        "buildDate": "2026-08-21T00:00:00Z",
        "goVersion": "go1.27.3",
        "compiler": "gc",
        "platform": "linux/amd64",
    }


def core_versions(address: str) -> dict[str, Any]:
    return {
        "kind": "APIVersions",
        "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}],
    }


def _group(name: str, versions: list[str]) -> dict[str, Any]:
    entries = [{"groupVersion": f"{name}/{one}", "version": one} for one in versions]
    return {"name": name, "versions": entries, "preferredVersion": entries[0]}


def groups() -> dict[str, Any]:
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(*one) for one in GROUPS]}


def group(name: str) -> dict[str, Any] | None:
    for known, versions in GROUPS:
        if known == name:
            return {"kind": "APIGroup", "apiVersion": "v1", **_group(known, versions)}
    return None


def _entry(resource: Resource) -> list[dict[str, Any]]:
    first: dict[str, Any] = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
    }
    if resource.short:
        first["shortNames"] = list(resource.short)
    if resource.in_all:
        first["categories"] = ["all"]
    if resource.stored and "create" in resource.verbs:
        first["storageVersionHash"] = resource.storage_hash
    found = [first]
    for name, kind, verbs, api_version in sorted(resource.subresources):
        entry: dict[str, Any] = {
            "name": f"{resource.plural}/{name}",
            "singularName": "",
            "namespaced": resource.namespaced,
        }
        if api_version:
            entry["group"], entry["version"] = api_version.split("/")
        found.append({**entry, "kind": kind, "verbs": list(verbs)})
    return found


def resource_list(api_version: str) -> dict[str, Any] | None:
    """The resources of one group and version; None when there is no such version."""
    known = {"v1"} | {f"{name}/{one}" for name, versions in GROUPS for one in versions}
    if api_version not in known:
        return None
    entries = [entry for one in RESOURCES if one.api_version == api_version for entry in _entry(one)]
    answer: dict[str, Any] = {"kind": "APIResourceList", "groupVersion": api_version, "resources": entries}
    if api_version != "v1":
        answer["apiVersion"] = "v1"
    return answer
