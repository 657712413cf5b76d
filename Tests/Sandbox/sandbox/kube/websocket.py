# SPDX-License-Identifier: MIT
"""The server's end of a websocket (RFC 6455): the answer to the upgrade, then one message a frame."""

from __future__ import annotations

import base64
import hashlib
import select
import socket
import ssl
import struct
from collections.abc import Iterable, Mapping
from typing import Any

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
BINARY, CLOSE, PING, PONG = 2, 8, 9, 10


class Gone(Exception):
    """The client has closed, or the connection is broken."""


def wanted(headers: Mapping[str, str]) -> bool:
    """Whether a request asks for a websocket."""
    upgrade = "upgrade" in (headers.get("Connection") or "").lower()
    return upgrade and (headers.get("Upgrade") or "").lower() == "websocket"


def choose(headers: Mapping[str, str], known: Iterable[str]) -> str | None:
    """The first offered subprotocol that is known."""
    offered = [one.strip() for one in (headers.get("Sec-WebSocket-Protocol") or "").split(",")]
    return next((one for one in offered if one in known), None)


def accept(headers: Mapping[str, str]) -> str:
    key = (headers.get("Sec-WebSocket-Key") or "") + _GUID
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()


def frame(payload: bytes, opcode: int = BINARY) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes([0x80 | opcode, size]) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", 0x80 | opcode, 126, size) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, size) + payload


class WebSocket:
    """One thread uses it: waiting, reading and writing take turns, as a TLS connection wants."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = b""
        self._closed = False

    def send(self, payload: bytes, opcode: int = BINARY) -> None:
        try:
            self.connection.settimeout(600)
            self.connection.sendall(frame(payload, opcode))
        except (OSError, ssl.SSLError) as error:
            raise Gone from error

    def close(self, code: int = 1000) -> None:
        if not self._closed:
            self._closed = True
            self.send(struct.pack("!H", code), CLOSE)

    def wait(self, others: list[Any], seconds: float) -> list[Any]:
        """What can be read now of these sockets, this one among them."""
        pending = isinstance(self.connection, ssl.SSLSocket) and self.connection.pending() > 0
        try:
            ready, _, _ = select.select([self.connection, *others], [], [], 0 if pending else seconds)
        except (OSError, ValueError) as error:  # closed from outside: the cut of a switch
            raise Gone from error
        if pending and self.connection not in ready:
            ready.append(self.connection)
        return ready

    def messages(self) -> list[bytes]:
        """The messages that are there, without waiting; pings are answered, a close is answered and ends it."""
        self._fill()
        found = []
        while part := self._next():
            opcode, payload = part
            if opcode == CLOSE:
                self.close(struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1000)
                raise Gone
            if opcode == PING:
                self.send(payload, PONG)
            elif opcode != PONG:
                found.append(payload)
        return found

    def _fill(self) -> None:
        self.connection.settimeout(0)
        try:
            data = self.connection.recv(1 << 16)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except (OSError, ssl.SSLError) as error:
            raise Gone from error
        if not data:
            raise Gone
        self._buffer += data

    def _next(self) -> tuple[int, bytes] | None:
        data = self._buffer
        if len(data) < 2:
            return None
        size, start = data[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(data) < start:
                return None
            size = int.from_bytes(data[2:start], "big")
        if not data[1] & 0x80 or data[0] & 0x70 or not data[0] & 0x80:
            self.close(1002)  # a client masks, and never sends a message in pieces here
            raise Gone
        if len(data) < start + 4 + size:
            return None
        mask, payload = data[start : start + 4], data[start + 4 : start + 4 + size]
        self._buffer = data[start + 4 + size :]
        longer = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        return data[0] & 0x0F, (int.from_bytes(payload, "big") ^ longer).to_bytes(size, "big")
