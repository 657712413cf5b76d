# SPDX-License-Identifier: MIT
"""Access entries and the access policies associated with them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sandbox.aws import tokens
from sandbox.aws.eks.common import cluster_of, in_use, invalid, missing, now, page, ready_cluster_of
from sandbox.aws.eks.state import Cluster, Entry
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf

POLICY = "arn:aws:eks::aws:cluster-access-policy/"
POLICIES = (
    "AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy",
    "AmazonEKSAdminViewPolicy", "AmazonEKSSecretReaderPolicy",
)  # fmt: skip
CLUSTER_ADMIN = POLICY + POLICIES[0]
NODE_TYPE = "EC2_LINUX"


def bootstrap(aws: "AwsHalf", cluster: Cluster, creator: str) -> None:
    """The creator's own entry, unless it was declined."""
    config = cluster.data["accessConfig"]
    if config["bootstrapClusterCreatorAdminPermissions"] and config["authenticationMode"] != "CONFIG_MAP":
        entry = _add(aws, cluster, creator, "STANDARD", [], creator, {})
        _associate(aws, entry, CLUSTER_ADMIN, {"type": "cluster", "namespaces": []})


def add_node_role(aws: "AwsHalf", cluster: Cluster, role: str) -> None:
    """EKS makes the entry of a managed group's role itself."""
    if cluster.data["accessConfig"]["authenticationMode"] != "CONFIG_MAP" and role not in cluster.entries:
        _add(aws, cluster, role, NODE_TYPE, ["system:nodes"], "system:node:{{EC2PrivateDNSName}}", {})


def drop_node_role(cluster: Cluster, role: str) -> None:
    entry = cluster.entries.get(role)
    used = any(group.data["nodeRole"] == role for group in cluster.groups.values())
    if entry and entry.data["type"] == NODE_TYPE and not used:
        del cluster.entries[role]


def _add(
    aws: "AwsHalf", cluster: Cluster, arn: str, kind: str, groups: list[str], username: str, tags: dict[str, str]
) -> Entry:
    path = arn.rpartition(":")[2]
    label = cluster.arn("access-entry", path.partition("/")[0], aws.account, path.rpartition("/")[2], str(uuid.uuid4()))
    entry = Entry({
        "clusterName": cluster.name[2], "principalArn": arn, "kubernetesGroups": groups, "accessEntryArn": label,
        "createdAt": now(aws), "modifiedAt": now(aws), "tags": tags, "username": username, "type": kind,
    })  # fmt: skip
    cluster.entries[arn] = entry
    return entry


@operation("eks", "CreateAccessEntry")
def create(call: "Call") -> dict[str, Any]:
    cluster, asked = _api_mode(ready_cluster_of(call)), call.params
    arn = asked["principalArn"]
    known = cluster.entries.get(arn)
    if tokens.recall(call, "InvalidParameterException") and known:
        return {"accessEntry": known.data}
    if known:
        raise in_use(
            "The specified access entry resource is already in use on this cluster.", clusterName=cluster.name[2]
        )
    if ":iam::" not in arn:
        raise invalid(f"The principalArn parameter format is not valid: {arn}")
    groups = asked.get("kubernetesGroups", [])
    if any(group.startswith("system:") for group in groups):
        raise invalid("The kubernetes group name must not start with system:")
    role = arn.rpartition("/")[2]
    default = arn
    if ":role/" in arn:
        default = f"arn:aws:sts::{call.aws.account}:assumed-role/{role}/{{{{SessionName}}}}"
    entry = _add(
        call.aws, cluster, arn, asked.get("type", "STANDARD"), groups, asked.get("username", default),
        asked.get("tags", {}),
    )  # fmt: skip
    tokens.remember(call, True)
    return {"accessEntry": entry.data}


@operation("eks", "DescribeAccessEntry")
def describe(call: "Call") -> dict[str, Any]:
    return {"accessEntry": _found(call)[1].data}


@operation("eks", "ListAccessEntries")
def list_entries(call: "Call") -> dict[str, Any]:
    cluster = _api_mode(cluster_of(call))
    wanted = call.params.get("associatedPolicyArn")
    return page(call, "accessEntries", [
        arn for arn, entry in sorted(cluster.entries.items()) if wanted is None or wanted in entry.policies
    ])  # fmt: skip


@operation("eks", "UpdateAccessEntry")
def update(call: "Call") -> dict[str, Any]:
    entry = _found(call)[1]
    for member in ("kubernetesGroups", "username"):
        if member in call.params:
            entry.data[member] = call.params[member]
    entry.data["modifiedAt"] = now(call.aws)
    return {"accessEntry": entry.data}


@operation("eks", "DeleteAccessEntry")
def delete(call: "Call") -> dict[str, Any]:
    cluster, entry = _found(call)
    del cluster.entries[entry.data["principalArn"]]
    return {}


@operation("eks", "ListAccessPolicies")
def list_policies(call: "Call") -> dict[str, Any]:
    return page(call, "accessPolicies", [{"name": name, "arn": POLICY + name} for name in POLICIES])


@operation("eks", "AssociateAccessPolicy")
def associate(call: "Call") -> dict[str, Any]:
    cluster, entry = _found(call)
    arn, scope = call.params["policyArn"], call.params["accessScope"]
    if arn.removeprefix(POLICY) not in POLICIES:
        raise invalid(f"The policyArn parameter format is not valid: {arn}", clusterName=cluster.name[2])
    if entry.data["type"] != "STANDARD":
        raise Fault("InvalidRequestException", f"Access policies cannot be associated with type {entry.data['type']}.")
    if scope.get("type") == "namespace" and not scope.get("namespaces"):
        raise invalid("The namespaces parameter is required for the access scope type namespace.")
    associated = _associate(call.aws, entry, arn, {"namespaces": []} | scope)
    names = {"clusterName": cluster.name[2], "principalArn": entry.data["principalArn"]}
    return names | {"associatedAccessPolicy": associated}


@operation("eks", "ListAssociatedAccessPolicies")
def list_associated(call: "Call") -> dict[str, Any]:
    cluster, entry = _found(call)
    names = {"clusterName": cluster.name[2], "principalArn": entry.data["principalArn"]}
    return names | page(call, "associatedAccessPolicies", list(entry.policies.values()))


@operation("eks", "DisassociateAccessPolicy")
def disassociate(call: "Call") -> dict[str, Any]:
    cluster, entry = _found(call)
    if entry.policies.pop(call.params["policyArn"], None) is None:
        raise missing("access policy", call.params["policyArn"], clusterName=cluster.name[2])
    return {}


def _associate(aws: "AwsHalf", entry: Entry, arn: str, scope: dict[str, Any]) -> dict[str, Any]:
    before = entry.policies.get(arn, {}).get("associatedAt", now(aws))
    entry.policies[arn] = {
        "policyArn": arn, "accessScope": scope, "associatedAt": before, "modifiedAt": now(aws),
    }  # fmt: skip
    return entry.policies[arn]


def _api_mode(cluster: Cluster) -> Cluster:
    if cluster.data["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
        raise Fault(
            "InvalidRequestException",
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this "
            "operation.",
        )
    return cluster


def _found(call: "Call") -> tuple[Cluster, Entry]:
    cluster = _api_mode(cluster_of(call))
    arn = call.params["principalArn"]
    if arn not in cluster.entries:
        raise Fault(
            "ResourceNotFoundException", f"The specified principalArn could not be found: {arn}.", 404,
            clusterName=cluster.name[2],
        )  # fmt: skip
    return cluster, cluster.entries[arn]
