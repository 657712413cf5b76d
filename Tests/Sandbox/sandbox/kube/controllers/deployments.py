# SPDX-License-Identifier: MIT
"""Deployments: one ReplicaSet a template, moved over by Recreate or RollingUpdate, and a status that says how far."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import Any

from ..values import clone, safe_letters, stamp, unstamp
from .base import Controller, Object, condition, leaving, owned_by, owner_reference

_REVISION = "deployment.kubernetes.io/revision"
_HASH = "pod-template-hash"


def template_hash(template: Object) -> str:
    text = json.dumps(template, sort_keys=True)
    return safe_letters(hashlib.sha256(text.encode()).digest(), 10)


def share(value: Any, whole: int, up: bool) -> int:
    """A number of pods from an integer or a percentage."""
    text = str(value)
    if not text.endswith("%"):
        return int(text)
    amount = Fraction(int(text[:-1]) * whole, 100)
    return -((-amount.numerator) // amount.denominator) if up else amount.numerator // amount.denominator


def bounds(deployment: Object) -> tuple[int, int]:
    """(maxSurge, maxUnavailable) in pods."""
    wanted = deployment["spec"]["replicas"]
    rolling = deployment["spec"]["strategy"].get("rollingUpdate")
    if deployment["spec"]["strategy"]["type"] == "Recreate" or not rolling:
        return 0, wanted if deployment["spec"]["strategy"]["type"] == "Recreate" else 0
    surge, unavailable = share(rolling["maxSurge"], wanted, True), share(rolling["maxUnavailable"], wanted, False)
    return surge, unavailable if surge or unavailable else 1


class Deployments(Controller):
    def step(self, now: float) -> None:
        for deployment in self.list("deployments.apps"):
            if leaving(deployment):
                continue
            owned = [
                one
                for one in self.list("replicasets.apps", deployment["metadata"]["namespace"])
                if owned_by(one, deployment)
            ]
            code = template_hash(deployment["spec"]["template"])
            new = next((one for one in owned if one["metadata"]["labels"].get(_HASH) == code), None)
            old = [one for one in owned if one is not new]
            if new is None:
                self._begin(deployment, old, code, now)
                continue
            if not deployment["spec"].get("paused"):
                self._roll(deployment, new, old)
            self._report(deployment, now)

    # What a rollout does

    def _begin(self, deployment: Object, old: list[Object], code: str, now: float) -> None:
        """Makes the ReplicaSet of the present template, after the old pods are gone where the strategy says so."""
        metadata, spec = deployment["metadata"], deployment["spec"]
        recreate = spec["strategy"]["type"] == "Recreate"
        if recreate and self._wind_down(deployment, old):
            self._report(deployment, now)
            return
        revision = 1 + max([int(one["metadata"].get("annotations", {}).get(_REVISION, "0")) for one in old], default=0)
        surge, _ = bounds(deployment)
        total = sum(one["spec"]["replicas"] for one in old)
        replicas = min(spec["replicas"], max(0, spec["replicas"] + surge - total))
        template = clone(spec["template"])
        template.setdefault("metadata", {}).setdefault("labels", {})[_HASH] = code
        selector = clone(spec["selector"])
        selector.setdefault("matchLabels", {})[_HASH] = code
        name = f"{metadata['name']}-{code}"
        self.create(
            "replicasets.apps",
            metadata["namespace"],
            {
                "kind": "ReplicaSet",
                "apiVersion": "apps/v1",
                "metadata": {
                    "name": name,
                    "labels": dict(template["metadata"]["labels"]),
                    "annotations": {
                        _REVISION: str(revision),
                        "deployment.kubernetes.io/desired-replicas": str(spec["replicas"]),
                        "deployment.kubernetes.io/max-replicas": str(spec["replicas"] + surge),
                    },
                    "ownerReferences": [owner_reference(deployment)],
                },
                "spec": {"replicas": replicas, "selector": selector, "template": template},
            },
        )
        self._say(deployment, "up", name, 0, replicas)

        def note(draft: Object) -> None:
            draft["metadata"].setdefault("annotations", {})[_REVISION] = str(revision)
            conditions = draft.setdefault("status", {}).setdefault("conditions", [])
            _set(
                conditions,
                condition("Progressing", True, "NewReplicaSetCreated", f'Created new replica set "{name}"'),
                now,
            )

        self.change("deployments.apps", deployment, note, "status")

    def _wind_down(self, deployment: Object, old: list[Object]) -> bool:
        """Takes the old ReplicaSets to nothing; True while one of their pods is still there."""
        for one in old:
            if one["spec"]["replicas"]:
                self._scale(deployment, one, 0)
        pods = self.list("pods", deployment["metadata"]["namespace"])
        return any(
            owned_by(pod, one)
            for one in old
            for pod in pods
            if pod.get("status", {}).get("phase") not in ("Succeeded", "Failed")
        )

    def _roll(self, deployment: Object, new: Object, old: list[Object]) -> None:
        wanted = deployment["spec"]["replicas"]
        surge, unavailable = bounds(deployment)
        living = [one for one in old if one["spec"]["replicas"]]
        have = new["spec"]["replicas"]
        if deployment["spec"]["strategy"]["type"] == "Recreate":
            if not self._wind_down(deployment, living) and have != wanted:
                self._scale(deployment, new, wanted)
            return
        total = have + sum(one["spec"]["replicas"] for one in living)
        if have > wanted:
            self._scale(deployment, new, wanted)
        elif have < wanted:
            step = min(wanted - have, wanted + surge - total)
            if step > 0:
                self._scale(deployment, new, have + step)
                return
        if living:
            self._shrink(deployment, new, living, wanted - unavailable)

    def _shrink(self, deployment: Object, new: Object, living: list[Object], least: int) -> None:
        """Takes old pods away as far as enough others are available; those that are not available go first."""
        total = new["spec"]["replicas"] + sum(one["spec"]["replicas"] for one in living)
        missing = new["spec"]["replicas"] - new.get("status", {}).get("availableReplicas", 0)
        room = total - least - missing
        if room <= 0:
            return
        target = {one["metadata"]["name"]: one["spec"]["replicas"] for one in living}
        for one in living:
            broken = target[one["metadata"]["name"]] - one.get("status", {}).get("availableReplicas", 0)
            cut = max(0, min(broken, room))
            target[one["metadata"]["name"]] -= cut
            room -= cut
        available = sum(one.get("status", {}).get("availableReplicas", 0) for one in [new, *living])
        room = min(room, available - least)
        for one in living:
            cut = max(0, min(target[one["metadata"]["name"]], room))
            target[one["metadata"]["name"]] -= cut
            room -= cut
        for one in living:
            if target[one["metadata"]["name"]] != one["spec"]["replicas"]:
                self._scale(deployment, one, target[one["metadata"]["name"]])

    def _scale(self, deployment: Object, replica_set: Object, replicas: int) -> None:
        before = replica_set["spec"]["replicas"]

        def change(draft: Object) -> None:
            draft["spec"]["replicas"] = replicas

        if self.change("replicasets.apps", replica_set, change):
            self._say(
                deployment, "up" if replicas > before else "down", replica_set["metadata"]["name"], before, replicas
            )

    def _say(self, deployment: Object, way: str, name: str, before: int, after: int) -> None:
        self.events.emit(
            deployment,
            "ScalingReplicaSet",
            f"Scaled {way} replica set {name} from {before} to {after}",
            component="deployment-controller",
        )

    # What it says of itself

    def _report(self, deployment: Object, now: float) -> None:
        owned = [
            one
            for one in self.list("replicasets.apps", deployment["metadata"]["namespace"])
            if owned_by(one, deployment)
        ]
        code = template_hash(deployment["spec"]["template"])
        new = next((one for one in owned if one["metadata"]["labels"].get(_HASH) == code), None)

        def total(field: str, sets: list[Object]) -> int:
            return sum(one.get("status", {}).get(field, 0) for one in sets)

        def report(draft: Object) -> None:
            before = draft.get("status") or {}
            wanted = draft["spec"]["replicas"]
            available = total("availableReplicas", owned)
            counts = {
                "observedGeneration": draft["metadata"]["generation"],
                "replicas": total("replicas", owned),
                "updatedReplicas": total("replicas", [new] if new else []),
                "readyReplicas": total("readyReplicas", owned),
                "availableReplicas": available,
                "unavailableReplicas": max(0, wanted - available),
            }
            status: Object = {key: value for key, value in counts.items() if value}
            status["terminatingReplicas"] = total("terminatingReplicas", owned)
            status["conditions"] = clone(before.get("conditions") or [])
            enough = available >= wanted - bounds(draft)[1]
            words = (
                ("MinimumReplicasAvailable", "Deployment has minimum availability.")
                if enough
                else ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
            )
            _set(status["conditions"], condition("Available", enough, *words), now)
            self._progress(draft, before, status, new, now)
            failure = next(
                (
                    one
                    for item in ([new] if new else owned)
                    for one in item.get("status", {}).get("conditions") or []
                    if one["type"] == "ReplicaFailure"
                ),
                None,
            )
            status["conditions"] = [one for one in status["conditions"] if one["type"] != "ReplicaFailure" or failure]
            if failure:
                _set(
                    status["conditions"], condition("ReplicaFailure", True, failure["reason"], failure["message"]), now
                )
            draft["status"] = status

        self.change("deployments.apps", deployment, report, "status")

    def _progress(self, draft: Object, before: Object, status: Object, new: Object | None, now: float) -> None:
        wanted, name = draft["spec"]["replicas"], new["metadata"]["name"] if new else ""
        complete = (
            new is not None
            and status.get("updatedReplicas", 0) == wanted
            and status.get("replicas", 0) == wanted
            and status.get("availableReplicas", 0) == wanted
        )
        have = next((one for one in status["conditions"] if one["type"] == "Progressing"), None)
        if complete:
            words = f'ReplicaSet "{name}" has successfully progressed.'
            _set(status["conditions"], condition("Progressing", True, "NewReplicaSetAvailable", words), now)
            return
        if (
            have
            and have["reason"] == "NewReplicaSetAvailable"
            and (before.get("observedGeneration") == draft["metadata"]["generation"])
        ):
            return
        moved = any(
            status.get(field, 0) > before.get(field, 0)
            for field in ("updatedReplicas", "readyReplicas", "availableReplicas")
        )
        old_before = before.get("replicas", 0) - before.get("updatedReplicas", 0)
        moved = moved or status.get("replicas", 0) - status.get("updatedReplicas", 0) < old_before
        if moved:
            fresh = condition("Progressing", True, "ReplicaSetUpdated", f'ReplicaSet "{name}" is progressing.')
            status["conditions"] = [one for one in status["conditions"] if one["type"] != "Progressing"]
            since = have["lastTransitionTime"] if have and have["status"] == "True" else stamp(now)
            status["conditions"].append({**fresh, "lastUpdateTime": stamp(now), "lastTransitionTime": since})
            return
        if have and have["status"] == "True":
            patience = draft["spec"]["progressDeadlineSeconds"]
            if now - unstamp(have["lastUpdateTime"]) > patience:
                words = f'ReplicaSet "{name}" has timed out progressing.'
                _set(status["conditions"], condition("Progressing", False, "ProgressDeadlineExceeded", words), now)


def _set(conditions: list[Object], wanted: Object, now: float) -> None:
    """Puts a condition in, its times moved only where something changed."""
    for index, one in enumerate(conditions):
        if one["type"] != wanted["type"]:
            continue
        if all(one.get(key) == wanted.get(key) for key in ("status", "reason", "message")):
            return
        if one["type"] == "ReplicaFailure" and one["reason"] == wanted["reason"]:
            wanted = {**wanted, "message": one["message"]}
        since = one["lastTransitionTime"] if one["status"] == wanted["status"] else stamp(now)
        conditions[index] = {**wanted, "lastUpdateTime": stamp(now), "lastTransitionTime": since}
        if conditions[index] | {"lastUpdateTime": ""} == one | {"lastUpdateTime": ""}:
            conditions[index] = one
        return
    conditions.append({**wanted, "lastUpdateTime": stamp(now), "lastTransitionTime": stamp(now)})
