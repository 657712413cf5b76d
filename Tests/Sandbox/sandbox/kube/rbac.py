# SPDX-License-Identifier: MIT
"""Who may do what: masters and EKS access policies, then the roles stored in the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import resources
from .auth import User
from .status import StatusError
from .store import Store

_EVERYTHING = ("system:masters", "AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy")
_EDITING = ("AmazonEKSEditPolicy",)
_READING = ("AmazonEKSViewPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy")
_OPEN_PATHS = ("/healthz", "/livez", "/readyz", "/version")
_KNOWN_PATHS = ("/api", "/apis", "/openapi")
_SELF = ("selfsubjectaccessreviews", "selfsubjectreviews", "selfsubjectrulesreviews")


@dataclass(frozen=True)
class Attributes:
    """What is asked: a verb on a resource, or on a path that is no resource."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""


def _policy(user: User, names: tuple[str, ...], namespace: str) -> bool:
    """Whether an access policy (a group `<policy ARN>`, or `<policy ARN>:<namespace>`) reaches this namespace."""
    for group in user.groups:
        for name in names:
            if group == name or group.endswith("/" + name):
                return True
            if namespace and group.endswith(f"/{name}:{namespace}"):
                return True
    return False


def _covers(rule: dict[str, Any], asked: Attributes) -> bool:
    def has(key: str, value: str) -> bool:
        values = rule.get(key) or []
        return "*" in values or value in values

    if asked.path:
        return has("verbs", asked.verb) and any(
            url == asked.path or (url.endswith("*") and asked.path.startswith(url[:-1]))
            for url in rule.get("nonResourceURLs") or []
        )
    full = f"{asked.resource}/{asked.subresource}" if asked.subresource else asked.resource
    named = rule.get("resourceNames")
    return (
        has("verbs", asked.verb)
        and has("apiGroups", asked.group)
        and has("resources", full)
        and (not named or asked.name in named)
    )


def _rules(store: Store, user: User, namespace: str) -> Iterator[dict[str, Any]]:
    cluster_roles = resources.named("clusterroles.rbac.authorization.k8s.io")
    roles = resources.named("roles.rbac.authorization.k8s.io")
    bindings = [(one, "") for one in store.list(resources.named("clusterrolebindings.rbac.authorization.k8s.io"))]
    if namespace:
        found = store.list(resources.named("rolebindings.rbac.authorization.k8s.io"), namespace)
        bindings += [(one, namespace) for one in found]
    for binding, where in bindings:
        if not any(_is(subject, user) for subject in binding.get("subjects") or []):
            continue
        reference = binding.get("roleRef") or {}
        if reference.get("kind") == "ClusterRole":
            role = store.get(cluster_roles, "", reference.get("name", ""))
        else:
            role = store.get(roles, where, reference.get("name", ""))
        yield from (role or {}).get("rules") or []


def _is(subject: dict[str, Any], user: User) -> bool:
    if subject.get("kind") == "Group":
        return subject.get("name") in user.groups
    if subject.get("kind") == "ServiceAccount":
        return user.name == f"system:serviceaccount:{subject.get('namespace')}:{subject.get('name')}"
    return subject.get("name") == user.name


def allowed(store: Store, user: User, asked: Attributes) -> bool:
    if _policy(user, _EVERYTHING, asked.namespace):
        return True
    known = "system:authenticated" in user.groups
    if asked.path:
        if any(asked.path == path or asked.path.startswith(path + "/") for path in _OPEN_PATHS):
            return True
        if known and any(asked.path == path or asked.path.startswith(path + "/") for path in _KNOWN_PATHS):
            return True
    if known and asked.resource in _SELF and asked.verb == "create":
        return True
    if _policy(user, _EDITING, asked.namespace) and asked.namespace and asked.group != "rbac.authorization.k8s.io":
        return True
    if _policy(user, _READING, asked.namespace) and asked.verb in ("get", "list", "watch"):
        return asked.resource != "secrets" or _policy(user, ("AmazonEKSAdminViewPolicy",), asked.namespace)
    return any(_covers(rule, asked) for rule in _rules(store, user, asked.namespace))


def refusal(user: User, asked: Attributes) -> StatusError:
    """The 403 of a request that is not allowed, in the API server's words."""
    if asked.path:
        words = f'User "{user.name}" cannot {asked.verb} path "{asked.path}"'
        return StatusError(403, "Forbidden", f"forbidden: {words}", {})
    qualified = f"{asked.resource}.{asked.group}" if asked.group else asked.resource
    full = f"{asked.resource}/{asked.subresource}" if asked.subresource else asked.resource
    where = f'in the namespace "{asked.namespace}"' if asked.namespace else "at the cluster scope"
    subject = f'{qualified} "{asked.name}"' if asked.name else qualified
    words = f'User "{user.name}" cannot {asked.verb} resource "{full}" in API group "{asked.group}" {where}'
    details: dict[str, Any] = {"name": asked.name} if asked.name else {}
    if asked.group:
        details["group"] = asked.group
    details["kind"] = asked.resource
    return StatusError(403, "Forbidden", f"{subject} is forbidden: {words}", details)
