# SPDX-License-Identifier: MIT
"""A small threaded HTTP/1.1 server on loopback: kept-alive connections, cut replies on request, a clean end."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, Callable


@dataclass
class Request:
    """One request as it came over the wire; the target is undecoded."""

    method: str
    target: str
    headers: Message
    body: bytes
    tls: bool = False

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]


@dataclass
class Reply:
    """What goes back. cut="before" closes the connection without a byte, cut="middle" half-way through the body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: str | None = None


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, answer: Callable[[Request], Reply], tls: ssl.SSLContext | None) -> None:
        self.answer = answer
        self.tls = tls
        self.open: set[socket.socket] = set()
        self.guard = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: object) -> None:
        with self.guard:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.guard:
            self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        if self.server.tls is not None:
            self.request.settimeout(10)
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
            self.request.settimeout(None)
        super().setup()

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        # One entry for every method: the answer decides what it accepts.
        setattr(self, "do_" + self.command, self._serve)
        return True

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True
            self._send(Reply(411, b"a Content-Length is needed\n", {"Content-Type": "text/plain"}))
            return
        body = self.rfile.read(int(length))
        request = Request(self.command, self.path, self.headers, body, self.server.tls is not None)
        self._send(self.server.answer(request))

    def _send(self, reply: Reply) -> None:
        if reply.cut == "before":
            self._cut()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.cut == "middle":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
            self._cut()
            return
        self.wfile.write(reply.body)
        self.wfile.flush()

    def _cut(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def version_string(self) -> str:
        return "sandbox"

    def log_message(self, format: str, *args: object) -> None:
        """The world keeps the log."""


class Listener:
    """One listening socket and the threads behind it."""

    def __init__(self, answer: Callable[[Request], Reply], port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self._server = _Server(port, answer, tls)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name=f"listener-{self.port}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stops listening and closes every open connection, so that no thread stays in a read."""
        self._server.shutdown()
        self._server.server_close()
        with self._server.guard:
            connections = list(self._server.open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._thread.join(timeout=5)
