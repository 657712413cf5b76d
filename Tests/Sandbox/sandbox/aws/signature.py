# SPDX-License-Identifier: MIT
"""Signature Version 4, recomputed on the server's side from the request as it came."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import quote, unquote

from sandbox.web import Request

ALGORITHM = "AWS4-HMAC-SHA256"
_HEADER = re.compile(
    ALGORITHM + r"\s+Credential=(?P<credential>[^,\s]+),\s*SignedHeaders=(?P<headers>[^,\s]+),"
    r"\s*Signature=(?P<signature>[0-9a-f]{64})\s*$"
)


class Malformed(Exception):
    """The request carries something that is no signature."""


@dataclass
class Signature:
    """What a request claims: whose key, when, for what scope, and the signature itself."""

    access_key_id: str
    scope: str
    timestamp: str
    signed_headers: list[str]
    value: str
    token: str | None
    presigned: bool
    expires: int

    @property
    def time(self) -> float:
        return datetime.strptime(self.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()

    @staticmethod
    def of(request: Request) -> "Signature | None":
        """The request's signature, from its header or its query; None if it has none."""
        query = dict(_pairs(request.query))
        if "X-Amz-Signature" in query:
            try:
                return _build(
                    unquote(query["X-Amz-Credential"]), query["X-Amz-Date"], unquote(query["X-Amz-SignedHeaders"]),
                    query["X-Amz-Signature"], unquote(query.get("X-Amz-Security-Token", "")) or None,
                    True, int(query["X-Amz-Expires"]),
                )  # fmt: skip
            except (KeyError, ValueError) as error:
                raise Malformed(f"a query parameter of the signature is missing or wrong: {error}") from error
        header = request.headers.get("Authorization")
        if header is None:
            return None
        found = _HEADER.match(header)
        date = request.headers.get("X-Amz-Date")
        if not found or not date:
            raise Malformed("Authorization header requires 'Credential', 'SignedHeaders', 'Signature' and a date.")
        token = request.headers.get("X-Amz-Security-Token")
        return _build(found["credential"], date, found["headers"], found["signature"], token, False, 0)

    def matches(self, request: Request, secret: str, escape_path: bool = True) -> bool:
        """Whether the secret signs this request to this signature."""
        string = "\n".join([ALGORITHM, self.timestamp, self.scope, _sha256(self._canonical(request, escape_path))])
        key = ("AWS4" + secret).encode()
        for part in self.scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, string.encode(), "sha256").hex(), self.value)

    def _canonical(self, request: Request, escape_path: bool) -> bytes:
        path = quote(request.path or "/", safe="/~-._") if escape_path else request.path or "/"
        pairs = sorted(pair for pair in _pairs(request.query) if pair[0] != "X-Amz-Signature")
        query = "&".join(f"{name}={value}" for name, value in pairs)
        headers = "".join(f"{name}:{_header(request, name)}\n" for name in self.signed_headers)
        claimed = request.headers.get("X-Amz-Content-SHA256")
        if claimed == "UNSIGNED-PAYLOAD" and self.scope.split("/")[2] == "s3":
            payload = claimed
        else:
            payload = _sha256(request.body)
        signed = ";".join(self.signed_headers)
        return "\n".join([request.method, path, query, headers, signed, payload]).encode("utf-8", "surrogateescape")


def _build(
    credential: str, date: str, headers: str, value: str, token: str | None, presigned: bool, expires: int
) -> Signature:
    key, _, scope = credential.partition("/")
    if scope.count("/") != 3 or not scope.endswith("/aws4_request"):
        raise Malformed("Credential should be scoped to a date, a region, a service and 'aws4_request'.")
    names = headers.split(";")
    if "host" not in names:
        raise Malformed("'host' must be a signed header.")
    if not re.fullmatch(r"\d{8}T\d{6}Z", date) or not date.startswith(scope[:8]):
        raise Malformed("Date in Credential scope does not match the date of the request.")
    return Signature(key, scope, date, names, value, token, presigned, expires)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _header(request: Request, name: str) -> str:
    values = request.headers.get_all(name) or []
    return ",".join(re.sub(r"\s+", " ", value.strip()) for value in values)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Names and values in canonical form: decoded once, encoded by AWS's rule."""
    result = []
    for part in query.split("&") if query else []:
        name, _, value = part.partition("=")
        result.append((_canon(name), _canon(value)))
    return result


def _canon(text: str) -> str:
    return quote(unquote(text.replace("+", "%20")), safe="~-._")
