# SPDX-License-Identifier: MIT
"""What the tests do to an account, with boto3 as any user would."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any, Callable

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.process import Sandbox

_ONCE = Config(retries={"total_max_attempts": 1})
# Making a client takes boto3 a tenth of a second; the administrator's are kept for the whole run.
_clients: dict[tuple[str, str, str], Any] = {}


def trust(service: str) -> str:
    actions = ["sts:AssumeRole", "sts:TagSession"]
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refused(code: str, call: Callable[[], Any], status: int | None = None) -> dict[str, Any]:
    """Asserts that the call ends with this error code, and returns the parsed answer."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    assert answer["Error"]["Code"] == code, answer
    if status is not None:
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    return answer


def eventually(what: Callable[[], Any], seconds: float = 5.0) -> Any:
    """The first true answer of `what`."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
    return answer


class Account:
    """Clients and the usual preparations."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.description = sandbox.description

    def client(self, service: str, region: str = "us-west-2", **keys: Any) -> Any:
        description = self.description
        known = (description["aws_endpoint"], service, region)
        if not keys and known in _clients:
            return _clients[known]
        given = {
            "aws_access_key_id": description["access_key_id"],
            "aws_secret_access_key": description["secret_access_key"],
        } | keys
        client = boto3.client(
            service, region_name=region, endpoint_url=description["aws_endpoint"], config=_ONCE, **given
        )
        if not keys:
            _clients[known] = client
        return client

    def control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.description["control"] + path, data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def wait(self, service: str, waiter: str, **what: Any) -> None:
        """boto3's own waiter, hurried."""
        made = self.client(service).get_waiter(waiter)
        made.config.delay = 0.03
        made.wait(**what)

    def role(self, name: str, service: str) -> str:
        iam = self.client("iam")
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))["Role"]["Arn"]

    def network(self, region: str = "us-west-2", zones: str = "ab", public: bool = True) -> dict[str, Any]:
        """A VPC with one subnet in each zone and a way out."""
        ec2 = self.client("ec2", region)
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        subnets = []
        for number, zone in enumerate(zones):
            block = f"10.0.{number}.0/24"
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=region + zone)
            subnets.append(made["Subnet"]["SubnetId"])
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[-1])
            ec2.modify_subnet_attribute(SubnetId=subnets[-1], MapPublicIpOnLaunch={"Value": public})
        return {"vpc": vpc, "gateway": gateway, "table": table, "subnets": subnets}

    def make_cluster(self, name: str, region: str = "us-west-2", version: str = "1.35", **more: Any) -> dict[str, Any]:
        network = self.network(region)
        names = {role["RoleName"]: role["Arn"] for role in self.client("iam").list_roles()["Roles"]}
        roles = {
            "cluster": names.get("cluster") or self.role("cluster", "eks.amazonaws.com"),
            "node": names.get("node") or self.role("node", "ec2.amazonaws.com"),
            "pod": names.get("pod") or self.role("pod", "pods.eks.amazonaws.com"),
        }
        eks = self.client("eks", region)
        asked = {"accessConfig": {"authenticationMode": "API"}, "bootstrapSelfManagedAddons": False} | more
        config = {"subnetIds": network["subnets"], "endpointPrivateAccess": True}
        eks.create_cluster(name=name, version=version, roleArn=roles["cluster"], resourcesVpcConfig=config, **asked)
        eventually(lambda: eks.describe_cluster(name=name)["cluster"]["status"] == "ACTIVE")
        eks.create_addon(clusterName=name, addonName="vpc-cni")
        return {"name": name, "network": network, "roles": roles, "region": region}

    def make_group(self, cluster: dict[str, Any], name: str, nodes: int = 1, **more: Any) -> dict[str, Any]:
        eks = self.client("eks", cluster["region"])
        asked = {
            "subnets": cluster["network"]["subnets"], "instanceTypes": ["m5.large"],
            "scalingConfig": {"minSize": 0, "maxSize": max(nodes, 1), "desiredSize": nodes},
        } | more  # fmt: skip
        eks.create_nodegroup(
            clusterName=cluster["name"], nodegroupName=name, nodeRole=cluster["roles"]["node"], **asked
        )

        def settled() -> Any:
            group = eks.describe_nodegroup(clusterName=cluster["name"], nodegroupName=name)["nodegroup"]
            return group if group["status"] != "CREATING" else None

        return eventually(settled)

    def name_of(self, cluster: dict[str, Any]) -> tuple[str, str, str]:
        return self.description["account"], cluster["region"], cluster["name"]
