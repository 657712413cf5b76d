# SPDX-License-Identifier: MIT
"""Twenty results of a megabyte, and how often each of them was computed: every run of a task leaves a line behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from distributed import Client, wait
from pods import World

COUNT, SIZE = 20, 1_000_000


def task() -> Callable[[int, str], bytes]:
    """Made inside a function, so that it travels whole: scheduler and workers cannot import this module."""

    def work(number: int, record: str) -> bytes:
        import os
        import time

        # Long enough that no worker computes all of them.
        time.sleep(0.05)
        line = os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, b"%d\n" % number)
        os.close(line)
        return bytes([number]) * 1_000_000

    return work


class Results:
    """Computed, held by the workers, and asked for again at the end."""

    def __init__(self, world: World) -> None:
        self.record = str(world.folder / "computed")
        self.client = Client(f"tcp://127.0.0.1:{world.ports['8786']}")
        self.futures = self.client.map(task(), range(COUNT), record=self.record, pure=False)
        wait(self.futures)

    def held_by(self, address: str) -> int:
        """How many results the workers of an address hold."""
        return sum(len(keys) for worker, keys in self.client.has_what().items() if f"//{address}:" in worker)

    def close(self) -> dict[str, Any]:
        """Fetches all of them; what was computed more than once was lost."""
        fetched = self.client.gather(self.futures)
        self.client.close()
        assert [len(one) for one in fetched] == [SIZE] * COUNT
        assert [one[0] for one in fetched] == list(range(COUNT))
        with open(self.record) as file:
            return {"recomputed": len(file.readlines()) - COUNT}
