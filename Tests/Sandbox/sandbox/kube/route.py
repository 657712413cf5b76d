# SPDX-License-Identifier: MIT
"""What a request is about: its path and query read into a resource, a name, a sub-resource and a verb."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, unquote, urlsplit

from . import resources
from .rbac import Attributes
from .resources import Resource

_VERBS = {"GET": "get", "HEAD": "get", "POST": "create", "PUT": "put", "PATCH": "patch", "DELETE": "delete"}
_REACHING = ("exec", "attach", "portforward")


@dataclass
class Route:
    """`resource` is None for a path that belongs to no known resource."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    resource: Resource | None = None
    api_version: str = ""
    plural: str = ""
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    rest: str = ""

    @property
    def verb(self) -> str:
        """get, list, watch, create, put, patch, delete or deletecollection."""
        verb = _VERBS.get(self.method, self.method.lower())
        if not self.plural or self.name:
            return verb
        if verb == "get":
            return "watch" if self.query.get("watch") in ("1", "true") else "list"
        return "deletecollection" if verb == "delete" else verb

    @property
    def dry_run(self) -> bool:
        return self.query.get("dryRun") == "All"

    def attributes(self) -> Attributes:
        """What has to be allowed for this request."""
        verb = {"put": "update"}.get(self.verb, self.verb)
        if not self.plural:
            return Attributes(verb, path=self.path)
        group = self.api_version.rpartition("/")[0]
        namespace = self.name if self.plural == "namespaces" and self.name else self.namespace
        return Attributes(verb, group, self.plural, self.subresource, namespace, self.name)

    def demands(self) -> list[Attributes]:
        """All that has to be allowed: since 1.35, reaching into a pod by a websocket, a GET, takes `create` too."""
        asked = self.attributes()
        if asked.verb == "get" and asked.resource == "pods" and asked.subresource in _REACHING:
            return [asked, replace(asked, verb="create")]
        return [asked]


def parse(method: str, target: str) -> Route:
    split = urlsplit(target)
    values = parse_qs(split.query, keep_blank_values=True)
    route = Route(method, split.path, {key: many[-1] for key, many in values.items()}, values)
    parts = [unquote(part) for part in split.path.split("/") if part]
    if parts[:1] == ["api"] and len(parts) > 2:
        route.api_version, parts = parts[1], parts[2:]
    elif parts[:1] == ["apis"] and len(parts) > 3:
        route.api_version, parts = f"{parts[1]}/{parts[2]}", parts[3:]
    else:
        return route
    if parts[0] == "watch":
        parts, route.query["watch"] = parts[1:], "1"
    if parts[:1] == ["namespaces"] and len(parts) > 2 and parts[2] not in ("status", "finalize"):
        route.namespace, parts = parts[1], parts[2:]
    route.plural, parts = (parts[0] if parts else "namespaces"), parts[1:]
    route.resource = resources.find(route.api_version, route.plural)
    if parts:
        route.name, parts = parts[0], parts[1:]
    if parts:
        route.subresource, route.rest = parts[0], "/".join(parts[1:])
    return route
