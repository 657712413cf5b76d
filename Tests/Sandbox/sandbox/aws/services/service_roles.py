# SPDX-License-Identifier: MIT
"""Service-linked roles under their real names, and only once each."""

from __future__ import annotations

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


@around("iam", "CreateServiceLinkedRole")
def create(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    service = call.params.get("AWSServiceName", "").partition(".")[0]
    name = f"AWSServiceRoleFor{NAMES.get(service, service)}"
    roles = call.aws.backend("iam", "aws").roles.values()
    if not call.params.get("CustomSuffix") and any(role.name == name for role in roles):
        raise Fault(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.", 400,
        )  # fmt: skip
    return proceed()
