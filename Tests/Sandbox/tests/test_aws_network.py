# SPDX-License-Identifier: MIT
"""What EC2 does not delete while it is in use, and the balancers that keep it in use."""

from __future__ import annotations

from typing import Any

import pytest
from aws_account import Account, eventually, refused


def _service(**annotations: str) -> dict[str, Any]:
    prefix = "service.beta.kubernetes.io/aws-load-balancer-"
    return {
        "metadata": {
            "name": "jupyter",
            "namespace": "science",
            "annotations": {prefix + k.replace("_", "-"): v for k, v in annotations.items()},
        },
        "spec": {"ports": [{"port": 80, "nodePort": 31234}], "loadBalancerSourceRanges": ["198.51.100.7/32"]},
    }


@pytest.fixture
def balancer(account: Account, cluster: dict[str, Any]) -> str:
    """A Service's balancer in front of one node."""
    account.make_group(cluster, "g")
    service = _service(connection_idle_timeout="3600", additional_resource_tags="himat:cluster=demo,owner=ada")
    nodes = account.sandbox.aws.clusters.all()[0].groups["g"].instances
    host = account.sandbox.aws.make_balancer(account.name_of(cluster), "a123", service, nodes)
    assert host == "localhost"
    return "a123"


def test_a_referenced_group_stays(account: Account) -> None:
    ec2, vpc = account.client("ec2"), account.network()["vpc"]
    one, two = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("one", "two")
    )
    rule = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": two}]}]
    ec2.authorize_security_group_ingress(GroupId=one, IpPermissions=rule)
    refused("DependencyViolation", lambda: ec2.delete_security_group(GroupId=two), 400)
    ec2.revoke_security_group_ingress(GroupId=one, IpPermissions=rule)
    ec2.delete_security_group(GroupId=two)
    ec2.delete_security_group(GroupId=one)
    default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][0]
    refused("CannotDelete", lambda: ec2.delete_security_group(GroupId=default["GroupId"]))


def test_an_interface_holds_group_subnet_and_vpc(account: Account) -> None:
    ec2, network = account.client("ec2"), account.network()
    group = ec2.create_security_group(GroupName="g", Description="g", VpcId=network["vpc"])["GroupId"]
    interface = ec2.create_network_interface(SubnetId=network["subnets"][0], Groups=[group])["NetworkInterface"]
    refused("DependencyViolation", lambda: ec2.delete_security_group(GroupId=group))
    refused("DependencyViolation", lambda: ec2.delete_subnet(SubnetId=network["subnets"][0]))
    refused("DependencyViolation", lambda: ec2.delete_vpc(VpcId=network["vpc"]))
    ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.delete_security_group(GroupId=group)


def test_a_vpc_goes_last(account: Account) -> None:
    ec2, network = account.client("ec2"), account.network()

    def delete_vpc() -> Any:
        return ec2.delete_vpc(VpcId=network["vpc"])

    refused("DependencyViolation", delete_vpc)
    refused("DependencyViolation", lambda: ec2.delete_route_table(RouteTableId=network["table"]))
    refused("DependencyViolation", lambda: ec2.delete_internet_gateway(InternetGatewayId=network["gateway"]))
    for subnet in network["subnets"]:
        ec2.delete_subnet(SubnetId=subnet)
    refused("DependencyViolation", delete_vpc)
    ec2.delete_route_table(RouteTableId=network["table"])
    refused("DependencyViolation", delete_vpc)
    ec2.detach_internet_gateway(InternetGatewayId=network["gateway"], VpcId=network["vpc"])
    ec2.delete_internet_gateway(InternetGatewayId=network["gateway"])
    delete_vpc()
    assert account.control("GET", "/state") == {}


def test_a_route_needs_an_attached_gateway(account: Account) -> None:
    ec2 = account.client("ec2")
    table = account.network()["table"]
    loose = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "198.51.100.0/24", "GatewayId": loose}
    refused("InvalidParameterValue", lambda: ec2.create_route(**route))


def test_a_subnet_uses_one_table_until_it_is_given_another(account: Account) -> None:
    ec2, network = account.client("ec2"), account.network()
    one, two = (ec2.create_route_table(VpcId=network["vpc"])["RouteTable"]["RouteTableId"] for _ in range(2))
    subnet = ec2.create_subnet(VpcId=network["vpc"], CidrBlock="10.0.200.0/24")["Subnet"]["SubnetId"]
    first = ec2.associate_route_table(RouteTableId=one, SubnetId=subnet)["AssociationId"]
    assert ec2.associate_route_table(RouteTableId=one, SubnetId=subnet)["AssociationId"] == first
    refused("Resource.AlreadyAssociated", lambda: ec2.associate_route_table(RouteTableId=two, SubnetId=subnet))
    ec2.replace_route_table_association(AssociationId=first, RouteTableId=two)
    used = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
    assert [table["RouteTableId"] for table in used] == [two]


def test_a_client_token_makes_one_route_table(account: Account) -> None:
    ec2, network = account.client("ec2"), account.network()

    def make(vpc: str, token: str) -> Any:
        return ec2.create_route_table(VpcId=vpc, ClientToken=token)["RouteTable"]["RouteTableId"]

    assert make(network["vpc"], "t") == make(network["vpc"], "t") != make(network["vpc"], "u")
    refused("IdempotentParameterMismatch", lambda: make("vpc-00000000", "t"))


def test_a_service_makes_a_balancer(account: Account, cluster: dict[str, Any], balancer: str) -> None:
    ec2, elb = account.client("ec2"), account.client("elb")
    (made,) = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    assert (made["DNSName"], made["VPCId"]) == ("localhost", cluster["network"]["vpc"])
    tags = elb.describe_tags(LoadBalancerNames=[balancer])["TagDescriptions"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "kubernetes.io/cluster/demo": "owned", "kubernetes.io/service-name": "science/jupyter",
        "himat:cluster": "demo", "owner": "ada",
    }  # fmt: skip
    attributes = elb.describe_load_balancer_attributes(LoadBalancerName=balancer)["LoadBalancerAttributes"]
    assert attributes["ConnectionSettings"]["IdleTimeout"] == 3600
    (group,) = ec2.describe_security_groups(GroupIds=made["SecurityGroups"])["SecurityGroups"]
    assert group["GroupName"] == "k8s-elb-a123"
    assert group["IpPermissions"][0]["IpRanges"] == [{"CidrIp": "198.51.100.7/32"}]
    found = ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["ELB a123"]}])
    assert all(one["Association"]["PublicIp"] and one["Status"] == "in-use" for one in found["NetworkInterfaces"])
    interface = found["NetworkInterfaces"][0]["NetworkInterfaceId"]
    refused("InvalidParameterValue", lambda: ec2.delete_network_interface(NetworkInterfaceId=interface))


def test_a_balancer_blocks_the_gateway_and_goes_late(account: Account, cluster: dict[str, Any], balancer: str) -> None:
    account.control("POST", "/times", {"balancer_delete": 0.9})
    ec2, network = account.client("ec2"), cluster["network"]
    account.client("eks").delete_nodegroup(clusterName="demo", nodegroupName="g")
    account.wait("eks", "nodegroup_deleted", clusterName="demo", nodegroupName="g")

    def detach() -> Any:
        return ec2.detach_internet_gateway(InternetGatewayId=network["gateway"], VpcId=network["vpc"])

    assert "mapped public address" in refused("DependencyViolation", detach)["Error"]["Message"]
    account.sandbox.aws.drop_balancer(account.name_of(cluster), balancer)
    seen = []

    def gone() -> bool:
        kinds = account.control("GET", "/state")["us-west-2"]
        now = (kinds.get("balancer", 0), kinds["network-interface"], kinds["security-group"])
        seen.append(now) if now not in seen else None
        return now == (0, 2, 1)

    eventually(gone)
    assert seen == [(1, 4, 2), (0, 4, 2), (0, 2, 2), (0, 2, 1)]
    detach()


def test_a_balancer_outlives_its_cluster(account: Account, cluster: dict[str, Any], balancer: str) -> None:
    account.control("POST", "/times", {"balancer_delete": 0.4})
    eks, ec2, elb = account.client("eks"), account.client("ec2"), account.client("elb")
    eks.delete_nodegroup(clusterName="demo", nodegroupName="g")
    account.wait("eks", "nodegroup_deleted", clusterName="demo", nodegroupName="g")
    eks.delete_cluster(name="demo")
    account.wait("eks", "cluster_deleted", name="demo")
    (left,) = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    elb.delete_load_balancer(LoadBalancerName=balancer)
    group = left["SecurityGroups"][0]
    refused("DependencyViolation", lambda: ec2.delete_security_group(GroupId=group))
    eventually(lambda: "network-interface" not in account.control("GET", "/state")["us-west-2"])
    ec2.delete_security_group(GroupId=group)
