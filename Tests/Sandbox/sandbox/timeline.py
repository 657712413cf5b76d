# SPDX-License-Identifier: MIT
"""What happens later: jobs that run when the world's clock reaches their time."""

from __future__ import annotations

import heapq
import itertools
import sys
import threading
import traceback
from typing import Callable

from sandbox.world import World


class Timeline:
    """One thread that runs due jobs in order. A job runs without any lock held; it takes what it needs itself."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._jobs: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="timeline", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def after(self, seconds: float, job: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._jobs, (self.world.now() + seconds, next(self._order), job))
            self._changed.notify()

    def clear(self) -> None:
        with self._changed:
            self._jobs.clear()

    def stop(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._ended:
                if not self._jobs:
                    self._changed.wait()
                    continue
                wait = self._jobs[0][0] - self.world.now()
                if wait <= 0:
                    return heapq.heappop(self._jobs)[2]
                # Short naps, because the world's clock may be advanced at any time.
                self._changed.wait(min(wait, 0.05))
        return None

    def _run(self) -> None:
        while (job := self._next()) is not None:
            try:
                job()
            except Exception:
                traceback.print_exc(file=sys.stderr)
