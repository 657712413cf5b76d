# SPDX-License-Identifier: MIT
"""Managed node groups: real instances, scaling limits, immutable fields, what keeps nodes from joining."""

from __future__ import annotations

import time
from typing import Any

import pytest
from aws_account import Account, eventually, refused


def _running(account: Account) -> list[dict[str, Any]]:
    answer = account.client("ec2").describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
    return [instance for reservation in answer["Reservations"] for instance in reservation["Instances"]]


def test_a_group_runs_instances(account: Account, cluster: dict[str, Any]) -> None:
    group = account.make_group(cluster, "stable", 2, labels={"kind": "stable"})
    account.wait("eks", "nodegroup_active", clusterName="demo", nodegroupName="stable")
    instances = _running(account)
    tags = {tag["Key"]: tag["Value"] for tag in instances[0]["Tags"]}
    assert {one["SubnetId"] for one in instances} == set(cluster["network"]["subnets"])
    assert all(one["PublicIpAddress"] for one in instances)
    assert (tags["eks:nodegroup-name"], tags["kubernetes.io/cluster/demo"]) == ("stable", "owned")
    asg = group["resources"]["autoScalingGroups"][0]["name"]
    shown = account.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[asg])
    assert {one["InstanceId"] for one in shown["AutoScalingGroups"][0]["Instances"]} == {
        one["InstanceId"] for one in instances
    }


def test_spot_instances_say_so(account: Account, cluster: dict[str, Any]) -> None:
    account.make_group(cluster, "spot", 2, capacityType="SPOT", instanceTypes=["m5.xlarge", "m5a.xlarge"])
    assert {(one["InstanceLifecycle"], one["InstanceType"]) for one in _running(account)} == {
        ("spot", "m5.xlarge"), ("spot", "m5a.xlarge"),
    }  # fmt: skip
    options = [one["CpuOptions"] for one in _running(account)]
    assert {option["CoreCount"] * option["ThreadsPerCore"] for option in options} == {4}


@pytest.mark.parametrize("wanted", [3, 1, 0])
def test_scaling(account: Account, cluster: dict[str, Any], wanted: int) -> None:
    account.control("POST", "/times", {"nodegroup_update": 0.4})
    eks, names = account.client("eks"), {"clusterName": "demo", "nodegroupName": "spot"}
    account.make_group(cluster, "spot", 2)
    scaling = {"minSize": 0, "maxSize": max(wanted, 1), "desiredSize": wanted}
    update = eks.update_nodegroup_config(**names, scalingConfig=scaling)["update"]
    refused("ResourceInUseException", lambda: eks.update_nodegroup_config(**names, scalingConfig=scaling))

    def done() -> bool:
        shown = eks.describe_update(name="demo", nodegroupName="spot", updateId=update["id"])["update"]
        return shown["status"] == "Successful"

    eventually(done)
    assert len(_running(account)) == wanted
    assert account.control("GET", "/state")["us-west-2"].get("volume", 0) == wanted


@pytest.mark.parametrize("sizes", [(0, 0, 0), (2, 3, 1), (0, 2, 3), (3, 2, 3)])
def test_scaling_limits(account: Account, cluster: dict[str, Any], sizes: tuple[int, int, int]) -> None:
    scaling = dict(zip(("minSize", "maxSize", "desiredSize"), sizes, strict=True))
    with pytest.raises(Exception, match="maxSize|Minimum|desired"):
        account.make_group(cluster, "g", scalingConfig=scaling)


def test_names_and_tokens(account: Account, cluster: dict[str, Any]) -> None:
    first = account.make_group(cluster, "g", clientRequestToken="t")
    again = account.make_group(cluster, "g", clientRequestToken="t")
    assert first["nodegroupArn"] == again["nodegroupArn"]
    refused("InvalidParameterException", lambda: account.make_group(cluster, "g", 2, clientRequestToken="t"))
    refused("ResourceInUseException", lambda: account.make_group(cluster, "g"), 409)
    refused("ResourceInUseException", lambda: account.client("eks").delete_cluster(name="demo"), 409)


def test_immutable_fields_are_no_part_of_an_update(account: Account, cluster: dict[str, Any]) -> None:
    account.make_group(cluster, "g")
    eks = account.client("eks")
    # boto3 knows the model too: send what it would not.
    eks.meta.events.register_first(
        "before-call.eks.UpdateNodegroupConfig",
        lambda params, **_: params.update(body=b'{"instanceTypes": ["m5.xlarge"]}'), unique_id="immutable",
    )  # fmt: skip
    try:
        answer = refused(
            "InvalidParameterException", lambda: eks.update_nodegroup_config(clusterName="demo", nodegroupName="g")
        )
    finally:
        eks.meta.events.unregister("before-call.eks.UpdateNodegroupConfig", unique_id="immutable")
    assert "instanceTypes" in answer["message"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"instanceTypes": ["m99.large"]}, "do not exist"), ({"amiType": "AL2_x86_64"}, "only supported"),
        ({"amiType": "AL2023_ARM_64_STANDARD"}, "not a valid instance type"), ({"version": "1.36"}, "not supported"),
        ({"launchTemplate": {"name": "none"}}, "does not exist"),
    ],
)  # fmt: skip
def test_a_group_that_cannot_be(account: Account, cluster: dict[str, Any], asked: dict[str, Any], words: str) -> None:
    assert words in refused("InvalidParameterException", lambda: account.make_group(cluster, "g", **asked))["message"]


def test_a_launch_template_shapes_the_instances(account: Account, cluster: dict[str, Any]) -> None:
    ec2, eks = account.client("ec2"), account.client("eks")
    tags = [
        {"ResourceType": kind, "Tags": [{"Key": "himat:cluster", "Value": "demo"}]}
        for kind in ("instance", "volume", "network-interface")
    ]
    disk = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 50, "VolumeType": "gp3", "Encrypted": True}}
    data = {"MetadataOptions": {"HttpTokens": "required"}, "TagSpecifications": tags, "BlockDeviceMappings": [disk]}
    template = ec2.create_launch_template(LaunchTemplateName="demo", LaunchTemplateData=data)["LaunchTemplate"]
    asked = {"id": template["LaunchTemplateId"], "version": "$Latest"}
    refused("InvalidParameterException", lambda: account.make_group(cluster, "g", launchTemplate=asked, diskSize=9))
    group = account.make_group(cluster, "g", launchTemplate=asked)
    assert group["launchTemplate"]["version"] == "1"
    (before,) = _running(account)
    assert before["MetadataOptions"]["HttpTokens"] == "required"
    mine = [{"Name": "tag:himat:cluster", "Values": ["demo"]}]
    (volume,) = ec2.describe_volumes(Filters=mine)["Volumes"]
    assert (volume["Size"], volume["Encrypted"]) == (50, True)
    assert len(ec2.describe_network_interfaces(Filters=mine)["NetworkInterfaces"]) == 1
    ec2.create_launch_template_version(
        LaunchTemplateId=template["LaunchTemplateId"], SourceVersion="1", LaunchTemplateData=data
    )
    eks.update_nodegroup_version(clusterName="demo", nodegroupName="g", launchTemplate=asked | {"version": "2"})
    account.wait("eks", "nodegroup_active", clusterName="demo", nodegroupName="g")
    assert (
        eks.describe_nodegroup(clusterName="demo", nodegroupName="g")["nodegroup"]["launchTemplate"]["version"] == "2"
    )
    assert [one["InstanceId"] for one in _running(account)] != [before["InstanceId"]]


def test_a_subnet_without_public_addresses_fails_the_group(account: Account, cluster: dict[str, Any]) -> None:
    for subnet in cluster["network"]["subnets"]:
        account.client("ec2").modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": False})
    group = account.make_group(cluster, "g")
    assert group["status"] == "CREATE_FAILED"
    assert group["health"]["issues"][0]["code"] == "Ec2SubnetInvalidConfiguration"


def test_a_quota_fails_the_group(account: Account, cluster: dict[str, Any]) -> None:
    account.control("POST", "/publish", {"quota": {"code": "L-34B43A08", "value": 5}})
    assert account.make_group(cluster, "stable", 3)["status"] == "ACTIVE"
    group = account.make_group(cluster, "spot", 3, capacityType="SPOT")
    assert (group["status"], group["health"]["issues"][0]["code"]) == ("CREATE_FAILED", "AsgInstanceLaunchFailures")
    assert len(_running(account)) == 3


def test_nodes_need_a_network_addon(account: Account, cluster: dict[str, Any]) -> None:
    account.client("eks").delete_addon(clusterName="demo", addonName="vpc-cni")
    account.wait("eks", "addon_deleted", clusterName="demo", addonName="vpc-cni")
    group = account.make_group(cluster, "g")
    assert (group["status"], group["health"]["issues"][0]["code"]) == ("CREATE_FAILED", "NodeCreationFailure")


def test_deleting_takes_the_instances_along(account: Account, cluster: dict[str, Any]) -> None:
    account.make_group(cluster, "g", 2)
    account.client("eks").delete_nodegroup(clusterName="demo", nodegroupName="g")
    account.wait("eks", "nodegroup_deleted", clusterName="demo", nodegroupName="g")
    kinds = account.control("GET", "/state")["us-west-2"]
    assert not {"instance", "volume", "nodegroup"} & set(kinds)
    assert kinds["network-interface"] == 2


def test_two_groups_are_made_side_by_side(account: Account, cluster: dict[str, Any]) -> None:
    account.control("POST", "/times", {"nodegroup_create": 0.4})
    eks, start = account.client("eks"), time.perf_counter()
    scaling = {"minSize": 0, "maxSize": 1, "desiredSize": 1}
    for name in ("stable", "spot"):
        eks.create_nodegroup(
            clusterName="demo", nodegroupName=name, nodeRole=cluster["roles"]["node"], scalingConfig=scaling,
            subnets=cluster["network"]["subnets"],
        )  # fmt: skip
    for name in ("stable", "spot"):
        account.wait("eks", "nodegroup_active", clusterName="demo", nodegroupName=name)
    assert 0.4 < time.perf_counter() - start < 0.75
