# SPDX-License-Identifier: MIT
"""The machines of a node group: real instances in moto, Nodes in the Kubernetes half."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from sandbox.aws import instance_types, network
from sandbox.aws.eks import group_template
from sandbox.aws.eks.common import invalid
from sandbox.aws.eks.state import Cluster, Group

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf

IMAGE = "ami-0e5c0ded5a11d0001"


def check_types(aws: "AwsHalf", region: str, types: list[str], ami: str) -> None:
    unknown = [name for name in types if instance_types.find(aws, region, name) is None]
    if unknown:
        raise invalid(f"The following supplied instance types do not exist: [{', '.join(unknown)}]")
    wanted = "arm64" if "ARM" in ami else "x86_64"
    for name in types:
        made_for = instance_types.require(aws, region, name)["ProcessorInfo"]["SupportedArchitectures"]
        if wanted not in made_for and ami != "CUSTOM":
            raise invalid(f"[{name}] is not a valid instance type for requested amiType {ami}")


def scale(aws: "AwsHalf", cluster: Cluster, group: Group) -> None:
    """Brings the number of instances to what is desired; the youngest go first."""
    wanted = group.data["scalingConfig"]["desiredSize"]
    if len(group.instances) > wanted:
        terminate(aws, cluster, group, group.instances[wanted:])
    while len(group.instances) < wanted:
        _launch(aws, cluster, group)


def replace(aws: "AwsHalf", cluster: Cluster, group: Group) -> None:
    """New instances for old ones, as a new template or version wants it."""
    old, group.instances = group.instances, []
    scale(aws, cluster, group)
    # Only now, so that no new node takes over an old one's address and name.
    group.instances = group.instances + old
    terminate(aws, cluster, group, old[:])


def _launch(aws: "AwsHalf", cluster: Cluster, group: Group) -> None:
    ec2 = aws.backend("ec2", cluster.region)
    data = group.data
    template = (
        group_template.find(aws, cluster.region, data["launchTemplate"])[1].data if data["launchTemplate"] else {}
    )
    number = len(group.instances)
    subnet_id = data["subnets"][number % len(data["subnets"])]
    spot = data["capacityType"] == "SPOT"
    tags = _tags(template, cluster, group)
    reservation = ec2.run_instances(
        template.get("ImageId", IMAGE), 1, None, [],
        security_group_ids=template.get("SecurityGroupIds") or [cluster.security_group],
        instance_type=data["instanceTypes"][number % len(data["instanceTypes"]) if spot else 0],
        is_instance_type_default=False, region_name=cluster.region, subnet_id=subnet_id, owner_id=aws.account,
        associate_public_ip=ec2.get_subnet(subnet_id).map_public_ip_on_launch, lifecycle="spot" if spot else None,
        block_device_mappings=_disks(template, data), tags=tags, placement=None,
        metadata_options=template.get("MetadataOptions", {}),
    )  # fmt: skip
    instance = reservation.instances[0]
    for interface in instance.nics.values():
        interface.delete_on_termination = True
        interface.add_tags(tags["network-interface"])
    group.instances.append(instance.id)


def _disks(template: dict[str, Any], data: dict[str, Any]) -> list[dict[str, Any]]:
    disks = copy.deepcopy(template.get("BlockDeviceMappings") or [])
    if not disks:
        disks = [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": data["diskSize"] or 20, "VolumeType": "gp3"}}]
    for disk in disks:
        disk["Ebs"].setdefault("DeleteOnTermination", True)
        disk["Ebs"]["Encrypted"] = str(disk["Ebs"].get("Encrypted", False)).lower() == "true"
        disk["Ebs"]["VolumeSize"] = int(disk["Ebs"].get("VolumeSize", 20))
    return disks


def _tags(template: dict[str, Any], cluster: Cluster, group: Group) -> dict[str, dict[str, str]]:
    name = cluster.name[2]
    given = {
        spec["ResourceType"]: {tag["Key"]: tag["Value"] for tag in spec.get("Tags", spec.get("Tag", []))}
        for spec in template.get("TagSpecifications", [])
    }
    own = {
        "eks:cluster-name": name, "eks:nodegroup-name": group.name, f"kubernetes.io/cluster/{name}": "owned",
        "aws:autoscaling:groupName": group.asg, "aws:eks:cluster-name": name,
    }  # fmt: skip
    return {
        "instance": own | given.get("instance", {}),
        "volume": given.get("volume", {}) | {"eks:cluster-name": name, "eks:nodegroup-name": group.name},
        "network-interface": given.get("network-interface", {}) | {"eks:cluster-name": name},
    }


def terminate(aws: "AwsHalf", cluster: Cluster, group: Group, ids: list[str]) -> None:
    """Ends instances: their root disks and interfaces go with them, other volumes come free."""
    ec2 = aws.backend("ec2", cluster.region)
    for instance_id in ids:
        group.instances.remove(instance_id)
        instance = ec2.get_instance(instance_id)
        for device, block in list(instance.block_device_mapping.items()):
            volume = ec2.volumes.get(block.volume_id)
            if volume is not None:
                volume.attachment = None
                if block.delete_on_termination:
                    ec2.volumes.pop(volume.id)
            instance.block_device_mapping.pop(device)
        interfaces = list(instance.nics.values())
        ec2.terminate_instances([instance_id])
        for interface in interfaces:
            network.drop_interface(ec2, interface.id)


def tell(aws: "AwsHalf", cluster: Cluster, group: Group, joined: bool = True) -> None:
    """Tells the Kubernetes half which nodes the group has. Never with the lock held."""
    if aws.world.kube is None:
        return
    with aws.lock:
        found = [_node(aws, cluster, group, instance_id) for instance_id in group.instances] if joined else []
    aws.world.kube.set_nodes(cluster.name, group.name, found)


def _node(aws: "AwsHalf", cluster: Cluster, group: Group, instance_id: str) -> dict[str, Any]:
    instance = aws.backend("ec2", cluster.region).get_instance(instance_id)
    offer = instance_types.require(aws, cluster.region, instance.instance_type)
    zone = instance.placement.zone
    name = instance.private_dns_name
    capacity = group.data["capacityType"]
    return {
        "name": name, "instance_id": instance_id, "zone": zone, "instance_type": instance.instance_type,
        "capacity_type": capacity, "cpu": offer["VCpuInfo"]["DefaultVCpus"], "taints": group.data["taints"] or [],
        "memory_mib": offer["MemoryInfo"]["SizeInMiB"], "role_arn": group.data["nodeRole"],
        "arch": "arm64" if "ARM" in group.data["amiType"] else "amd64", "pods": _pods(offer),
        "labels": {
            "eks.amazonaws.com/nodegroup": group.name, "eks.amazonaws.com/capacityType": capacity,
            "topology.kubernetes.io/region": cluster.region,
            **group.data["labels"],
        },
    }  # fmt: skip


def _pods(offer: dict[str, Any]) -> int:
    """How many pods the VPC's addresses allow on this type."""
    net = offer["NetworkInfo"]
    return net["MaximumNetworkInterfaces"] * (net["Ipv4AddressesPerInterface"] - 1) + 2
