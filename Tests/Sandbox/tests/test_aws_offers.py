# SPDX-License-Identifier: MIT
"""What is on offer: types, prices, quotas, zones; and the small services a deployment leans on."""

from __future__ import annotations

import json

import pytest
from aws_account import Account, refused, trust


def test_instance_types(account: Account) -> None:
    ec2 = account.client("ec2")
    (one,) = ec2.describe_instance_types(InstanceTypes=["m5.xlarge"])["InstanceTypes"]
    assert (one["VCpuInfo"]["DefaultVCpus"], one["MemoryInfo"]["SizeInMiB"]) == (4, 16384)
    refused("InvalidInstanceType", lambda: ec2.describe_instance_types(InstanceTypes=["m99.huge"]))
    filters = [
        {"Name": "vcpu-info.default-vcpus", "Values": ["4"]},
        {"Name": "memory-info.size-in-mib", "Values": ["16384"]},
    ]
    first = ec2.describe_instance_types(Filters=filters, MaxResults=5)
    assert len(first["InstanceTypes"]) == 5 and first["NextToken"]
    pages = ec2.get_paginator("describe_instance_types").paginate(Filters=filters)
    names = {one["InstanceType"] for page in pages for one in page["InstanceTypes"]}
    assert {"m5.xlarge", "m5a.xlarge", "m6i.xlarge"} <= names and len(names) > 10


def test_a_published_type_is_offered(account: Account) -> None:
    ec2 = account.client("ec2")
    account.control("POST", "/publish", {"instance_type": {"name": "m9z.xlarge", "like": "m5.xlarge"}})
    assert ec2.describe_instance_types(InstanceTypes=["m9z.xlarge"])["InstanceTypes"][0]["InstanceType"] == "m9z.xlarge"
    filters = [{"Name": "instance-type", "Values": ["m9z.xlarge"]}]
    offers = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=filters)
    assert len(offers["InstanceTypeOfferings"]) > 1
    account.control("POST", "/reset")
    refused("InvalidInstanceType", lambda: ec2.describe_instance_types(InstanceTypes=["m9z.xlarge"]))


def test_spot_prices(account: Account) -> None:
    ec2 = account.client("ec2")
    asked = {"InstanceTypes": ["m5.xlarge"], "ProductDescriptions": ["Linux/UNIX"]}
    prices = ec2.describe_spot_price_history(**asked)["SpotPriceHistory"]
    assert all(0.07 < float(one["SpotPrice"]) < 0.1 for one in prices)
    assert prices[0]["Timestamp"] > prices[-1]["Timestamp"]
    account.control(
        "POST", "/publish", {"spot_price": {"instance_type": "m5.xlarge", "price": 0.19, "zone": "us-west-2b"}}
    )
    zone = ec2.describe_spot_price_history(AvailabilityZone="us-west-2b", **asked)["SpotPriceHistory"]
    assert zone[0]["SpotPrice"] == "0.190000"


def test_zones_have_ids(account: Account) -> None:
    zones = account.client("ec2", "us-east-1").describe_availability_zones()["AvailabilityZones"]
    assert "use1-az3" in {zone["ZoneId"] for zone in zones}


def test_quotas(account: Account) -> None:
    quotas = account.client("service-quotas")
    assert quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-1216C47A")["Quota"]["Value"] == 256
    account.control("POST", "/publish", {"quota": {"code": "L-34B43A08", "value": 5}})
    assert quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-34B43A08")["Quota"]["Value"] == 5
    refused("NoSuchResourceException", lambda: quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-0"))


def test_prices(account: Account) -> None:
    pricing = account.client("pricing", "us-east-1")
    filters = [
        {"Type": "TERM_MATCH", "Field": field, "Value": value}
        for field, value in (("instanceType", "m5.xlarge"), ("regionCode", "us-west-2"), ("operatingSystem", "Linux"))
    ]
    (text,) = pricing.get_products(ServiceCode="AmazonEC2", Filters=filters)["PriceList"]
    (term,) = json.loads(text)["terms"]["OnDemand"].values()
    (dimension,) = term["priceDimensions"].values()
    assert (float(dimension["pricePerUnit"]["USD"]), dimension["unit"]) == (0.192, "Hrs")
    assert pricing.get_products(ServiceCode="AmazonEKS")["PriceList"]
    refused("InvalidParameterException", lambda: account.client("pricing").get_products(ServiceCode="AmazonEC2"))


def test_a_parameter_is_a_lock(account: Account) -> None:
    ssm = account.client("ssm")
    lock = {"Name": "/himat/demo/lock", "Value": "{}", "Type": "String"}
    ssm.put_parameter(**lock)
    refused("ParameterAlreadyExists", lambda: ssm.put_parameter(**lock), 400)
    ssm.put_parameter(**lock, Overwrite=True)
    assert ssm.get_parameter(Name=lock["Name"])["Parameter"]["Version"] == 2
    ssm.delete_parameter(Name=lock["Name"])
    refused("ParameterNotFound", lambda: ssm.get_parameter(Name=lock["Name"]))


def test_roles_in_use_stay(account: Account) -> None:
    iam = account.client("iam")
    iam.create_role(
        RoleName="node", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"), Tags=[{"Key": "a", "Value": "b"}]
    )
    assert iam.list_role_tags(RoleName="node")["Tags"] == [{"Key": "a", "Value": "b"}]
    policy = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
    iam.attach_role_policy(RoleName="node", PolicyArn=policy)
    refused("DeleteConflict", lambda: iam.delete_role(RoleName="node"), 409)
    iam.detach_role_policy(RoleName="node", PolicyArn=policy)
    iam.create_instance_profile(InstanceProfileName="node")
    iam.add_role_to_instance_profile(InstanceProfileName="node", RoleName="node")
    refused("DeleteConflict", lambda: iam.delete_role(RoleName="node"), 409)
    iam.remove_role_from_instance_profile(InstanceProfileName="node", RoleName="node")
    iam.delete_instance_profile(InstanceProfileName="node")
    iam.delete_role(RoleName="node")
    refused("NoSuchEntity", lambda: iam.get_role(RoleName="node"), 404)


def test_a_role_name_has_its_limits(account: Account) -> None:
    account.role("x" * 64, "ec2.amazonaws.com")
    for name in ("x" * 65, "no spaces"):
        refused("ValidationError", lambda name=name: account.role(name, "ec2.amazonaws.com"))


@pytest.mark.parametrize("name", ["AmazonEKSClusterPolicy", "AmazonEKS_CNI_Policy", "AmazonEBSCSIDriverPolicyV2"])
def test_aws_own_policies_are_there(account: Account, name: str) -> None:
    assert account.client("iam").get_policy(PolicyArn=f"arn:aws:iam::aws:policy/{name}")["Policy"]["PolicyName"] == name


def test_service_linked_roles(account: Account) -> None:
    iam = account.client("iam")
    refused("NoSuchEntity", lambda: iam.get_role(RoleName="AWSServiceRoleForEC2Spot"))
    iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")
    assert iam.get_role(RoleName="AWSServiceRoleForEC2Spot")["Role"]["Path"] == "/aws-service-role/spot.amazonaws.com/"
    refused("InvalidInput", lambda: iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com"))
    assert account.control("GET", "/state") == {}
