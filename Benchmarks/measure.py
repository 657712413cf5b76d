# SPDX-License-Identifier: MIT
"""Times HiMAT against a sequential Go program in the same run, on the same sandbox; prints ratios, then says which limit is broken."""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.request

DELAY = 0.08
POLL = "0.2"


class Sandbox:
    """One sandbox process and its control server."""

    def __init__(self, code: str, folder: pathlib.Path) -> None:
        folder.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "--folder", str(folder), "--stdin-lifetime"],
            cwd=code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
        self.process.stdout.readline()
        self.facts = json.loads((folder / "sandbox.json").read_text())

    def call(self, method: str, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.facts["control"] + path, data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)


def depth(entries: list[dict]) -> int:
    """The longest chain of requests in which each began after the one before had ended: the rounds a client waited for."""
    chains: list[tuple[float, int]] = []
    for entry in sorted(entries, key=lambda entry: entry["time_end"]):
        before = max((rounds for end, rounds in chains if end <= entry["time_start"]), default=0)
        chains.append((entry["time_end"], before + 1))
    return max((rounds for _, rounds in chains), default=0)


def timed(command: list[str], environment: dict[str, str], folder: pathlib.Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    took = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took


def spawned(command: list[str], environment: dict[str, str]) -> float:
    """As `timed` for processes of milliseconds: without pipes and without what Python does around them, which is as long."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment,
                           file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])  # fmt: skip
    _, status = os.waitpid(child, 0)
    took = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return took


class Report:
    def __init__(self) -> None:
        self.broken: list[str] = []

    def ratio(self, name: str, pairs: list[tuple[float, float]], limit: float, note: str = "") -> None:
        ratios = sorted(ours / theirs for ours, theirs in pairs)
        middle = statistics.median(ratios)
        ours, theirs = (statistics.median(column) for column in zip(*pairs))
        print(f"{name}: himat {ours:.4f} s, peer {theirs:.4f} s, ratio {middle:.2f} "
              f"(from {ratios[0]:.2f} to {ratios[-1]:.2f} in {len(pairs)} pairs, limit {limit}){note}")  # fmt: skip
        self.hold(name, middle <= limit)

    def figure(self, name: str, value: float, limit: float, unit: str = "") -> None:
        print(f"{name}: {value:g}{unit} (limit {limit:g}{unit})")
        self.hold(name, value <= limit)

    def hold(self, name: str, kept: bool) -> None:
        if not kept:
            self.broken.append(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("binaries", "peer", "sandbox", "folder"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    binaries, folder = pathlib.Path(options.binaries), pathlib.Path(options.folder)
    eks, report = str(binaries / "himat-eks"), Report()
    deploys, calls = [], {}
    for number in range(5):
        sandbox = Sandbox(options.sandbox, folder / f"sandbox-{number}")
        project = folder / f"project-{number}"
        project.mkdir()
        (project / "himat.yaml").write_text("cluster_name: himat\ncluster_region: us-west-2\n")
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(project), "AWS_REGION": "us-west-2", "NAME": "peer",
            "AWS_ENDPOINT_URL": sandbox.facts["aws_endpoint"], "AWS_ACCESS_KEY_ID": sandbox.facts["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": sandbox.facts["secret_access_key"], "HIMAT_POLL_INTERVAL": POLL,
            "HIMAT_ADDRESS_SERVICE": sandbox.facts["address_service"],
        }  # fmt: skip
        # The peer does not wait for roles to be known everywhere, so here they are known at once for both.
        sandbox.call("POST", "/times", {"role_propagation": 0})
        # The emulator builds a region's offers and policies when they are first asked for; neither of the two pays for that.
        timed([eks, "plan"], environment, project)
        sandbox.call("POST", "/reply_delay", {"seconds": DELAY})
        runs = {}
        commands = {"himat": [eks, "apply", "--yes"], "peer": [options.peer]}
        for name in sorted(commands, reverse=number % 2 == 1):
            sandbox.call("DELETE", "/log")
            runs[name] = timed(commands[name], environment, project)
            calls[name] = [e for e in sandbox.call("GET", "/log") if e["plane"] == "aws"]
        deploys.append((runs["himat"], runs["peer"]))
        if number == 0:
            sandbox.call("DELETE", "/log")
            timed(commands["himat"], environment, project)
            again = [e for e in sandbox.call("GET", "/log") if e["plane"] == "aws"]
        sandbox.close()
    report.ratio(f"deploy, {DELAY * 1000:.0f} ms added to every reply", deploys, 0.6,
                 f"; calls {len(calls['himat'])} against {len(calls['peer'])}, "
                 f"rounds {depth(calls['himat'])} against {depth(calls['peer'])}")  # fmt: skip
    report.figure("second apply, mutating calls", sum(e["mutating"] for e in again), 0)
    report.figure("second apply, rounds deep", depth(again), 4)
    reads = [(e["action"], e.get("resource") or "") for e in again]
    lists = {action for action, _ in reads if action.startswith("List") or action.startswith("Describe")}
    made = {e["action"] for e in calls["himat"] if e["mutating"]}
    print(f"second apply: {len(reads)} reads of {len(lists)} kinds; the first made {len(made)} kinds of changes")
    report.figure("second apply, one list read twice", sum(
        [action for action, _ in reads].count(action) - 1 for action in lists
        if action.startswith("List") and action != "ListAttachedRolePolicies" or action in (
            "DescribeVpcs", "DescribeSubnets", "DescribeVolumes", "DescribeRouteTables", "DescribeInternetGateways",
            "DescribeLaunchTemplates", "DescribeSecurityGroups", "DescribeCluster")), 0)  # fmt: skip

    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_REGION": "us-west-2",
                   "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "only-for-timing"}  # fmt: skip
    ours = [str(eks), "token", "--cluster-name", "himat", "--region", "us-west-2"]
    theirs = [str(options.peer), "token", "himat"]
    timed(ours, environment, folder), timed(theirs, environment, folder)
    tokens = [(spawned(ours, environment), spawned(theirs, environment)) for _ in range(40)]
    report.ratio("token", tokens, 0.8)

    for name in ("himat-eks", "himat-k8s", "himat-image", "himat-inventory"):
        report.figure(f"{name}, stripped and static", round((binaries / name).stat().st_size / 1e6, 1), 25, " MB")
    for name in report.broken:
        print(f"LIMIT BROKEN: {name}", file=sys.stderr)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
