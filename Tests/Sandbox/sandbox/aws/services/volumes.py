# SPDX-License-Identifier: MIT
"""EBS volumes, snapshots and modifications that take their time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable

from moto.ec2.models.elastic_block_store import Volume, VolumeModification

from sandbox.aws.fault import Fault
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call

Proceed = Callable[[], Reply]
# EBS lets a volume be modified once in so many seconds.
MODIFICATION_PAUSE = 6 * 3600


def _status(volume: Any) -> str:
    if volume.attachment:
        return "in-use"
    return "creating" if getattr(volume, "creating", False) else "available"


# moto computes both states; these two say what the sandbox's clock says.
Volume.status = property(_status)  # type: ignore[assignment,method-assign]
VolumeModification.modification_state = property(  # type: ignore[assignment,method-assign]
    lambda modification: "optimizing" if getattr(modification, "running", False) else "completed"
)
VolumeModification.progress = property(  # type: ignore[assignment,method-assign]
    lambda modification: 30 if getattr(modification, "running", False) else 100
)


def _made(call: "Call", reply: Reply, tag: bytes) -> str | None:
    found = re.search(rb"<" + tag + rb">([^<]+)<", reply.body) if reply.status < 300 else None
    return found[1].decode() if found else None


@around("ec2", "CreateVolume")
def create(call: "Call", proceed: Proceed) -> Reply:
    reply = proceed()
    volume = call.aws.backend("ec2", call.region).volumes.get(_made(call, reply, b"volumeId"))
    if volume is not None and volume.status == "available" and not hasattr(volume, "creating"):
        volume.creating = True
        reply.body = re.sub(rb"<status>\w+</status>", b"<status>creating</status>", reply.body)
        call.aws.after("volume_create", 0.2, lambda: setattr(volume, "creating", False))
    return reply


@around("ec2", "AttachVolume", "CreateSnapshot")
def needs_available(call: "Call", proceed: Proceed) -> Reply:
    volume = call.aws.backend("ec2", call.region).volumes.get(call.params.get("VolumeId"))
    if volume is not None and volume.status == "creating":
        raise Fault("IncorrectState", f"The volume '{volume.id}' is not 'available'.")
    if call.action == "AttachVolume" or volume is None:
        return proceed()
    reply = proceed()
    snapshot = call.aws.backend("ec2", call.region).snapshots.get(_made(call, reply, b"snapshotId"))
    if snapshot is not None:
        snapshot.status = "pending"
        reply.body = re.sub(rb"<status>\w+</status>", b"<status>pending</status>", reply.body)
        call.aws.after("snapshot_create", 0.3, lambda: setattr(snapshot, "status", "completed"))
    return reply


@around("ec2", "DeleteVolume")
def delete(call: "Call", proceed: Proceed) -> Reply:
    volume = call.aws.backend("ec2", call.region).volumes.get(call.params.get("VolumeId"))
    if volume is not None and volume.attachment:
        raise Fault("VolumeInUse", f"Volume {volume.id} is currently attached to {volume.attachment.instance.id}")
    return proceed()


@around("ec2", "ModifyVolume")
def modify(call: "Call", proceed: Proceed) -> Reply:
    aws = call.aws
    volume = aws.backend("ec2", call.region).volumes.get(call.params.get("VolumeId"))
    if volume is None:
        return proceed()
    size = call.params.get("Size")
    if size is not None and size < volume.size:
        raise Fault("InvalidParameterValue", f"New size cannot be smaller than existing size {volume.size}GiB")
    if aws.world.now() - getattr(volume, "modified_at", 0) < MODIFICATION_PAUSE:
        raise Fault(
            "VolumeModificationRateExceeded",
            "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between "
            "modifications per EBS volume.",
        )
    reply = proceed()
    if reply.status < 300:
        volume.modified_at = aws.world.now()
        modification = volume.modifications[-1]
        modification.running = True
        aws.after("volume_modify", 0.3, lambda: setattr(modification, "running", False))
        reply.body = reply.body.replace(b"completed", b"modifying")
    return reply
