# SPDX-License-Identifier: MIT
"""What a control plane owns in the VPC: the cluster security group and a network interface in every subnet."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sandbox.aws import network
from sandbox.aws.eks.state import Cluster

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf


def build(aws: "AwsHalf", cluster: Cluster) -> None:
    """Makes group and interfaces and writes the group's id into the cluster's data."""
    ec2 = aws.backend("ec2", cluster.region)
    name = cluster.name[2]
    config = cluster.data["resourcesVpcConfig"]
    label = f"eks-cluster-sg-{name}-{uuid.uuid4().int % 10**9}"
    group = ec2.create_security_group(
        label,
        "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any "
        "managed workloads.",
        vpc_id=cluster.vpc_id,
        tags={"Name": label, f"kubernetes.io/cluster/{name}": "owned", "aws:eks:cluster-name": name},
    )
    ec2.authorize_security_group_ingress(
        group.id, "-1", None, None, [], source_groups=[{"GroupId": group.id, "UserId": aws.account}]
    )
    config["clusterSecurityGroupId"] = group.id
    for subnet_id in config["subnetIds"][:2]:
        interface = ec2.create_network_interface(
            ec2.get_subnet(subnet_id), None, group_ids=[group.id, *config["securityGroupIds"]],
            description=f"Amazon EKS {name}", tags={"cluster.k8s.amazonaws.com/name": name},
        )  # fmt: skip
        interface.status = "in-use"
        interface.requester_managed = True
        cluster.interfaces.append(interface.id)


def remove(aws: "AwsHalf", cluster: Cluster) -> None:
    ec2 = aws.backend("ec2", cluster.region)
    for interface_id in cluster.interfaces:
        network.drop_interface(ec2, interface_id)
    network.drop_group(ec2, cluster.security_group)
