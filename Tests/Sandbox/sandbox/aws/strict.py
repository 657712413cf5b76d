# SPDX-License-Identifier: MIT
"""Holds every request against botocore's own model of its operation, as strictly as the service would.

moto ignores what it does not know; a misspelt parameter would pass every test and do nothing on a real account.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.aws import wire
from sandbox.aws.constraints import Violation, violations
from sandbox.aws.fault import Fault

if TYPE_CHECKING:
    from botocore.model import Shape, StructureShape

    from sandbox.aws.call import Call

# What the protocol itself puts beside an operation's parameters.
_ENVELOPE = re.compile(r"^(Action|Version|X-Amz-.*)$")
_FILTER = re.compile(r"<code>([^<]+)</code>")


def refuse(call: "Call") -> None:
    """Ends the call when its request breaks the model; `call.invalid` says how, for the log."""
    try:
        operation = wire.operation_model(call)
    except Fault:
        return  # an operation that nobody knows has an error of its own
    kind = wire.protocol(call)
    shape = operation.input_shape
    if kind in ("ec2", "query"):
        found = _form(call, shape, kind)
    elif kind == "json":
        found = _body(call.request.body, shape, {})
    else:
        found = _rest(call, shape)
    if found:
        call.invalid = "; ".join(f"{one.path or 'body'}: {one.words}" for one in found)
        raise Fault(_code(kind, found[0]), call.invalid, 400)


def _code(kind: str, first: Violation) -> str:
    if kind == "ec2":
        return {"unknown": "UnknownParameter", "missing": "MissingParameter"}.get(first.kind, "InvalidParameterValue")
    if first.kind == "unreadable":
        return "SerializationException"
    return {"query": "ValidationError", "json": "ValidationException"}.get(kind, "InvalidParameterException")


def _form(call: "Call", shape: "StructureShape | None", kind: str) -> list[Violation]:
    pairs = [(name, value) for name, value in call.form.items() if not _ENVELOPE.match(name)]
    if shape is None:
        return [Violation(name, "unknown", "unknown parameter") for name, _ in pairs]
    tree: dict[str, Any] = {}
    found = []
    for name, value in pairs:
        if not _plant(tree, shape, name.split("."), value, kind):
            found.append(Violation(name, "unknown", "unknown parameter"))
    return found + violations(shape, tree, "") + _filters(call, shape, tree)


def _plant(tree: dict[str, Any], shape: "Shape", path: list[str], value: str, kind: str) -> bool:
    """Puts one form parameter where the model has it; false when it has no such place."""
    name, rest = path[0], path[1:]
    members = _names(shape, kind)
    if name not in members:
        return False
    member, child = members[name]
    while child.type_name == "list":
        if kind == "query" and not child.serialization.get("flattened"):
            if not rest or rest[0] != child.member.serialization.get("name", "member"):
                return False
            rest = rest[1:]
        if not rest or not rest[0].isdigit():
            return False
        slots = tree.setdefault(member, {})
        tree, member, rest, child = slots, rest[0], rest[1:], child.member
    if child.type_name == "structure":
        return bool(rest) and _plant(tree.setdefault(member, {}), child, rest, value, kind)
    if rest or child.type_name == "map":
        return False
    tree[member] = value
    return True


@functools.lru_cache(maxsize=None)
def _names(shape: "Shape", kind: str) -> dict[str, tuple[str, "Shape"]]:
    """What a structure's members are called in a form."""
    names = {}
    for member, child in shape.members.items():
        text = child.serialization.get("name", member)
        if kind == "ec2":
            text = child.serialization.get("queryName") or text[:1].upper() + text[1:]
        elif child.type_name == "list" and child.serialization.get("flattened"):
            text = child.member.serialization.get("name", text)
        names[text] = (member, child)
    return names


def _filters(call: "Call", shape: "StructureShape", tree: dict[str, Any]) -> list[Violation]:
    """EC2 refuses a filter that an operation does not have; the names stand in the model's own words only."""
    if call.service != "ec2" or "Filters" not in tree:
        return []
    known = set(_FILTER.findall(shape.members["Filters"].documentation))
    found = []
    for number, one in tree["Filters"].items():
        name = one.get("Name", "")
        if known and name not in known and not name.startswith("tag:"):
            found.append(Violation(f"Filter.{number}.Name", "value", f"{call.action} has no filter {name!r}"))
    return found


def _rest(call: "Call", shape: "StructureShape | None") -> list[Violation]:
    members = shape.members if shape is not None else {}
    by_place: dict[str, dict[str, tuple[str, Shape]]] = {"uri": {}, "querystring": {}}
    for member, child in members.items():
        place = child.serialization.get("location")
        if place in by_place:
            by_place[place][child.serialization.get("name", member)] = (member, child)
    given: dict[str, Any] = {}
    for name, value in call.path_params.items():
        if name in by_place["uri"]:
            given[by_place["uri"][name][0]] = value
    found = []
    for name, value in parse_qsl(call.request.query, keep_blank_values=True):
        if name not in by_place["querystring"]:
            found.append(Violation(name, "unknown", "unknown query parameter"))
            continue
        member, child = by_place["querystring"][name]
        if child.type_name == "list":
            slots = given.setdefault(member, {})
            slots[str(len(slots) + 1)] = value
        else:
            given[member] = value
    return found + _body(call.request.body, shape, given)


def _body(body: bytes, shape: "StructureShape | None", given: dict[str, Any]) -> list[Violation]:
    try:
        document = json.loads(body) if body else {}
    except ValueError as error:
        return [Violation("", "unreadable", f"the body is no JSON: {error}")]
    if not isinstance(document, dict):
        return [Violation("", "unreadable", "the body is no JSON object")]
    if shape is None:
        return [Violation(name, "unknown", "unknown member") for name in document]
    # Members of the path and the query are not repeated in the body.
    placed = {name for name, child in shape.members.items() if child.serialization.get("location")}
    names = {child.serialization.get("name", name): name for name, child in shape.members.items() if name not in placed}
    found = [Violation(name, "unknown", "unknown member") for name in document if name not in names]
    known = {names[name]: value for name, value in document.items() if name in names}
    return found + violations(shape, given | known, "")
