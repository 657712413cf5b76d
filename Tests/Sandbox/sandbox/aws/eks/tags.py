# SPDX-License-Identifier: MIT
"""Tags of everything EKS makes, by ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator

from sandbox.aws.eks.state import Cluster
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@operation("eks", "TagResource")
def tag(call: "Call") -> dict[str, Any]:
    reserved = [key for key in call.params["tags"] if key.startswith("aws:")]
    if reserved:
        raise Fault("BadRequestException", f"Tag keys starting with 'aws:' are reserved: {reserved}", 400)
    _found(call)["tags"] |= call.params["tags"]
    return {}


@operation("eks", "UntagResource")
def untag(call: "Call") -> dict[str, Any]:
    tags = _found(call)["tags"]
    for key in call.params["tagKeys"]:
        tags.pop(key, None)
    return {}


@operation("eks", "ListTagsForResource")
def list_tags(call: "Call") -> dict[str, Any]:
    return {"tags": _found(call)["tags"]}


def _found(call: "Call") -> dict[str, Any]:
    arn = call.params["resourceArn"]
    for cluster in call.aws.clusters.of(*call.key):
        for known, data in resources(cluster):
            if known == arn:
                return data
    raise Fault("NotFoundException", f"No resource found for ARN: {arn}", 404)


def resources(cluster: Cluster) -> Iterator[tuple[str, dict[str, Any]]]:
    """ARN and data of the cluster and everything in it that has tags."""
    yield cluster.data["arn"], cluster.data
    for group in cluster.groups.values():
        yield group.data["nodegroupArn"], group.data
    for addon in cluster.addons.values():
        yield addon.data["addonArn"], addon.data
    for entry in cluster.entries.values():
        yield entry.data["accessEntryArn"], entry.data
    for association in cluster.associations.values():
        yield association["associationArn"], association
