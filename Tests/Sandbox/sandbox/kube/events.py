# SPDX-License-Identifier: MIT
"""Events as the control plane and the nodes record them: counted when repeated, combined when many are alike."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from . import managed_fields, resources, schema
from .managed_fields import Owner
from .store import Store
from .values import clone, fine_stamp, stamp

Object = dict[str, Any]
_ALIKE = 10
_SCHEDULER_FIELDS = (
    "action",
    "eventTime",
    "note",
    "reason",
    "regarding",
    "reportingController",
    "reportingInstance",
    "type",
)


def reference(obj: Object) -> Object:
    metadata = obj["metadata"]
    found = {
        "kind": obj["kind"],
        "namespace": metadata.get("namespace"),
        "name": metadata["name"],
        "uid": metadata["uid"],
        "apiVersion": obj["apiVersion"],
        "resourceVersion": metadata.get("resourceVersion"),
    }
    return {key: value for key, value in found.items() if value}


class Recorder:
    """Writes events about objects; one recorder serves a whole cluster."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self.store, self.clock = store, clock
        self._names: dict[tuple[str, str, str], str] = {}
        self._alike: dict[tuple[str, str], int] = {}

    def emit(
        self,
        about: Object,
        reason: str,
        message: str,
        *,
        warning: bool = False,
        component: str,
        host: str = "",
        manager: str = "kube-controller-manager",
    ) -> None:
        """One more occurrence of (object, reason, message)."""
        uid = about["metadata"]["uid"]
        if (uid, reason, message) not in self._names and warning:
            seen = self._alike[(uid, reason)] = self._alike.get((uid, reason), 0) + 1
            if seen > _ALIKE:
                self._combined(about, reason, message, component, host, manager)
                return
        self._write(about, reason, message, (uid, reason, message), warning, component, host, manager)

    def _combined(self, about: Object, reason: str, message: str, component: str, host: str, manager: str) -> None:
        words = f"(combined from similar events): {message}"
        self._write(
            about, reason, words, (about["metadata"]["uid"], reason, "combined"), True, component, host, manager
        )

    def _write(
        self,
        about: Object,
        reason: str,
        message: str,
        key: tuple[str, str, str],
        warning: bool,
        component: str,
        host: str,
        manager: str,
    ) -> None:
        events = resources.named("events")
        namespace = about["metadata"].get("namespace") or "default"
        now = self.clock()
        with self.store.lock:
            if not self._open(namespace):
                return
            old = self.store.get(events, namespace, self._names.get(key, ""))
            if old:
                event = clone(old)
                event["count"] += 1
                event["message"], event["lastTimestamp"] = message, stamp(now)
            else:
                source = {"component": component, **({"host": host} if host else {})}
                event = {
                    "kind": "Event",
                    "apiVersion": "v1",
                    "metadata": self._metadata(about, namespace, now),
                    "involvedObject": reference(about),
                    "reason": reason,
                    "message": message,
                    "source": source,
                    "firstTimestamp": stamp(now),
                    "lastTimestamp": stamp(now),
                    "count": 1,
                    "type": "Warning" if warning else "Normal",
                    "eventTime": None,
                    "reportingComponent": "" if host else component,
                    "reportingInstance": "",
                }
            managed_fields.track_update(schema.root(events), old, event, Owner(manager, "Update", "v1"), now)
            self._names[key] = event["metadata"]["name"]
            self.store.put(events, event)

    def scheduled(self, pod: Object, reason: str, message: str, action: str, warning: bool) -> None:
        """An event of the scheduler, which uses the newer form."""
        namespace, now = pod["metadata"]["namespace"], self.clock()
        with self.store.lock:
            if not self._open(namespace):
                return
            event = {
                "kind": "Event",
                "apiVersion": "v1",
                "metadata": self._metadata(pod, namespace, now),
                "involvedObject": reference(pod),
                "reason": reason,
                "message": message,
                "source": {},
                "firstTimestamp": None,
                "lastTimestamp": None,
                "type": "Warning" if warning else "Normal",
                "eventTime": fine_stamp(now),
                "action": action,
                "reportingComponent": "default-scheduler",
                "reportingInstance": "default-scheduler-sandbox",
            }
            owner = Owner("kube-scheduler", "Update", "events.k8s.io/v1")
            paths: set[managed_fields.Path] = {(("f", name),) for name in _SCHEDULER_FIELDS}
            managed_fields.write(event, {owner: (paths, stamp(now))})
            self.store.put(resources.named("events"), event)

    def _open(self, namespace: str) -> bool:
        found = self.store.get(resources.named("namespaces"), "", namespace)
        return found is not None and not found["metadata"].get("deletionTimestamp")

    @staticmethod
    def _metadata(about: Object, namespace: str, now: float) -> Object:
        unique = uuid.uuid4()
        return {
            "name": f"{about['metadata']['name']}.{unique.hex[:16]}",
            "namespace": namespace,
            "uid": str(unique),
            "creationTimestamp": stamp(now),
        }
