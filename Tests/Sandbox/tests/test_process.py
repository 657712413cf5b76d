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
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]


def _start(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", "--folder", str(folder), *more]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


@pytest.mark.parametrize("ending", ["TERM", "INT", "stdin"])
def test_it_ends_cleanly(tmp_path: Path, ending: str) -> None:
    process = _start(tmp_path, "--stdin-lifetime")
    assert process.stdout and process.stdin
    described = json.loads(process.stdout.readline())
    file = tmp_path / "sandbox.json"
    assert json.loads(file.read_text()) == described and described["pid"] == process.pid
    assert file.stat().st_mode & 0o777 == 0o600
    with socket.create_connection(
        (urlsplit(described["aws_endpoint"]).hostname, urlsplit(described["aws_endpoint"]).port)
    ):
        # An open idle connection does not keep the process alive.
        if ending == "stdin":
            process.stdin.close()
        else:
            os.kill(process.pid, getattr(signal, "SIG" + ending))
        assert process.wait(timeout=10) == 0
    assert not _listens(described["aws_endpoint"]) and not _listens(described["control"])
    process.stdout.close()
    if not process.stdin.closed:
        process.stdin.close()
