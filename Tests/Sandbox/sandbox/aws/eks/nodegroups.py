# SPDX-License-Identifier: MIT
"""CreateNodegroup, DescribeNodegroup, ListNodegroups, DeleteNodegroup."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sandbox.aws import roles, tokens
from sandbox.aws.catalog import minor
from sandbox.aws.eks import access, group_template, nodes, obstacles
from sandbox.aws.eks.clusters import subnet_of
from sandbox.aws.eks.common import cluster_of, group_of, in_use, invalid, now, page, ready_cluster_of
from sandbox.aws.eks.state import Cluster, Group
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


@operation("eks", "CreateNodegroup")
def create(call: "Call") -> dict[str, Any]:
    aws, params = call.aws, call.params
    cluster = ready_cluster_of(call)
    name = params["nodegroupName"]
    known = cluster.groups.get(name)
    if tokens.recall(call, "InvalidParameterException") and known:
        return {"nodegroup": known.data}
    if known:
        raise in_use(
            f"NodeGroup already exists with name {name} and cluster name {cluster.name[2]}",
            clusterName=cluster.name[2], nodegroupName=name,
        )  # fmt: skip
    scaling = check_scaling({"minSize": 2, "maxSize": 2, "desiredSize": 2} | params.get("scalingConfig", {}))
    roles.require_assumable(aws, params["nodeRole"], "ec2.amazonaws.com")
    ec2 = aws.backend("ec2", cluster.region)
    if not params["subnets"]:
        raise invalid("Subnets must not be empty")
    if any(subnet_of(ec2, subnet_id).vpc_id != cluster.vpc_id for subnet_id in params["subnets"]):
        raise invalid("Subnets are not in the VPC of the cluster")
    group = Group(_data(call, cluster, scaling), "")
    group.asg = f"eks-{name}-{uuid.uuid4()}"
    group.data["resources"] = {"autoScalingGroups": [{"name": group.asg}]}
    cluster.groups[name] = group
    access.add_node_role(aws, cluster, params["nodeRole"])
    tokens.remember(call, True)
    aws.after("nodegroup_create", 0.5, lambda: _become_active(aws, cluster, group))
    return {"nodegroup": group.data}


@operation("eks", "DescribeNodegroup")
def describe(call: "Call") -> dict[str, Any]:
    return {"nodegroup": group_of(call)[1].data}


@operation("eks", "ListNodegroups")
def list_groups(call: "Call") -> dict[str, Any]:
    return page(call, "nodegroups", sorted(cluster_of(call).groups))


@operation("eks", "DeleteNodegroup")
def delete(call: "Call") -> dict[str, Any]:
    cluster, group = group_of(call)
    if group.data["status"] == "UPDATING":
        raise in_use("Nodegroup has an update in progress", clusterName=cluster.name[2], nodegroupName=group.name)
    if group.data["status"] != "DELETING":
        group.data["status"] = "DELETING"
        call.aws.after("nodegroup_delete", 0.4, lambda: _vanish(call.aws, cluster, group))
    return {"nodegroup": group.data}


def check_scaling(scaling: dict[str, int]) -> dict[str, int]:
    least, most, wanted = scaling["minSize"], scaling["maxSize"], scaling["desiredSize"]
    if most < 1:
        raise invalid(f"maxSize must be at least 1, not {most}")
    if least < 0 or wanted < 0:
        raise invalid("minSize and desiredSize must not be negative")
    if least > wanted:
        raise invalid(f"Minimum capacity {least} can't be greater than desired size {wanted}")
    if wanted > most:
        raise invalid(f"desired capacity {wanted} can't be greater than max size {most}")
    return scaling


def _data(call: "Call", cluster: Cluster, scaling: dict[str, int]) -> dict[str, Any]:
    aws, params = call.aws, call.params
    version = params.get("version") or cluster.data["version"]
    if minor(version) > minor(cluster.data["version"]) or version not in aws.catalog.kubernetes:
        raise invalid(f"The nodegroup version {version} is not supported for cluster {cluster.data['version']}")
    ami = params.get("amiType", "AL2023_x86_64_STANDARD")
    if ami.startswith("AL2_") and minor(version) > 32:
        raise invalid(f"AMI Type {ami} is only supported for kubernetes versions 1.32 or earlier")
    template = group_template.resolve(call, cluster.region)
    types = params.get("instanceTypes") or group_template.instance_types(aws, cluster.region, template)
    nodes.check_types(aws, cluster.region, types, ami)
    label = group_arn(cluster, params["nodegroupName"])
    return {
        "nodegroupName": params["nodegroupName"], "nodegroupArn": label, "clusterName": cluster.name[2],
        "version": version, "releaseVersion": release(aws, version), "createdAt": now(aws), "modifiedAt": now(aws),
        "status": "CREATING", "capacityType": params.get("capacityType", "ON_DEMAND"), "scalingConfig": scaling,
        "instanceTypes": types, "subnets": params["subnets"], "amiType": ami, "nodeRole": params["nodeRole"],
        "labels": params.get("labels", {}), "taints": params.get("taints"), "health": {"issues": []},
        "diskSize": None if template else params.get("diskSize", 20), "launchTemplate": template,
        "updateConfig": params.get("updateConfig", {"maxUnavailable": 1}),
        "nodeRepairConfig": params.get("nodeRepairConfig", {"enabled": False}), "tags": params.get("tags", {}),
    }  # fmt: skip


def group_arn(cluster: Cluster, name: str) -> str:
    return cluster.arn("nodegroup", name, str(uuid.uuid4()))


def release(aws: "AwsHalf", version: str) -> str:
    return f"{aws.catalog.kubernetes[version][1]}-20261101"


def _become_active(aws: "AwsHalf", cluster: Cluster, group: Group) -> None:
    with aws.lock:
        if group.data["status"] != "CREATING":
            return
        issues = obstacles.launching(aws, cluster, group)
        if not issues:
            nodes.scale(aws, cluster, group)
            issues = obstacles.joining(aws, cluster, group)
    nodes.tell(aws, cluster, group, joined=not issues)
    with aws.lock:
        if group.data["status"] == "CREATING":
            group.data["health"] = {"issues": issues}
            group.data["status"] = "CREATE_FAILED" if issues else "ACTIVE"


def _vanish(aws: "AwsHalf", cluster: Cluster, group: Group) -> None:
    with aws.lock:
        nodes.terminate(aws, cluster, group, list(group.instances))
    nodes.tell(aws, cluster, group)
    with aws.lock:
        cluster.groups.pop(group.name, None)
        access.drop_node_role(cluster, group.data["nodeRole"])
