# SPDX-License-Identifier: MIT
"""exec and port-forward: whether they can begin, which subprotocols they speak, and when the container ends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from . import resources
from .answer import Answer
from .route import Route
from .status import StatusError, bad_request
from .values import dig
from .websocket import WebSocket

if TYPE_CHECKING:
    from .cluster import Cluster

Object = dict[str, Any]


class Session(Protocol):
    """What runs on an upgraded connection. `chosen` is the subprotocol it was opened with."""

    protocols: tuple[str, ...]
    chosen: str

    def run(self, socket: WebSocket) -> None: ...


class Container:
    """One container of a pod as it was when a session began."""

    def __init__(self, cluster: Cluster, pod: Object, name: str) -> None:
        self.cluster, self.pod, self.name = cluster, pod, name
        self._life = self._now()

    def _now(self) -> tuple[str, Any] | None:
        metadata = self.pod["metadata"]
        pod = self.cluster.store.get(resources.named("pods"), metadata["namespace"], metadata["name"])
        if pod is None or pod["metadata"]["uid"] != metadata["uid"]:
            return None
        for status in dig(pod, "status", "containerStatuses", default=[]):
            if status["name"] == self.name and "running" in status["state"]:
                return metadata["uid"], status.get("restartCount", 0)
        return None

    @property
    def runs(self) -> bool:
        return self._life is not None and self._now() == self._life


def container(cluster: Cluster, route: Route, pod: Object) -> Container:
    """The container a request means; refused as the API server and the kubelet refuse it."""
    names = [one["name"] for one in pod["spec"]["containers"]]
    name = route.query.get("container") or names[0]
    if name not in names:
        raise bad_request(f"container {name} is not valid for pod {route.name}")
    if not pod["spec"].get("nodeName"):
        raise bad_request(f"pod {route.name} does not have a host assigned")
    found = Container(cluster, pod, name)
    if not found.runs:
        words = f'unable to upgrade connection: container not found ("{name}")'
        raise StatusError(500, "InternalError", f"Internal error occurred: {words}", {"causes": [{"message": words}]})
    return found


def answer(cluster: Cluster, route: Route, pod: Object) -> Answer:
    """The beginning of exec or portforward, or its refusal."""
    from .exec_session import ExecSession
    from .forward_session import ForwardSession

    if route.subresource == "portforward":
        ports = route.values.get("ports") or []
        if not ports:
            return Answer(400, text='query parameter "port" is required')
        for text in ports:
            if not text.isdigit():
                raise bad_request(f'cannot convert to []int32: strconv.ParseUint: parsing "{text}": invalid syntax')
        if dig(pod, "status", "phase") != "Running":
            phase = dig(pod, "status", "phase")
            raise bad_request(f"unable to forward port because pod is not running. Current status={phase}")
        return Answer(101, upgrade=ForwardSession(container(cluster, route, pod), [int(one) for one in ports]))
    found = container(cluster, route, pod)
    streams = {name for name in ("stdin", "stdout", "stderr", "tty") if route.query.get(name) in ("true", "1")}
    if not streams - {"tty"}:
        return Answer(400, text="you must specify at least 1 of stdin, stdout, stderr")
    return Answer(101, upgrade=ExecSession(found, route.values.get("command") or [], streams))
