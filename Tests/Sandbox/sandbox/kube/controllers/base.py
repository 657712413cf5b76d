# SPDX-License-Identifier: MIT
"""What every controller needs: reading and writing objects of its cluster, and timers in the world's time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import deletion, resources, writes
from ..status import StatusError

if TYPE_CHECKING:
    from ..cluster import Cluster

Object = dict[str, Any]


class Controller:
    """`manager` is the name under which its writes appear in managedFields."""

    manager = "kube-controller-manager"

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.store, self.events = cluster, cluster.store, cluster.events
        self._due: dict[str, float] = {}

    def step(self, now: float) -> None:
        """Does what is due now."""

    def duration(self, name: str, default: float) -> float:
        return self.cluster.world.duration(name, default)

    def after(self, key: str, seconds: float, now: float) -> bool:
        """Whether `seconds` have passed since this key was first asked for; the loop wakes up for it."""
        due = self._due.setdefault(key, now + seconds)
        if now >= due:
            return True
        self.cluster.wake_at(due)
        return False

    def forget(self, key: str) -> None:
        self._due.pop(key, None)

    def list(self, key: str, namespace: str = "") -> list[Object]:
        return self.store.list(resources.named(key), namespace)

    def get(self, key: str, namespace: str, name: str) -> Object | None:
        return self.store.get(resources.named(key), namespace, name)

    def create(self, key: str, namespace: str, obj: Object, manager: str = "") -> Object:
        write = writes.Write(manager or self.manager, self.cluster.world.now())
        return writes.create(self.store, resources.named(key), namespace, obj, write)

    def change(
        self,
        key: str,
        obj: Object,
        change: Callable[[Object], Object | None],
        subresource: str = "",
        untracked: bool = False,
        manager: str = "",
    ) -> Object | None:
        """Changes the present state of an object; None when it is gone."""
        who = manager or self.manager
        write = writes.Write(who, self.cluster.world.now(), subresource, untracked=untracked, internal=True)
        metadata = obj["metadata"]
        try:
            return writes.mutate(
                self.store, resources.named(key), metadata.get("namespace", ""), metadata["name"], change, write
            )
        except StatusError as error:
            if error.code == 404:
                return None
            raise

    def delete(self, key: str, obj: Object, **options: Any) -> None:
        metadata = obj["metadata"]
        try:
            deletion.delete(
                self.store,
                resources.named(key),
                metadata.get("namespace", ""),
                metadata["name"],
                options,
                self.cluster.world.now(),
            )
        except StatusError as error:
            if error.code != 404:
                raise


def condition(kind: str, status: bool | str, reason: str = "", message: str = "") -> Object:
    """A condition without its times."""
    text = status if isinstance(status, str) else str(status)
    return {
        "type": kind,
        "status": text,
        **({"reason": reason} if reason else {}),
        **({"message": message} if message else {}),
    }


def owned_by(obj: Object, owner: Object) -> bool:
    """Whether `owner` controls the object."""
    return any(
        one.get("uid") == owner["metadata"]["uid"] and one.get("controller")
        for one in obj["metadata"].get("ownerReferences") or []
    )


def owner_reference(owner: Object) -> Object:
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def ready(pod: Object) -> bool:
    return any(
        one["type"] == "Ready" and one["status"] == "True" for one in (pod.get("status") or {}).get("conditions") or []
    )


def leaving(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))
