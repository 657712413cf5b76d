# SPDX-License-Identifier: MIT
"""What keeps the nodes of a group from starting or joining, as the health issues EKS reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws import instance_types, network
from sandbox.aws.eks.state import Cluster, Group

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf

_QUOTAS = {"ON_DEMAND": ("L-1216C47A", "VcpuLimitExceeded"), "SPOT": ("L-34B43A08", "MaxSpotInstanceCountExceeded")}


def launching(aws: "AwsHalf", cluster: Cluster, group: Group) -> list[dict[str, Any]]:
    """Why no instance would even start."""
    ec2 = aws.backend("ec2", cluster.region)
    closed = []
    for subnet_id in group.data["subnets"]:
        subnet = ec2.get_subnet(subnet_id)
        route = network.way_out(ec2, subnet)
        public = str(subnet.map_public_ip_on_launch).lower() == "true"
        if route is not None and route.gateway is not None and not public:
            closed.append(subnet_id)
    if closed:
        words = (
            f"One or more Amazon EC2 Subnets of [{', '.join(closed)}] for node group {group.name} does not "
            "automatically assign public IP addresses to instances launched into it."
        )
        return [_issue("Ec2SubnetInvalidConfiguration", words, closed)]
    quota, code = _QUOTAS[group.data["capacityType"]]
    if _processors(aws, cluster.region, group) > aws.catalog.quotas[quota]:
        words = f"Could not launch instances. {code} - the vCPU limit of your account is exceeded."
        return [_issue("AsgInstanceLaunchFailures", words, [group.asg])]
    return []


def joining(aws: "AwsHalf", cluster: Cluster, group: Group) -> list[dict[str, Any]]:
    """Why instances that run would not become nodes."""
    ec2 = aws.backend("ec2", cluster.region)
    stranded = [one for one in group.data["subnets"] if network.way_out(ec2, ec2.get_subnet(one)) is None]
    named = str(ec2.get_vpc(cluster.vpc_id).enable_dns_hostnames).lower() == "true"
    networked = cluster.self_managed_addons or "vpc-cni" in cluster.addons
    if group.data["scalingConfig"]["desiredSize"] == 0 or (named and networked and not stranded):
        return []
    words = "Instances failed to join the kubernetes cluster"
    return [_issue("NodeCreationFailure", words, stranded or group.instances)]


def _processors(aws: "AwsHalf", region: str, new: Group) -> int:
    """The vCPUs of all groups of the region that draw on the same quota, with the new one at its desired size."""
    total = 0
    for cluster in aws.clusters.of(aws.account, region):
        for group in cluster.groups.values():
            if group.data["capacityType"] == new.data["capacityType"]:
                number = group.data["scalingConfig"]["desiredSize"] if group is new else len(group.instances)
                offer = instance_types.require(aws, region, group.data["instanceTypes"][0])
                total += number * offer["VCpuInfo"]["DefaultVCpus"]
    return total


def _issue(code: str, message: str, ids: list[str]) -> dict[str, Any]:
    return {"code": code, "message": message, "resourceIds": list(ids)}
