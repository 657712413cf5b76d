# SPDX-License-Identifier: MIT
"""Client tokens: the same token with the same parameters means the same resource, with others it is a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.aws.fault import Fault

if TYPE_CHECKING:
    from sandbox.aws.call import Call

_MEMBERS = ("clientRequestToken", "ClientToken")


def _memory(call: "Call") -> tuple[tuple[Any, ...], str] | None:
    token = call.client_token()
    if not token:
        return None
    plain = {name: value for name, value in call.params.items() if name not in _MEMBERS}
    return ("token", call.service, call.action, call.region, token), json.dumps(plain, sort_keys=True, default=str)


def recall(call: "Call", mismatch: str) -> Any | None:
    """What this token made before, or None; other parameters end in a Fault with the code `mismatch`."""
    memory = _memory(call)
    known = call.aws.notes.get(memory[0]) if memory else None
    if known is None:
        return None
    if memory and known[0] != memory[1]:
        raise Fault(mismatch, f"The client token '{call.client_token()}' was used before with other parameters.", 400)
    return known[1]


def remember(call: "Call", made: Any) -> None:
    memory = _memory(call)
    if memory:
        call.aws.notes[memory[0]] = (memory[1], made)
