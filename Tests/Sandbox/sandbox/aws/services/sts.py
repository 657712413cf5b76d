# SPDX-License-Identifier: MIT
"""Who am I, and may I be somebody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws.fault import Fault
from sandbox.aws.registry import around, operation
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@operation("sts", "GetCallerIdentity")
def caller(call: "Call") -> dict[str, Any]:
    assert call.principal is not None
    return {"UserId": call.principal.user_id, "Account": call.aws.account, "Arn": call.principal.arn}


@around("sts", "AssumeRole")
def assume(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    """Only an existing role that trusts the account or the caller can be assumed; moto takes any name."""
    assert call.principal is not None
    arn = call.params.get("RoleArn", "")
    role = next((one for one in call.aws.backend("iam", "aws").roles.values() if one.arn == arn), None)
    trusted = {f"arn:aws:iam::{call.aws.account}:root", call.aws.account, "*", call.principal.entry_arn}
    if role is None or not trusted & _principals(role.assume_role_policy_document):
        raise Fault(
            "AccessDenied",
            f"User: {call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}", 403,
        )  # fmt: skip
    return proceed()


def _principals(document: str) -> set[str]:
    statements = json.loads(document).get("Statement", [])
    found: set[str] = set()
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal", {})
        named = principal if isinstance(principal, str) else principal.get("AWS", [])
        found |= {named} if isinstance(named, str) else set(named)
    return found
