# SPDX-License-Identifier: MIT
"""Websockets that behave, and websockets that break the protocol in every way a client must notice."""
import base64
import hashlib
import os
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(payload, opcode=2, first=0x80, masked=False):
    size = len(payload)
    mark = 0x80 if masked else 0
    if size < 126:
        head = bytes([first | opcode, mark | size])
    elif size < 1 << 16:
        head = struct.pack("!BBH", first | opcode, mark | 126, size)
    else:
        head = struct.pack("!BBQ", first | opcode, mark | 127, size)
    return head + (b"\0\0\0\0" if masked else b"") + payload


BROKEN = {
    "reserved": frame(b"a", first=0xC0),
    "masked": frame(b"a", masked=True),
    "unknown": frame(b"a", opcode=5),
    "oversized": struct.pack("!BBQ", 0x82, 127, 1 << 40),
    "endless-pieces": frame(b"a" * 60000, first=0) + frame(b"b" * 60000, opcode=0, first=0),
    "nested": frame(b"a", first=0) + frame(b"b"),
    "orphan": frame(b"a", opcode=0),
    "long-ping": frame(b"a" * 126, opcode=9),
    "split-ping": frame(b"a", opcode=9, first=0),
    "half-code": frame(b"a", opcode=8),
    "long-length": struct.pack("!BBH", 0x82, 126, 1) + b"a",
}


class Frames:
    """The client's frames as they come."""

    def __init__(self, exchange):
        self.exchange = exchange

    def next(self):
        head = self.exchange._exactly(2)
        size = head[1] & 0x7F
        if size >= 126:
            size = int.from_bytes(self.exchange._exactly(2 if size == 126 else 8), "big")
        mask = self.exchange._exactly(4)
        payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(self.exchange._exactly(size)))
        return head, payload


def websocket(exchange, counters):
    """/websocket?kind=KIND: the upgrade, then what KIND says."""
    kind = exchange.query.get("kind", "echo")
    if kind == "silent":
        counters.add("websocket waits")
        return exchange.wait_for_end()
    if kind == "refused":
        return exchange.answer(404, '{"kind": "Status"}')
    if kind == "chunked":
        exchange.send("HTTP/1.1 503 Whatever\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnot\r\n4;x=y\r\n now\r\n0\r\n\r\n")
        return None
    if kind == "cut-head":
        exchange.send("HTTP/1.1 101 Switching Protocols\r\nUpgr")
        exchange.is_last = True
        return None
    key = "other" if kind == "wrong-accept" else exchange.field("sec-websocket-key")
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", f"Sec-WebSocket-Accept: {accept}"]
    lines.append("Upgrade: h2c" if kind == "other-protocol" else "Upgrade: WebSocket")
    offered = (exchange.field("sec-websocket-protocol") or "").split(", ")
    if kind != "no-subprotocol":
        lines.append("Sec-WebSocket-Protocol: " + ("strange" if kind == "strange-subprotocol" else offered[-1]))
    if kind == "extension":
        lines.append("Sec-WebSocket-Extensions: permessage-deflate")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    exchange.is_last = True
    speak(exchange, counters, kind, head)


def speak(exchange, counters, kind, head):
    frames = Frames(exchange)
    if kind in BROKEN:
        exchange.send(head + BROKEN[kind])
        first, payload = frames.next()
        counters.add(f"closed {int.from_bytes(payload[:2], 'big')}")
    elif kind == "pieces":
        exchange.send(head + frame(b"one ", opcode=1, first=0) + frame(b"ping!", opcode=9))
        first, payload = frames.next()
        if (first[0], payload) == (0x8A, b"ping!"):
            exchange.send(frame(b"two ", opcode=0, first=0) + frame(b"three", opcode=0))
        exchange.send(frame(struct.pack("!H", 1000), opcode=8))
        frames.next()
    elif kind == "bytewise":
        for byte in head + frame(b"slow") + frame(b"", opcode=8):
            exchange.send(bytes([byte]))
        frames.next()
    elif kind == "refusing":
        exchange.send(head + frame(struct.pack("!H", 1011) + b"out of memory", opcode=8))
        frames.next()
    elif kind == "cut":
        exchange.send(head + frame(b"whole") + frame(b"not whole")[:5])
    elif kind == "flood":
        exchange.send(head)
        piece = frame(os.urandom(64 << 10))
        for _ in range(160):
            exchange.send(piece)
            counters.add("flooded")
        exchange.send(frame(struct.pack("!H", 1000), opcode=8))
        frames.next()
    else:
        exchange.send(head)
        if kind == "deaf":
            counters.add("websocket waits")
            counters.wait("go", 1, 30)
        while True:
            first, payload = frames.next()
            counters.add("frames")
            counters.add("bytes", len(payload))
            if not first[0] & 0x80 or not first[1] & 0x80:
                counters.add("wrong frames")
            if first[0] & 15 == 8:
                counters.add(f"closed {int.from_bytes(payload[:2], 'big')}")
                return
            exchange.send(frame(payload))
