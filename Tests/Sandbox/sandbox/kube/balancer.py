# SPDX-License-Identifier: MIT
"""A balancer of the sandbox: real TCP ports on loopback that lead to whatever Ready pod a Service selects."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from . import resources
from .controllers.base import leaving, ready
from .jupyter import Jupyter, Page
from .selectors import covers

if TYPE_CHECKING:
    from .cluster import Cluster

_BACKEND = "service.beta.kubernetes.io/aws-load-balancer-backend-protocol"


class _Cut(Exception):
    """The connection is closed without an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "TornadoServer/6.5", ""
    timeout = 60
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """The world's request log is the only one."""

    def do_GET(self) -> None:
        balancer, world = self.server.balancer, self.server.balancer.cluster.world
        path = self.path.partition("?")[0]
        entry = world.record(
            {
                "plane": "web",
                "cluster": "/".join(balancer.cluster.name),
                "service": balancer.name,
                "method": self.command,
                "path": path,
                "verb": self.command.lower(),
                "mutating": False,
                "status": None,
                "user_agent": self.headers.get("User-Agent") or "",
                "time_start": world.now(),
                "time_end": None,
            }
        )
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            for rule in world.decide(
                {
                    "plane": "web",
                    "service": balancer.name,
                    "method": self.command,
                    "path": path,
                    "action": self.command.lower(),
                }
            ):
                if rule.effect == "delay":
                    time.sleep(rule.seconds)
                elif rule.effect == "cut":
                    raise _Cut
                elif rule.effect == "fail":
                    return self._send(Page(rule.status, rule.message, headers=dict(rule.headers)), entry)
            if world.reply_delay:
                time.sleep(world.reply_delay)
            self._send(balancer.serve(self.command, self.path, dict(self.headers), body), entry)
        except (TimeoutError, _Cut, ConnectionError):
            self.close_connection = True
        finally:
            entry["time_end"] = world.now()

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

    def _send(self, page: Page | None, entry: dict[str, Any]) -> None:
        if page is None:
            raise _Cut
        entry["status"] = page.status
        data = page.text.encode()
        head = [
            f"HTTP/1.1 {page.status} {page.reason}",
            "Server: TornadoServer/6.5",
            f"Content-Type: {page.kind}",
            f"Content-Length: {len(data)}",
            *(f"{key}: {value}" for key, value in page.headers.items()),
        ]
        self.wfile.write("\r\n".join(head).encode() + b"\r\n\r\n" + (b"" if self.command == "HEAD" else data))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    balancer: Balancer

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return self.balancer.admits(client_address[0])

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.balancer.cluster.note_crash()


class Server6(Server):
    address_family = socket.AF_INET6


class Balancer:
    """Open from its making to `close`. `failures` says which ports could not be had."""

    def __init__(self, cluster: Cluster, namespace: str, name: str, ports: list[int]) -> None:
        self.cluster, self.namespace, self.name, self.ports = cluster, namespace, name, ports
        self.jupyter = Jupyter(cluster)
        self.failures: list[str] = []
        self._servers: list[Server] = []
        for port in ports:
            self._listen(Server, "127.0.0.1", port)
            try:
                self._listen(Server6, "::1", port, optional=True)
            except OSError:
                continue

    def _listen(self, kind: type[Server], host: str, port: int, optional: bool = False) -> None:
        try:
            server = kind((host, port), Handler)
        except OSError as error:
            if not optional:
                self.failures.append(
                    f"Error syncing load balancer: port {port} of this machine is not to be had: {error}"
                )
            return
        server.balancer = self
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def _service(self) -> dict[str, Any] | None:
        return self.cluster.store.get(resources.named("services"), self.namespace, self.name)

    def admits(self, address: str) -> bool:
        """Whether the Service's source ranges let this caller in; others see a closed connection."""
        service = self._service()
        ranges = ((service or {}).get("spec") or {}).get("loadBalancerSourceRanges") or ["0.0.0.0/0"]
        caller = ipaddress.ip_address("127.0.0.1" if address == "::1" else address)
        return any(caller in ipaddress.ip_network(text.strip(), strict=False) for text in ranges)

    def serve(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Page | None:
        """The answer of the pod behind; None (a closed connection) or 503 where there is none."""
        service = self._service()
        if service is None:
            return None
        pods = [
            pod
            for pod in self.cluster.store.list(resources.named("pods"), self.namespace)
            if covers(service["spec"].get("selector"), pod["metadata"].get("labels") or {})
            and ready(pod)
            and not leaving(pod)
        ]
        if not pods:
            http = (service["metadata"].get("annotations") or {}).get(_BACKEND) == "http"
            return Page(503, "") if http else None
        return self.jupyter.answer(pods[0], method, target, headers, body)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers = []
