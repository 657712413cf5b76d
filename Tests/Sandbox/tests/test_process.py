# SPDX-License-Identifier: MIT
"""The process: says where it listens, ends on a signal, and with its starter."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
ENDINGS = ("TERM", "INT", "stdin")


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Any, Path]]]:
    """One process for each way to end, started side by side."""
    started = {}
    for ending in ENDINGS:
        folder = tmp_path_factory.mktemp(ending)
        command = [sys.executable, "-m", "sandbox", "--folder", str(folder), "--stdin-lifetime"]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started[ending] = (process, folder)
    yield started
    for process, _ in started.values():
        process.kill()
        process.communicate()


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=5)


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_ends_cleanly(processes: dict[str, tuple[Any, Path]], ending: str) -> None:
    process, folder = processes[ending]
    described = json.loads(process.stdout.readline())
    file = folder / "sandbox.json"
    assert json.loads(file.read_text()) == described and described["pid"] == process.pid
    assert file.stat().st_mode & 0o777 == 0o600
    with _connect(described["aws_endpoint"]):
        # An open idle connection does not keep the process alive.
        if ending == "stdin":
            process.stdin.close()
            process.stdin = None
        else:
            os.kill(process.pid, getattr(signal, "SIG" + ending))
        assert process.wait(timeout=10) == 0
    for name in ("aws_endpoint", "control", "address_service_tls"):
        with pytest.raises(OSError):
            _connect(described[name])
