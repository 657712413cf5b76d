# SPDX-License-Identifier: MIT
"""The TLS front of one cluster: reads and records requests, obeys the switches, writes answers and watches."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from . import rbac, websocket
from . import route as routes
from .answer import Answer
from .handlers import handle
from .sessions import Session
from .status import StatusError, bad_request
from .watch import Watch

if TYPE_CHECKING:
    from .cluster import Cluster

_MUTATING = ("create", "put", "patch", "delete", "deletecollection")


class Cut(Exception):
    """The connection is to be closed without (more of) an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sandbox-kube", ""
    timeout = 600
    server: Server
    _headers_buffer: list[bytes]
    _held = b""

    def log_message(self, format: str, *args: Any) -> None:
        """The world's request log is the only one."""

    def do_GET(self) -> None:
        cluster = self.server.cluster
        started = cluster.world.now()
        route = routes.parse(self.command, self.path)
        body = self._body()
        agent = self.headers.get("User-Agent") or ""
        entry = cluster.world.record(
            {
                "plane": "kube",
                "service": "kubernetes",
                "cluster": "/".join(cluster.name),
                "method": self.command,
                "path": self.path,
                "verb": route.verb,
                "resource": route.plural,
                "namespace": route.namespace,
                "name": route.name,
                "subresource": route.subresource,
                "mutating": route.verb in _MUTATING
                and bool(route.plural)
                and not route.plural.startswith("selfsubject"),
                "dry_run": route.dry_run,
                "status": None,
                "reason": None,
                "user": None,
                "user_agent": agent,
                "time_start": started,
                "time_end": None,
            }
        )
        try:
            self._serve(route, body, agent, entry)
        except (TimeoutError, Cut, ConnectionError, ssl.SSLError):
            self.close_connection = True
            self.server.abort(self.connection)
        finally:
            entry["time_end"] = cluster.world.now()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _serve(self, route: routes.Route, body: bytes, agent: str, entry: dict[str, Any]) -> None:
        world = self.server.cluster.world
        rules = world.decide(
            {
                "plane": "kube",
                "service": "kubernetes",
                "action": route.verb,
                "method": self.command,
                "path": self.path,
                "body": body.decode("utf-8", "replace"),
            }
        )
        if world.reply_delay:
            time.sleep(world.reply_delay)
        cut = None
        for rule in rules:
            if rule.effect == "delay":
                time.sleep(rule.seconds)
            elif rule.effect == "fail":
                error = StatusError(rule.status, rule.code, rule.message)
                error.headers = rule.headers
                return self._send(self._failure(error), entry)
            elif rule.effect == "cut":
                if rule.when == "before":
                    entry["reason"] = "cut"
                    raise Cut
                cut = rule.when
        self._send(self._answer(route, body, agent, entry), entry, cut)

    def _answer(self, route: routes.Route, body: bytes, agent: str, entry: dict[str, Any]) -> Answer:
        cluster = self.server.cluster
        try:
            peer = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
            user = cluster.authenticator.who(self.headers.get("Authorization"), peer)
            entry["user"] = user.name
            for asked in route.demands():
                if not rbac.allowed(cluster.store, user, asked):
                    raise rbac.refusal(user, asked)
            return handle(cluster, route, user, body, self.headers.get("Content-Type") or "", agent)
        except StatusError as error:
            return self._failure(error)
        except Exception as error:  # a fault of the double: shown as a server's fault, and kept for the tests to see
            cluster.note_crash()
            return self._failure(StatusError(500, "InternalError", f"Internal error occurred: {error!r}"))

    @staticmethod
    def _failure(error: StatusError) -> Answer:
        headers = dict(error.headers)
        if error.code == 429:
            headers.setdefault("Retry-After", "1")
        return Answer(error.code, error.body(), headers=headers)

    def _send(self, answer: Answer, entry: dict[str, Any], cut: str | None = None) -> None:
        entry["status"] = answer.status
        if isinstance(answer.body, dict) and answer.body.get("kind") == "Status":
            entry["reason"] = answer.body.get("reason")
        if cut == "after":
            raise Cut
        if answer.upgrade is not None:
            return self._upgrade(answer.upgrade, entry)
        if answer.watch is not None:
            return self._stream(answer.watch, cut)
        if answer.stream is not None:
            return self._flow(answer, cut)
        kind = "application/json" if answer.text is None else "text/plain; charset=utf-8"
        payload = (json.dumps(answer.body) if answer.text is None else answer.text).encode()
        self._begin(answer.status, kind, answer)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(payload)))
        self._finish_headers()
        if self.command == "HEAD":
            payload = b""
        if cut == "middle":
            self._put(payload[: len(payload) // 2])
            raise Cut
        self._put(payload)

    def _begin(self, status: int, kind: str, answer: Answer) -> None:
        self.send_response(status)
        self.send_header("Audit-Id", self.server.cluster.audit_id())
        self.send_header("Cache-Control", "no-cache, private")
        self.send_header("Content-Type", kind)
        for line in answer.warnings:
            text = line.replace("\\", "\\\\").replace('"', '\\"')
            self.send_header("Warning", f'299 - "{text}"')
        for key, value in answer.headers.items():
            self.send_header(key, value)

    def _finish_headers(self) -> None:
        """Keeps the headers back so that they leave in one piece with the body."""
        self._headers_buffer.append(b"\r\n")
        self._held = b"".join(self._headers_buffer)
        self._headers_buffer = []

    def _put(self, data: bytes) -> None:
        self.wfile.write(self._held + data)
        self._held = b""

    def _stream(self, watch: Watch, cut: str | None) -> None:
        self._begin(200, "application/json", Answer())
        self.send_header("Transfer-Encoding", "chunked")
        self._finish_headers()
        self._put(b"")
        for event in watch.events():
            if event is None:
                self._look()
                continue
            data = json.dumps(event).encode() + b"\n"
            if cut == "middle":
                self._put(b"%x\r\n%s" % (len(data), data[: len(data) // 2]))
                raise Cut
            self._put(b"%x\r\n%s\r\n" % (len(data), data))
        if not watch.alive():
            raise Cut
        self._put(b"0\r\n\r\n")

    def _flow(self, answer: Answer, cut: str | None) -> None:
        """Text that comes piece by piece; a stream whose source stopped before its end is cut."""
        self._begin(200, "text/plain", answer)
        self.send_header("Transfer-Encoding", "chunked")
        self._finish_headers()
        self._put(b"")
        for piece in answer.stream or ():
            if not piece:
                self._look()
                continue
            if cut == "middle":
                self._put(b"%x\r\n%s" % (len(piece), piece[: len(piece) // 2]))
                raise Cut
            self._put(b"%x\r\n%s\r\n" % (len(piece), piece))
        if answer.alive and not answer.alive():
            raise Cut
        self._put(b"0\r\n\r\n")

    def _upgrade(self, session: Session, entry: dict[str, Any]) -> None:
        """Hands the connection over; a subprotocol that the session does not speak is refused without a word."""
        headers = dict(self.headers.items())
        self.close_connection = True
        if not websocket.wanted(headers):
            return self._send(self._failure(bad_request("Upgrade request required")), entry)
        chosen = websocket.choose(headers, session.protocols)
        if chosen is None:
            entry["status"] = 403
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n")
            return
        session.chosen = chosen
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Accept: {websocket.accept(headers)}", f"Sec-WebSocket-Protocol: {chosen}"]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        streams = self.server.cluster.streams
        streams.add(self.connection)
        try:
            session.run(websocket.WebSocket(self.connection))
        except websocket.Gone:
            return
        finally:
            streams.discard(self.connection)

    def _look(self) -> None:
        """Ends a quiet watch whose client has gone."""
        self.connection.settimeout(0)
        try:
            if self.connection.recv(1) == b"":
                raise Cut
        except (ssl.SSLWantReadError, BlockingIOError):
            pass
        finally:
            self.connection.settimeout(self.timeout)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, cluster: Cluster, context: ssl.SSLContext, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.cluster, self.context = cluster, context
        self._open: set[socket.socket] = set()
        self._away_until = 0.0
        self._lock = threading.Lock()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake happens in the connection's own thread, so that a slow client holds up nobody."""
        if time.monotonic() < self._away_until:
            self.abort(request)
            return
        request.settimeout(30)
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            connection = self.context.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return
        with self._lock:
            self._open.add(connection)
        try:
            Handler(connection, client_address, self)
        finally:
            with self._lock:
                self._open.discard(connection)
            self.abort(connection)

    def go_away(self, seconds: float) -> None:
        """A restart as clients meet it: every connection breaks, and no new one is served for a while."""
        self._away_until = time.monotonic() + seconds
        self._break_all()

    def abort(self, connection: socket.socket) -> None:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        connection.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        self.cluster.note_crash()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self._break_all()

    def _break_all(self) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            self.abort(connection)
