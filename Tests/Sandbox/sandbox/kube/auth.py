# SPDX-License-Identifier: MIT
"""Who asks: EKS tokens through the AWS half, static tokens, client certificates, or nobody."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .status import unauthorized

EKS_PREFIX = "k8s-aws-v1."


@dataclass(frozen=True)
class User:
    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: dict[str, Any] = field(default_factory=dict, compare=False)


ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))
CONTROLLERS = User("system:kube-controller-manager", ("system:masters",))
Signer = Callable[[str], "tuple[str, list[str]] | str"]


class Authenticator:
    """Static users are a matter of the stand-alone mode; a cluster of the world knows signed tokens only."""

    def __init__(self, signed: Signer | None = None) -> None:
        self.tokens: dict[str, User] = {}
        self.signed = signed

    def who(self, authorization: str | None, certificate: dict[str, Any] | None) -> User:
        """The user of a request; raises 401 for credentials that are wrong, not for none."""
        if authorization:
            scheme, _, token = authorization.partition(" ")
            if scheme.lower() != "bearer" or not token.strip():
                raise unauthorized()
            return self._bearer(token.strip())
        if certificate:
            return _certified(certificate)
        return ANONYMOUS

    def _bearer(self, token: str) -> User:
        for known, user in self.tokens.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                return user
        if token.startswith(EKS_PREFIX) and self.signed:
            answer = self.signed(token)
            if not isinstance(answer, str):
                arn, groups = answer
                return User(arn, (*groups, "system:authenticated"))
        raise unauthorized()


def _certified(certificate: dict[str, Any]) -> User:
    parts = [pair for group in certificate.get("subject", ()) for pair in group]
    names = [value for key, value in parts if key == "commonName"]
    groups = tuple(value for key, value in parts if key == "organizationName")
    return User(names[0] if names else "", (*groups, "system:authenticated"))
