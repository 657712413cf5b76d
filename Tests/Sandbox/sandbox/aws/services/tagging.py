# SPDX-License-Identifier: MIT
"""The tagging API sees what EKS made too; the last page brings it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws.eks.tags import resources
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call


@around("tagging", "GetResources")
def get(call: "Call", proceed: Callable[[], Reply]) -> Reply:
    reply = proceed()
    answer = json.loads(reply.body)
    if reply.status >= 300 or answer.get("PaginationToken"):
        return reply
    for cluster in call.aws.clusters.of(*call.key):
        for arn, data in resources(cluster):
            if data["tags"] and _asked(call.params, arn, data["tags"]):
                tags = [{"Key": key, "Value": value} for key, value in data["tags"].items()]
                answer["ResourceTagMappingList"].append({"ResourceARN": arn, "Tags": tags})
    reply.body = json.dumps(answer).encode()
    return reply


def _asked(params: dict[str, Any], arn: str, tags: dict[str, str]) -> bool:
    kind = "eks:" + arn.split(":")[5].partition("/")[0]
    kinds = params.get("ResourceTypeFilters") or [kind]
    if kind not in kinds and "eks" not in kinds:
        return False
    return all(
        one["Key"] in tags and (not one.get("Values") or tags[one["Key"]] in one["Values"])
        for one in params.get("TagFilters", [])
    )
