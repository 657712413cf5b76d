# SPDX-License-Identifier: MIT
"""Attaching EBS volumes to instances through the AWS half before a pod starts, and detaching when nobody uses them."""

from __future__ import annotations

from collections.abc import Iterator

from ..values import dig
from .base import Controller, Object

_DRIVER = "ebs.csi.aws.com"


class Attachments(Controller):
    def __init__(self, cluster) -> None:
        super().__init__(cluster)
        self.where: dict[str, str] = {}
        self.trouble = ""

    def volumes(self, pod: Object) -> Iterator[tuple[str, str]]:
        """(PersistentVolume name, EBS volume id) of what the pod mounts."""
        for volume in pod["spec"].get("volumes") or []:
            name = dig(volume, "persistentVolumeClaim", "claimName")
            claim = self.get("persistentvolumeclaims", pod["metadata"]["namespace"], name) if name else None
            found = self.get("persistentvolumes", "", dig(claim, "spec", "volumeName", default=""))
            if found and (self.trouble or dig(found, "spec", "csi", "driver") == _DRIVER):
                yield found["metadata"]["name"], found["spec"]["csi"]["volumeHandle"]

    def ready(self, pod: Object, now: float) -> bool:
        """Whether all of a pod's volumes are attached to its node; tries to attach those that are not."""
        node = self.get("nodes", "", pod["spec"]["nodeName"])
        instance = dig(node, "spec", "providerID", default="/").rsplit("/", 1)[-1]
        done = True
        for name, handle in self.volumes(pod):
            key = f"attach/{pod['metadata']['uid']}/{handle}"
            if self.where.get(handle) == instance:
                continue
            if not self.after(key, self.duration("volume_attach", 0.0), now):
                done = False
                continue
            self.forget(key)
            words = self._attach(handle, instance, node)
            if words is None:
                self.where[handle] = instance
                self.events.emit(
                    pod,
                    "SuccessfulAttachVolume",
                    f'AttachVolume.Attach succeeded for volume "{name}"',
                    component="attachdetach-controller",
                )
                continue
            done = False
            self._due[key] = now + self.duration("volume_retry", 0.5)
            self.cluster.wake_at(self._due[key])
            self.events.emit(
                pod,
                "FailedAttachVolume",
                f'AttachVolume.Attach failed for volume "{name}" : {words}',
                warning=True,
                component="attachdetach-controller",
            )
        return done

    def _attach(self, handle: str, instance: str, node: Object | None) -> str | None:
        holder = self.where.get(handle)
        if holder and any(instance_of(one) == holder for one in self.list("nodes")):
            return "Volume is already used by pod(s) on another node"
        cloud = self.cluster.world.cloud
        answer = self.trouble or (cloud.attach_volume(self.cluster.name, handle, instance) if cloud else None)
        if answer is None:
            return None
        name = dig(node, "metadata", "name", default="")
        return f'rpc error: code = Internal desc = Could not attach volume "{handle}" to node "{name}": {answer}'

    def step(self, now: float) -> None:
        used = {
            handle
            for pod in self.list("pods")
            if pod["spec"].get("nodeName")
            for _, handle in self.volumes(pod)
            if pod["status"]["phase"] not in ("Succeeded", "Failed")
        }
        for handle in [one for one in self.where if one not in used]:
            if not self.after(f"detach/{handle}", self.duration("volume_detach", 0.05), now):
                continue
            self.forget(f"detach/{handle}")
            del self.where[handle]
            if self.cluster.world.cloud:
                self.cluster.world.cloud.detach_volume(self.cluster.name, handle)


def instance_of(node: Object) -> str:
    return dig(node, "spec", "providerID", default="/").rsplit("/", 1)[-1]
