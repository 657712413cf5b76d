# SPDX-License-Identifier: MIT
"""Updates: one at a time, InProgress for a while, then Successful."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws.eks.common import cluster_of, in_use, missing, now, page
from sandbox.aws.eks.state import Cluster
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


def start(
    aws: "AwsHalf", cluster: Cluster, target: dict[str, Any], kind: str, params: dict[str, Any], duration: str,
    finish: Callable[[], None], default: float = 0.3,
) -> dict[str, Any]:  # fmt: skip
    """Begins an update of the cluster, group or add-on whose data is `target`; `finish` runs without the lock.

    One update of a thing at a time, and none of a group or add-on while the cluster itself is being updated.
    """
    busy = next((one["status"] for one in (cluster.data, target) if one["status"] not in ("ACTIVE", "DEGRADED")), None)
    if busy:
        raise in_use(
            f"Cannot start an update while the status is {busy}.",
            clusterName=cluster.name[2],
            **{key: target[key] for key in ("nodegroupName", "addonName") if key in target},
        )
    update: dict[str, Any] = {
        "id": str(uuid.uuid4()), "status": "InProgress", "type": kind, "createdAt": now(aws), "errors": [],
        "params": [{"type": name, "value": _text(value)} for name, value in params.items()],
    }  # fmt: skip
    cluster.updates[update["id"]] = update | {"of": _owner(target)}
    target["status"] = "UPDATING"

    def end() -> None:
        finish()
        with aws.lock:
            cluster.updates[update["id"]]["status"] = "Successful"
            if target["status"] == "UPDATING":
                target["status"] = "ACTIVE"
            if "modifiedAt" in target:
                target["modifiedAt"] = now(aws)

    aws.after(duration, default, end)
    return update


@operation("eks", "DescribeUpdate")
def describe(call: "Call") -> dict[str, Any]:
    cluster = cluster_of(call)
    update = cluster.updates.get(call.params["updateId"])
    if update is None or update["of"] != _asked(call):
        raise missing("update", call.params["updateId"], clusterName=cluster.name[2])
    return {"update": update}


@operation("eks", "ListUpdates")
def list_updates(call: "Call") -> dict[str, Any]:
    updates = cluster_of(call).updates.values()
    return page(call, "updateIds", [update["id"] for update in updates if update["of"] == _asked(call)])


def _owner(data: dict[str, Any]) -> tuple[str | None, str | None]:
    return data.get("nodegroupName"), data.get("addonName")


def _asked(call: "Call") -> tuple[str | None, str | None]:
    return call.params.get("nodegroupName"), call.params.get("addonName")


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
