# SPDX-License-Identifier: MIT
"""Fields that cannot change once an object is there."""

from __future__ import annotations

from typing import Any

from .quantity import parse
from .resources import Resource
from .status import Cause
from .validation_pods import forbidden, invalid
from .values import clone, dig

Object = dict[str, Any]
_FIXED = "field is immutable"
_VOLUME_SOURCES = ("csi", "hostPath", "nfs", "local", "awsElasticBlockStore")
_POD_WORDS = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def _claim(new: Object, old: Object) -> list[Cause]:
    after, before = clone(new["spec"]), clone(old["spec"])
    size_after, size_before = (dig(spec, "resources", "requests", "storage") for spec in (after, before))
    for spec in (after, before):
        spec.get("resources", {}).pop("requests", None)
        spec.pop("volumeAttributesClassName", None)
    if not before.get("volumeName"):
        before["volumeName"] = after.get("volumeName")
        before["storageClassName"] = before.get("storageClassName") or after.get("storageClassName")
    found = []
    if {key: item for key, item in after.items() if item is not None} != {
        key: item for key, item in before.items() if item is not None
    }:
        found.append(
            forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and "
                "volumeAttributesClassName for bound claims",
            )
        )
    try:
        if size_after and size_before and parse(size_after) < parse(size_before):
            found.append(forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
    except ValueError:
        pass
    return found


def _volume(new: Object, old: Object) -> list[Cause]:
    if any(new["spec"].get(name) != old["spec"].get(name) for name in _VOLUME_SOURCES):
        return [forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")]
    found = []
    if old["spec"].get("nodeAffinity") and old["spec"]["nodeAffinity"] != new["spec"].get("nodeAffinity"):
        found.append(invalid("spec.nodeAffinity", new["spec"].get("nodeAffinity"), _FIXED))
    if old["spec"].get("volumeMode") != new["spec"].get("volumeMode"):
        found.append(invalid("spec.volumeMode", new["spec"].get("volumeMode"), _FIXED))
    return found


def _service(new: Object, old: Object) -> list[Cause]:
    before, after = old["spec"].get("clusterIP"), new["spec"].get("clusterIP")
    if before and after != before and new["spec"].get("type") != "ExternalName":
        return [
            invalid("spec.clusterIPs[0]", new["spec"].get("clusterIPs") or [after or ""], "may not change once set")
        ]
    return []


def _frozen(new: Object, old: Object) -> list[Cause]:
    found = []
    if old["kind"] == "Secret" and new.get("type") != old.get("type"):
        found.append(invalid("type", new.get("type"), _FIXED))
    if not old.get("immutable"):
        return found
    words = "field is immutable when `immutable` is set"
    if not new.get("immutable"):
        found.append(forbidden("immutable", words))
    found += [forbidden(field, words) for field in ("data", "binaryData") if new.get(field) != old.get(field)]
    return found


def _pod(new: Object, old: Object) -> list[Cause]:
    after, before = clone(new["spec"]), clone(old["spec"])
    for spec in (after, before):
        for name in ("tolerations", "activeDeadlineSeconds", "terminationGracePeriodSeconds"):
            spec.pop(name, None)
        for group in ("containers", "initContainers"):
            for container in spec.get(group) or []:
                container.pop("image", None)
    return [forbidden("spec", _POD_WORDS)] if after != before else []


def _selector(new: Object, old: Object) -> list[Cause]:
    if new["spec"].get("selector") != old["spec"].get("selector"):
        return [invalid("spec.selector", new["spec"].get("selector"), _FIXED)]
    return []


def _role(new: Object, old: Object) -> list[Cause]:
    return (
        [invalid("roleRef", new.get("roleRef"), "cannot change roleRef")]
        if new.get("roleRef") != old.get("roleRef")
        else []
    )


def _storage_class(new: Object, old: Object) -> list[Cause]:
    return [
        forbidden(field, "updates to " + field + " are forbidden.")
        for field in ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")
        if new.get(field) != old.get(field)
    ]


_RULES = {
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "Service": _service,
    "Secret": _frozen,
    "ConfigMap": _frozen,
    "Pod": _pod,
    "Deployment": _selector,
    "ReplicaSet": _selector,
    "DaemonSet": _selector,
    "RoleBinding": _role,
    "ClusterRoleBinding": _role,
    "StorageClass": _storage_class,
}


def changes(resource: Resource, new: Object, old: Object) -> list[Cause]:
    """Causes for refusing the step from `old` to `new`."""
    rule = _RULES.get(resource.kind)
    return rule(new, old) if rule else []
