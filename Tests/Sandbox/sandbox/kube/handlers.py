# SPDX-License-Identifier: MIT
"""From an authorised request to its answer: one function a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import deletion, discovery, listing, openapi, selectors, status, subresources, writes
from .answer import Answer
from .auth import User
from .bodies import decode, patch
from .resources import Resource
from .route import Route
from .watch import Watch

if TYPE_CHECKING:
    from .cluster import Cluster


def plain(cluster: Cluster, route: Route) -> Answer:
    """Paths that are no resources."""
    path = route.path.rstrip("/")
    if path in ("/healthz", "/readyz", "/livez") or path.startswith(("/healthz/", "/readyz/", "/livez/")):
        return Answer(text="ok")
    found: Any = None
    if path == "/version":
        found = discovery.version(cluster.minor)
    elif path == "/api":
        found = discovery.core_versions(cluster.address)
    elif path == "/apis":
        found = discovery.groups()
    elif path.startswith("/api/") or (path.startswith("/apis/") and path.count("/") == 3):
        found = discovery.resource_list(path.split("/", 2)[2])
    elif path.startswith("/apis/"):
        found = discovery.group(path.removeprefix("/apis/"))
    elif path == "/openapi/v3":
        found = openapi.index()
    elif path.startswith("/openapi/v3/"):
        found = openapi.document(path.removeprefix("/openapi/v3/"))
    if found is None:
        return Answer(404, text="404 page not found\n")
    return Answer(body=found)


def handle(cluster: Cluster, route: Route, user: User, body: bytes, content_type: str, agent: str) -> Answer:
    """Any request that has passed authentication and authorisation."""
    if not route.plural:
        return plain(cluster, route)
    resource = route.resource
    if resource is None or (not resource.namespaced and route.namespace):
        raise status.no_resource()
    write = writes.Write(
        route.query.get("fieldManager") or agent.split("/")[0] or "unknown",
        cluster.world.now(),
        dry_run=route.dry_run,
        force=route.query.get("force") in ("true", "1"),
        strict=route.query.get("fieldValidation") == "Strict",
    )
    if route.subresource:
        return subresources.handle(cluster, route, resource, user, body, content_type, write)
    if route.verb == "create":
        return create(cluster, route, resource, user, decode(body, content_type), write)
    if not resource.stored:
        raise status.method_not_allowed()
    if resource.namespaced and route.name and not route.namespace:
        raise status.no_resource()
    return _stored(cluster, route, resource, body, content_type, write)


def _stored(
    cluster: Cluster, route: Route, resource: Resource, body: bytes, content_type: str, write: writes.Write
) -> Answer:
    store, verb = cluster.store, route.verb
    if verb == "list":
        return Answer(body=listing.answer(store, resource, route.namespace, route.query))
    if verb == "watch":
        return Answer(
            watch=Watch(
                store,
                resource,
                route.namespace,
                route.query,
                cluster.world.duration("bookmark", 60.0),
                cluster.watching(),
            )
        )
    if verb == "get":
        found = store.get(resource, route.namespace, route.name)
        if found is None:
            raise status.not_found(resource, route.name)
        return Answer(body=found)
    if verb == "put":
        changed = writes.update(store, resource, route.namespace, route.name, decode(body, content_type), write)
        return Answer(body=changed, warnings=write.warnings)
    if verb == "patch":
        return patch(cluster, route, resource, body, content_type, write)
    options = {**decode(body, content_type), **_options(route)}
    if verb == "delete":
        gone = deletion.delete(store, resource, route.namespace, route.name, options, write.now, write.dry_run)
        lingers = gone.get("kind") != "Status" and resource.kind != "Pod"
        return Answer(202 if lingers and options.get("orphanDependents") is False else 200, gone)
    return _delete_collection(cluster, route, resource, options, write)


def _options(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if route.query.get("propagationPolicy"):
        found["propagationPolicy"] = route.query["propagationPolicy"]
    if route.query.get("gracePeriodSeconds"):
        found["gracePeriodSeconds"] = int(route.query["gracePeriodSeconds"])
    return found


def _delete_collection(
    cluster: Cluster, route: Route, resource: Resource, options: dict[str, Any], write: writes.Write
) -> Answer:
    test = selectors.query(route.query.get("labelSelector", ""), route.query.get("fieldSelector", ""))
    doomed = [obj for obj in cluster.store.list(resource, route.namespace) if test(obj)]
    for obj in doomed:
        metadata = obj["metadata"]
        deletion.delete(
            cluster.store, resource, metadata.get("namespace", ""), metadata["name"], options, write.now, write.dry_run
        )
    metadata = {"resourceVersion": str(cluster.store.version)}
    return Answer(
        body={
            "kind": f"{resource.kind}List",
            "apiVersion": resource.api_version,
            "metadata": metadata,
            "items": [listing.item(obj) for obj in doomed],
        }
    )


def create(cluster: Cluster, route: Route, resource: Resource, user: User, body: Any, write: writes.Write) -> Answer:
    if route.name or "create" not in resource.verbs:
        raise status.method_not_allowed()
    if resource.namespaced and not route.namespace:
        raise status.method_not_allowed()
    review = subresources.REVIEWS.get(resource.kind)
    if review:
        return Answer(201, review(cluster, body, user, write))
    made = writes.create(cluster.store, resource, route.namespace, body, write)
    return Answer(201, made, warnings=write.warnings)
