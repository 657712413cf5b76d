# SPDX-License-Identifier: MIT
"""Every request is verified: who signed it, with which secret, and when."""

from __future__ import annotations

import datetime
import json
import urllib.error
import urllib.request
from typing import Any

import botocore.auth
import pytest
from aws_account import Account, refused
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

CALLS = {
    "sts": lambda client: client.get_caller_identity(),
    "iam": lambda client: client.list_roles(),
    "ec2": lambda client: client.describe_vpcs(),
    "eks": lambda client: client.list_clusters(),
    "ssm": lambda client: client.describe_parameters(),
}


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("sts", "SignatureDoesNotMatch"), ("iam", "SignatureDoesNotMatch"), ("ec2", "AuthFailure"),
        ("eks", "InvalidSignatureException"), ("ssm", "InvalidSignatureException"),
    ],
)  # fmt: skip
def test_a_wrong_secret_is_refused(account: Account, service: str, code: str) -> None:
    client = account.client(service, aws_secret_access_key="not-the-secret")
    refused(code, lambda: CALLS[service](client), 401 if service == "ec2" else 403)


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("sts", "InvalidClientTokenId"), ("iam", "InvalidClientTokenId"), ("ec2", "AuthFailure"),
        ("eks", "UnrecognizedClientException"), ("ssm", "UnrecognizedClientException"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused(account: Account, service: str, code: str) -> None:
    client = account.client(service, aws_access_key_id="AKIAIOSFODNN7EXAMPLE")
    refused(code, lambda: CALLS[service](client))


@pytest.mark.parametrize(("service", "code"), [("sts", "SignatureDoesNotMatch"), ("ec2", "RequestExpired")])
@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_request_of_another_time_is_refused(
    account: Account, monkeypatch: pytest.MonkeyPatch, service: str, code: str, minutes: int
) -> None:
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_: moment.replace(tzinfo=None))
    refused(code, lambda: CALLS[service](account.client(service)))


@pytest.mark.parametrize(("service", "code"), [("ec2", "SignatureDoesNotMatch"), ("eks", "InvalidSignatureException")])
def test_the_scope_must_name_a_region_that_exists(account: Account, service: str, code: str) -> None:
    refused(code, lambda: CALLS[service](account.client(service, "us-west-9")), 403)


def test_an_unsigned_request_is_refused(account: Account) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(account.description["aws_endpoint"] + "/clusters")
    assert caught.value.code == 403
    assert caught.value.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"


def _signed(account: Account, body: bytes) -> AWSRequest:
    description = account.description
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = AWSRequest("POST", description["aws_endpoint"] + "/", headers, body)
    credentials = Credentials(description["access_key_id"], description["secret_access_key"])
    SigV4Auth(credentials, "ec2", "us-west-2").add_auth(request)
    return request


@pytest.mark.parametrize("change", [{}, {"body": b"Action=DescribeVpcs&Version=2016-11-15&X=1"}, {"path": "/?X=1"}])
def test_what_was_signed_must_be_what_arrives(account: Account, change: dict[str, Any]) -> None:
    body = b"Action=DescribeVpcs&Version=2016-11-15"
    request = _signed(account, body)
    url = account.description["aws_endpoint"] + change.get("path", "/")
    sent = urllib.request.Request(url, change.get("body", body), dict(request.headers.items()))
    if not change:
        assert urllib.request.urlopen(sent).status == 200
        return
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(sent)
    assert b"AuthFailure" in caught.value.read()


def test_the_key_of_an_iam_user_works_until_it_is_inactive(account: Account) -> None:
    iam = account.client("iam")
    arn = iam.create_user(UserName="ada")["User"]["Arn"]
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    assert account.client("sts", **keys).get_caller_identity()["Arn"] == arn
    iam.update_access_key(UserName="ada", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused("InvalidClientTokenId", lambda: account.client("sts", **keys).get_caller_identity())


def test_a_session_needs_its_token(account: Account) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = account.client("iam").create_role(RoleName="deployer", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    sts = account.client("sts")
    made = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    whole = account.client("eks", aws_session_token=made["SessionToken"], **keys)
    assert whole.list_clusters()["clusters"] == []
    refused("UnrecognizedClientException", lambda: account.client("eks", **keys).list_clusters())
    refused("UnrecognizedClientException", lambda: account.client("eks", aws_session_token="x", **keys).list_clusters())


def test_only_a_role_that_trusts_can_be_assumed(account: Account) -> None:
    sts = account.client("sts")
    arn = account.role("node", "ec2.amazonaws.com")
    refused("AccessDenied", lambda: sts.assume_role(RoleArn=arn, RoleSessionName="me"), 403)
    refused("AccessDenied", lambda: sts.assume_role(RoleArn=arn + "-not", RoleSessionName="me"), 403)


def test_a_presigned_address_answers(account: Account) -> None:
    url = account.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod="GET")
    assert b"sandbox-administrator" in urllib.request.urlopen(url).read()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(url.replace("GetCallerIdentity", "GetSessionToken"))
