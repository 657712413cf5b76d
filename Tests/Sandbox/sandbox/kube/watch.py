# SPDX-License-Identifier: MIT
"""Watch streams: history from a resourceVersion on, bookmarks, expiry, and an end that the client can tell."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from . import selectors
from .listing import check_version
from .resources import Resource
from .status import StatusError
from .store import Change, Store

Event = dict[str, Any]


def _error(error: StatusError) -> Event:
    return {"type": "ERROR", "object": error.body()}


def _bookmark(resource: Resource, version: int, initial: bool = False) -> Event:
    metadata: dict[str, Any] = {"resourceVersion": str(version), "creationTimestamp": None}
    if initial:
        metadata["annotations"] = {"k8s.io/initial-events-end": "true"}
    return {
        "type": "BOOKMARK",
        "object": {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata},
    }


class Watch:
    """One client's watch of one resource. `events` yields until the time is over or the cluster stops."""

    def __init__(
        self,
        store: Store,
        resource: Resource,
        namespace: str,
        query: dict[str, str],
        bookmark_seconds: float,
        alive: Callable[[], bool],
    ) -> None:
        self.store, self.resource, self.namespace = store, resource, namespace
        self.test = selectors.query(query.get("labelSelector", ""), query.get("fieldSelector", ""))
        self.bookmarks = query.get("allowWatchBookmarks") in ("true", "1")
        self.initial = query.get("sendInitialEvents") in ("true", "1")
        self.timeout = float(query.get("timeoutSeconds") or 1800)
        self.bookmark_seconds, self.alive = bookmark_seconds, alive
        text = query.get("resourceVersion", "")
        check_version(store, text)
        self.start = None if text in ("", "0") or self.initial else int(text)

    def events(self) -> Iterator[Event | None]:
        """Events in order; None where nothing happened for a while, so that the caller can look at its connection."""
        end = time.monotonic() + self.timeout
        with self.store.lock:
            compacted = self.store.compacted
            position = self.store.version if self.start is None else self.start
            first = self._present() if self.start is None else []
        if self.start is not None and self.start < compacted:
            yield _error(StatusError(410, "Expired", f"too old resource version: {self.start} ({compacted})"))
            return
        yield from first
        if self.initial:
            yield _bookmark(self.resource, position, initial=True)
        next_bookmark = time.monotonic() + self.bookmark_seconds
        while self.alive():
            with self.store.lock:
                if position == self.store.version and not self.store.closed:
                    self.store.changed.wait(min(0.25, max(0.0, end - time.monotonic())))
                if self.store.closed:
                    return
                lost = position < self.store.compacted
                batch = self._since(position)
                position = self.store.version
            if lost:
                yield _error(StatusError(410, "Expired", "The resourceVersion for the provided watch is too old."))
                return
            for change in batch:
                event = self._event(change)
                if event:
                    yield event
            now = time.monotonic()
            if self.bookmarks and (now >= next_bookmark or now >= end):
                next_bookmark = now + self.bookmark_seconds
                yield _bookmark(self.resource, position)
            if now >= end:
                return
            if not batch:
                yield None

    def _since(self, position: int) -> list[Change]:
        """The changes after a version; history is ordered, so it is read from its end."""
        found: list[Change] = []
        for change in reversed(self.store.history):
            if change.version <= position:
                break
            found.append(change)
        return found[::-1]

    def _mine(self, obj: dict[str, Any] | None) -> bool:
        if obj is None or (self.namespace and obj["metadata"].get("namespace") != self.namespace):
            return False
        return self.test(obj)

    def _present(self) -> list[Event]:
        found = self.store.list(self.resource, self.namespace)
        return [{"type": "ADDED", "object": obj} for obj in found if self.test(obj)]

    def _event(self, change: Change) -> Event | None:
        """What a change means to this watch: an object that enters or leaves the selection was added or deleted."""
        if change.key != self.resource.key:
            return None
        was, now = self._mine(change.before), change.type != "DELETED" and self._mine(change.object)
        if now:
            return {"type": "MODIFIED" if was else "ADDED", "object": change.object}
        if was:
            version = change.object["metadata"]["resourceVersion"]
            last = {
                **(change.before or {}),
                "metadata": {**(change.before or {})["metadata"], "resourceVersion": version},
            }
            return {"type": "DELETED", "object": last}
        return None
