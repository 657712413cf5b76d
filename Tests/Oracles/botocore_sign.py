# SPDX-License-Identifier: MIT
"""Signs requests with botocore at a frozen moment: JSON on standard input, JSON on standard output.

    {"time": "2026-03-01T12:00:00", "access_key": …, "secret_key": …, "session_token": null | …,
     "requests": [{"method", "url", "headers": [[name, value]], "body", "service", "region", "literal": bool}],
     "tokens": [{"cluster", "region"}]}

answers {"authorizations": [text], "tokens": [text]}.
"""
import base64
import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.hooks import HierarchicalEmitter
from botocore.model import ServiceId
from botocore.signers import RequestSigner


def authorization(asked, credentials):
    request = AWSRequest(method=asked["method"], url=asked["url"], data=asked["body"].encode())
    for name, value in asked["headers"]:
        request.headers.add_header(name, value)
    kind = botocore.auth.S3SigV4Auth if asked["literal"] else botocore.auth.SigV4Auth
    kind(credentials, asked["service"], asked["region"]).add_auth(request)
    return request.headers["Authorization"]


def token(asked, credentials):
    """What `aws eks get-token` makes."""
    region = asked["region"]
    events = HierarchicalEmitter()  # the signer keeps no reference of its own
    signer = RequestSigner(ServiceId("STS"), region, "sts", "v4", credentials, events)
    url = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": asked["cluster"]},
            "context": {},
        },
        operation_name="",
        expires_in=60,
        region_name=region,
    )
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def main():
    asked = json.load(sys.stdin)
    moment = datetime.datetime.fromisoformat(asked["time"]).replace(tzinfo=datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    credentials = Credentials(asked["access_key"], asked["secret_key"], asked["session_token"])
    json.dump(
        {
            "authorizations": [authorization(request, credentials) for request in asked["requests"]],
            "tokens": [token(one, credentials) for one in asked["tokens"]],
        },
        sys.stdout,
    )


main()
