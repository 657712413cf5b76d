# SPDX-License-Identifier: MIT
"""The autoscaling groups that stand behind managed node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.eks.state import Cluster, Group


@operation("autoscaling", "DescribeAutoScalingGroups")
def describe(call: "Call") -> dict[str, Any]:
    wanted = call.params.get("AutoScalingGroupNames", [])
    return {"AutoScalingGroups": [
        _shown(call, cluster, group)
        for cluster in call.aws.clusters.of(*call.key) for group in cluster.groups.values()
        if not wanted or group.asg in wanted
    ]}  # fmt: skip


def _shown(call: "Call", cluster: "Cluster", group: "Group") -> dict[str, Any]:
    ec2 = call.aws.backend("ec2", call.region)
    scaling, name = group.data["scalingConfig"], cluster.name[2]
    instances = [ec2.get_instance(instance_id) for instance_id in group.instances]
    zones = {ec2.get_subnet(subnet_id).availability_zone for subnet_id in group.data["subnets"]}
    tags = {"eks:cluster-name": name, "eks:nodegroup-name": group.name, f"kubernetes.io/cluster/{name}": "owned"}
    return {
        "AutoScalingGroupName": group.asg, "MinSize": scaling["minSize"], "MaxSize": scaling["maxSize"],
        "AutoScalingGroupARN": f"arn:aws:autoscaling:{call.region}:{call.aws.account}:autoScalingGroup:"
        f"{group.asg[-36:]}:autoScalingGroupName/{group.asg}",
        "DesiredCapacity": scaling["desiredSize"], "DefaultCooldown": 300, "HealthCheckType": "EC2",
        "AvailabilityZones": sorted(zones), "CreatedTime": group.data["createdAt"],
        "VPCZoneIdentifier": ",".join(group.data["subnets"]), "NewInstancesProtectedFromScaleIn": False,
        "CapacityRebalance": group.data["capacityType"] == "SPOT",
        "Instances": [
            {
                "InstanceId": instance.id, "InstanceType": instance.instance_type, "HealthStatus": "Healthy",
                "AvailabilityZone": instance.placement.zone, "LifecycleState": "InService",
                "ProtectedFromScaleIn": False,
            }
            for instance in instances
        ],
        "Tags": [
            {"ResourceId": group.asg, "ResourceType": "auto-scaling-group", "Key": key, "Value": value,
             "PropagateAtLaunch": True}
            for key, value in tags.items()
        ],
    }  # fmt: skip
