# SPDX-License-Identifier: MIT
"""Clusters: states that take time, updates one by one, and what EKS refuses."""

from __future__ import annotations

from typing import Any

import pytest
from aws_account import Account, eventually, refused


def _create(account: Account, **changed: Any) -> Any:
    network = changed.pop("network", None) or account.network()
    asked = {
        "name": "demo", "version": "1.35", "resourcesVpcConfig": {"subnetIds": network["subnets"]},
        "roleArn": changed.pop("roleArn", None) or account.role("cluster", "eks.amazonaws.com"),
    } | changed  # fmt: skip
    return account.client("eks").create_cluster(**asked)["cluster"]


def test_a_cluster_becomes_active(account: Account) -> None:
    eks = account.client("eks")
    made = _create(account, tags={"himat:cluster": "demo"}, upgradePolicy={"supportType": "STANDARD"})
    assert made["status"] == "CREATING"
    assert "endpoint" not in made and made["certificateAuthority"] == {}
    account.wait("eks", "cluster_active", name="demo")
    cluster = eks.describe_cluster(name="demo")["cluster"]
    assert cluster["endpoint"].startswith("https://") and "data" in cluster["certificateAuthority"]
    assert cluster["tags"] == {"himat:cluster": "demo"} and cluster["upgradePolicy"] == {"supportType": "STANDARD"}
    assert cluster["resourcesVpcConfig"]["publicAccessCidrs"] == ["0.0.0.0/0"]
    assert eks.list_clusters()["clusters"] == ["demo"]


def test_the_control_plane_lives_in_the_vpc(account: Account, cluster: dict[str, Any]) -> None:
    ec2 = account.client("ec2")
    config = account.client("eks").describe_cluster(name="demo")["cluster"]["resourcesVpcConfig"]
    group = ec2.describe_security_groups(GroupIds=[config["clusterSecurityGroupId"]])["SecurityGroups"][0]
    tags = {tag["Key"]: tag["Value"] for tag in group["Tags"]}
    assert group["VpcId"] == cluster["network"]["vpc"] == config["vpcId"]
    assert (tags["kubernetes.io/cluster/demo"], tags["aws:eks:cluster-name"]) == ("owned", "demo")
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [group["VpcId"]]}])
    assert [one["Description"] for one in interfaces["NetworkInterfaces"]] == ["Amazon EKS demo"] * 2
    account.client("eks").delete_cluster(name="demo")
    account.wait("eks", "cluster_deleted", name="demo")
    kinds = account.control("GET", "/state")["us-west-2"]
    assert "network-interface" not in kinds and "security-group" not in kinds


def test_a_token_makes_one_cluster(account: Account) -> None:
    network, role = account.network(), account.role("cluster", "eks.amazonaws.com")
    first = _create(account, network=network, roleArn=role, clientRequestToken="a")
    again = _create(account, network=network, roleArn=role, clientRequestToken="a")
    assert first["createdAt"] == again["createdAt"]
    refused(
        "InvalidParameterException",
        lambda: _create(account, network=network, roleArn=role, clientRequestToken="a", version="1.34"),
    )
    refused("ResourceInUseException", lambda: _create(account, network=network, roleArn=role), 409)


def test_a_role_must_be_assumable(account: Account) -> None:
    network = account.network()
    wrong = account.role("wrong", "ec2.amazonaws.com")
    for role in (wrong, "arn:aws:iam::123456789012:role/none"):
        answer = refused("InvalidParameterException", lambda role=role: _create(account, network=network, roleArn=role))
        assert "cannot be assumed" in answer["message"]
    account.control("POST", "/times", {"role_propagation": 0.3})
    fresh = account.role("fresh", "eks.amazonaws.com")
    refused("InvalidParameterException", lambda: _create(account, network=network, roleArn=fresh))

    def try_again() -> Any:
        try:
            return _create(account, network=network, roleArn=fresh)
        except account.client("eks").exceptions.InvalidParameterException:
            return None

    eventually(try_again)


@pytest.mark.parametrize("version", ["1.10", "1.30", "2.0", "latest"])
def test_an_unsupported_version_is_refused(account: Account, version: str) -> None:
    answer = refused("InvalidParameterException", lambda: _create(account, version=version))
    assert version in answer["message"]


def test_subnets_must_lie_in_two_zones_eks_uses(account: Account) -> None:
    one = account.network(zones="a")
    refused("InvalidParameterException", lambda: _create(account, network=one))
    role = account.role("other", "eks.amazonaws.com")
    east = account.network("us-east-1", zones="ae")
    answer = refused(
        "UnsupportedAvailabilityZoneException",
        lambda: account.client("eks", "us-east-1").create_cluster(
            name="demo", roleArn=role, resourcesVpcConfig={"subnetIds": east["subnets"]}
        ),
    )
    assert "us-east-1a" in answer["validZones"] and "us-east-1e" not in answer["validZones"]


def test_updates_are_serial(account: Account, cluster: dict[str, Any]) -> None:
    account.control("POST", "/times", {"cluster_update": 0.4})
    eks = account.client("eks")
    begun = eks.update_cluster_config(name="demo", resourcesVpcConfig={"publicAccessCidrs": ["198.51.100.7/32"]})[
        "update"
    ]
    assert (begun["status"], begun["type"]) == ("InProgress", "EndpointAccessUpdate")
    refused("ResourceInUseException", lambda: eks.update_cluster_version(name="demo", version="1.36"))
    refused("ResourceInUseException", lambda: eks.delete_cluster(name="demo"))
    refused("ResourceInUseException", lambda: eks.update_addon(clusterName="demo", addonName="vpc-cni"))
    eventually(lambda: eks.describe_update(name="demo", updateId=begun["id"])["update"]["status"] == "Successful")
    config = eks.describe_cluster(name="demo")["cluster"]["resourcesVpcConfig"]
    assert config["publicAccessCidrs"] == ["198.51.100.7/32"] and config["endpointPrivateAccess"]

    def same() -> Any:
        return eks.update_cluster_config(name="demo", resourcesVpcConfig={"publicAccessCidrs": ["198.51.100.7/32"]})

    assert "already at the desired" in refused("InvalidParameterException", same)["message"]
    assert eks.list_updates(name="demo")["updateIds"] == [begun["id"]]


def test_a_version_goes_up_one_step(account: Account, cluster: dict[str, Any]) -> None:
    eks = account.client("eks")
    refused("InvalidParameterException", lambda: eks.update_cluster_version(name="demo", version="1.34"))
    account.control("POST", "/publish", {"kubernetes": "1.37"})
    refused("InvalidParameterException", lambda: eks.update_cluster_version(name="demo", version="1.37"))
    eks.update_cluster_version(name="demo", version="1.36")
    account.wait("eks", "cluster_active", name="demo")
    assert eks.describe_cluster(name="demo")["cluster"]["version"] == "1.36"


def test_versions_and_news(account: Account) -> None:
    eks = account.client("eks")
    listed = {one["clusterVersion"]: one for one in eks.describe_cluster_versions()["clusterVersions"]}
    assert list(listed) == ["1.36", "1.35", "1.34", "1.33", "1.32", "1.31"]
    assert listed["1.34"]["versionStatus"] == "STANDARD_SUPPORT" and listed["1.33"]["status"] == "extended-support"
    assert str(listed["1.36"]["endOfStandardSupportDate"].date()) == "2027-08-02"
    assert [version for version, one in listed.items() if one["defaultVersion"]] == ["1.35"]
    standard = eks.describe_cluster_versions(versionStatus="STANDARD_SUPPORT")["clusterVersions"]
    assert [one["clusterVersion"] for one in standard] == ["1.36", "1.35", "1.34"]
    account.control("POST", "/publish", {"kubernetes": "1.37"})
    assert eks.describe_cluster_versions(defaultOnly=True)["clusterVersions"][0]["clusterVersion"] == "1.37"


def test_tags(account: Account, cluster: dict[str, Any]) -> None:
    eks = account.client("eks")
    arn = eks.describe_cluster(name="demo")["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    eks.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}
    refused("NotFoundException", lambda: eks.list_tags_for_resource(resourceArn=arn + "x"), 404)
    refused("BadRequestException", lambda: eks.tag_resource(resourceArn=arn, tags={"aws:x": "1"}))


def test_the_tagging_api_finds_clusters(account: Account, cluster: dict[str, Any]) -> None:
    eks, tagging = account.client("eks"), account.client("resourcegroupstaggingapi")
    arn = eks.describe_cluster(name="demo")["cluster"]["arn"]
    eks.tag_resource(resourceArn=arn, tags={"himat:cluster": "demo"})
    vpc = cluster["network"]["vpc"]
    account.client("ec2").create_tags(Resources=[vpc], Tags=[{"Key": "himat:cluster", "Value": "demo"}])

    def found(value: str, **more: Any) -> list[str]:
        filters = [{"Key": "himat:cluster", "Values": [value]}]
        answer = tagging.get_resources(TagFilters=filters, **more)
        return [one["ResourceARN"].rpartition(":")[2] for one in answer["ResourceTagMappingList"]]

    assert found("demo") == [f"vpc/{vpc}", "cluster/demo"]
    assert found("demo", ResourceTypeFilters=["eks:cluster"]) == ["cluster/demo"]
    assert found("other") == []


def test_logs_leave_a_log_group(account: Account) -> None:
    _create(account, logging={"clusterLogging": [{"types": ["api"], "enabled": True}]})
    logs = account.client("logs")
    assert logs.describe_log_groups()["logGroups"][0]["logGroupName"] == "/aws/eks/demo/cluster"
    logs.delete_log_group(logGroupName="/aws/eks/demo/cluster")


def test_two_regions_have_clusters_of_one_name(account: Account, cluster: dict[str, Any]) -> None:
    other = account.make_cluster("demo", "eu-central-1")
    account.make_cluster("second", "eu-central-1")
    account.client("eks", "eu-central-1").delete_cluster(name="demo")
    eventually(lambda: account.client("eks", "eu-central-1").list_clusters()["clusters"] == ["second"])
    assert account.client("eks").describe_cluster(name="demo")["cluster"]["status"] == "ACTIVE"
    assert other["network"]["vpc"] != cluster["network"]["vpc"]
