# SPDX-License-Identifier: MIT
"""Reads {mode: [object…]} from standard input and prints what the published schemas and pod security rules say of it.

The schemas are those of the package kubernetes-validate, in their strict form (unknown fields are faults), for every
version that EKS supports. Of a version it has no schema for, the newest older one is used, and said.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import kubernetes_validate

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from sandbox.aws.catalog import Catalog  # noqa: E402
from sandbox.kube import pod_security  # noqa: E402

# Answers of kubernetes-validate that are no verdict on the object.
_NO_SCHEMA = (kubernetes_validate.SchemaNotFoundError, kubernetes_validate.utils.VersionNotSupportedError)


def _minor(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def schemas(wanted: list[str]) -> dict[str, str]:
    """The version of the schema for each version wanted."""
    there = [".".join(map(str, _minor(one))) for one in kubernetes_validate.utils.all_versions()]
    return {
        version: max((one for one in there if _minor(one) <= _minor(version)), key=_minor, default=min(there, key=_minor))
        for version in wanted
    }


def _pod(document: dict[str, Any]) -> dict[str, Any] | None:
    """The pod that an object asks for, whatever kind it is."""
    if document.get("kind") == "Pod":
        return document.get("spec")
    spec = document.get("spec") or {}
    spec = (spec.get("jobTemplate") or {}).get("spec") or spec
    return (spec.get("template") or {}).get("spec")


def faults(document: dict[str, Any], version: str) -> list[str]:
    """What the schema of a version says against an object."""
    place = f"{version}: {document.get('kind')} {(document.get('metadata') or {}).get('name')}"
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [f"{place}: {'.'.join(map(str, error.path))}: {error.message}"]
    except _NO_SCHEMA as error:
        return [f"{place}: {error.message}"]
    return []


def main() -> int:
    modes = json.load(sys.stdin)
    used = schemas(Catalog().supported())
    report: dict[str, Any] = {"schemas": used, "faults": [], "pods": 0, "objects": 0, "insecure": []}
    for mode, documents in modes.items():
        for document in documents:
            report["objects"] += 1
            for version in sorted(set(used.values()), key=_minor):
                report["faults"] += [f"{mode}: {words}" for words in faults(document, version)]
            pod = _pod(document)
            if pod is not None:
                report["pods"] += 1
                words = pod_security.violations("restricted", pod)
                report["insecure"] += [f"{mode}: {document['metadata']['name']}: {one}" for one in words]
    json.dump(report, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
