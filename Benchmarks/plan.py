# SPDX-License-Identifier: MIT
"""Times `himat-k8s plan` with nothing to do against `kubectl diff --server-side` on the same objects, on the same API server."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import urllib.request
from collections import Counter

from measure import Report, depth, timed

DELAY = 0.02

CONFIG = """cluster_name: bench
cluster_region: us-west-2
allowed_cidrs: [127.0.0.1/32]
jupyter_port: 20080
dask_worker_count: 3
pin_digest: false
jupyter_mb_ram: 2000
jupyter_milli_cpu: 500
dask_scheduler_mb_ram: 2000
dask_scheduler_milli_cpu: 500
"""


class Cluster:
    """The Kubernetes half of the sandbox alone."""

    def __init__(self, code: str, folder: pathlib.Path) -> None:
        folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.kube", "--folder", str(folder), "--until-stdin-closes"],
            cwd=code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
        self.process.stdout.readline()
        self.kubeconfig = str(folder / "kubeconfig.yml")
        self.control = json.loads((folder / "control.json").read_text())["url"]

    def call(self, method: str, path: str, body: object = None) -> list[dict]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control + path, data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def requests(self, command: list[str], environment: dict[str, str], folder: pathlib.Path) -> list[dict]:
        """What a command asks of the API server."""
        self.call("DELETE", "/log")
        timed(command, environment, folder)
        return [entry for entry in self.call("GET", "/log") if entry["plane"] == "kube"]

    def far(self, seconds: float) -> None:
        """Every request waits so long before it is answered, as over a real network."""
        self.call("DELETE", "/rules")
        if seconds:
            self.call("POST", "/rules", [{"match": {"plane": "kube"}, "effect": "delay", "seconds": seconds}])

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)


def objects(himat: str, kubectl: list[str], environment: dict[str, str], folder: pathlib.Path) -> pathlib.Path:
    """The objects as HiMAT applies them: token and placement are the live ones, which `render` does not know."""
    rendered = json.loads(subprocess.run(
        [himat, "render", "-o", "json", "--kubeconfig", environment["KUBECONFIG"]],
        env=environment, cwd=folder, check=True, capture_output=True, text=True).stdout)  # fmt: skip
    for item in rendered["items"]:
        if item["kind"] not in ("Secret", "Deployment"):
            continue
        place = ["-n", item["metadata"]["namespace"]]
        live = json.loads(subprocess.run(
            [*kubectl, "get", item["kind"].lower(), item["metadata"]["name"], "-o", "json", *place],
            env=environment, check=True, capture_output=True, text=True).stdout)  # fmt: skip
        if item["kind"] == "Secret":
            item["data"] = live["data"]
            continue
        pods, running = (one["spec"]["template"]["spec"] for one in (item, live))
        pods.pop("affinity", None)
        pods["nodeSelector"] = running["nodeSelector"]
    path = folder / "objects.json"
    path.write_text(json.dumps(rendered))
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binaries", "kubectl", "sandbox", "folder"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    folder, report = pathlib.Path(options.folder), Report()
    himat, project = str(pathlib.Path(options.binaries) / "himat-k8s"), folder / "project-plan"
    project.mkdir()
    (project / "himat.yaml").write_text(CONFIG)
    cluster = Cluster(options.sandbox, folder / "cluster-plan")
    environment = {"PATH": os.environ["PATH"], "HOME": str(project), "KUBECONFIG": cluster.kubeconfig}
    try:
        connection = ["--kubeconfig", cluster.kubeconfig]
        timed([himat, "apply", "--yes", "--timeout", "120s", *connection], environment, project)
        file = objects(himat, [options.kubectl], environment, project)
        ours = [himat, "plan", "--detailed-exitcode", *connection]
        theirs = [options.kubectl, "diff", "--server-side", "--field-manager=himat", "-f", str(file)]
        # The first runs fill kubectl's cache of the API's description and both programs' pages in memory.
        asked = {"himat": ours, "kubectl": theirs}
        for command in asked.values():
            timed(command, environment, project)
        counts = {name: cluster.requests(command, environment, project) for name, command in asked.items()}
        # Far enough that whoever asks at once is seen to ask at once, connections and all.
        cluster.far(0.2)
        rounds = {name: depth(cluster.requests(command, environment, project)) for name, command in asked.items()}
        pairs: dict[float, list[tuple[float, float]]] = {0: [], DELAY: []}
        for delay, found in pairs.items():
            cluster.far(delay)
            for number in range(options.pairs):
                order = [ours, theirs] if number % 2 else [theirs, ours]
                took = {id(command): timed(command, environment, project) for command in order}
                found.append((took[id(ours)], took[id(theirs)]))
    finally:
        cluster.close()
    for name, requests in counts.items():
        methods = Counter(request["method"] for request in requests)
        print(f"plan, requests of {name}: {len(requests)} in {rounds[name]} rounds "
              f"({', '.join(f'{n} {m}' for m, n in sorted(methods.items()))})")  # fmt: skip
    report.ratio("plan with nothing to do against kubectl diff --server-side", pairs[0], 1.0)
    report.ratio(f"the same with {DELAY * 1000:.0f} ms added to every reply", pairs[DELAY], 1.0)
    report.figure("plan, rounds deep", rounds["himat"], 2)
    report.figure("plan, more requests than kubectl", max(0, len(counts["himat"]) - len(counts["kubectl"])), 0)
    seen = Counter(f"{one['method']} {one['path']}" for one in counts["himat"])
    twice = [request for request, times in seen.items() if times > 1]
    report.figure("plan, requests made twice", len(twice), 0)
    for request in twice:
        print(f"  {request}")
    for name in report.broken:
        print(f"LIMIT BROKEN: {name}", file=sys.stderr)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
