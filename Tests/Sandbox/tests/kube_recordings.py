# SPDX-License-Identifier: MIT
"""The recorded answers of a real 1.36, and what of an answer is compared with them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "fixtures" / "kubernetes-1.36"
# Left out of the comparison: what depends on which second a thing happened in, and what only the recording's simulated
# nodes and its build of the API server have.
IGNORED = [
    re.compile(r'managedFields\[\]\.fieldsV1\.f:status\.f:conditions\.k:\{"type":"PodScheduled"\}'),
    re.compile(r"openshift-service-ca"),
]
_GENERATED = [
    (re.compile(r'k:\{"uid":"[^"]*"\}'), 'k:{"uid":"*"}'),
    (re.compile(r'k:\{"ip":"[^"]*"\}'), 'k:{"ip":"*"}'),
    (re.compile(r'v:"10\.244\.[^"]*"'), 'v:"*"'),
]


@dataclass
class Recording:
    name: str
    method: str
    path: str
    kind: str
    token: bool
    body: Any
    status: int
    answer: Any
    stream: list[dict[str, Any]] | None
    websocket: bool


def read(name: str) -> Recording:
    data = json.loads((FOLDER / f"{name}.json").read_text())
    request, response = data["request"], data["response"]
    return Recording(
        name,
        request["method"],
        request["path"],
        request.get("contentType") or "application/json",
        request.get("authorization") is not None,
        request.get("body"),
        response["status"],
        response.get("body"),
        response.get("stream"),
        "frames" in data,
    )


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def keys(value: Any, path: str = "") -> set[str]:
    """Every key of an answer with its path; list items share one."""
    found: set[str] = set()
    if isinstance(value, dict):
        for key, item in value.items():
            for pattern, replacement in _GENERATED:
                key = pattern.sub(replacement, key)
            where = f"{path}.{key}" if path else key
            if not any(pattern.search(where) for pattern in IGNORED):
                found |= {where} | keys(item, where)
    elif isinstance(value, list):
        for item in value:
            found |= keys(item, path + "[]")
    return found


def words(body: Any) -> Any:
    """What a Status says: reason, causes and the message without generated parts."""
    if not isinstance(body, dict) or body.get("kind") != "Status":
        return None
    message = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<uid>", body.get("message", ""))
    message = re.sub(r"version: \d+ \(\d+\)", "version: <n> (<n>)", message)
    details = {key: value for key, value in (body.get("details") or {}).items() if key != "uid"}
    return {
        "status": body.get("status"),
        "reason": body.get("reason"),
        "code": body.get("code"),
        "message": message,
        "details": details,
    }
