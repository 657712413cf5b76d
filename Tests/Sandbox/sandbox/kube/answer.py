# SPDX-License-Identifier: MIT
"""What a handler gives back to the server: a JSON object, plain text, a stream of text, or a watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .watch import Watch


@dataclass
class Answer:
    status: int = 200
    body: Any = None
    text: str | None = None
    watch: Watch | None = None
    stream: Iterator[bytes | None] | None = None
    alive: Callable[[], bool] | None = None
    warnings: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
