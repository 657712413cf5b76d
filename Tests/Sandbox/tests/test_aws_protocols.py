# SPDX-License-Identifier: MIT
"""The front door: errors in each protocol's own words, kept-alive connections, many callers at once."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from aws_account import Account, refused
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def _send(account: Account, connection: http.client.HTTPConnection, service: str, method: str, path: str,
          body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
    description = account.description
    request = AWSRequest(method, description["aws_endpoint"] + path, dict(headers or {}), body)
    credentials = Credentials(description["access_key_id"], description["secret_access_key"])
    SigV4Auth(credentials, service, "us-west-2").add_auth(request)
    connection.request(method, path, body, dict(request.headers.items()))
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def connection(account: Account) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(account.description["aws_endpoint"]).netloc)


REGISTER = b'{"name": "x", "connectorConfig": {"roleArn": "arn:aws:iam::1:role/x", "provider": "EC2"}}'
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TARGET = {"X-Amz-Target": "AmazonSSM.MakeCoffee", "Content-Type": "application/x-amz-json-1.1"}


@pytest.mark.parametrize(
    ("service", "method", "path", "body", "headers", "status", "words"),
    [
        ("ec2", "POST", "/", b"Action=MakeCoffee&Version=2016-11-15", FORM, 400, b"<Response><Errors><Error><Code>Inv"),
        ("iam", "POST", "/", b"Action=MakeCoffee&Version=2010-05-08", FORM, 400, b"<ErrorResponse><Error><Type>Sender"),
        ("ssm", "POST", "/", b"{}", TARGET, 404, b'"__type": "UnknownOperationException"'),
        ("eks", "GET", "/coffee", b"", {}, 404, b"is not known"),
        ("eks", "POST", "/cluster-registrations", REGISTER, {}, 404, b"does not play eks:RegisterCluster"),
    ],
)  # fmt: skip
def test_an_unknown_action_gets_the_protocols_error(
    account: Account, connection: http.client.HTTPConnection, service: str, method: str, path: str, body: bytes,
    headers: dict[str, str], status: int, words: bytes,
) -> None:  # fmt: skip
    got, shown, answer = _send(account, connection, service, method, path, body, headers)
    assert (got, words in answer) == (status, True), answer
    assert b"<html" not in answer
    assert shown["x-amzn-requestid"]


def test_errors_carry_their_request_id(account: Account) -> None:
    answer = refused("ResourceNotFoundException", lambda: account.client("eks").describe_cluster(name="none"), 404)
    logged = account.control("GET", "/log")[-1]
    assert answer["ResponseMetadata"]["RequestId"] == logged["request_id"]
    answer = refused("InvalidVpcID.NotFound", lambda: account.client("ec2").delete_vpc(VpcId="vpc-00000000"))
    assert answer["ResponseMetadata"]["RequestId"] == account.control("GET", "/log")[-1]["request_id"]


def test_one_connection_serves_many_requests_quickly(account: Account, connection: http.client.HTTPConnection) -> None:
    _send(account, connection, "eks", "GET", "/clusters")
    socket = connection.sock
    took = []
    for _ in range(100):
        start = time.perf_counter()
        assert _send(account, connection, "eks", "GET", "/clusters")[0] == 200
        took.append(time.perf_counter() - start)
    assert connection.sock is socket
    # The quickest tells what the sandbox itself adds, signing in the client included; the others tell how busy the machine is.
    assert min(took) < 0.005


def test_fifty_callers_at_once(account: Account) -> None:
    account.control("POST", "/reply_delay", {"seconds": 0.2})
    ec2 = account.client("ec2")
    start = time.perf_counter()
    with ThreadPoolExecutor(50) as pool:
        made = list(pool.map(lambda n: ec2.create_vpc(CidrBlock=f"10.{n}.0.0/16")["Vpc"]["VpcId"], range(50)))
    taken = time.perf_counter() - start
    assert len(set(made)) == 50
    # One after the other the delays alone would take ten seconds.
    assert taken < 5
    assert max(entry["concurrency"] for entry in account.control("GET", "/log")) > 5


def test_a_mistyped_body_is_a_parameter_error(account: Account, connection: http.client.HTTPConnection) -> None:
    json = {"Content-Type": "application/json"}
    for body, words in ((b'{"name": 5}', b"name"), (b"{", b"JSON"), (b'{"nam": "x"}', b"nam")):
        status, shown, answer = _send(account, connection, "eks", "POST", "/clusters", body, json)
        assert status == 400 and words in answer, answer
        assert shown["x-amzn-errortype"] in ("InvalidParameterException", "SerializationException")
