# SPDX-License-Identifier: MIT
"""ClientToken of the EC2 calls that have one: a repeated call gets the first one's answer."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Callable

from sandbox.aws import tokens
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@around("ec2", "CreateVolume", "CreateRouteTable", "CreateLaunchTemplate", "CreateLaunchTemplateVersion")
def honour(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    known = tokens.recall(call, "IdempotentParameterMismatch")
    if known is None:
        reply = proceed()
        if reply.status >= 300:
            return reply
        tokens.remember(call, dataclasses.replace(reply))
        return reply
    return dataclasses.replace(known)
