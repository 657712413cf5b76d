# SPDX-License-Identifier: MIT
"""The status a kubelet writes for a pod, in each of the states that a container of ours can be in."""

from __future__ import annotations

import hashlib
from typing import Any

from ..values import dig, stamp

Object = dict[str, Any]


def digest_of(image: str) -> str:
    return image.rpartition("@")[2] if "@" in image else "sha256:" + hashlib.sha256(image.encode()).hexdigest()


def image_id(image: str) -> str:
    """The repository by digest, as containerd reports it; a registry's port is no tag."""
    folder, slash, name = image.partition("@")[0].rpartition("/")
    return f"{folder}{slash}{name.partition(':')[0]}@{digest_of(image)}"


def conditions(pod: Object, ready: bool, initialized: bool, now: float) -> list[Object]:
    """The five conditions, with the times of those that did not change kept."""
    have = {one["type"]: one for one in dig(pod, "status", "conditions", default=[])}

    def entry(kind: str, status: bool) -> Object:
        before = have.get(kind)
        since = before["lastTransitionTime"] if before and before["status"] == str(status) else stamp(now)
        made = {"type": kind, "status": str(status), "lastProbeTime": None, "lastTransitionTime": since}
        if not status and kind in ("Ready", "ContainersReady"):
            made["reason"] = "ContainersNotReady"
        return made

    wanted = [
        ("PodReadyToStartContainers", initialized),
        ("Initialized", True),
        ("Ready", ready),
        ("ContainersReady", ready),
    ]
    found = [entry(kind, status) for kind, status in wanted]
    scheduled = have.get("PodScheduled", {"status": "True"})
    return [
        *found,
        {
            "type": "PodScheduled",
            "status": scheduled["status"],
            "lastProbeTime": None,
            "lastTransitionTime": scheduled.get("lastTransitionTime", stamp(now)),
        },
    ]


def container(
    spec: Object,
    pod: Object,
    state: Object,
    *,
    last: Object | None = None,
    ready: bool = False,
    restarts: int = 0,
    ran: bool = False,
) -> Object:
    """One entry of containerStatuses."""
    image = spec["image"]
    found = {
        "name": spec["name"],
        "state": state,
        "lastState": last or {},
        "ready": ready,
        "restartCount": restarts,
        "image": image,
        "imageID": "",
        "started": "running" in state,
    }
    if "running" in state:
        found["imageID"] = image_id(image)
    if ran:
        text = f"{pod['metadata']['uid']}/{spec['name']}/{restarts}"
        found["containerID"] = "containerd://" + hashlib.sha256(text.encode()).hexdigest()
    return found


def waiting(reason: str, message: str = "") -> Object:
    return {"waiting": {"reason": reason, **({"message": message} if message else {})}}


def whole(pod: Object, phase: str, statuses: list[Object], address: str, host: str, now: float) -> Object:
    """The complete status."""
    is_ready = bool(statuses) and all(one["ready"] for one in statuses)
    started = dig(pod, "status", "startTime") or stamp(now)
    found: Object = {
        "observedGeneration": pod["metadata"].get("generation", 1),
        "phase": phase,
        "conditions": conditions(pod, is_ready, bool(address), now),
        "hostIP": host,
    }
    if address:
        found["podIP"], found["podIPs"] = address, [{"ip": address}]
    found["startTime"] = started
    init = [
        container(
            spec,
            pod,
            {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": started, "finishedAt": started}},
            ready=True,
            ran=True,
        )
        for spec in pod["spec"].get("initContainers") or []
    ]
    if init:
        found["initContainerStatuses"] = init
    found["containerStatuses"] = statuses
    found["qosClass"] = dig(pod, "status", "qosClass", default="BestEffort")
    return found
