# SPDX-License-Identifier: MIT
"""The objects of one cluster with their resourceVersions and the history that watches read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .resources import Resource

Object = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One step of history. `before` is the object as it was; both are never altered again."""

    version: int
    type: str
    key: str
    object: Object
    before: Object | None


class Store:
    """Objects are treated as unchangeable once stored: whoever wants another state stores another object."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.version = 100
        self.compacted = 0
        self.history: list[Change] = []
        self.closed = False
        self._shelves: dict[str, dict[tuple[str, str], Object]] = {}

    def get(self, resource: Resource, namespace: str, name: str) -> Object | None:
        with self.lock:
            return self._shelves.get(resource.key, {}).get((namespace, name))

    def list(self, resource: Resource, namespace: str = "") -> list[Object]:
        """Objects by namespace and name; every namespace when none is given."""
        with self.lock:
            shelf = self._shelves.get(resource.key, {})
            return [obj for (where, _), obj in sorted(shelf.items()) if not namespace or where == namespace]

    def everything(self) -> Iterator[tuple[str, Object]]:
        with self.lock:
            found = [(key, obj) for key, shelf in self._shelves.items() for obj in shelf.values()]
        return iter(found)

    def put(self, resource: Resource, obj: Object) -> Object:
        """Stores a new or changed object under the next resourceVersion."""
        with self.lock:
            metadata = obj["metadata"]
            where = (metadata.get("namespace") or "", metadata["name"])
            shelf = self._shelves.setdefault(resource.key, {})
            before = shelf.get(where)
            self.version += 1
            metadata["resourceVersion"] = str(self.version)
            shelf[where] = obj
            self._note(Change(self.version, "MODIFIED" if before else "ADDED", resource.key, obj, before))
            return obj

    def remove(self, resource: Resource, namespace: str, name: str) -> Object | None:
        with self.lock:
            before = self._shelves.get(resource.key, {}).pop((namespace, name), None)
            if before is None:
                return None
            self.version += 1
            last = {**before, "metadata": {**before["metadata"], "resourceVersion": str(self.version)}}
            self._note(Change(self.version, "DELETED", resource.key, last, before))
            return last

    def _note(self, change: Change) -> None:
        self.history.append(change)
        self.changed.notify_all()

    def compact(self, version: int | None = None) -> int:
        """Forgets history up to a version (all of it by default), as etcd does every five minutes."""
        with self.lock:
            self.compacted = self.version if version is None else version
            self.history = [change for change in self.history if change.version > self.compacted]
            self.changed.notify_all()
            return self.compacted

    def close(self) -> None:
        with self.lock:
            self.closed = True
            self.changed.notify_all()
