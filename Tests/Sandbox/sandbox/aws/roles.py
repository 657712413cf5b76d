# SPDX-License-Identifier: MIT
"""Whether a service may assume a role yet: it exists, trusts the service, and IAM has spread the news."""

from __future__ import annotations

import json
from datetime import timezone
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox.aws.fault import Fault

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf


def _statements(document: str) -> list[dict]:
    parsed = json.loads(unquote(document) if document.startswith("%") else document)
    found = parsed.get("Statement", [])
    return found if isinstance(found, list) else [found]


def _listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def trusts(aws: "AwsHalf", arn: str, service: str, *actions: str) -> bool:
    """Whether the role exists, is old enough to be known everywhere, and lets the service do all the actions."""
    role = next((r for r in aws.backend("iam", "aws").roles.values() if r.arn == arn), None)
    if role is None:
        return False
    age = aws.world.now() - role.create_date.replace(tzinfo=timezone.utc).timestamp()
    if age < aws.world.duration("role_propagation", 0.2):
        return False
    allowed: set[str] = set()
    for statement in _statements(role.assume_role_policy_document):
        principal = statement.get("Principal", {})
        services = _listed(principal.get("Service")) if isinstance(principal, dict) else []
        if statement.get("Effect") == "Allow" and service in services:
            allowed |= {str(action) for action in _listed(statement.get("Action"))}
    return "sts:*" in allowed or set(actions) <= allowed


def require_assumable(aws: "AwsHalf", arn: str, service: str) -> None:
    if not trusts(aws, arn, service, "sts:AssumeRole"):
        raise Fault(
            "InvalidParameterException",
            f"The role with arn {arn}, could not be assumed because it does not exist or the trusted entity is not "
            "correct (role cannot be assumed)",
        )
