# SPDX-License-Identifier: MIT
"""Small helpers for JSON values: copies, nested reads, times and generated names."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def clone(value: Any) -> Any:
    """A deep copy of a JSON value."""
    if isinstance(value, dict):
        return {key: clone(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clone(item) for item in value]
    return value


def dig(value: Any, *path: Any, default: Any = None) -> Any:
    """What stands at a path of keys and indexes, or the default where the path ends early."""
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
            value = value[key]
        else:
            return default
    return default if value is None else value


def stamp(seconds: float) -> str:
    """RFC 3339 in whole seconds, as metadata has it."""
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fine_stamp(seconds: float) -> str:
    """RFC 3339 in microseconds, as MicroTime has it."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> float:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def suffix(length: int = 5) -> str:
    """Random letters as generated names end in: no vowels, no digits that look like letters."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def safe_letters(digest: bytes, length: int) -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:length])
