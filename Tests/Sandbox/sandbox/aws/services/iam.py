# SPDX-License-Identifier: MIT
"""Role names within IAM's limits, and service-linked roles under their real names, only once each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Callable

from moto.iam.models import SERVICE_NAME_CONVERSION

from sandbox.aws.fault import Fault
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call

NAMES = {
    "spot": "EC2Spot", "eks": "AmazonEKS", "eks-nodegroup": "AmazonEKSNodegroup", "autoscaling": "AutoScaling",
    "elasticloadbalancing": "ElasticLoadBalancing",
}  # fmt: skip
SERVICE_NAME_CONVERSION.update(NAMES)


@around("iam", "CreateRole", "CreateInstanceProfile", "CreatePolicy")
def check_name(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    for member, most in (("RoleName", 64), ("InstanceProfileName", 128), ("PolicyName", 128)):
        name = call.params.get(member)
        if name is not None and not re.fullmatch(r"[\w+=,.@-]{1,%d}" % most, name, re.ASCII):
            raise Fault(
                "ValidationError",
                f"1 validation error detected: Value '{name}' at '{member[0].lower() + member[1:]}' failed to satisfy "
                f"constraint: Member must match [\\w+=,.@-]+ and have length less than or equal to {most}",
                400,
            )
    return proceed()


@around("iam", "CreateServiceLinkedRole")
def create_linked(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    service = call.params.get("AWSServiceName", "").partition(".")[0]
    name = f"AWSServiceRoleFor{NAMES.get(service, service)}"
    roles = call.aws.backend("iam", "aws").roles.values()
    if not call.params.get("CustomSuffix") and any(role.name == name for role in roles):
        raise Fault(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.", 400,
        )  # fmt: skip
    return proceed()
