# SPDX-License-Identifier: MIT
"""The declared fields of every kind, read from compact tables: what server-side apply needs to know of a type.

A table line is `field:type …`. Types: s string, i integer, n number, b boolean, q quantity, p integer or string,
any = not described; `{T}` map, `[T]` list that is replaced whole, `[T|key,key]` list merged by keys, `<T>` set of
scalars, `Name` another table; a trailing `!` makes a struct, map or list atomic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .resources import Resource
from .schema_kinds import KIND_TYPES, ROOTS
from .schema_pods import POD_TYPES

DEFINITIONS: dict[str, str] = {**POD_TYPES, **KIND_TYPES}


@dataclass(frozen=True)
class Type:
    """One node of a schema. form: scalar, struct, map, list, set, keyed, any."""

    form: str
    name: str = ""
    item: Type | None = None
    keys: tuple[str, ...] = ()
    atomic: bool = False

    @property
    def fields(self) -> dict[str, Type]:
        return struct_fields(self.name)

    def child(self, key: str) -> Type | None:
        """The type of a field or map entry; None = not declared."""
        if self.form == "struct":
            return self.fields.get(key)
        return self.item if self.form == "map" else ANY


ANY = Type("any")
_SCALARS = {"s": "string", "i": "integer", "n": "number", "b": "boolean", "q": "quantity", "p": "int-or-string"}
# Key fields that the schema gives a value when an item leaves them out.
KEY_DEFAULTS = {"protocol": "TCP"}


@cache
def parse(text: str) -> Type:
    """The type that one table entry names."""
    atomic = text.endswith("!")
    text = text.rstrip("!")
    if text == "any":
        return ANY
    if text in _SCALARS:
        return Type("scalar", _SCALARS[text])
    if text[0] == "{":
        return Type("map", item=parse(text[1:-1]), atomic=atomic)
    if text[0] == "<":
        return Type("set", item=parse(text[1:-1]))
    if text[0] == "[":
        inner, _, keys = text[1:-1].partition("|")
        if keys:
            return Type("keyed", item=parse(inner), keys=tuple(keys.split(",")))
        return Type("list", item=parse(inner), atomic=True)
    return Type("struct", text, atomic=atomic)


@cache
def struct_fields(name: str) -> dict[str, Type]:
    """The fields of a table, by name."""
    found = {}
    for entry in DEFINITIONS[name].split():
        field, _, kind = entry.partition(":")
        found[field] = parse(kind)
    return found


def root(resource: Resource) -> Type:
    """The type of a resource's objects; kinds without a table take any field."""
    name = resource.kind
    return parse(name) if name in ROOTS else ANY
