# SPDX-License-Identifier: MIT
"""Pods as the kubelet runs them, played by processes on loopback: every pod has an address of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from manifest import Container, read

_POD = Path(__file__).parent / "pod"
LIMIT = 60.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Returns when the condition holds; the limit is for a machine that stands still."""
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"never came: {what}")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class World:
    """One cluster: its scheduler, its name server, its pods. Everything in it ends with it."""

    def __init__(self, manifest: str, folder: str, pace: float = 1) -> None:
        self.folder, self.pace = Path(folder), pace
        self.ports = {"8786": free_port(), "8787": free_port()}
        self.workers = read(manifest, "dask-worker")
        self.scheduler = read(manifest, "dask-scheduler")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._count = 1

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    def next_address(self) -> str:
        """An address that no other run on this machine uses, whatever runs beside it."""
        self._count += 1
        number = os.getpid()
        return f"127.{number // 250 % 250 + 1}.{number % 250 + 1}.{self._count}"

    def environment(self, container: Container, address: str) -> dict[str, str]:
        world = {"names": {"dask-scheduler": self.ports}, "log": str(self.log(address)), "pace": self.pace}
        return {
            **container.environment(address),
            "HOME": str(self.folder),
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(_POD),
            "POD_WORLD": json.dumps(world),
        }

    def log(self, address: str) -> Path:
        return self.folder / f"{address}.log"

    def run(self, container: Container, command: list[str], address: str) -> subprocess.Popen[bytes]:
        with open(self.log(address), "ab") as log:
            process = subprocess.Popen(
                command, env=self.environment(container, address), stdout=log, stderr=log, cwd=self.folder
            )
        self._processes.append(process)
        return process

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """The container's own command on the ports that play 8786 and 8787."""
        swap = {"8786": str(self.ports["8786"]), ":8787": f"127.0.0.1:{self.ports['8787']}"}
        command = [swap.get(word, word) for word in self.scheduler.command]
        process = self.run(self.scheduler, [*command, "--host", "127.0.0.1"], "127.0.0.1")
        until(lambda: bool(self.ask("get_workers")), "the scheduler's API")
        return process

    def ask(self, path: str) -> dict:
        """What the scheduler's API says; empty while it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['8787']}/api/v1/{path}", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            return {}

    def worker(self) -> Pod:
        return Pod(self, self.next_address())


class Pod:
    """A worker pod from its start to its end."""

    def __init__(self, world: World, address: str) -> None:
        self.world, self.address = world, address
        self._stopping: threading.Thread | None = None
        # All pods share this machine's ports, so a pod listens on its own address alone.
        own = [f"{address}{word}" if word.startswith(":") else word for word in world.workers.command]
        self.process = world.run(world.workers, [*own, "--host", address], address)

    def is_ready(self) -> bool:
        """Whether the readiness probe of the manifest passes now."""
        probe = self.world.workers.probe
        if "exec" in probe:
            command = probe["exec"]["command"]
            environment = self.world.environment(self.world.workers, self.address)
            done = subprocess.run(command, env=environment, stderr=subprocess.DEVNULL, timeout=LIMIT)
            return done.returncode == 0
        place = probe["httpGet"]
        try:
            url = f"http://{self.address}:{place['port']}{place['path']}"
            with urllib.request.urlopen(url, timeout=probe["timeoutSeconds"]) as answer:
                return answer.status == 200
        except OSError:
            return False

    def run_hook(self) -> float:
        """Runs the preStop hook to its end; the seconds it took."""
        begun = time.monotonic()
        environment = self.world.environment(self.world.workers, self.address)
        done = subprocess.run(self.world.workers.hook, env=environment, timeout=self.world.workers.grace)
        assert done.returncode == 0, f"the hook ended with {done.returncode}"
        return time.monotonic() - begun

    def stop(self, with_hook: bool) -> None:
        """As the kubelet: the hook, then SIGTERM, then SIGKILL when the grace is over."""
        begun = time.monotonic()
        if with_hook:
            self.run_hook()
        self.process.terminate()
        try:
            self.process.wait(self.world.workers.grace - (time.monotonic() - begun))
        except subprocess.TimeoutExpired:
            self.process.kill()

    def begin_to_stop(self, with_hook: bool) -> None:
        self._stopping = threading.Thread(target=self.stop, args=(with_hook,))
        self._stopping.start()

    def has_stopped(self) -> None:
        assert self._stopping is not None
        self._stopping.join()

    def said(self) -> list[str]:
        """The hook's lines in the pod's log."""
        lines = self.world.log(self.address).read_text().splitlines()
        return [line.removeprefix("himat retire: ") for line in lines if line.startswith("himat retire: ")]
