# SPDX-License-Identifier: MIT
"""The token of a Kubernetes client: a presigned GetCallerIdentity that proves who asks, and for which cluster."""

from __future__ import annotations

import base64
import binascii
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from sandbox.aws.eks.access import CLUSTER_ADMIN, NODE_TYPE
from sandbox.aws.eks.state import ClusterName, Entry
from sandbox.aws.signature import Malformed, Signature
from sandbox.web import Request

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf

PREFIX = "k8s-aws-v1."
# EKS takes a token for fifteen minutes, whatever its X-Amz-Expires says; that must not be more either.
LIFETIME = 900
_ALLOWED = {
    "action", "version", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-security-token",
    "x-amz-signature", "x-amz-signedheaders", "x-amz-user-agent",
}  # fmt: skip


def who_signed(aws: "AwsHalf", cluster: ClusterName, token: str) -> tuple[str, list[str]] | str:
    """The signer's ARN and Kubernetes groups, or the reason why the token is refused."""
    if not token.startswith(PREFIX):
        return "token is missing expected prefix"
    text = token.removeprefix(PREFIX)
    try:
        url = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "token is no base64url"
    if "=" in text:
        return "token must not be padded"
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("https", f"sts.{cluster[1]}.amazonaws.com") or parts.path not in ("", "/"):
        return f"unexpected endpoint in pre-signed URL: {parts.scheme}://{parts.netloc}{parts.path}"
    query = parse_qs(parts.query)
    strange = [name for name in query if name.lower() not in _ALLOWED]
    if strange or query.get("Action") != ["GetCallerIdentity"]:
        return f"unexpected query parameters in pre-signed URL: {strange or query.get('Action')}"
    headers = Message()
    headers["Host"] = parts.netloc
    headers["x-k8s-aws-id"] = cluster[2]
    request = Request("GET", f"{parts.path or '/'}?{parts.query}", headers, b"", True)
    return _signer(aws, cluster, request)


def _signer(aws: "AwsHalf", name: ClusterName, request: Request) -> tuple[str, list[str]] | str:
    try:
        signature = Signature.of(request)
    except Malformed as error:
        return str(error)
    if signature is None or not signature.presigned:
        return "the URL in the token is not signed"
    if not 0 <= signature.expires <= LIFETIME:
        return f"invalid X-Amz-Expires parameter in pre-signed URL: {signature.expires}"
    if "x-k8s-aws-id" not in signature.signed_headers:
        return "client did not sign the x-k8s-aws-id header in the pre-signed URL"
    age = aws.world.now() - signature.time
    if not -300 <= age <= LIFETIME:
        return f"X-Amz-Date parameter is expired ({LIFETIME // 60} minutes): {signature.timestamp}"
    principal = aws.identities.find(signature.access_key_id)
    if principal is None or principal.token != signature.token:
        return "the access key in the token is not known"
    # The cluster's own name stands in the header: a token signed for another cluster does not recompute.
    if not signature.matches(request, principal.secret):
        return "the signature in the token does not recompute (wrong secret, wrong cluster or altered)"
    return _entry(aws, name, principal.arn, principal.entry_arn)


def _entry(aws: "AwsHalf", name: ClusterName, arn: str, entry_arn: str) -> tuple[str, list[str]] | str:
    cluster = aws.clusters.get(name)
    entry = cluster.entries.get(entry_arn) if cluster else None
    if entry is None:
        return f"no access entry for {entry_arn}"
    return arn, groups(entry)


def groups(entry: Entry) -> list[str]:
    """The Kubernetes groups an entry gives; access policies show up as groups named `<policy ARN>[:<namespace>]`."""
    result = list(entry.data["kubernetesGroups"])
    if entry.data["type"] == NODE_TYPE:
        result.append("system:bootstrappers")
    for arn, association in entry.policies.items():
        scope = association["accessScope"]
        if scope["type"] == "namespace":
            result += [f"{arn}:{space}" for space in scope["namespaces"]]
        else:
            result += [arn, "system:masters"] if arn == CLUSTER_ADMIN else [arn]
    return result
