# SPDX-License-Identifier: MIT
"""Admission: namespaces that are missing or going, service accounts, quotas, pod security, storage classes."""

from __future__ import annotations

from typing import Any

from . import pod_security, quotas, resources
from .resources import Resource
from .status import forbidden, not_found, terminating
from .store import Store
from .values import dig, suffix

Object = dict[str, Any]
_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_TOKENS = "/var/run/secrets/kubernetes.io/serviceaccount"


def namespace_open(store: Store, resource: Resource, namespace: str, name: str) -> None:
    """Refuses new content in a namespace that is not there or is going away."""
    if not resource.namespaced:
        return
    found = store.get(resources.named("namespaces"), "", namespace)
    if found is None:
        raise not_found(resources.named("namespaces"), namespace)
    if found["metadata"].get("deletionTimestamp"):
        raise terminating(resource, name, namespace)


def admit_new(store: Store, resource: Resource, obj: Object) -> None:
    """Completes or refuses a new object."""
    if resource.kind == "PersistentVolumeClaim" and "storageClassName" not in obj["spec"]:
        for one in store.list(resources.named("storageclasses.storage.k8s.io")):
            if dig(one, "metadata", "annotations", default={}).get(_DEFAULT_CLASS) == "true":
                obj["spec"]["storageClassName"] = one["metadata"]["name"]
    if resource.kind == "Pod":
        _admit_pod(store, obj)
    if resource.namespaced:
        quotas.check(store, resource, obj)


def _admit_pod(store: Store, pod: Object) -> None:
    spec, metadata = pod["spec"], pod["metadata"]
    namespace, account = metadata["namespace"], spec.get("serviceAccountName") or "default"
    pods = resources.named("pods")
    if store.get(resources.named("serviceaccounts"), namespace, account) is None:
        raise forbidden(
            pods,
            metadata["name"],
            f'error looking up service account {namespace}/{account}: serviceaccount "{account}" not found',
        )
    spec["serviceAccountName"] = spec["serviceAccount"] = account
    where = store.get(resources.named("namespaces"), "", namespace)
    wanted = pod_security.level(where, "enforce")
    if wanted:
        found = pod_security.violations(wanted[0], spec)
        if found:
            raise forbidden(
                pods, metadata["name"], f'violates PodSecurity "{wanted[0]}:{wanted[1]}": ' + ", ".join(found)
            )
    _add_token(spec)
    known = {entry.get("key") for entry in spec.get("tolerations") or []}
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if key not in known:
            entry = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            spec.setdefault("tolerations", []).append(entry)
    spec.setdefault("priority", 0)
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")


def _add_token(spec: Object) -> None:
    """Mounts the service account's token, as the admission plug-in does."""
    if spec.get("automountServiceAccountToken") is False:
        return
    volume = f"kube-api-access-{suffix()}"
    for container in [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]:
        mounts = container.setdefault("volumeMounts", [])
        if not any(mount.get("mountPath") == _TOKENS for mount in mounts):
            mounts.append({"name": volume, "readOnly": True, "mountPath": _TOKENS})
    reference = {"apiVersion": "v1", "fieldPath": "metadata.namespace"}
    spec.setdefault("volumes", []).append(
        {
            "name": volume,
            "projected": {
                "defaultMode": 420,
                "sources": [
                    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                    {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": reference}]}},
                ],
            },
        }
    )


def warnings(store: Store, resource: Resource, obj: Object) -> list[str]:
    """Warning headers of a write that is accepted."""
    template = dig(obj, "spec", "template", "spec")
    if resource.kind not in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job") or not template:
        return []
    where = store.get(resources.named("namespaces"), "", obj["metadata"].get("namespace", ""))
    wanted = pod_security.level(where, "warn")
    found = pod_security.violations(wanted[0], template) if wanted else []
    return [f'would violate PodSecurity "{wanted[0]}:{wanted[1]}": ' + ", ".join(found)] if wanted and found else []
