# SPDX-License-Identifier: MIT
"""Peak memory, time and lists of `himat-k8s status` with 2,000 worker pods on one API server of the sandbox."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from typing import Any

from measure import Report, timed

PODS = 2000
CONFIG = """cluster_name: bench
cluster_region: us-west-2
allowed_cidrs: [127.0.0.1/32]
jupyter_port: 20081
dask_worker_count: 3
pin_digest: false
jupyter_mb_ram: 2000
jupyter_milli_cpu: 500
dask_scheduler_mb_ram: 2000
dask_scheduler_milli_cpu: 500
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binaries", "sandbox", "folder"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    folder = pathlib.Path(options.folder) / "status"
    folder.mkdir()
    server = subprocess.Popen(
        [sys.executable, "-m", "sandbox.kube", "--folder", str(folder / "cluster"), "--until-stdin-closes"],
        cwd=options.sandbox, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        server.stdout.readline()
        return measure(str(pathlib.Path(options.binaries).resolve() / "himat-k8s"), folder)
    finally:
        server.stdin.close()
        server.wait(30)


def measure(himat: str, folder: pathlib.Path) -> int:
    control = json.loads((folder / "cluster" / "control.json").read_text())["url"]

    def turn(method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(control + path, data, method=method), timeout=60) as answer:
            return json.load(answer)

    (folder / "himat.yaml").write_text(CONFIG)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "KUBECONFIG": str(folder / "cluster/kubeconfig.yml")}
    place = ["--kubeconfig", environment["KUBECONFIG"]]
    timed([himat, "apply", "--yes", *place], environment, folder)
    turn("POST", "/kube/many-pods", {"labels": {"app.kubernetes.io/name": "dask-worker"}, "count": PODS})
    # This process stays small: what it takes itself counts as the least that a child's peak can be.
    turn("DELETE", "/log")
    with open(folder / "status.json", "wb") as output:
        start = time.perf_counter()
        child = subprocess.Popen([himat, "status", "-o", "json", *place], env=environment, cwd=folder, stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    shown = json.loads((folder / "status.json").read_text())
    lists = Counter(
        entry["resource"] for entry in turn("GET", "/log")
        if entry["plane"] == "kube" and entry["verb"] == "list" and "continue=" not in entry["path"])  # fmt: skip
    report = Report()
    report.hold("status ends with 0", child.returncode == 0)
    report.hold("status shows every pod", len(shown["pods"]) == PODS + 5)
    print(f"status of {PODS} pods: {took:.2f} s, {shown['workers'] and shown['workers']['count']} workers counted, "
          f"lists {dict(lists)}, not known {[one['about'] for one in shown['missing']]}")  # fmt: skip
    report.figure(f"status of {PODS} pods, peak memory", round(usage.ru_maxrss / 1000, 1), 100, " MB")
    report.figure(f"status of {PODS} pods, lists of one kind", max(lists.values()), 1)
    for name in report.broken:
        print(f"LIMIT BROKEN: {name}", file=sys.stderr)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
