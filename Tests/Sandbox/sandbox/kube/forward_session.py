# SPDX-License-Identifier: MIT
"""Ports of a pod over a websocket: channel 2i carries the data of port i, channel 2i+1 its errors."""

from __future__ import annotations

import socket as sockets
import time

from .sessions import Container
from .websocket import WebSocket


class ForwardSession:
    protocols = ("v4.channel.k8s.io",)
    chosen = ""

    def __init__(self, container: Container, ports: list[int]) -> None:
        self.container, self.ports = container, ports
        self._open: dict[sockets.socket, int] = {}

    def run(self, socket: WebSocket) -> None:
        for number, port in enumerate(self.ports):
            for channel in (2 * number, 2 * number + 1):
                socket.send(bytes([channel]) + port.to_bytes(2, "little"))
        try:
            for number, port in enumerate(self.ports):
                self._connect(socket, number, port)
            self._carry(socket)
        finally:
            for connection in self._open:
                connection.close()

    def _connect(self, socket: WebSocket, number: int, port: int) -> None:
        cluster = self.container.cluster
        connection = cluster.pod_servers.connect(self.container.pod, port)
        if connection is not None:
            self._open[connection] = number
            return
        words = (
            f"error forwarding port {port} to pod <id>, uid : failed to execute portforward in network namespace "
            f'"<netns>": failed to connect to localhost:{port} inside namespace "<id>", IPv4: dial tcp4 '
            f"127.0.0.1:{port}: connect: connection refused IPv6 dial tcp6: address localhost: "
            "no suitable address found "
        )
        socket.send(bytes([2 * number + 1]) + words.encode())

    def _carry(self, socket: WebSocket) -> None:
        """Until the container, the client or the last connection ends. The client learns the last a moment later."""
        linger = self.container.cluster.world.duration("forward_close", 0.1)
        ended: float | None = None if self._open else time.monotonic() - linger
        while self.container.runs:
            if ended is not None and time.monotonic() - ended >= linger:
                break
            ready = socket.wait(list(self._open), 0.02)
            if socket.connection in ready:
                for message in socket.messages():
                    self._forward(message)
            for connection in [one for one in self._open if one in ready]:
                try:
                    data = connection.recv(32 << 10)
                except OSError:
                    data = b""
                if data:
                    socket.send(bytes([2 * self._open[connection]]) + data)
                    continue
                connection.close()
                del self._open[connection]
            if not self._open and ended is None:
                ended = time.monotonic()
        socket.close()

    def _forward(self, message: bytes) -> None:
        for connection, number in self._open.items():
            if message[:1] == bytes([2 * number]):
                try:
                    connection.sendall(message[1:])
                except OSError:
                    return
