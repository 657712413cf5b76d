# SPDX-License-Identifier: MIT
"""Sub-resources (status, scale, eviction, log, binding) and the reviews that are answered and not stored."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from . import deletion, managed_fields, resources, schema, selectors, sessions, status, writes
from .answer import Answer
from .auth import User
from .bodies import decode, patch
from .rbac import Attributes, allowed
from .resources import Resource
from .route import Route
from .status import StatusError
from .values import clone, dig

if TYPE_CHECKING:
    from .cluster import Cluster

Object = dict[str, Any]


def handle(
    cluster: Cluster,
    route: Route,
    resource: Resource,
    user: User,
    body: bytes,
    content_type: str,
    write: writes.Write,
) -> Answer:
    found = cluster.store.get(resource, route.namespace, route.name)
    known = {name for name, *_ in resource.subresources}
    if route.subresource not in known:
        raise status.no_resource()
    if found is None:
        raise status.not_found(resource, route.name)
    name = route.subresource
    if name == "status":
        write.subresource = "status"
        if route.verb == "get":
            return Answer(body=found)
        if route.verb == "patch":
            return patch(cluster, route, resource, body, content_type, write)
        changed = writes.update(cluster.store, resource, route.namespace, route.name, decode(body, content_type), write)
        return Answer(body=changed)
    if name == "scale":
        return _scale(cluster, route, resource, found, decode(body, content_type), write)
    if name == "eviction" and route.verb == "create":
        return _evict(cluster, route, resource, found, decode(body, content_type), write)
    if name == "log" and route.verb == "get":
        alive = cluster.watching()
        pieces = cluster.logs.answer(found, route.query, alive)
        return Answer(204, text="") if pieces is None else Answer(stream=pieces, alive=alive)
    if name == "binding" and route.verb == "create":
        target = dig(decode(body, content_type), "target", "name", default="")
        cluster.scheduler.bind(found, target)
        return Answer(201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201})
    if name in ("exec", "portforward"):
        return sessions.answer(cluster, route, found)
    if name == "attach":
        raise status.bad_request("Upgrade request required")
    raise status.no_resource()


def _as_scale(obj: Object) -> Object:
    metadata = {
        key: obj["metadata"][key] for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    }
    selector = dig(obj, "spec", "selector", "matchLabels", default={})
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {"replicas": obj["spec"].get("replicas", 1)},
        "status": {
            "replicas": dig(obj, "status", "replicas", default=0),
            "selector": ",".join(f"{key}={value}" for key, value in selector.items()),
        },
    }


def _scale(
    cluster: Cluster, route: Route, resource: Resource, found: Object, body: Object, write: writes.Write
) -> Answer:
    if route.verb == "get":
        return Answer(body=_as_scale(found))
    wanted = dig(body, "spec", "replicas")
    version = dig(body, "metadata", "resourceVersion")
    if version and version != found["metadata"]["resourceVersion"]:
        raise status.modified(resource, route.name)

    def change(obj: Object) -> None:
        if wanted is not None:
            obj["spec"]["replicas"] = wanted

    write.subresource = "scale"
    return Answer(body=_as_scale(writes.mutate(cluster.store, resource, route.namespace, route.name, change, write)))


def _share(value: Any, whole: int) -> int:
    text = str(value)
    if text.endswith("%"):
        amount = Fraction(int(text[:-1]) * whole, 100)
        return -((-amount.numerator) // amount.denominator)
    return int(text)


def disruptions_allowed(cluster: Cluster, budget: Object) -> int:
    """How many pods of a budget may go now."""
    spec, namespace = budget["spec"], budget["metadata"]["namespace"]
    pods = [
        pod
        for pod in cluster.store.list(resources.named("pods"), namespace)
        if selectors.selects(spec.get("selector") or {}, dig(pod, "metadata", "labels", default={}))
    ]
    healthy = sum(
        1
        for pod in pods
        if not pod["metadata"].get("deletionTimestamp")
        and any(
            one["type"] == "Ready" and one["status"] == "True" for one in dig(pod, "status", "conditions", default=[])
        )
    )
    if "maxUnavailable" in spec:
        return max(0, healthy - (len(pods) - _share(spec["maxUnavailable"], len(pods))))
    return max(0, healthy - _share(spec.get("minAvailable", 0), len(pods)))


def _evict(
    cluster: Cluster, route: Route, resource: Resource, pod: Object, body: Object, write: writes.Write
) -> Answer:
    budgets = cluster.store.list(resources.named("poddisruptionbudgets.policy"), route.namespace)
    for budget in budgets:
        mine = selectors.selects(budget["spec"].get("selector") or {}, dig(pod, "metadata", "labels", default={}))
        if mine and disruptions_allowed(cluster, budget) < 1:
            name = budget["metadata"]["name"]
            cause = {
                "reason": "DisruptionBudget",
                "message": f"The disruption budget {name} does not allow evicting pods "
                "currently because it would leave too few healthy pods",
            }
            raise StatusError(
                429,
                "TooManyRequests",
                "Cannot evict pod as it would violate the pod's disruption budget.",
                {"causes": [cause]},
            )
    deletion.delete(
        cluster.store, resource, route.namespace, route.name, body.get("deleteOptions") or {}, write.now, write.dry_run
    )
    return Answer(201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201})


def _tracked(kind: str, api_version: str, body: Object, write: writes.Write) -> Object:
    plural = "selfsubjectaccessreviews" if kind == "SelfSubjectAccessReview" else "selfsubjectreviews"
    resource = resources.find(api_version, plural)
    obj = {
        "kind": kind,
        "apiVersion": api_version,
        "metadata": {},
        **({"spec": clone(body["spec"])} if "spec" in body else {}),
    }
    if resource and "spec" in body:
        managed_fields.track_update(schema.root(resource), None, obj, write.owner(resource, "Update"), write.now)
    return obj


def _access_review(cluster: Cluster, body: Object, user: User, write: writes.Write) -> Object:
    obj = _tracked("SelfSubjectAccessReview", "authorization.k8s.io/v1", body, write)
    asked = dig(body, "spec", "resourceAttributes")
    if asked is not None:
        attributes = Attributes(
            asked.get("verb", ""),
            asked.get("group", ""),
            asked.get("resource", ""),
            asked.get("subresource", ""),
            asked.get("namespace", ""),
            asked.get("name", ""),
        )
    else:
        plain = dig(body, "spec", "nonResourceAttributes", default={})
        attributes = Attributes(plain.get("verb", ""), path=plain.get("path", ""))
    obj["status"] = {"allowed": allowed(cluster.store, user, attributes)}
    return obj


def _self_review(cluster: Cluster, body: Object, user: User, write: writes.Write) -> Object:
    obj = _tracked("SelfSubjectReview", "authentication.k8s.io/v1", body, write)
    obj["status"] = {"userInfo": {"username": user.name, "groups": list(user.groups)}}
    return obj


REVIEWS: dict[str, Callable[[Cluster, Object, User, writes.Write], Object]] = {
    "SelfSubjectAccessReview": _access_review,
    "SelfSubjectReview": _self_review,
}
