# SPDX-License-Identifier: MIT
"""The garbage collector: dependents of owners that are gone, foreground deletion, and protection of what is in use."""

from __future__ import annotations

from ..deletion import FOREGROUND
from .base import Controller, Object, leaving


class Garbage(Controller):
    def step(self, now: float) -> None:
        objects = list(self.store.everything())
        living = {obj["metadata"]["uid"]: obj for _, obj in objects}
        for key, obj in objects:
            owners = obj["metadata"].get("ownerReferences") or []
            if not owners or leaving(obj):
                continue
            present = [living[owner["uid"]] for owner in owners if owner.get("uid") in living]
            going = [one for one in present if FOREGROUND in (one["metadata"].get("finalizers") or [])]
            if not present:
                self.delete(key, obj)
            elif len(going) == len(present):
                self.delete(key, obj, propagationPolicy="Foreground" if key != "pods" else "Background")
        for key, obj in list(self.store.everything()):
            if leaving(obj) and FOREGROUND in (obj["metadata"].get("finalizers") or []):
                self._finish(key, obj)
        self._protect()

    def _finish(self, key: str, owner: Object) -> None:
        uid = owner["metadata"]["uid"]
        for _, obj in self.store.everything():
            if any(
                one.get("uid") == uid and one.get("blockOwnerDeletion")
                for one in obj["metadata"].get("ownerReferences") or []
            ):
                return
        self._drop(key, owner, FOREGROUND)

    def _drop(self, key: str, obj: Object, finalizer: str) -> None:
        def change(draft: Object) -> None:
            left = [one for one in draft["metadata"].get("finalizers") or [] if one != finalizer]
            draft["metadata"]["finalizers"] = left
            if not left:
                del draft["metadata"]["finalizers"]

        self.change(key, obj, change)

    def _protect(self) -> None:
        """Claims stay while a pod uses them, volumes while they are bound."""
        used = {
            (pod["metadata"]["namespace"], volume["persistentVolumeClaim"].get("claimName"))
            for pod in self.list("pods")
            for volume in pod["spec"].get("volumes") or []
            if "persistentVolumeClaim" in volume and pod["status"]["phase"] not in ("Succeeded", "Failed")
        }
        for claim in self.list("persistentvolumeclaims"):
            metadata = claim["metadata"]
            if leaving(claim) and (metadata["namespace"], metadata["name"]) not in used:
                self._drop("persistentvolumeclaims", claim, "kubernetes.io/pvc-protection")
        for volume in self.list("persistentvolumes"):
            if leaving(volume) and volume.get("status", {}).get("phase") != "Bound":
                self._drop("persistentvolumes", volume, "kubernetes.io/pv-protection")
