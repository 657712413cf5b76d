# SPDX-License-Identifier: MIT
"""A request that breaks its operation's model is refused as AWS would, and the log says how."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlencode, urlsplit

import pytest
from aws_account import Account
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

VERSIONS = {"ec2": "2016-11-15", "iam": "2010-05-08", "autoscaling": "2011-01-01"}


def _send(account: Account, service: str, method: str, path: str, body: str, kind: str, **more: str) -> dict:
    """Sends what no SDK would let out, and gives the log's entry of it."""
    description = account.description
    headers = {"Content-Type": kind} | more
    request = AWSRequest(method, description["aws_endpoint"] + path, headers, body.encode())
    keys = Credentials(description["access_key_id"], description["secret_access_key"])
    SigV4Auth(keys, service, "us-west-2").add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(description["aws_endpoint"]).netloc)
    connection.request(method, path, body.encode(), dict(request.headers.items()))
    connection.getresponse().read()
    connection.close()
    return account.control("GET", "/log")[-1]


def _form(account: Account, service: str, action: str, **parameters: str) -> dict:
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    body = urlencode({"Action": action, "Version": VERSIONS[service]} | named)
    return _send(account, service, "POST", "/", body, "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("service", "action", "parameters", "code", "words"),
    [
        ("ec2", "CreateVpc", {"CidrBlok": "10.0.0.0/16"}, "UnknownParameter", "CidrBlok: unknown"),
        ("ec2", "DeleteVpc", {}, "MissingParameter", "VpcId: missing"),
        ("ec2", "DescribeVpcs", {"Filter__1__Name": "vpc-id", "Filter__1__Values__1": "v"}, "UnknownParameter", "Values"),
        ("ec2", "DescribeVpcs", {"Filter__1__Name": "vpcid", "Filter__1__Value__1": "v"}, "InvalidParameterValue", "no fil"),
        ("ec2", "DescribeVpcs", {"Filter__2__Name": "vpc-id"}, "InvalidParameterValue", "numbered"),
        ("ec2", "CreateVolume", {"AvailabilityZone": "us-west-2a", "Size": "1.5"}, "InvalidParameterValue", "whole number"),
        ("ec2", "CreateVolume", {"AvailabilityZone": "us-west-2a", "VolumeType": "gp4"}, "InvalidParameterValue", "none of"),
        ("iam", "CreateRole", {"RoleName": "x" * 65, "AssumeRolePolicyDocument": "{}"}, "ValidationError", "at most 64"),
        ("iam", "CreateRole", {"RoleName": "a b", "AssumeRolePolicyDocument": "{}"}, "ValidationError", "does not match"),
        ("iam", "TagRole", {"RoleName": "a", "Tags__1__Key": "k"}, "ValidationError", "Tags.1.Key: unknown"),
        ("autoscaling", "DescribeAutoScalingGroups", {"MaxRecords": "ten"}, "ValidationError", "whole number"),
    ],
)  # fmt: skip
def test_a_malformed_form_is_refused(
    account: Account, service: str, action: str, parameters: dict[str, str], code: str, words: str
) -> None:
    logged = _form(account, service, action, **parameters)
    assert (logged["status"], logged["error_code"]) == (400, code)
    assert words in logged["invalid"]
    assert logged["invalid"] in account.control("GET", "/invalid")[-1]


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("GET", "/clusters?maxResult=5", None, "maxResult: unknown"),
        ("GET", "/clusters?maxResults=500", None, "at most 100"),
        ("POST", "/clusters", {"name": "-x", "roleArn": "r", "resourcesVpcConfig": {}}, "name: '-x' does not match"),
        ("POST", "/clusters", {"name": "x", "roleArn": "r", "resourcesVpcConfig": {"subnets": []}}, "subnets: unknown"),
        ("POST", "/clusters/x/node-groups", {"nodegroupName": "g", "nodeRole": "r"}, "subnets: missing"),
        ("POST", "/clusters/x/node-groups/g/update-config", {"scalingConfig": {"maxSize": 0}}, "maxSize: 0"),
        ("POST", "/clusters/x/addons", {"addonName": "a", "resolveConflicts": "FORCE"}, "none of"),
        ("POST", "/clusters/x/updates", {"version": 1.36}, "is no text"),
    ],
)
def test_a_malformed_rest_call_is_refused(account: Account, method: str, path: str, body: dict, words: str) -> None:
    logged = _send(account, "eks", method, path, "" if body is None else json.dumps(body), "application/json")
    assert (logged["status"], logged["error_code"]) == (400, "InvalidParameterException")
    assert words in logged["invalid"]


def test_a_malformed_json_call_is_refused(account: Account) -> None:
    kind, target = "application/x-amz-json-1.1", "AmazonSSM.PutParameter"
    text = json.dumps({"Name": "/a", "Value": "b", "Type": "Text", "Overwite": True})
    logged = _send(account, "ssm", "POST", "/", text, kind, **{"X-Amz-Target": target})
    assert logged["error_code"] == "ValidationException"
    assert "Overwite: unknown" in logged["invalid"] and "Type: 'Text' is none of" in logged["invalid"]


def test_a_sound_call_is_not_marked(account: Account) -> None:
    account.network()
    assert not [entry for entry in account.control("GET", "/log") if "invalid" in entry]
