# SPDX-License-Identifier: MIT
"""What a handler gives back to the server: a JSON object, text, a watch, or what an upgraded connection carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .watch import Watch

if TYPE_CHECKING:
    from .sessions import Session


@dataclass
class Answer:
    status: int = 200
    body: Any = None
    text: str | None = None
    watch: Watch | None = None
    upgrade: Session | None = None
    warnings: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
