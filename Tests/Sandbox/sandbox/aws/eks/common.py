# SPDX-License-Identifier: MIT
"""What every EKS operation needs: finding things, pages of lists, times."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sandbox.aws.eks.state import Cluster, Group
from sandbox.aws.fault import Fault

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


def now(aws: "AwsHalf") -> datetime:
    return datetime.fromtimestamp(int(aws.world.now()), timezone.utc)


def missing(kind: str, name: str, **members: object) -> Fault:
    return Fault("ResourceNotFoundException", f"No {kind} found for name: {name}.", 404, **members)


def invalid(message: str, **members: object) -> Fault:
    return Fault("InvalidParameterException", message, 400, **members)


def in_use(message: str, **members: object) -> Fault:
    return Fault("ResourceInUseException", message, 409, **members)


def cluster_of(call: "Call") -> Cluster:
    name = call.params.get("clusterName") or call.params["name"]
    cluster = call.aws.clusters.get((*call.key, name))
    if cluster is None:
        raise missing("cluster", name, clusterName=name)
    return cluster


def ready_cluster_of(call: "Call") -> Cluster:
    """The cluster, if things may be made in it now."""
    cluster = cluster_of(call)
    status = cluster.data["status"]
    if status not in ("ACTIVE", "UPDATING"):
        name = cluster.name[2]
        raise Fault("InvalidRequestException", f"Cluster '{name}' is not in ACTIVE status: {status}.", clusterName=name)
    return cluster


def group_of(call: "Call") -> tuple[Cluster, Group]:
    cluster = cluster_of(call)
    name = call.params["nodegroupName"]
    if name not in cluster.groups:
        raise Fault(
            "ResourceNotFoundException", f"No node group found for name: {name}.", 404,
            clusterName=cluster.name[2], nodegroupName=name,
        )  # fmt: skip
    return cluster, cluster.groups[name]


def page(call: "Call", key: str, items: list[Any]) -> dict[str, Any]:
    """One page of a list, as maxResults and nextToken ask."""
    start = call.params.get("nextToken") or "0"
    if not start.isdigit():
        raise invalid("Invalid nextToken.")
    end = int(start) + (call.params.get("maxResults") or 100)
    return {key: items[int(start) : end]} | ({"nextToken": str(end)} if end < len(items) else {})
