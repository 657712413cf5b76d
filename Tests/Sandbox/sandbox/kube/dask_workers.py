# SPDX-License-Identifier: MIT
"""The worker processes a Dask scheduler knows: what each holds and does, by switch, and how they retire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import pod_files, resources
from .controllers.base import leaving, ready

if TYPE_CHECKING:
    from .cluster import Cluster

_PROGRAM = re.compile(r"dask[ -]worker|distributed\.cli\.dask_worker|dask_spec")
_UNITS = {"": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


@dataclass
class Load:
    """What a worker process holds and does."""

    results: int = 0
    bytes: int = 0
    processing: int = 0


@dataclass(frozen=True)
class Worker:
    address: str
    threads: int
    memory_limit: int | None
    load: Load

    @property
    def memory(self) -> int:
        """An idle process takes some, too."""
        return 50_000_000 + self.load.bytes


class DaskWorkers:
    """By address; a load goes with its pod, unless it retires first."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.retired: set[str] = set()
        self._loads: dict[str, Load] = {}

    def ready_pods(self, namespace: str) -> list[dict[str, Any]]:
        pods = self.cluster.store.list(resources.named("pods"), namespace)
        return [pod for pod in pods if ready(pod) and not leaving(pod)]

    def of(self, namespace: str, scheduler: str) -> list[Worker]:
        """Ready worker pods of this scheduler, one entry for each of their processes."""
        found = []
        for pod in self.ready_pods(namespace):
            line = " ".join(pod_files.words(pod))
            variables = pod_files.environment(self.cluster.store, pod)
            if not _PROGRAM.search(line) or scheduler not in line + " " + variables.get("DASK_SCHEDULER_ADDRESS", ""):
                continue
            for number in range(int(_option(line, "nworkers") or 1)):
                address = f"tcp://{pod['status']['podIP']}:{40000 + number}"
                if address not in self.retired:
                    load = self._loads.setdefault(address, Load())
                    found.append(Worker(address, int(_option(line, "nthreads") or 1), _limit(line), load))
        return found

    def load(self, address: str, **amounts: int) -> None:
        """Makes a worker of any pod hold or do so much."""
        held = self._loads.setdefault(address, Load())
        for name, amount in amounts.items():
            setattr(held, name, int(amount))

    def retire(self, workers: list[Worker], wanted: list[str]) -> dict[str, Any]:
        """Moves what they hold to the others; with nowhere to go nobody retires and the answer is empty."""
        going = [one for one in workers if one.address in wanted]
        staying = [one for one in workers if one.address not in wanted]
        done = {}
        for one in going:
            if one.load.results and not staying:
                continue
            if staying:
                staying[0].load.results += one.load.results
                staying[0].load.bytes += one.load.bytes
            self._loads.pop(one.address, None)
            self.retired.add(one.address)
            done[one.address] = {"type": "Worker", "id": one.address, "name": one.address, "nthreads": one.threads}
        return done


def _option(line: str, name: str) -> str | None:
    found = re.search(rf"--{name}[ =](\S+)", line)
    return found[1] if found else None


def _limit(line: str) -> int | None:
    found = re.fullmatch(r"([\d.]+)([A-Za-z]*)", _option(line, "memory-limit") or "")
    return int(float(found[1]) * _UNITS.get(found[2], 1)) if found else None
