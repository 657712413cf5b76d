# SPDX-License-Identifier: MIT
"""Whether a value fits its declared type, in the words server-side apply uses when it does not."""

from __future__ import annotations

from typing import Any

from .quantity import parse
from .schema import KEY_DEFAULTS, Type
from .typed import Path, _json, item_key, show


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    for kind, word in ((str, "string"), (int, "int"), (float, "float"), (dict, "map"), (list, "list")):
        if isinstance(value, kind):
            return word
    return "null"


def _scalar(kind: Type, value: Any) -> str | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind.name == "string" and not isinstance(value, str):
        return f"expected string, got {_name(value)}"
    if kind.name in ("integer", "number") and not number:
        return f"expected numeric (int or float), got {_name(value)}"
    if kind.name == "boolean" and not isinstance(value, bool):
        return f"expected boolean, got {_name(value)}"
    if kind.name in ("quantity", "int-or-string") and not (number or isinstance(value, str)):
        return f"expected string or numeric, got {_name(value)}"
    return None


def check(kind: Type, value: Any, path: Path = ()) -> list[str]:
    """One line per misfit, empty when the value fits."""
    if value is None or kind.form == "any":
        return []
    here = show(path) or "."
    if kind.form == "scalar":
        wrong = _scalar(kind, value)
        return [f"{here}: {wrong}"] if wrong else []
    if kind.form in ("struct", "map"):
        if not isinstance(value, dict):
            return [f"{here}: expected map, got {_name(value)}"]
        found = []
        for key, item in value.items():
            where = path + (("f", key),)
            child = kind.child(key)
            found += [f"{show(where)}: field not declared in schema"] if child is None else check(child, item, where)
        return found
    if not isinstance(value, list):
        return [f"{here}: expected list, got {_name(value)}"]
    return _list(kind, value, path, here)


def _list(kind: Type, value: list[Any], path: Path, here: str) -> list[str]:
    found, seen = [], set()
    for index, item in enumerate(value):
        if kind.form == "keyed" and isinstance(item, dict):
            missing = [key for key in kind.keys if key not in item and key not in KEY_DEFAULTS]
            if missing:
                words = "associative list with keys has an element that omits key field"
                found.append(f'{here}: element {index}: {words} "{missing[0]}" (and doesn\'t have default value)')
                continue
            element = ("k", item_key(kind, item))
        elif kind.form == "set":
            element = ("v", _json(item))
        else:
            element = ("f", str(index))
        if element in seen and kind.form != "list":
            found.append(f"{here}: duplicate entries for key {show((element,))}")
        seen.add(element)
        if kind.item:
            found += check(kind.item, item, path + (element,))
    return found


def quantities(kind: Type, value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every field that should be a quantity and is none, as (path, value)."""
    if kind.form == "scalar" and kind.name == "quantity":
        try:
            parse(value)
        except ValueError:
            return [(path.lstrip("."), value)]
        return []
    found = []
    if isinstance(value, dict) and kind.form in ("struct", "map"):
        for key, item in value.items():
            child = kind.child(key)
            if child:
                found += quantities(child, item, f"{path}.{key}")
    elif isinstance(value, list) and kind.item:
        for index, item in enumerate(value):
            found += quantities(kind.item, item, f"{path}[{index}]")
    return found
