# SPDX-License-Identifier: MIT
"""Servers a kubeconfig may have to do with: an API that tells what reached it, and proxies of every kind before it.

Prints one JSON line with the ports, then runs until standard input closes. `api` speaks TLS with a certificate of
localhost and asks for a client certificate without insisting; `named` has one of kubernetes.himat.test; `http`, `https`
and `socks` are proxies. The API answers /version with what it saw, and 401 to the token `stale`.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "certificates")
# What went through a proxy: its kind, the host as the client named it, the proxy's own login.
_passed: list[dict[str, str]] = []


def _context(name: str, asks: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(_FOLDER, f"{name}.pem"), os.path.join(_FOLDER, f"{name}.key"))
    if asks:
        context.load_verify_locations(os.path.join(_FOLDER, "ca.pem"))
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class _API(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        certificate = self.connection.getpeercert() or {}
        names = [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
        seen = {
            "gitVersion": "v1.36.0",
            "method": self.command,
            "path": self.path,
            "authorization": self.headers.get("Authorization", ""),
            "impersonation": sorted(
                [key.lower(), value] for key, value in self.headers.items() if key.lower().startswith("impersonate")
            ),
            "certificate": names[0] if names else "",
            "host": self.headers.get("Host", "").split(":")[0],
            "passed": list(_passed),
        }
        _passed.clear()
        stale = seen["authorization"] == "Bearer stale"
        words = {"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "Unauthorized", "code": 401}
        data = json.dumps(words if stale else seen).encode()
        self.send_response(401 if stale else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _api(name: str) -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _API)
    server.daemon_threads = True
    server.socket = _context(name, asks=True).wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server.server_address[1]


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            sink.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def _join(client: socket.socket, host: str, port: int) -> None:
    # Names of tests exist nowhere but here: a client that resolves them itself never comes this far.
    onward = socket.create_connection(("127.0.0.1" if host.endswith(".test") else host, port))
    threading.Thread(target=_pump, args=(onward, client), daemon=True).start()
    _pump(client, onward)


def _take(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = client.recv(count - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def _connect(client: socket.socket, kind: str) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += _take(client, 1)
    lines = head.decode().split("\r\n")
    method, target, _ = lines[0].split(" ")
    login = next((line.partition(": ")[2] for line in lines if line.lower().startswith("proxy-authorization")), "")
    if method != "CONNECT":
        return client.sendall(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
    host, _, port = target.rpartition(":")
    _passed.append({"kind": kind, "host": host, "login": login})
    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
    _join(client, host, int(port))


def _socks(client: socket.socket, kind: str) -> None:
    """SOCKS 5 (RFC 1928) without a login, or with a user's name (RFC 1929)."""
    _, count = _take(client, 2)
    login = ""
    if 2 in _take(client, count):
        client.sendall(b"\x05\x02")
        _, length = _take(client, 2)
        login = _take(client, length).decode()
        _take(client, _take(client, 1)[0])
        client.sendall(b"\x01\x00")
    else:
        client.sendall(b"\x05\x00")
    _, _, _, form = _take(client, 4)
    if form == 3:
        host = _take(client, _take(client, 1)[0]).decode()
    else:
        host = socket.inet_ntop(*((socket.AF_INET, _take(client, 4)) if form == 1 else (socket.AF_INET6, _take(client, 16))))
    (port,) = struct.unpack(">H", _take(client, 2))
    _passed.append({"kind": kind, "host": host, "login": login})
    client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
    _join(client, host, port)


def _proxy(kind: str, speak: Any, context: ssl.SSLContext | None = None) -> int:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client: socket.socket) -> None:
        try:
            speak(context.wrap_socket(client, server_side=True) if context else client, kind)
        except OSError:
            pass
        finally:
            client.close()

    def accept() -> None:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def main() -> int:
    ports = {
        "api": _api("server"),
        "named": _api("named"),
        "http": _proxy("http", _connect),
        "https": _proxy("https", _connect, _context("server")),
        "socks": _proxy("socks", _socks),
    }
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
