# SPDX-License-Identifier: MIT
"""Service quotas: the two vCPU limits a deployment runs into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call

_NAMES = {
    "L-1216C47A": "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    "L-34B43A08": "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests",
}


def _quota(call: "Call", code: str) -> dict[str, Any]:
    return {
        "ServiceCode": "ec2", "ServiceName": "Amazon Elastic Compute Cloud (Amazon EC2)", "QuotaCode": code,
        "QuotaArn": f"arn:aws:servicequotas:{call.region}:{call.aws.account}:ec2/{code}", "QuotaName": _NAMES[code],
        "Value": call.aws.catalog.quotas[code], "Unit": "None", "Adjustable": True, "GlobalQuota": False,
    }  # fmt: skip


@operation("servicequotas", "GetServiceQuota", "GetAWSDefaultServiceQuota")
def get(call: "Call") -> dict[str, Any]:
    code = call.params["QuotaCode"]
    if call.params["ServiceCode"] != "ec2" or code not in _NAMES:
        raise Fault("NoSuchResourceException", "The request failed because the specified service quota does not exist.")
    return {"Quota": _quota(call, code)}


@operation("servicequotas", "ListServiceQuotas")
def list_quotas(call: "Call") -> dict[str, Any]:
    return {"Quotas": [_quota(call, code) for code in _NAMES] if call.params["ServiceCode"] == "ec2" else []}
