# SPDX-License-Identifier: MIT
"""A classic balancer's network interfaces outlive it for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from sandbox.aws import balancers
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@around("elb", "DeleteLoadBalancer")
def delete(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    """Its security group stays: nobody but the Kubernetes controller would take it away."""
    reply = proceed()
    aws, region, name = call.aws, call.region, call.params.get("LoadBalancerName", "")

    def later() -> None:
        with aws.lock:
            balancers.drop_interfaces(aws, region, name)

    aws.after("balancer_delete", 0.5, later)
    return reply
