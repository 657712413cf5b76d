# SPDX-License-Identifier: MIT
"""What a model says about values: required and unknown members, types, enumerations, lengths, ranges, patterns."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import Shape

# Classes of Unicode that `re` has no word for, as far as the models use them.
_CLASSES = {
    r"\p{L}": "a-zA-Z\u00aa-\u02af\u0370-\u1fff\u2c00-\ud7ff", r"\p{N}": "0-9\u00b2-\u00b9\u0660-\u0669",
    r"\p{Z}": " \u00a0\u2000-\u200a\u2028\u2029\u3000", r"\p{IsLetter}": "a-zA-Z\u00aa-\u02af\u0370-\u1fff",
    r"\p{Alnum}": "a-zA-Z0-9", r"\p{Alpha}": "a-zA-Z", r"\p{Digit}": "0-9",
}  # fmt: skip
# An enumeration this long grows every month (instance types), and the service has a refusal of its own for it.
_OPEN = 100
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")


@dataclass(frozen=True)
class Violation:
    """One breach: where, of which kind (`unknown`, `missing`, `value`, `unreadable`), and in words."""

    path: str
    kind: str
    words: str


def violations(shape: "Shape", value: Any, path: str) -> list[Violation]:
    """All breaches of a value. A form's list comes as a dictionary from numbers, its scalars as text."""
    check = {"structure": _structure, "list": _list, "map": _map}.get(shape.type_name, _scalar)
    return check(shape, value, path)


def _wrong(path: str, words: str) -> list[Violation]:
    return [Violation(path, "value", words)]


def _structure(shape: "Shape", value: Any, path: str) -> list[Violation]:
    if not isinstance(value, dict):
        return _wrong(path, f"{value!r} is no structure")
    missing = [name for name in shape.required_members if name not in value]
    found = [Violation(_join(path, name), "missing", "missing required member") for name in missing]
    for name, child in value.items():
        if name not in shape.members:
            found.append(Violation(_join(path, name), "unknown", "unknown member"))
        elif child is not None:
            found += violations(shape.members[name], child, _join(path, name))
    if shape.is_tagged_union and len(value) != 1:
        found += _wrong(path, "exactly one member is allowed")
    return found


def _list(shape: "Shape", value: Any, path: str) -> list[Violation]:
    found = []
    if isinstance(value, dict):
        numbers = sorted(int(key) for key in value)
        if numbers != list(range(1, len(numbers) + 1)):
            found += _wrong(path, f"is numbered {numbers}, not from 1 on")
        value = [value[str(number)] for number in numbers]
    if not isinstance(value, list):
        return _wrong(path, f"{value!r} is no list")
    for number, child in enumerate(value, 1):
        found += violations(shape.member, child, _join(path, str(number)))
    return found + _extent(shape, len(value), path, "elements")


def _map(shape: "Shape", value: Any, path: str) -> list[Violation]:
    if not isinstance(value, dict):
        return _wrong(path, f"{value!r} is no map")
    found = _extent(shape, len(value), path, "entries")
    for key, child in value.items():
        found += violations(shape.key, key, _join(path, key)) + violations(shape.value, child, _join(path, key))
    return found


def _scalar(shape: "Shape", value: Any, path: str) -> list[Violation]:
    kind = shape.type_name
    if kind in ("integer", "long"):
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            return _wrong(path, f"{value!r} is no whole number")
        return _extent(shape, int(value), path, "as value")
    if kind in ("float", "double"):
        return [] if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", str(value)) else _wrong(path, f"{value!r} is no number")
    if kind == "boolean":
        return [] if value in (True, False, "true", "false") else _wrong(path, f"{value!r} is neither true nor false")
    if kind == "timestamp":
        written = isinstance(value, (int, float)) or _MOMENT.match(str(value))
        return [] if written else _wrong(path, f"{value!r} is no moment")
    if not isinstance(value, str):
        return _wrong(path, f"{value!r} is no text")
    return _text(shape, value, path) if kind == "string" else []


def _text(shape: "Shape", value: str, path: str) -> list[Violation]:
    if 0 < len(shape.enum) <= _OPEN and value not in shape.enum:
        return _wrong(path, f"{value!r} is none of {', '.join(shape.enum[:20])}")
    found = _extent(shape, len(value), path, "characters")
    pattern = _pattern(shape.metadata.get("pattern"))
    if pattern is not None and not pattern.search(value):
        found += _wrong(path, f"{value!r} does not match {shape.metadata['pattern']}")
    return found


def _extent(shape: "Shape", size: int, path: str, unit: str) -> list[Violation]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        return _wrong(path, f"{size} {unit} where at least {least} are asked for")
    if most is not None and size > most:
        return _wrong(path, f"{size} {unit} where at most {most} are allowed")
    return []


@functools.lru_cache(maxsize=None)
def _pattern(text: str | None) -> re.Pattern[str] | None:
    """The whole value must match; a pattern in words that `re` does not know checks nothing."""
    if text is None:
        return None
    for name, characters in _CLASSES.items():
        text = text.replace(name, characters)
    try:
        return re.compile(rf"\A(?:{text})\Z", re.ASCII | re.DOTALL)
    except re.error:
        return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
