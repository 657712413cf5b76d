# SPDX-License-Identifier: MIT
"""The Dask scheduler's HTTP port as the notebook's proxy reaches it: dashboard, counts, workers, and the API where it is on."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from . import pod_files, resources
from .dask_workers import DaskWorkers, Worker
from .selectors import covers

if TYPE_CHECKING:
    from .cluster import Cluster

_API_ROUTE = "distributed.http.scheduler.api"
_ROUTES = "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES"
_STATUS = "<!doctype html><html><head><title>Dask: Status</title></head><body></body></html>"
_NOT_FOUND = "<html><title>404: Not Found</title><body>404: Not Found</body></html>"
_FAULT = "<html><title>500: Internal Server Error</title><body>500: Internal Server Error</body></html>"
_HTML, _JSON, _TEXT = "text/html; charset=UTF-8", "application/json", "text/plain; charset=UTF-8"
_COUNTS = "clients erred released saturated tasks unrunnable waiting waiting_data".split()
_HEADS = (
    "Worker|Name|Cores|Memory|Memory use|Occupancy|Processing|In-memory|Services|Logs|Last seen|".split("|")
)


class SchedulerPage:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.workers: DaskWorkers = cluster.dask_workers

    def _behind(self, namespace: str, host: str, port: int) -> dict[str, Any] | None:
        """The Ready pod behind a Service's port."""
        service = self.cluster.store.get(resources.named("services"), namespace, host.split(".")[0])
        if service is None or not any(one["port"] == port for one in service["spec"].get("ports") or []):
            return None
        for pod in self.workers.ready_pods(namespace):
            if covers(service["spec"].get("selector"), pod["metadata"].get("labels") or {}):
                return pod
        return None

    def answer(self, namespace: str, host: str, port: int, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        """(status, text, content type)."""
        pod = self._behind(namespace, host, port)
        if pod is None:
            time.sleep(self.cluster.world.duration("proxy_hang", 20.0))
            return 500, "could not connect", _TEXT
        if path.rstrip("/") in ("", "/status"):
            return 200, _STATUS, _HTML
        if path == "/health":
            return 200, "ok", _TEXT
        workers = self.workers.of(namespace, host)
        match path:
            case "/json/counts.json":
                return 200, json.dumps(_counts(workers)), _JSON
            case "/json/identity.json":
                # It cannot write the metrics of a worker that has run a task: dask/distributed#8370.
                return 500, _FAULT, _HTML
            case "/info/main/workers.html":
                return 200, _table(workers), _HTML
        if path.startswith("/api/v1"):
            return self._api(pod, method, path.removeprefix("/api/v1").rstrip("/"), body, workers)
        return 404, _NOT_FOUND, _HTML

    def _api(
        self, pod: dict[str, Any], method: str, path: str, body: bytes, workers: list[Worker]
    ) -> tuple[int, str, str]:
        routes = pod_files.environment(self.cluster.store, pod).get(_ROUTES, "")
        if _API_ROUTE not in routes:
            return 404, _NOT_FOUND, _HTML
        if method == "GET" and path == "/get_workers":
            found = [{"name": one.address, "address": one.address} for one in workers]
            return 200, json.dumps({"num_workers": len(found), "workers": found}), _JSON
        if method == "POST" and path == "/retire_workers":
            gone = self.workers.retire(workers, json.loads(body or b"{}").get("workers") or [])
            return 200, json.dumps(gone), _JSON
        if path == "":
            return 200, "API V1", _TEXT
        return 404, _NOT_FOUND, _HTML


def _counts(workers: list[Worker]) -> dict[str, int]:
    busy = sum(1 for one in workers if one.load.processing)
    return {
        **dict.fromkeys(_COUNTS, 0),
        "bytes": sum(one.load.bytes for one in workers),
        "cores": sum(one.threads for one in workers),
        "hosts": len({one.address.rpartition(":")[0] for one in workers}),
        "idle": len(workers) - busy,
        "memory": sum(one.load.results for one in workers),
        "processing": sum(one.load.processing for one in workers),
        "workers": len(workers),
        "desired_workers": busy,
    }


def _table(workers: list[Worker]) -> str:
    """The table of the page, cell by cell as distributed writes it."""
    rows = []
    for one in sorted(workers, key=lambda worker: worker.address):
        name, (host, _, _) = quote(one.address, safe=""), one.address.split("://")[1].rpartition(":")
        rows.append(
            f'<tr >\n<td><a href="../worker/{name}.html">{one.address}</a></td>\n<td> {one.address} </td>\n'
            f'<td> {one.threads} </td>\n<td data-sort="{one.memory_limit}"> {(one.memory_limit or 0) / 2**20:.2f} MiB </td>\n'
            f'<td> <progress class="progress" value="{one.memory}" max="{one.memory_limit}"></progress>\n</td>\n'
            f'<td data-sort="0.0"> 0.00 us </td>\n<td> {one.load.processing} </td>\n<td> {one.load.results} </td>\n'
            f'<td> <a href="../../proxy/8789/{host}/status">dashboard</a> </td>\n'
            f'<td> <a href="../logs/{name}.html">logs</a></td>\n<td data-sort="0.3"> 300.00 ms </td>\n'
            f'<td>\n<form action="" id="close-worker" method="post" name="asdf">\n'
            f'<button class="button is-default" name="{one.address}">Close</button>\n</form>\n</td>\n</tr>'
        )
    heads = "\n".join(f"<th> {head} </th>" for head in _HEADS)
    return (
        f'<table class="table is-striped is-hoverable sortable">\n<thead>\n<tr>\n{heads}\n</tr>\n</thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table>\n"
    )
