# SPDX-License-Identifier: MIT
"""DescribeClusterVersions: what may be created today, and until when it is supported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws.catalog import day
from sandbox.aws.eks.common import page
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@operation("eks", "DescribeClusterVersions")
def describe(call: "Call") -> dict[str, Any]:
    asked, catalog = call.params, call.aws.catalog
    status = asked.get("versionStatus")
    if "status" in asked:
        status = asked["status"].upper().replace("-", "_")
    shown = []
    for version in reversed(catalog.supported()):
        state, patch, released, standard, extended = catalog.kubernetes[version]
        default = version == catalog.default_version
        if version not in asked.get("clusterVersions", [version]) or status not in (None, state):
            continue
        if asked.get("defaultOnly") and not default:
            continue
        shown.append({
            "clusterVersion": version, "clusterType": "eks", "defaultPlatformVersion": "eks.7",
            "defaultVersion": default, "releaseDate": day(released), "endOfStandardSupportDate": day(standard),
            "endOfExtendedSupportDate": day(extended), "versionStatus": state, "kubernetesPatchVersion": patch,
            "status": state.lower().replace("_", "-"),
        })  # fmt: skip
    return page(call, "clusterVersions", shown)
