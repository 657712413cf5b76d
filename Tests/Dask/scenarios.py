# SPDX-License-Identifier: MIT
"""Workers that go away, with real dask processes: `scenarios.py MANIFEST FOLDER NAME` prints what came of it as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from deaf import DeafScheduler
from pods import Pod, World, until
from results import Results


def _workers(world: World, count: int) -> list[Pod]:
    world.start_scheduler()
    pods = [world.worker() for _ in range(count)]
    processes = int(world.workers.command[world.workers.command.index("--nworkers") + 1])
    until(lambda: all(pod.is_ready() for pod in pods), "ready workers")
    until(lambda: world.ask("get_workers").get("num_workers") == count * processes, "registered workers")
    return pods


def stop_one(world: World, with_hook: bool = True) -> dict[str, Any]:
    """One of two workers is stopped."""
    first, _ = _workers(world, 2)
    results = Results(world)
    held = results.held_by(first.address)
    first.stop(with_hook)
    return {"held": held, "said": first.said(), **results.close()}


def roll_out(world: World, with_hook: bool = True) -> dict[str, Any]:
    """Each of two workers is replaced, the next one when the new one is ready: an old pod that ends is not waited for."""
    assert world.workers.strategy["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    old = _workers(world, 2)
    results = Results(world)
    held = [results.held_by(pod.address) for pod in old]
    for pod in old:
        pod.begin_to_stop(with_hook)
        new = world.worker()
        until(new.is_ready, "a ready replacement")
    for pod in old:
        pod.has_stopped()
    return {"held": min(held), **results.close()}


def nowhere_to_go(world: World) -> dict[str, Any]:
    """The only worker is stopped; a second one comes while its hook asks."""
    (only,) = _workers(world, 1)
    results = Results(world)
    only.begin_to_stop(with_hook=True)
    until(lambda: len(only.said()) >= 2, "a second request")
    world.worker()
    only.has_stopped()
    return {"held": 20, "said": only.said(), **results.close()}


def dead_scheduler(world: World) -> dict[str, Any]:
    """The scheduler was killed."""
    scheduler = world.start_scheduler()
    pod = Pod(world, world.next_address())
    until(pod.is_ready, "a ready worker")
    scheduler.kill()
    scheduler.wait()
    return {"seconds": pod.run_hook(), "said": pod.said()}


def _deaf(world: World, manner: str) -> dict[str, Any]:
    pod = Pod(world, world.next_address())
    with DeafScheduler(world.ports["8787"], pod.address, manner):
        begun = time.monotonic()
        pod.run_hook()
        return {"seconds": time.monotonic() - begun, "said": pod.said()}


SCENARIOS = {
    "stop-one": stop_one,
    "stop-one-without-hook": lambda world: stop_one(world, with_hook=False),
    "roll-out": roll_out,
    "roll-out-without-hook": lambda world: roll_out(world, with_hook=False),
    "nowhere-to-go": nowhere_to_go,
    "dead-scheduler": dead_scheduler,
    "silent-scheduler": lambda world: _deaf(world, "silent"),
    "dripping-scheduler": lambda world: _deaf(world, "dripping"),
    "scheduler-without-api": lambda world: _deaf(world, "404"),
}
PACE = {"silent-scheduler": 25, "dripping-scheduler": 25}

if __name__ == "__main__":
    manifest, folder, name = sys.argv[1:]
    with World(manifest, folder, PACE.get(name, 1)) as world:
        print(json.dumps(SCENARIOS[name](world)))
