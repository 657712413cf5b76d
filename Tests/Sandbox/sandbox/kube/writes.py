# SPDX-License-Identifier: MIT
"""Creates, updates, patches and applies, each from a decoded body to the stored object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import admission, defaults, deletion, managed_fields, objects, schema, validation
from .managed_fields import Owner
from .resources import Resource
from .status import StatusError, already_exists, bad_request, modified, not_found
from .store import Store
from .typecheck import check
from .values import clone, stamp

Object = dict[str, Any]


@dataclass
class Write:
    """How a write is made: by whom, through which sub-resource, in earnest or not."""

    manager: str
    now: float
    subresource: str = ""
    dry_run: bool = False
    force: bool = False
    strict: bool = False
    untracked: bool = False
    internal: bool = False
    warnings: list[str] = field(default_factory=list)

    def owner(self, resource: Resource, operation: str) -> Owner:
        return Owner(self.manager, operation, resource.api_version, self.subresource)


def _same(one: Object, other: Object) -> bool:
    def plain(obj: Object) -> Object:
        return {**obj, "metadata": {key: item for key, item in obj["metadata"].items() if key != "resourceVersion"}}

    return plain(one) == plain(other)


def identify(resource: Resource, obj: Object, namespace: str, name: str) -> None:
    """Refuses a body that names another object than the URL, and fills in what it leaves out."""
    metadata = obj.setdefault("metadata", {})
    if name and metadata.get("name", name) != name:
        raise bad_request(f"the name of the object ({metadata['name']}) does not match the name on the URL ({name})")
    if resource.namespaced and metadata.get("namespace", namespace) != namespace:
        raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
    for key, wanted in (("apiVersion", resource.api_version), ("kind", resource.kind)):
        if obj.setdefault(key, wanted) != wanted:
            raise bad_request(
                f'{obj.get("kind")} in version "{obj.get("apiVersion")}" cannot be handled as a '
                f"{resource.kind}: expected {resource.api_version}, Kind={resource.kind}"
            )
    if name:
        metadata["name"] = name


def decode(resource: Resource, body: Object, write: Write) -> Object:
    """A body as a typed decoder leaves it: unknown fields dropped with a warning, or refused when strict."""
    if write.internal:
        return body
    obj = defaults.without_nulls(body)
    problems = check(schema.root(resource), obj)
    unknown = [line.split(":")[0].lstrip(".") for line in problems if "not declared" in line]
    wrong = [line for line in problems if "expected" in line]
    if wrong:
        raise bad_request(
            f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}: '
            f"json: cannot unmarshal: {wrong[0]}"
        )
    if unknown and write.strict:
        words = ", ".join(f'unknown field "{path}"' for path in unknown)
        raise bad_request(
            f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}: '
            f"strict decoding error: {words}"
        )
    write.warnings += [f'unknown field "{path}"' for path in unknown]
    return _known(schema.root(resource), obj) if unknown else obj


def _known(kind: schema.Type, value: Any) -> Any:
    if isinstance(value, dict) and kind.form in ("struct", "map"):
        return {key: _known(child, item) for key, item in value.items() if (child := kind.child(key)) is not None}
    if isinstance(value, list) and kind.item:
        return [_known(kind.item, item) for item in value]
    return value


def create(store: Store, resource: Resource, namespace: str, body: Object, write: Write) -> Object:
    """POST: a new object, or 409."""
    obj = decode(resource, body, write)
    identify(resource, obj, namespace, "")
    with store.lock:
        name = obj["metadata"].get("name", "")
        admission.namespace_open(store, resource, namespace, name)
        if name and store.get(resource, namespace, name):
            raise already_exists(resource, name)
        obj["metadata"].pop("managedFields", None)
        objects.begin(resource, obj, namespace, write.now)
        defaults.fill(obj)
        if not write.untracked:
            managed_fields.track_update(schema.root(resource), None, obj, write.owner(resource, "Update"), write.now)
        return _store_new(store, resource, obj, write)


def _store_new(store: Store, resource: Resource, obj: Object, write: Write) -> Object:
    validation.validate(resource, obj, None)
    admission.admit_new(store, resource, obj)
    objects.allocate(store, obj)
    write.warnings += admission.warnings(store, resource, obj)
    if write.dry_run:
        obj["metadata"].pop("resourceVersion", None)
        return obj
    return store.put(resource, obj)


def _store_changed(store: Store, resource: Resource, obj: Object, old: Object, write: Write) -> Object:
    validation.validate(resource, obj, old)
    objects.allocate(store, obj)
    objects.bump(resource, obj, old)
    write.warnings += admission.warnings(store, resource, obj)
    if _same(obj, old):
        return old
    if write.dry_run:
        return obj
    if deletion.finish(store, resource, obj):
        return obj
    return store.put(resource, obj)


def _check_version(resource: Resource, body: Object, old: Object) -> None:
    wanted = body.get("metadata", {}).get("resourceVersion")
    if wanted and wanted != old["metadata"]["resourceVersion"]:
        raise modified(resource, old["metadata"]["name"])
    uid = body.get("metadata", {}).get("uid")
    if uid and uid != old["metadata"]["uid"]:
        message = (
            f'Operation cannot be fulfilled on {resource.qualified} "{old["metadata"]["name"]}": Precondition failed: '
            f"UID in precondition: {uid}, UID in object meta: {old['metadata']['uid']}"
        )
        raise StatusError(409, "Conflict", message, modified(resource, old["metadata"]["name"]).details)


def _change(store: Store, resource: Resource, obj: Object, old: Object, write: Write) -> Object:
    managers = obj["metadata"].get("managedFields")
    objects.carry_over(resource, obj, old, write.subresource)
    defaults.fill(obj)
    if write.untracked:
        obj["metadata"].pop("managedFields", None)
        if "managedFields" in old["metadata"]:
            obj["metadata"]["managedFields"] = old["metadata"]["managedFields"]
    else:
        base = {**old, "metadata": {**old["metadata"], "managedFields": []}} if managers == [{}] else old
        managed_fields.track_update(schema.root(resource), base, obj, write.owner(resource, "Update"), write.now)
    phase = obj.get("status", {}).get("phase") if resource.kind == "PersistentVolume" else None
    if phase and phase != old.get("status", {}).get("phase"):
        obj["status"]["lastPhaseTransitionTime"] = stamp(write.now)
    return _store_changed(store, resource, obj, old, write)


def update(store: Store, resource: Resource, namespace: str, name: str, body: Object, write: Write) -> Object:
    """PUT: the whole object anew; 409 when someone else was faster. Leases alone may come into being this way."""
    obj = decode(resource, body, write)
    identify(resource, obj, namespace, name)
    with store.lock:
        old = store.get(resource, namespace, name)
        if old is None and resource.kind == "Lease" and not obj["metadata"].get("resourceVersion"):
            return create(store, resource, namespace, obj, write)
        if old is None:
            raise not_found(resource, name)
        _check_version(resource, obj, old)
        return _change(store, resource, obj, old, write)


def mutate(
    store: Store, resource: Resource, namespace: str, name: str, change: Callable[[Object], Object | None], write: Write
) -> Object:
    """Changes an object by a function of its present state; the function may alter its argument or give a new one."""
    with store.lock:
        old = store.get(resource, namespace, name)
        if old is None:
            raise not_found(resource, name)
        draft = clone(old)
        result = change(draft)
        obj = decode(resource, draft if result is None else result, write)
        identify(resource, obj, namespace, name)
        _check_version(resource, obj, old)
        return _change(store, resource, obj, old, write)


def apply(
    store: Store, resource: Resource, namespace: str, name: str, body: Object, write: Write
) -> tuple[int, Object]:
    """Server-side apply: (201 or 200, the object)."""
    if not isinstance(body, dict) or not body.get("kind") or not body.get("apiVersion"):
        missing = "Kind" if not isinstance(body, dict) or not body.get("kind") else "apiVersion"
        raise bad_request(f"Object '{missing}' is missing in the apply body")
    config = defaults.without_nulls(body)
    identify(resource, config, namespace, name)
    if resource.namespaced:
        config["metadata"]["namespace"] = namespace
    if config["metadata"].get("managedFields"):
        raise bad_request("metadata.managedFields must be nil")
    problems = check(schema.root(resource), config)
    if problems:
        whole = f"{namespace}/{name}" if namespace else name
        words = problems[0] if len(problems) == 1 else "errors:\n  " + "\n  ".join(problems)
        raise StatusError(
            500,
            None,
            f"failed to create typed patch object ({whole}; {resource.group}/{resource.version}, "
            f"Kind={resource.kind}): {words}",
        )
    with store.lock:
        old = store.get(resource, namespace, name)
        kind, owner = schema.root(resource), write.owner(resource, "Apply")
        if old is None:
            if write.subresource:
                raise not_found(resource, name)
            if config["metadata"].get("uid"):
                raise StatusError(
                    409,
                    "Conflict",
                    f'Operation cannot be fulfilled on {resource.qualified} "{name}": uid '
                    f"mismatch: the provided object specified uid {config['metadata']['uid']}, and no existing "
                    "object was found",
                    modified(resource, name).details,
                )
            admission.namespace_open(store, resource, namespace, name)
            obj = managed_fields.apply(kind, None, config, owner, write.force, write.now)
            objects.begin(resource, obj, namespace, write.now)
            defaults.fill(obj)
            return 201, _store_new(store, resource, obj, write)
        _check_version(resource, config, old)
        obj = clone(managed_fields.apply(kind, old, config, owner, write.force, write.now))
        objects.carry_over(resource, obj, old, write.subresource)
        defaults.fill(obj)
        return 200, _store_changed(store, resource, obj, old, write)
