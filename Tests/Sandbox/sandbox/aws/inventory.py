# SPDX-License-Identifier: MIT
"""What exists in AWS right now, counted; what an account has from the start does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws import emulator

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf


def count(aws: "AwsHalf") -> dict[str, dict[str, int]]:
    """{region: {kind: number}} with IAM under "global"; zeros are left out."""
    result: dict[str, dict[str, int]] = {}
    for region in list(emulator.regions("ec2", aws.account)):
        result[region] = _ec2(aws.backend("ec2", region))
    for service, kind, member in (("elb", "balancer", "load_balancers"), ("logs", "log-group", "groups")):
        for region, backend in list(emulator.regions(service, aws.account).items()):
            result.setdefault(region, {})[kind] = len(getattr(backend, member))
    for region, backend in list(emulator.regions("ssm", aws.account).items()):
        own = [name for name in backend._parameters if not name.startswith("/aws/")]
        result.setdefault(region, {})["parameter"] = len(own)
    for cluster in aws.clusters.all():
        kinds = result.setdefault(cluster.region, {})
        for kind, number in (
            ("cluster", 1), ("nodegroup", len(cluster.groups)), ("addon", len(cluster.addons)),
            ("access-entry", len(cluster.entries)), ("pod-identity-association", len(cluster.associations)),
        ):  # fmt: skip
            kinds[kind] = kinds.get(kind, 0) + number
    result["global"] = _iam(aws.backend("iam", "aws"))
    found = {region: {kind: n for kind, n in kinds.items() if n} for region, kinds in result.items()}
    return {region: kinds for region, kinds in found.items() if kinds}


def _ec2(ec2: Any) -> dict[str, int]:
    default = {vpc.id for vpc in ec2.vpcs.values() if str(vpc.is_default).lower() == "true"}
    subnets = [subnet for zone in ec2.subnets.values() for subnet in zone.values()]
    groups = [group for groups in ec2.groups.values() for group in groups.values() if group.name != "default"]
    instances = [one for one in ec2.all_instances() if one.state != "terminated"]
    return {
        "vpc": len(set(ec2.vpcs) - default),
        "subnet": sum(subnet.vpc_id not in default for subnet in subnets),
        "internet-gateway": len(ec2.internet_gateways),
        "route-table": sum(not table.main_association_id for table in ec2.route_tables.values()),
        "security-group": len(groups),
        "network-interface": len(ec2.enis),
        "instance": len(instances),
        "volume": len(ec2.volumes),
        "snapshot": sum(
            snapshot.volume.id in ec2.volumes or not snapshot.from_ami for snapshot in ec2.snapshots.values()
        ),
        "launch-template": len(ec2.launch_templates),
    }


def _iam(iam: Any) -> dict[str, int]:
    return {
        "role": sum(not role.path.startswith("/aws-service-role/") for role in iam.roles.values()),
        "policy": sum(policy.arn.split(":")[4] != "aws" for policy in iam.managed_policies.values()),
        "instance-profile": len(iam.instance_profiles),
        "user": len(iam.users),
    }
