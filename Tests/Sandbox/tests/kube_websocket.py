# SPDX-License-Identifier: MIT
"""A websocket client for the tests of the Kubernetes double, and the recorded sessions to be played again."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import struct
from dataclasses import dataclass
from typing import Any

from kube_client import Client
from kube_recordings import FOLDER


@dataclass
class Frame:
    opcode: int
    payload: bytes


class Channel:
    """An upgraded connection, or the answer that refused it: `status`, `headers`, `body`."""

    def __init__(self, client: Client, path: str, protocol: str, upgrade: bool = True) -> None:
        host, port = client.alone.cluster.address.split(":")
        self.socket = client.context.wrap_socket(socket.create_connection((host, int(port)), 10), server_hostname=host)
        self.socket.settimeout(10)
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {client.token}"]
        if upgrade:
            key = base64.b64encode(os.urandom(16)).decode()
            lines += ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
            lines += [f"Sec-WebSocket-Key: {key}", f"Sec-WebSocket-Protocol: {protocol}"]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self._rest = b""
        while b"\r\n\r\n" not in self._rest:
            self._rest += self.socket.recv(65536)
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *fields = head.decode().split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in fields)}
        self.body = b""
        if self.status != 101:
            while len(self._rest) < int(self.headers.get("content-length", 0)):
                self._rest += self.socket.recv(65536)
            self.body = self._rest

    def send(self, payload: bytes, opcode: int = 2) -> None:
        mask = os.urandom(4)
        size = len(payload)
        head = bytes([0x80 | opcode, 0x80 | size]) if size < 126 else struct.pack("!BBH", 0x80 | opcode, 254, size)
        self.socket.sendall(head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload)))

    def frame(self) -> Frame | None:
        """The next frame; None when the connection ends or nothing comes."""
        head = self._take(2)
        if head is None:
            return None
        assert head[0] & 0xF0 == 0x80 and not head[1] & 0x80, "a server sends whole, unmasked frames"
        size = head[1]
        if size >= 126:
            size = int.from_bytes(self._take(2 if size == 126 else 8) or b"", "big")
        return Frame(head[0] & 15, self._take(size) or b"")

    def until_close(self) -> dict[int, bytes]:
        """What came on each channel up to the close, whose code is under -1."""
        found: dict[int, bytes] = {}
        while frame := self.frame():
            if frame.opcode == 8:
                found[-1] = frame.payload
                break
            found[frame.payload[0]] = found.get(frame.payload[0], b"") + frame.payload[1:]
        self.close()
        return found

    def close(self) -> None:
        self.socket.close()

    def _take(self, count: int) -> bytes | None:
        while len(self._rest) < count:
            try:
                data = self.socket.recv(65536)
            except (TimeoutError, ConnectionError, ssl.SSLError):
                return None
            if not data:
                return None
            self._rest += data
        found, self._rest = self._rest[:count], self._rest[count:]
        return found


def cases(name: str) -> list[dict[str, Any]]:
    """The sessions of a recording."""
    data = json.loads((FOLDER / f"{name}.json").read_text())
    return [{key: value for key, value in data.items() if key != "cases"}, *data["cases"]]
