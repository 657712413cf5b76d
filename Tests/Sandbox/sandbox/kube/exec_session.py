# SPDX-License-Identifier: MIT
"""One command in a container over a websocket: channels 0 stdin, 1 stdout, 2 stderr, 3 status, 4 size."""

from __future__ import annotations

import json
import time

from .programs import Missing, Outcome, Program
from .sessions import Container
from .websocket import Gone, WebSocket


class ExecSession:
    protocols = ("v5.channel.k8s.io", "v4.channel.k8s.io")
    chosen = ""

    def __init__(self, container: Container, command: list[str], streams: set[str]) -> None:
        self.container, self.command, self.streams = container, command, streams
        self._input = b""
        self._ended = "stdin" not in streams
        self._size = (0, 0)

    def run(self, socket: WebSocket) -> None:
        socket.send(b"\x01")
        try:
            outcome = self._outcome(socket)
        except Missing as missing:
            self._end(socket, self._missing(str(missing)))
            return
        if outcome is None:  # the container went first
            socket.close()
            return
        merged = "tty" in self.streams
        for channel, name, text in ((1, "stdout", outcome.stdout), (2, "stderr", outcome.stderr)):
            if text and name in self.streams | ({"stderr"} if merged else set()):
                data = text.replace(b"\n", b"\r\n") if merged else text
                for start in range(0, len(data), 32 << 10):
                    socket.send(bytes([1 if merged else channel]) + data[start : start + (32 << 10)])
        self._end(socket, self._status(outcome.code))

    def _outcome(self, socket: WebSocket) -> Outcome | None:
        program = Program(self.container, self.command)
        if program.reads and "stdin" in self.streams:
            while not self._ended:
                if not self._take(socket, 0.05, echo=True):
                    return None
            return Outcome()
        end = time.monotonic() + program.seconds
        while (left := end - time.monotonic()) > 0:
            if not self._take(socket, min(left, 0.05)):
                return None
        return program.run(self._size)

    def _take(self, socket: WebSocket, seconds: float, echo: bool = False) -> bool:
        """Takes what the client sends; False when the container has gone."""
        if socket.wait([], seconds):
            for message in socket.messages():
                if message == b"\xff\x00" and self.chosen == "v5.channel.k8s.io":
                    self._ended = True
                elif message[:1] == b"\x00" and echo:
                    socket.send(b"\x01" + message[1:])
                elif message[:1] == b"\x04":
                    size = json.loads(message[1:])
                    self._size = (size["Height"], size["Width"])
        return self.container.runs

    def _status(self, code: int) -> dict[str, object]:
        if code == 0:
            return {"metadata": {}, "status": "Success"}
        words = f"command terminated with exit code {code}"
        if self.chosen == "v4.channel.k8s.io":
            words = f"error executing command [{' '.join(self.command)}], exit code {code}"
        return {
            "metadata": {},
            "status": "Failure",
            "message": f"command terminated with non-zero exit code: {words}",
            "reason": "NonZeroExitCode",
            "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
        }

    @staticmethod
    def _missing(program: str) -> dict[str, object]:
        words = (
            "Internal error occurred: error executing command in container: failed to exec in container: "
            'failed to start exec "<id>": OCI runtime exec failed: exec failed: unable to start container process: '
            f'exec: "{program}": executable file not found in $PATH: unknown'
        )
        return {
            "metadata": {},
            "status": "Failure",
            "message": f"Internal error occurred: {words}",
            "reason": "InternalError",
            "details": {"causes": [{"message": words}]},
            "code": 500,
        }

    @staticmethod
    def _end(socket: WebSocket, status: dict[str, object]) -> None:
        socket.send(b"\x03" + json.dumps(status, separators=(",", ":")).encode())
        try:
            socket.close()
        except Gone:
            return
