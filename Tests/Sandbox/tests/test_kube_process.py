# SPDX-License-Identifier: MIT
"""The stand-alone process: its files, its switches over HTTP, and its end."""

from __future__ import annotations

import json
import os
import signal
import ssl
import stat
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode
from pathlib import Path
from typing import Any


def _ask(url: str, body: Any = None, method: str = "GET") -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=5) as answer:
        return json.loads(answer.read())


def test_it_writes_a_kubeconfig_and_ends_on_a_signal(tmp_path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.kube", "--folder", str(tmp_path)],
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout and process.stdout.readline().strip() == f"kubeconfig = {tmp_path}/kubeconfig.yml"
        file = tmp_path / "kubeconfig.yml"
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
        config = json.loads(file.read_text())
        assert [user["name"] for user in config["users"]] == ["admin", "none", "certificate"]
        cluster = config["clusters"][0]["cluster"]
        context = ssl.create_default_context(cadata=b64decode(cluster["certificate-authority-data"]).decode())
        with urllib.request.urlopen(cluster["server"] + "/version", context=context, timeout=5) as answer:
            assert json.loads(answer.read())["gitVersion"].startswith("v1.36")
        control = json.loads((tmp_path / "control.json").read_text())["url"]
        assert _ask(f"{control}/log")[0]["path"] == "/version"
        assert _ask(f"{control}/kube/compact", {}, "POST")["compacted"] > 0
        rule = {"match": {"plane": "kube", "path": "^/healthz"}, "effect": "fail", "status": 503}
        assert _ask(f"{control}/rules", [rule], "POST") == {}
    finally:
        process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert process.wait(10) == 0
        assert time.monotonic() - begun < 3
