# SPDX-License-Identifier: MIT
"""Who holds which key: the sandbox's own administrator, IAM users, and sessions of assumed roles."""

from __future__ import annotations

import functools
import secrets
import string
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import botocore.session
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from sandbox.aws.fault import Fault
from sandbox.aws.signature import Malformed, Signature
from sandbox.aws.wire import protocol

if TYPE_CHECKING:
    from sandbox.aws.call import Call

# How far a request's clock may be off, as AWS allows it.
SKEW = 300
ADMINISTRATOR = "sandbox-administrator"


@dataclass
class Principal:
    """Somebody who signs. `arn` is what GetCallerIdentity says; `entry_arn` what an EKS access entry names."""

    arn: str
    entry_arn: str
    user_id: str
    secret: str
    token: str | None = None
    expires: float | None = None


class Identities:
    """Finds the principal of an access key, and makes the key the tests start with."""

    def __init__(self, account: str) -> None:
        self.account = account
        letters = string.ascii_uppercase + "234567"
        self.access_key_id = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
        self.secret_access_key = secrets.token_urlsafe(30)
        self._user_id = "AIDA" + "".join(secrets.choice(letters) for _ in range(17))

    @property
    def administrator(self) -> str:
        return f"arn:aws:iam::{self.account}:user/{ADMINISTRATOR}"

    def find(self, access_key_id: str) -> Principal | None:
        if access_key_id == self.access_key_id:
            return Principal(self.administrator, self.administrator, self._user_id, self.secret_access_key)
        for user in iam_backends[self.account]["aws"].users.values():
            for key in user.access_keys:
                if key.access_key_id == access_key_id and key.status == "Active":
                    return Principal(user.arn, user.arn, user.id, key.secret_access_key)
        for role in sts_backends[self.account]["aws"].assumed_roles:
            if role.access_key_id == access_key_id:
                expires = role.expiration.replace(tzinfo=timezone.utc).timestamp()
                return Principal(
                    role.arn, role.role_arn, role.user_id, role.secret_access_key, role.session_token, expires
                )
        return None

    def verify(self, call: "Call") -> Principal:
        """The principal whose secret really signed this call; a Fault in the service's words otherwise."""
        json = protocol(call) in ("json", "rest-json")
        ec2 = call.service == "ec2"
        try:
            signature = Signature.of(call.request)
        except Malformed as error:
            raise Fault("IncompleteSignatureException" if json else "IncompleteSignature", str(error), 400) from error
        if signature is None:
            suffix = "Exception" if json else ""
            raise Fault("MissingAuthenticationToken" + suffix, "Missing Authentication Token", 403)
        if call.region not in _regions():
            code = "InvalidSignatureException" if json else "SignatureDoesNotMatch"
            raise Fault(code, "Credential should be scoped to a valid region.", 403)
        principal = self.find(signature.access_key_id)
        if principal is None or principal.token != signature.token:
            raise _unknown_key(json, ec2)
        if principal.expires is not None and principal.expires < time.time():
            code = "RequestExpired" if ec2 else "ExpiredTokenException" if json else "ExpiredToken"
            raise Fault(code, "The security token included in the request is expired", 403)
        _check_date(signature, json, ec2)
        if not signature.matches(call.request, principal.secret, escape_path=call.service != "s3"):
            raise _wrong_signature(json, ec2)
        return principal


@functools.lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    """Regions that exist. IAM is not held to us-east-1: boto3 itself signs it for the client's region here."""
    return frozenset(botocore.session.get_session().get_available_regions("ec2"))


def _unknown_key(json: bool, ec2: bool) -> Fault:
    if ec2:
        return Fault("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    code = "UnrecognizedClientException" if json else "InvalidClientTokenId"
    return Fault(code, "The security token included in the request is invalid.", 403)


def _wrong_signature(json: bool, ec2: bool) -> Fault:
    if ec2:
        return Fault("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    return Fault(
        "InvalidSignatureException" if json else "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.",
        403,
    )


def _check_date(signature: Signature, json: bool, ec2: bool) -> None:
    """Requests are dated by the caller's clock, which is this machine's: an advanced world does not age them."""
    now = time.time()
    late = now - signature.time > (signature.expires if signature.presigned else SKEW)
    early = signature.time - now > SKEW
    if not late and not early:
        return
    if ec2:
        raise Fault("RequestExpired", "Request has expired.", 400)
    shown = datetime.fromtimestamp(now, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    text = (
        f"Signature expired: {signature.timestamp} is now earlier than {shown} - 5 min."
        if late
        else f"Signature not yet current: {signature.timestamp} is still later than {shown} + 5 min."
    )
    raise Fault("InvalidSignatureException" if json else "SignatureDoesNotMatch", text, 403)
