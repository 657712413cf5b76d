# SPDX-License-Identifier: MIT
"""The Dask scheduler's HTTP port as the notebook's proxy reaches it: dashboard, counts, and the API where it is on."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

from . import pod_files, resources
from .controllers.base import leaving, ready
from .selectors import covers

if TYPE_CHECKING:
    from .cluster import Cluster

_API_ROUTE = "distributed.http.scheduler.api"
_ROUTES = "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES"
_STATUS = "<!doctype html><html><head><title>Dask: Status</title></head><body></body></html>"
_HTML, _JSON, _TEXT = "text/html; charset=UTF-8", "application/json", "text/plain; charset=UTF-8"


class SchedulerPage:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def _ready_pods(self, namespace: str) -> list[dict[str, Any]]:
        return [
            pod
            for pod in self.cluster.store.list(resources.named("pods"), namespace)
            if ready(pod) and not leaving(pod)
        ]

    def _behind(self, namespace: str, host: str, port: int) -> dict[str, Any] | None:
        """The Ready pod behind a Service's port."""
        service = self.cluster.store.get(resources.named("services"), namespace, host.split(".")[0])
        if service is None or not any(one["port"] == port for one in service["spec"].get("ports") or []):
            return None
        for pod in self._ready_pods(namespace):
            if covers(service["spec"].get("selector"), pod["metadata"].get("labels") or {}):
                return pod
        return None

    def workers(self, namespace: str, scheduler: str) -> list[dict[str, str]]:
        """Registered workers: Ready worker pods of this scheduler, one entry for each of their processes."""
        found = []
        for pod in self._ready_pods(namespace):
            line = " ".join(pod_files.words(pod))
            variables = pod_files.environment(self.cluster.store, pod)
            known = re.search(r"dask[ -]worker|distributed\.cli\.dask_worker|dask_spec", line)
            if not known or scheduler not in line + " " + variables.get("DASK_SCHEDULER_ADDRESS", ""):
                continue
            processes = re.search(r"--nworkers[ =](\d+)", line)
            for number in range(int(processes[1]) if processes else 1):
                address = f"tcp://{pod['status']['podIP']}:{40000 + number}"
                if address not in self.cluster.retired:
                    found.append({"name": address, "address": address})
        return found

    def answer(self, namespace: str, host: str, port: int, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        """(status, text, content type)."""
        pod = self._behind(namespace, host, port)
        if pod is None:
            time.sleep(self.cluster.world.duration("proxy_hang", 20.0))
            return 500, "could not connect", _TEXT
        if path in ("/", ""):
            return 200, _STATUS, _HTML
        if path.rstrip("/") == "/status":
            return 200, _STATUS, _HTML
        if path == "/health":
            return 200, "ok", _TEXT
        workers = self.workers(namespace, host)
        if path == "/json/counts.json":
            names = (
                "bytes",
                "clients",
                "erred",
                "memory",
                "processing",
                "released",
                "saturated",
                "tasks",
                "unrunnable",
                "waiting",
                "waiting_data",
            )
            hosts = {one["address"].rpartition(":")[0] for one in workers}
            counts = {
                **dict.fromkeys(names, 0),
                "cores": len(workers),
                "hosts": len(hosts),
                "idle": len(workers),
                "workers": len(workers),
            }
            return 200, json.dumps(counts), _JSON
        if path.startswith("/api/v1"):
            return self._api(pod, method, path.removeprefix("/api/v1").rstrip("/"), body, workers)
        return 404, "<html><title>404: Not Found</title><body>404: Not Found</body></html>", _HTML

    def _api(
        self, pod: dict[str, Any], method: str, path: str, body: bytes, workers: list[dict[str, str]]
    ) -> tuple[int, str, str]:
        routes = pod_files.environment(self.cluster.store, pod).get(_ROUTES, "")
        if _API_ROUTE not in routes:
            return 404, "<html><title>404: Not Found</title><body>404: Not Found</body></html>", _HTML
        if method == "GET" and path == "/get_workers":
            return 200, json.dumps({"num_workers": len(workers), "workers": workers}), _JSON
        if method == "POST" and path == "/retire_workers":
            wanted = json.loads(body or b"{}").get("workers") or []
            gone = {one["address"]: one for one in workers if one["address"] in wanted}
            self.cluster.retired.update(gone)
            return 200, json.dumps(gone), _JSON
        if path == "":
            return 200, "API V1", _TEXT
        return 404, "<html><title>404: Not Found</title><body>404: Not Found</body></html>", _HTML
