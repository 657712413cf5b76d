# SPDX-License-Identifier: MIT
"""Lists in pages: limit, continue, selectors, and a resourceVersion that the list stands for."""

from __future__ import annotations

import base64
import json
from typing import Any

from . import selectors
from .resources import Resource
from .status import StatusError, bad_request, expired
from .store import Store

_OLD_PAGE = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list "
    "without the continue parameter."
)


def _token(version: int, start: str) -> str:
    text = json.dumps({"v": "meta.k8s.io/v1", "rv": version, "start": start + "\0"}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _untoken(text: str) -> tuple[int, str]:
    try:
        read = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return int(read["rv"]), str(read["start"]).rstrip("\0")
    except (ValueError, KeyError, TypeError):
        raise bad_request("continue key is not valid: illegal base64 data") from None


def check_version(store: Store, text: str) -> None:
    """Refuses a resourceVersion that this server has not reached."""
    if not text:
        return
    if not text.isdigit():
        raise bad_request(
            f'resourceVersion: Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax'
        )
    if int(text) > store.version:
        cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
        raise StatusError(
            504,
            "Timeout",
            f"Timeout: Too large resource version: {text}, current: {store.version}",
            {"causes": [cause], "retryAfterSeconds": 1},
        )


def item(obj: dict[str, Any]) -> dict[str, Any]:
    """An object as it stands in a list: without apiVersion and kind."""
    return {key: value for key, value in obj.items() if key not in ("apiVersion", "kind")}


def answer(store: Store, resource: Resource, namespace: str, query: dict[str, str]) -> dict[str, Any]:
    """The list object of a request."""
    test = selectors.query(query.get("labelSelector", ""), query.get("fieldSelector", ""))
    with store.lock:
        check_version(store, query.get("resourceVersion", ""))
        objects = [obj for obj in store.list(resource, namespace) if test(obj)]
        version = store.version
    start = ""
    if query.get("continue"):
        version, start = _untoken(query["continue"])
        if version < store.compacted:
            raise expired(_OLD_PAGE)
    names = [f"{obj['metadata'].get('namespace', '')}/{obj['metadata']['name']}" for obj in objects]
    rest = [obj for name, obj in zip(names, objects, strict=True) if name > start]
    limit = int(query.get("limit") or 0)
    metadata: dict[str, Any] = {"resourceVersion": str(version)}
    page = rest[:limit] if limit else rest
    if limit and len(rest) > limit:
        last = page[-1]["metadata"]
        metadata["continue"] = _token(version, f"{last.get('namespace', '')}/{last['name']}")
        if not query.get("labelSelector") and not query.get("fieldSelector"):
            metadata["remainingItemCount"] = len(rest) - limit
    return {
        "kind": f"{resource.kind}List",
        "apiVersion": resource.api_version,
        "metadata": metadata,
        "items": [item(obj) for obj in page],
    }
