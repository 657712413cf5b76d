# SPDX-License-Identifier: MIT
"""What listens inside pods: the notebook server on its port, a greeting on every other port a container names."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from . import pod_files, websocket
from .balancer import Handler as BalancerHandler
from .balancer import Server as BalancerServer
from .jupyter import Jupyter, Page
from .values import dig

if TYPE_CHECKING:
    from .cluster import Cluster

Object = dict[str, Any]


class _Handler(BalancerHandler):
    """As behind a balancer, and a kernel's websocket that says again what it is told."""

    def do_GET(self) -> None:
        if not websocket.wanted(dict(self.headers.items())):
            return super().do_GET()
        self.close_connection = True
        page = self.server.balancer.serve("GET", self.path, dict(self.headers), b"")
        if page is None or page.status != 200:
            return self._send(page or Page(404), {})
        accept = websocket.accept(dict(self.headers.items()))
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        channel = websocket.WebSocket(self.connection)
        try:
            while True:
                if channel.wait([], 60):
                    for message in channel.messages():
                        channel.send(message)
        except websocket.Gone:
            return

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET


class _PodFront:
    """Stands where a balancer does, for one pod alone."""

    def __init__(self, cluster: Cluster, pod: Object) -> None:
        self.cluster, self.pod, self.name = cluster, pod, pod["metadata"]["name"]
        self.jupyter = Jupyter(cluster)
        self.plays = any("jupyter" in word for word in pod_files.words(pod)) or "jupyter" in self.name

    def admits(self, address: str) -> bool:
        return True

    def serve(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Page | None:
        if self.plays:
            return self.jupyter.answer(self.pod, method, target, headers, body)
        return Page(200, "hello\n") if target == "/index.html" else Page(404)


class PodServers:
    """A real port on loopback for each pod that was asked for, opened when it is needed."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._servers: dict[str, BalancerServer] = {}
        self._lock = threading.Lock()

    def connect(self, pod: Object, port: int) -> socket.socket | None:
        """A connection to the pod's port; None when nothing listens there."""
        ports = {
            one["containerPort"] for each in pod["spec"]["containers"] for one in each.get("ports") or []
        } | self.cluster.pod_ports.get(pod["metadata"]["name"], set())
        if port not in ports or dig(pod, "status", "phase") != "Running":
            return None
        return socket.create_connection(("127.0.0.1", self._server(pod).server_address[1]))

    def _server(self, pod: Object) -> BalancerServer:
        with self._lock:
            uid = pod["metadata"]["uid"]
            if uid not in self._servers:
                server = BalancerServer(("127.0.0.1", 0), _Handler)
                server.balancer = _PodFront(self.cluster, pod)  # type: ignore[assignment]
                threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
                self._servers[uid] = server
            return self._servers[uid]

    def close(self) -> None:
        with self._lock:
            servers = list(self._servers.values())
            self._servers.clear()
        for server in servers:
            server.shutdown()
            server.server_close()
