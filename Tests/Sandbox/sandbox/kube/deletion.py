# SPDX-License-Identifier: MIT
"""Deleting: preconditions, grace periods, finalizers and the three ways of treating dependents."""

from __future__ import annotations

from typing import Any

from . import resources
from .resources import Resource
from .status import not_found, success, wrong_precondition
from .store import Store
from .values import clone, stamp

Object = dict[str, Any]
FOREGROUND = "foregroundDeletion"


def _preconditions(resource: Resource, obj: Object, options: Object) -> None:
    wanted = options.get("preconditions") or {}
    metadata = obj["metadata"]
    if wanted.get("uid") and wanted["uid"] != metadata["uid"]:
        raise wrong_precondition(resource, metadata["name"], "UID", wanted["uid"], metadata["uid"])
    if wanted.get("resourceVersion") and wanted["resourceVersion"] != metadata["resourceVersion"]:
        raise wrong_precondition(
            resource, metadata["name"], "ResourceVersion", wanted["resourceVersion"], metadata["resourceVersion"]
        )


def _mark(obj: Object, now: float, grace: int | None) -> None:
    metadata = obj["metadata"]
    metadata["deletionTimestamp"] = stamp(now + (grace or 0))
    if grace is not None:
        metadata["deletionGracePeriodSeconds"] = grace
    if metadata.get("generation"):
        metadata["generation"] += 1


def _grace(obj: Object, options: Object) -> int:
    given = options.get("gracePeriodSeconds")
    if not obj["spec"].get("nodeName") or obj.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return 0
    return int(given) if given is not None else int(obj["spec"].get("terminationGracePeriodSeconds") or 0)


def delete(
    store: Store, resource: Resource, namespace: str, name: str, options: Object, now: float, dry_run: bool = False
) -> Object:
    """Deletes or begins to; the answer is the object that lingers, or a Status when it is gone."""
    with store.lock:
        old = store.get(resource, namespace, name)
        if old is None:
            raise not_found(resource, name)
        _preconditions(resource, old, options)
        obj = clone(old)
        metadata = obj["metadata"]
        policy = options.get("propagationPolicy")
        if policy == "Foreground" and FOREGROUND not in metadata.get("finalizers", []):
            metadata.setdefault("finalizers", []).append(FOREGROUND)
        if policy == "Orphan" and not dry_run:
            _orphan(store, metadata["uid"])
        if resource.kind == "Namespace":
            if not metadata.get("deletionTimestamp"):
                _mark(obj, now, None)
                obj["status"] = {**obj.get("status", {}), "phase": "Terminating"}
            return obj if dry_run else store.put(resource, obj)
        grace = _grace(obj, options) if resource.kind == "Pod" else 0
        if grace or metadata.get("finalizers"):
            shorter = grace < metadata.get("deletionGracePeriodSeconds", grace + 1)
            if not metadata.get("deletionTimestamp") or (resource.kind == "Pod" and shorter):
                _mark(obj, now, grace)
            if obj == old or dry_run:
                return obj
            return store.put(resource, obj)
        if dry_run:
            return obj
        store.remove(resource, namespace, name)
        return obj if resource.kind == "Pod" else success(resource, name, metadata["uid"])


def _orphan(store: Store, uid: str) -> None:
    for key, obj in store.everything():
        owners = obj["metadata"].get("ownerReferences") or []
        if any(owner.get("uid") == uid for owner in owners):
            left = clone(obj)
            left["metadata"]["ownerReferences"] = [
                owner for owner in left["metadata"]["ownerReferences"] if owner.get("uid") != uid
            ]
            if not left["metadata"]["ownerReferences"]:
                del left["metadata"]["ownerReferences"]
            store.put(resources.named(key), left)


def finish(store: Store, resource: Resource, obj: Object) -> bool:
    """Removes an object that waits for deletion and has no finalizer left; pods wait for their node besides."""
    metadata = obj["metadata"]
    if not metadata.get("deletionTimestamp") or metadata.get("finalizers"):
        return False
    if resource.kind == "Namespace" or (resource.kind == "Pod" and metadata.get("deletionGracePeriodSeconds")):
        return False
    store.remove(resource, metadata.get("namespace", ""), metadata["name"])
    return True
