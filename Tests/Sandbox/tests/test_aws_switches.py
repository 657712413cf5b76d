# SPDX-License-Identifier: MIT
"""The switches of the control server, the request log, and the address service."""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.request

import pytest
from aws_account import Account, eventually, refused
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ResponseStreamingError


def _rule(account: Account, **rule: object) -> None:
    account.control("POST", "/rules", [{"match": {"service": "ec2"}, **rule}])


def test_fail_speaks_the_services_language(account: Account) -> None:
    ec2, eks = account.client("ec2"), account.client("eks")
    _rule(account, effect="fail", status=503, code="RequestLimitExceeded", times=1, headers={"Retry-After": "2"})
    answer = refused("RequestLimitExceeded", ec2.describe_vpcs, 503)
    assert answer["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "2"
    ec2.describe_vpcs()
    account.control(
        "POST",
        "/rules",
        [{"match": {"action": "ListClusters"}, "effect": "fail", "code": "ThrottlingException", "status": 429}],
    )
    refused("ThrottlingException", eks.list_clusters, 429)
    account.control("DELETE", "/rules")
    eks.list_clusters()


def test_skip_lets_some_pass_first(account: Account) -> None:
    _rule(account, effect="fail", skip=2, times=1)
    ec2 = account.client("ec2")
    ec2.describe_vpcs()
    ec2.describe_vpcs()
    refused("InternalError", ec2.describe_vpcs, 500)
    ec2.describe_vpcs()


@pytest.mark.parametrize(
    ("when", "error", "made"),
    [
        ("before", ConnectionClosedError, False),
        ("after", ConnectionClosedError, True),
        ("middle", HTTPClientError, True),
    ],
)
def test_a_cut_reply(account: Account, when: str, error: type[Exception], made: bool) -> None:
    _rule(account, match={"action": "CreateVpc"}, effect="cut", when=when, times=1)
    with pytest.raises((error, ResponseStreamingError)):
        account.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    assert account.control("GET", "/state").get("us-west-2", {}).get("vpc", 0) == made


def test_a_hidden_resource_comes_to_light(account: Account) -> None:
    ec2 = account.client("ec2")
    _rule(account, match={"action": "CreateVpc"}, effect="hide", seconds=0.3)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    before = [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]
    assert before and vpc not in before
    refused("InvalidVpcID.NotFound", lambda: ec2.describe_vpcs(VpcIds=[vpc]))
    eventually(lambda: vpc in [one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]])


def test_a_hidden_role_comes_to_light(account: Account) -> None:
    iam = account.client("iam")
    account.control("POST", "/rules", [{"match": {"action": "CreateRole"}, "effect": "hide", "seconds": 0.3}])
    account.role("late", "ec2.amazonaws.com")
    refused("NoSuchEntity", lambda: iam.get_role(RoleName="late"))
    assert iam.list_roles()["Roles"] == []
    eventually(lambda: [role["RoleName"] for role in iam.list_roles()["Roles"]] == ["late"])


def test_delays(account: Account) -> None:
    ec2 = account.client("ec2")
    _rule(account, effect="delay", seconds=0.2, times=1)
    start = time.perf_counter()
    ec2.describe_vpcs()
    assert time.perf_counter() - start > 0.2
    account.control("POST", "/reply_delay", {"seconds": 0.1})
    start = time.perf_counter()
    ec2.describe_vpcs()
    assert time.perf_counter() - start > 0.1


def test_the_log_says_what_was_asked(account: Account) -> None:
    ec2 = account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.describe_vpcs(VpcIds=[vpc])
    refused("ResourceNotFoundException", lambda: account.client("eks", "eu-west-1").describe_cluster(name="no"))
    create, describe, missing = account.control("GET", "/log?plane=aws")
    assert (create["service"], create["action"], create["mutating"]) == ("ec2", "CreateVpc", True)
    assert (describe["action"], describe["mutating"], describe["resource"]) == ("DescribeVpcs", False, vpc)
    assert (missing["region"], missing["status"]) == ("eu-west-1", 404)
    assert missing["error_code"] == "ResourceNotFoundException"
    assert create["time_start"] <= create["time_end"] and create["user_agent"].startswith("Boto3/")
    assert [one["action"] for one in account.control("GET", "/log?mutating=true")] == ["CreateVpc"]
    assert len(account.control("GET", f"/log?since={describe['seq']}")) == 1
    account.control("DELETE", "/log")
    assert account.control("GET", "/log") == []


def test_the_log_holds_no_secret(account: Account) -> None:
    ssm = account.client("ssm")
    ssm.put_parameter(Name="/himat/demo/lock", Value="the-value-nobody-may-see", Type="SecureString")
    text = str(account.control("GET", "/log"))
    assert "the-value-nobody-may-see" not in text
    assert account.description["secret_access_key"] not in text


def test_state_counts_what_was_made_only(account: Account) -> None:
    assert account.control("GET", "/state") == {}
    account.network()
    kinds = {"vpc": 1, "subnet": 2, "internet-gateway": 1, "route-table": 1}
    assert account.control("GET", "/state") == {"us-west-2": kinds}


def test_reset_keeps_the_key(account: Account) -> None:
    account.network()
    account.control("POST", "/rules", [{"match": {}, "effect": "fail"}])
    account.control("POST", "/clock", {"advance": 100})
    account.control("POST", "/reset")
    assert account.control("GET", "/state") == {}
    account.client("sts").get_caller_identity()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404), ("POST", "/rules", [{"match": {}, "effect": "explode"}], 400),
        ("POST", "/publish", {"moon": 1}, 400), ("POST", "/rules", [{"colour": "red"}], 400),
        ("POST", "/kube/x", {}, 404),
    ],
)  # fmt: skip
def test_a_wrong_switch_is_refused(account: Account, method: str, path: str, body: object, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        account.control(method, path, body)
    assert caught.value.code == status
    assert b"error" in caught.value.read()


def test_the_address_service(account: Account) -> None:
    description = account.description
    assert urllib.request.urlopen(description["address_service"]).read() == b"127.0.0.1\n"
    trusting = ssl.create_default_context(cafile=description["ca_file"])
    assert urllib.request.urlopen(description["address_service_tls"], context=trusting).read() == b"127.0.0.1\n"
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(description["address_service_tls"])
