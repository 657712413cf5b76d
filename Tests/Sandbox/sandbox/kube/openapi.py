# SPDX-License-Identifier: MIT
"""/openapi/v3 made from the field tables: enough for a client to know each kind's fields and list keys."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from .resources import GROUPS, RESOURCES
from .schema import ROOTS, Type, struct_fields

_SCALARS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer", "format": "int64"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "quantity": {"oneOf": [{"type": "string"}, {"type": "number"}], "description": "a resource quantity"},
    "int-or-string": {"oneOf": [{"type": "integer"}, {"type": "string"}], "format": "int-or-string"},
}


def _name(struct: str) -> str:
    return f"io.k8s.api.{struct}"


def _property(kind: Type, wanted: set[str]) -> dict[str, Any]:
    if kind.form == "scalar":
        return dict(_SCALARS[kind.name])
    if kind.form == "any":
        return {"x-kubernetes-preserve-unknown-fields": True}
    if kind.form == "struct":
        wanted.add(kind.name)
        found: dict[str, Any] = {"allOf": [{"$ref": f"#/components/schemas/{_name(kind.name)}"}], "default": {}}
        if kind.atomic:
            found["x-kubernetes-map-type"] = "atomic"
        return found
    inner = _property(kind.item, wanted) if kind.item else {}
    if kind.form == "map":
        return {
            "type": "object",
            "additionalProperties": inner,
            **({"x-kubernetes-map-type": "atomic"} if kind.atomic else {}),
        }
    found = {
        "type": "array",
        "items": inner,
        "x-kubernetes-list-type": {"keyed": "map", "set": "set"}.get(kind.form, "atomic"),
    }
    if kind.form == "keyed":
        found["x-kubernetes-list-map-keys"] = list(kind.keys)
    return found


@cache
def document(path: str) -> dict[str, Any] | None:
    """The document of `api/v1` or `apis/GROUP/VERSION`."""
    api_version = path.removeprefix("apis/") if path.startswith("apis/") else path.removeprefix("api/")
    kinds = [one for one in RESOURCES if one.api_version == api_version]
    if not kinds and path not in _paths():
        return None
    schemas: dict[str, Any] = {}
    queue = {one.kind for one in kinds if one.kind in ROOTS}
    heads = {one.kind: one for one in kinds}
    while queue:
        name = queue.pop()
        if _name(name) in schemas:
            continue
        wanted: set[str] = set()
        fields = {field: _property(kind, wanted) for field, kind in struct_fields(name).items()}
        schemas[_name(name)] = {"type": "object", "properties": fields}
        if name in heads:
            one = heads[name]
            mark = {"group": one.group, "version": one.version, "kind": one.kind}
            schemas[_name(name)]["x-kubernetes-group-version-kind"] = [mark]
        queue |= wanted
    paths: dict[str, Any] = {
        f"/{path}/" + ("namespaces/{namespace}/" if one.namespaced else "") + one.plural: {} for one in kinds
    }
    return {
        "openapi": "3.0.0",
        "info": {"title": "Kubernetes", "version": "v1.36.2"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


@cache
def _paths() -> tuple[str, ...]:
    return ("api/v1", *(f"apis/{name}/{version}" for name, versions in GROUPS for version in versions))


@cache
def index() -> dict[str, Any]:
    found = {}
    for path in _paths():
        digest = hashlib.sha256(json.dumps(document(path)).encode()).hexdigest().upper()
        found[path] = {"serverRelativeURL": f"/openapi/v3/{path}?hash={digest}"}
    return {"paths": found}
