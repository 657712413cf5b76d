# SPDX-License-Identifier: MIT
"""Operations on typed values that server-side apply is made of: check, field set, merge, compare, remove.

A path is a tuple of elements: ("f", field name), ("k", canonical JSON of a list item's keys) or ("v", JSON of a value).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .schema import ANY, KEY_DEFAULTS, Type

Element = tuple[str, str]
Path = tuple[Element, ...]


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def item_key(kind: Type, item: Any) -> str:
    """The identity of one item of a keyed list, as FieldsV1 writes it."""
    keys = {}
    for key in kind.keys:
        value = item.get(key, KEY_DEFAULTS.get(key)) if isinstance(item, dict) else None
        if value is not None:
            keys[key] = value
    return _json(keys)


def elements(kind: Type, value: Any) -> Iterator[tuple[Element, Type, Any]]:
    """The parts of a granular value with their path elements and types."""
    if isinstance(value, dict) and kind.form in ("struct", "map", "any"):
        for key, item in value.items():
            yield ("f", key), kind.child(key) or ANY, item
    elif isinstance(value, list) and kind.form == "keyed":
        for item in value:
            yield ("k", item_key(kind, item)), kind.item or ANY, item
    elif isinstance(value, list) and kind.form == "set":
        for item in value:
            yield ("v", _json(item)), kind.item or ANY, item


def leaf(kind: Type, value: Any) -> bool:
    """Whether a value is owned as a whole."""
    if kind.atomic or kind.form in ("scalar", "list"):
        return True
    return not isinstance(value, dict) if kind.form == "any" else False


def field_set(kind: Type, value: Any, path: Path = ()) -> set[Path]:
    """The paths that someone who applies this value owns."""
    if path and (leaf(kind, value) or value is None):
        return {path}
    found: set[Path] = set()
    if path and isinstance(value, (dict, list)) and not value and kind.form in ("struct", "map", "any"):
        found.add(path)
    for element, child, item in elements(kind, value):
        where = path + (element,)
        if kind.form in ("keyed", "set", "map"):
            found.add(where)
        found |= field_set(child, item, where)
    return found


def all_paths(kind: Type, value: Any, path: Path) -> set[Path]:
    """Every path of a value that came into being, the parents included."""
    found = {path} if path else set()
    if path and leaf(kind, value):
        return found
    for element, child, item in elements(kind, value):
        found |= all_paths(child, item, path + (element,))
    return found


def merge(kind: Type, live: Any, config: Any) -> Any:
    """What is left when `config` is laid over `live`."""
    if live is None or config is None or leaf(kind, config) or type(live) is not type(config):
        return config
    if isinstance(config, dict):
        merged = dict(live)
        for key, item in config.items():
            merged[key] = merge(kind.child(key) or ANY, live[key], item) if key in live else item
        return merged
    mine = {element: item for element, _, item in elements(kind, config)}
    theirs = {element: item for element, _, item in elements(kind, live)}
    right, left, result = list(mine), list(theirs), []
    while right or left:
        if left and left[0] not in mine:
            result.append(theirs[left.pop(0)])
        elif right:
            element = right.pop(0)
            item = kind.item or ANY
            result.append(merge(item, theirs[element], mine[element]) if element in theirs else mine[element])
            if left and element in theirs:
                left.pop(0)
        else:
            left.pop(0)
    return result


@dataclass
class Comparison:
    added: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)
    modified: set[Path] = field(default_factory=set)

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.modified)


def compare(kind: Type, old: Any, new: Any, path: Path = (), into: Comparison | None = None) -> Comparison:
    """Which paths differ between two values."""
    result = into if into is not None else Comparison()
    if old == new:
        return result
    if (
        path
        and (leaf(kind, new) or leaf(kind, old))
        and not (old is None and isinstance(new, dict) and not kind.atomic)
    ):
        result.modified.add(path)
        return result
    before = {element: (child, item) for element, child, item in elements(kind, old)}
    after = {element: (child, item) for element, child, item in elements(kind, new)}
    for element, (child, item) in after.items():
        where = path + (element,)
        if element in before:
            compare(child, before[element][1], item, where, result)
        else:
            result.added |= all_paths(child, item, where)
    for element, (child, item) in before.items():
        if element not in after:
            result.removed |= all_paths(child, item, path + (element,))
    return result


def remove(kind: Type, value: Any, doomed: set[Path], path: Path = ()) -> Any:
    """The value without the doomed paths; a map or list that is emptied by it goes too (None)."""
    if not isinstance(value, (dict, list)) or (path and leaf(kind, value)):
        return value
    kept: list[tuple[Element, Any]] = []
    changed = False
    for element, child, item in elements(kind, value):
        where = path + (element,)
        if where in doomed:
            changed = True
            continue
        left = remove(child, item, doomed, where)
        changed = changed or left is not item
        if left is None and item is not None:
            continue
        kept.append((element, left))
    if not changed:
        return value
    if not kept and len(path) != 0 and kind.form != "struct":
        return None
    return {element[1]: item for element, item in kept} if isinstance(value, dict) else [item for _, item in kept]


def show(path: Path) -> str:
    """A path in the words of the API server, e.g. `.spec.ports[port=80,protocol="TCP"].name`."""
    text = ""
    for sort, name in path:
        if sort == "f":
            text += "." + name
        elif sort == "k":
            text += "[" + ",".join(f"{key}={_json(value)}" for key, value in json.loads(name).items()) + "]"
        else:
            text += f"[={name}]"
    return text
