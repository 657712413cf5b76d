# SPDX-License-Identifier: MIT
"""Pod identity associations: which role a service account's pods get."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sandbox.aws import roles, tokens
from sandbox.aws.eks.common import cluster_of, in_use, invalid, missing, now, page, ready_cluster_of
from sandbox.aws.eks.state import Cluster
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


def add(
    aws: "AwsHalf", cluster: Cluster, namespace: str, account: str, role: str, owner: str | None = None,
    tags: dict[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    for known in cluster.associations.values():
        if (known["namespace"], known["serviceAccount"]) == (namespace, account):
            raise in_use(f"Association already exists: {known['associationId']}", clusterName=cluster.name[2])
    _check_role(aws, role)
    identifier = "a-" + uuid.uuid4().hex[:17]
    association = {
        "clusterName": cluster.name[2], "namespace": namespace, "serviceAccount": account, "roleArn": role,
        "associationArn": cluster.arn("podidentityassociation", identifier), "associationId": identifier,
        "tags": tags or {}, "createdAt": now(aws), "modifiedAt": now(aws), "ownerArn": owner,
    }  # fmt: skip
    cluster.associations[identifier] = association
    return association


def drop_owned(cluster: Cluster, owner: str) -> None:
    """The associations of an add-on go with it."""
    for identifier, association in list(cluster.associations.items()):
        if association["ownerArn"] == owner:
            del cluster.associations[identifier]


@operation("eks", "CreatePodIdentityAssociation")
def create(call: "Call") -> dict[str, Any]:
    cluster, asked = ready_cluster_of(call), call.params
    known = tokens.recall(call, "InvalidParameterException")
    if known in cluster.associations:
        return {"association": cluster.associations[known]}
    made = add(call.aws, cluster, asked["namespace"], asked["serviceAccount"], asked["roleArn"], tags=asked.get("tags"))
    tokens.remember(call, made["associationId"])
    return {"association": made}


@operation("eks", "DescribePodIdentityAssociation")
def describe(call: "Call") -> dict[str, Any]:
    return {"association": _found(call)[1]}


@operation("eks", "ListPodIdentityAssociations")
def list_associations(call: "Call") -> dict[str, Any]:
    asked = call.params
    return page(call, "associations", [
        association for association in cluster_of(call).associations.values()
        if asked.get("namespace") in (None, association["namespace"])
        and asked.get("serviceAccount") in (None, association["serviceAccount"])
    ])  # fmt: skip


@operation("eks", "UpdatePodIdentityAssociation")
def update(call: "Call") -> dict[str, Any]:
    association = _found(call)[1]
    if "roleArn" in call.params:
        _check_role(call.aws, call.params["roleArn"])
        association["roleArn"] = call.params["roleArn"]
    association["modifiedAt"] = now(call.aws)
    return {"association": association}


@operation("eks", "DeletePodIdentityAssociation")
def delete(call: "Call") -> dict[str, Any]:
    cluster, association = _found(call)
    if association["ownerArn"]:
        raise Fault("InvalidRequestException", f"The association is owned by {association['ownerArn']}.")
    return {"association": cluster.associations.pop(association["associationId"])}


def _found(call: "Call") -> tuple[Cluster, dict[str, Any]]:
    cluster, identifier = cluster_of(call), call.params["associationId"]
    if identifier not in cluster.associations:
        raise missing("association", identifier, clusterName=cluster.name[2])
    return cluster, cluster.associations[identifier]


def _check_role(aws: "AwsHalf", role: str) -> None:
    if not roles.trusts(aws, role, "pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession"):
        raise invalid(
            f"The role {role} cannot be assumed: its trust policy has to let pods.eks.amazonaws.com do sts:AssumeRole "
            "and sts:TagSession."
        )
