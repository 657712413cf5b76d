# SPDX-License-Identifier: MIT
"""The two ways to extend the emulator: an operation of our own, or a step around moto's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call

Operation = Callable[["Call"], dict[str, Any]]
Step = Callable[["Call", Callable[[], Reply]], Reply]

OPERATIONS: dict[tuple[str, str], Operation] = {}
STEPS: dict[tuple[str, str], list[Step]] = {}


def operation(service: str, *actions: str) -> Callable[[Operation], Operation]:
    """This function answers the action; what it returns has the shape of the operation's output."""

    def add(function: Operation) -> Operation:
        for action in actions:
            OPERATIONS[service, action] = function
        return function

    return add


def around(service: str, *actions: str) -> Callable[[Step], Step]:
    """This function stands before moto: it may refuse, call `proceed`, and look at or change the reply."""

    def add(function: Step) -> Step:
        for action in actions:
            STEPS.setdefault((service, action), []).append(function)
        return function

    return add
