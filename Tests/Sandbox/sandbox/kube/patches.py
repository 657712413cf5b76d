# SPDX-License-Identifier: MIT
"""JSON merge patch and strategic merge patch, as functions from an object to an object."""

from __future__ import annotations

from typing import Any

from .schema import ANY, Type
from .values import clone

# Lists that a strategic patch merges by another key than server-side apply does.
_MERGE_KEYS = {"ServicePort": "port", "ContainerPort": "containerPort", "TopologySpreadConstraint": "topologyKey"}


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386: null removes, objects merge, everything else replaces."""
    if not isinstance(patch, dict):
        return clone(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def strategic(kind: Type, target: Any, patch: Any) -> Any:
    """As merge, but lists with a merge key are merged item by item; `$patch: delete` and `replace` are obeyed."""
    if isinstance(patch, dict):
        if patch.get("$patch") == "replace":
            return {key: clone(value) for key, value in patch.items() if key != "$patch"}
        result = dict(target) if isinstance(target, dict) else {}
        for key, value in patch.items():
            if value is None or (isinstance(value, dict) and value.get("$patch") == "delete"):
                result.pop(key, None)
            elif not key.startswith("$"):
                result[key] = strategic(kind.child(key) or ANY, result.get(key), value)
        return result
    if isinstance(patch, list) and kind.form == "keyed" and isinstance(target, list):
        return _list(kind, target, patch)
    if isinstance(patch, list) and kind.form == "set" and isinstance(target, list):
        return target + [item for item in patch if item not in target]
    return clone(patch)


def _list(kind: Type, target: list[Any], patch: list[Any]) -> list[Any]:
    key = _MERGE_KEYS.get(kind.item.name if kind.item else "", kind.keys[0])
    result = list(target)
    for item in patch:
        where = next((index for index, one in enumerate(result) if one.get(key) == item.get(key)), None)
        if item.get("$patch") == "delete":
            if where is not None:
                del result[where]
        elif where is None:
            result.append(clone(item))
        else:
            result[where] = strategic(kind.item or ANY, result[where], item)
    return result
