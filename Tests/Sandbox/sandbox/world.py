# SPDX-License-Identifier: MIT
"""The one world both halves of the sandbox live in: its clock, switches, request log and the seam between AWS and Kubernetes."""
from __future__ import annotations

import itertools
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Protocol


@dataclass
class Rule:
    """A switch: which requests it meets and what happens to them.

    match: keys `plane` (aws|kube|web), `service` (ec2, eks, …), `action` (CreateVpc; for kube the verb: get, list, watch,
    create, patch, put, delete), `method`, `path` (regex), `body` (regex); all present keys must match.
    effect: `delay` (seconds, then go on) | `fail` (answer status/code/message at once) | `cut` (close the connection:
    before the work when when="before", after it and before the reply when when="after", in mid-body when when="middle")
    | `hide` (aws: resources created by a matching call stay invisible to reads for `seconds`).
    times: how often it fires (None = always); skip: how many matching requests pass first.
    """

    match: dict[str, str]
    effect: str
    seconds: float = 0.0
    status: int = 500
    code: str = "InternalError"
    message: str = "switched on by a test"
    headers: dict[str, str] = field(default_factory=dict)
    when: str = "before"
    times: int | None = None
    skip: int = 0

    def meets(self, request: dict[str, Any]) -> bool:
        for key, wanted in self.match.items():
            have = str(request.get(key) or "")
            if key in ("path", "body"):
                if not re.search(wanted, have):
                    return False
            elif have != wanted:
                return False
        return True


class CloudHalf(Protocol):
    """What the Kubernetes half asks of the AWS half. Names are (account, region, cluster)."""

    def make_balancer(self, cluster: tuple[str, str, str], name: str, service: dict, node_ids: list[str]) -> str: ...
    def drop_balancer(self, cluster: tuple[str, str, str], name: str) -> None: ...
    def attach_volume(self, cluster: tuple[str, str, str], volume_id: str, instance_id: str) -> str | None: ...
    def detach_volume(self, cluster: tuple[str, str, str], volume_id: str) -> None: ...
    def who_signed(self, cluster: tuple[str, str, str], token: str) -> tuple[str, list[str]] | str: ...


class KubeHalf(Protocol):
    """What the AWS half tells the Kubernetes half."""

    def start_cluster(self, cluster: tuple[str, str, str], version: str) -> tuple[str, bytes]: ...
    def stop_cluster(self, cluster: tuple[str, str, str]) -> None: ...
    def set_nodes(self, cluster: tuple[str, str, str], group: str, nodes: list[dict[str, Any]]) -> None: ...
    def set_addon(self, cluster: tuple[str, str, str], name: str, present: bool) -> None: ...


class World:
    """Clock, switches, log and the two halves. Every public method may be called from any thread."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        self.rules: list[Rule] = []
        self.requests: list[dict[str, Any]] = []
        # What broke AWS's models, `service:Action why` each; outlives the log, so that a whole run can be judged at its end.
        self.invalid: list[str] = []
        self.offset = 0.0
        self.times: dict[str, float] = {}
        self.reply_delay = 0.0
        self.volumes: dict[str, dict[str, str]] = {}
        self.cloud: CloudHalf | None = None
        self.kube: KubeHalf | None = None
        self._sequence = itertools.count(1)

    def now(self) -> float:
        """Seconds since 1970 in this world: real time plus what a test advanced it by."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        with self.lock:
            self.offset += seconds

    def duration(self, name: str, default: float) -> float:
        """How long a thing takes here, e.g. `cluster_create`; settable by a switch."""
        return self.times.get(name, default)

    def decide(self, request: dict[str, Any]) -> list[Rule]:
        """The rules this request fires, in order; counts them down."""
        fired = []
        with self.lock:
            for rule in self.rules:
                if rule.times == 0 or not rule.meets(request):
                    continue
                if rule.skip > 0:
                    rule.skip -= 1
                    continue
                if rule.times is not None:
                    rule.times -= 1
                fired.append(rule)
        return fired

    def record(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Appends one request to the log and gives it its sequence number. Never put a secret or a token in it."""
        with self.lock:
            entry["seq"] = next(self._sequence)
            self.requests.append(entry)
        return entry
