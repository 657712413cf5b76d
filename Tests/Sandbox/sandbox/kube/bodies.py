# SPDX-License-Identifier: MIT
"""Bodies of requests: decoding them, and the kinds of patches they can be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from . import patches, schema, status, writes
from .answer import Answer
from .resources import Resource
from .route import Route

if TYPE_CHECKING:
    from .cluster import Cluster

_PATCHES = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
]
_BAD_YAML = "error decoding YAML: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"


def decode(body: bytes, content_type: str) -> Any:
    """The JSON of a body; YAML is not read here, so what is no JSON is refused as bad YAML is."""
    if not body:
        return {}
    try:
        return json.loads(body)
    except ValueError as error:
        if content_type.startswith("application/apply-patch"):
            raise status.bad_request(_BAD_YAML) from None
        words = f"couldn't get version/kind; json parse error: {error}"
        raise status.bad_request(f"the object provided is unrecognized (must be of type): {words}") from None


def patch(
    cluster: Cluster, route: Route, resource: Resource, body: bytes, content_type: str, write: writes.Write
) -> Answer:
    """All kinds of patches, of an object or of its status."""
    kind = content_type.split(";")[0].strip()
    where = (cluster.store, resource, route.namespace, route.name)
    if kind in ("application/apply-patch+yaml", "application/apply-patch+json"):
        if not route.query.get("fieldManager"):
            raise status.manager_required()
        code, obj = writes.apply(*where, decode(body, content_type), write)
        return Answer(code, obj, warnings=write.warnings)
    content = decode(body, content_type)
    if kind == "application/merge-patch+json":
        changed = writes.mutate(*where, lambda obj: patches.merge(obj, content), write)
    elif kind == "application/strategic-merge-patch+json":
        changed = writes.mutate(*where, lambda obj: patches.strategic(schema.root(resource), obj, content), write)
    else:
        raise status.unsupported_media(_PATCHES)
    return Answer(body=changed, warnings=write.warnings)
