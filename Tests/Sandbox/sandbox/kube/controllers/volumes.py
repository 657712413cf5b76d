# SPDX-License-Identifier: MIT
"""Claims and volumes: binding by name or by fit, provisioning by the default class, release when a claim goes."""

from __future__ import annotations

import uuid

from .. import resources
from ..quantity import parse
from ..values import dig
from .base import Controller, Object, leaving

_COMPLETED = "pv.kubernetes.io/bind-completed"
_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"


class Volumes(Controller):
    def step(self, now: float) -> None:
        for volume in self.list("persistentvolumes"):
            self._look_at(volume)
        for claim in self.list("persistentvolumeclaims"):
            if dig(claim, "status", "phase") == "Bound":
                self._look_for_volume(claim)
            elif not leaving(claim) and dig(claim, "status", "phase") != "Lost":
                self._bind(claim, now)

    def _look_for_volume(self, claim: Object) -> None:
        """A bound claim whose volume was deleted is lost, with what was on it."""
        if self.get("persistentvolumes", "", claim["spec"]["volumeName"]):
            return

        def lost(draft: Object) -> None:
            draft["status"] = {"phase": "Lost"}

        self.change("persistentvolumeclaims", claim, lost, "status")
        words = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
        self.events.emit(claim, "ClaimLost", words, warning=True, component="persistentvolume-controller")

    def _say_once(self, claim: Object, words: str, warning: bool = False) -> None:
        key = f"said/{claim['metadata']['uid']}/{words}"
        if key not in self._due:
            self._due[key] = 0
            self.events.emit(claim, "FailedBinding", words, warning=warning, component="persistentvolume-controller")

    def _phase(self, volume: Object, phase: str) -> None:
        def change(draft: Object) -> None:
            if dig(draft, "status", "phase") != phase:
                draft["status"] = {**draft.get("status", {}), "phase": phase}

        self.change("persistentvolumes", volume, change, "status")

    def _look_at(self, volume: Object) -> None:
        claim_reference = volume["spec"].get("claimRef")
        if not claim_reference:
            if dig(volume, "status", "phase") != "Available" and not leaving(volume):
                self._phase(volume, "Available")
            return
        claim = self.get(
            "persistentvolumeclaims", claim_reference.get("namespace", ""), claim_reference.get("name", "")
        )
        if claim_reference.get("uid") and (claim is None or claim["metadata"]["uid"] != claim_reference["uid"]):
            if dig(volume, "status", "phase") == "Released":
                return
            if volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete":
                self.delete("persistentvolumes", volume)
                self.store.remove(resources.named("persistentvolumes"), "", volume["metadata"]["name"])
            else:
                self._phase(volume, "Released")
        elif not claim_reference.get("uid") and dig(volume, "status", "phase") in ("Pending", "Released"):
            self._phase(volume, "Available")

    def _fits(self, volume: Object, claim: Object) -> bool:
        spec, wish = volume["spec"], claim["spec"]
        reference = spec.get("claimRef")
        metadata = claim["metadata"]
        if leaving(volume) or dig(volume, "status", "phase") == "Released":
            return False
        if reference and (reference.get("name"), reference.get("namespace")) != (
            metadata["name"],
            metadata["namespace"],
        ):
            return False
        if reference and reference.get("uid") not in (None, metadata["uid"]):
            return False
        size, wanted = (
            dig(spec, "capacity", "storage", default="0"),
            dig(wish, "resources", "requests", "storage", default="0"),
        )
        same_class = (spec.get("storageClassName") or "") == (wish.get("storageClassName") or "")
        return same_class and parse(size) >= parse(wanted) and set(wish["accessModes"]) <= set(spec["accessModes"])

    def _bind(self, claim: Object, now: float) -> None:
        name = claim["spec"].get("volumeName")
        if name:
            volume = self.get("persistentvolumes", "", name)
            if volume is None:
                return
            holder = dig(volume, "spec", "claimRef", "uid")
            if holder and holder != claim["metadata"]["uid"]:
                self._say_once(claim, f'volume "{name}" already bound to a different claim.', warning=True)
            if not self._fits(volume, claim):
                return
        else:
            found = sorted(
                (one for one in self.list("persistentvolumes") if self._fits(one, claim)),
                key=lambda one: parse(one["spec"]["capacity"]["storage"]),
            )
            provisioned = found[0] if found else self._provision(claim, now)
            if provisioned is None:
                if not claim["spec"].get("storageClassName"):
                    self._say_once(claim, "no persistent volumes available for this claim and no storage class is set")
                return
            volume = provisioned
        self._tie(claim, volume)

    def _tie(self, claim: Object, volume: Object) -> None:
        metadata = claim["metadata"]

        def to_claim(draft: Object) -> None:
            draft["spec"]["claimRef"] = {
                "kind": "PersistentVolumeClaim",
                "namespace": metadata["namespace"],
                "name": metadata["name"],
                "uid": metadata["uid"],
                "apiVersion": "v1",
                "resourceVersion": metadata["resourceVersion"],
            }
            draft["metadata"].setdefault("annotations", {})[_BY_CONTROLLER] = "yes"

        if not dig(volume, "spec", "claimRef", "uid"):
            self.change("persistentvolumes", volume, to_claim)
        self._phase(volume, "Bound")

        def to_volume(draft: Object) -> None:
            draft["metadata"].setdefault("annotations", {})[_COMPLETED] = "yes"
            draft["spec"]["volumeName"] = volume["metadata"]["name"]

        def bound(draft: Object) -> None:
            draft["status"] = {
                "phase": "Bound",
                "accessModes": volume["spec"]["accessModes"],
                "capacity": dict(volume["spec"]["capacity"]),
            }

        self.change("persistentvolumeclaims", claim, to_volume)
        self.change("persistentvolumeclaims", claim, bound, "status")

    def _provision(self, claim: Object, now: float) -> Object | None:
        """A new volume of the claim's storage class, once a pod wants it where the class waits for that."""
        name = claim["spec"].get("storageClassName")
        kind = self.get("storageclasses.storage.k8s.io", "", name) if name else None
        if kind is None:
            return None
        metadata = claim["metadata"]
        if kind.get("volumeBindingMode") == "WaitForFirstConsumer" and not self._wanted(metadata):
            if self.after(f"wait/{metadata['uid']}", 0, now) and f"said/{metadata['uid']}" not in self._due:
                self._due[f"said/{metadata['uid']}"] = now
                self.events.emit(
                    claim,
                    "WaitForFirstConsumer",
                    "waiting for first consumer to be created before binding",
                    component="persistentvolume-controller",
                )
            return None
        if not self.after(f"provision/{metadata['uid']}", self.duration("provision", 0.2), now):
            return None
        volume = f"pvc-{metadata['uid']}"
        made = self.create(
            "persistentvolumes",
            "",
            {
                "metadata": {"name": volume, "annotations": {"pv.kubernetes.io/provisioned-by": kind["provisioner"]}},
                "spec": {
                    "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
                    "accessModes": claim["spec"]["accessModes"],
                    "storageClassName": name,
                    "persistentVolumeReclaimPolicy": kind.get("reclaimPolicy", "Delete"),
                    "csi": {"driver": kind["provisioner"], "volumeHandle": f"vol-{uuid.uuid4().hex[:17]}"},
                },
            },
        )
        self.events.emit(
            claim, "ProvisioningSucceeded", f"Successfully provisioned volume {volume}", component=kind["provisioner"]
        )
        return made

    def _wanted(self, metadata: Object) -> bool:
        return any(
            volume.get("persistentVolumeClaim", {}).get("claimName") == metadata["name"]
            for pod in self.list("pods", metadata["namespace"])
            for volume in pod["spec"].get("volumes") or []
        )
