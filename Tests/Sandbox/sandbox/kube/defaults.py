# SPDX-License-Identifier: MIT
"""The values an API server fills into objects before it stores them, kind by kind."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from .defaults_pods import _fill, pod_spec, quantities

Object = dict[str, Any]


def _namespace(obj: Object) -> None:
    obj["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = obj["metadata"].get("name", "")
    _fill(obj.setdefault("spec", {}), finalizers=["kubernetes"])


def _secret(obj: Object) -> None:
    for key, text in (obj.pop("stringData", None) or {}).items():
        obj.setdefault("data", {})[key] = base64.b64encode(str(text).encode()).decode()
    _fill(obj, type="Opaque")


def _template(spec: Object) -> None:
    template = spec.setdefault("template", {})
    template.setdefault("metadata", {})
    pod_spec(template.setdefault("spec", {}), template=True)


def _deployment(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _template(spec)
    _fill(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600, strategy={})
    strategy = spec["strategy"]
    _fill(strategy, type="RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        _fill(strategy, rollingUpdate={})
        _fill(strategy["rollingUpdate"], maxUnavailable="25%", maxSurge="25%")


def _replica_set(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _template(spec)
    _fill(spec, replicas=1)


def _daemon_set(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _template(spec)
    _fill(spec, revisionHistoryLimit=10, updateStrategy={})
    _fill(spec["updateStrategy"], type="RollingUpdate")
    if spec["updateStrategy"]["type"] == "RollingUpdate":
        _fill(spec["updateStrategy"], rollingUpdate={})
        _fill(spec["updateStrategy"]["rollingUpdate"], maxUnavailable=1, maxSurge=0)


def _service(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _fill(spec, type="ClusterIP", sessionAffinity="None")
    if spec["type"] == "ExternalName":
        return
    _fill(spec, internalTrafficPolicy="Cluster")
    if spec["type"] in ("NodePort", "LoadBalancer"):
        _fill(spec, externalTrafficPolicy="Cluster")
    if spec["type"] == "LoadBalancer":
        _fill(spec, allocateLoadBalancerNodePorts=True)
    for port in spec.get("ports") or []:
        _fill(port, protocol="TCP", targetPort=port.get("port"))


def _claim(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _fill(spec, resources={}, volumeMode="Filesystem")
    quantities(spec["resources"].get("requests"))
    quantities(spec["resources"].get("limits"))


def _volume(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _fill(spec, persistentVolumeReclaimPolicy="Retain", volumeMode="Filesystem")
    quantities(spec.get("capacity"))
    if spec.get("storageClassName") == "":
        del spec["storageClassName"]
    if isinstance(spec.get("claimRef"), dict):
        _fill(spec["claimRef"], kind="PersistentVolumeClaim", apiVersion="v1")


def _quota(obj: Object) -> None:
    quantities(obj.setdefault("spec", {}).get("hard"))


def _pod(obj: Object) -> None:
    pod_spec(obj.setdefault("spec", {}), template=False)


def _network_policy(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    _fill(spec, podSelector={}, policyTypes=["Ingress"] + (["Egress"] if spec.get("egress") else []))
    for rule in (spec.get("ingress") or []) + (spec.get("egress") or []):
        for port in rule.get("ports") or []:
            _fill(port, protocol="TCP")


def _storage_class(obj: Object) -> None:
    _fill(obj, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def _binding(obj: Object) -> None:
    _fill(obj.setdefault("roleRef", {}), apiGroup="rbac.authorization.k8s.io")
    for subject in obj.get("subjects") or []:
        if subject.get("kind") in ("User", "Group"):
            _fill(subject, apiGroup="rbac.authorization.k8s.io")


def _budget(obj: Object) -> None:
    obj.setdefault("spec", {})


_DEFAULTS: dict[str, Callable[[Object], None]] = {
    "Namespace": _namespace,
    "Secret": _secret,
    "Deployment": _deployment,
    "ReplicaSet": _replica_set,
    "DaemonSet": _daemon_set,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "ResourceQuota": _quota,
    "Pod": _pod,
    "NetworkPolicy": _network_policy,
    "StorageClass": _storage_class,
    "RoleBinding": _binding,
    "ClusterRoleBinding": _binding,
    "PodDisruptionBudget": _budget,
}
# Empty containers that Go's encoder leaves out at the top of these kinds.
_OMITTED_WHEN_EMPTY = ("data", "binaryData", "stringData", "subjects", "secrets", "imagePullSecrets")


def fill(obj: Object) -> None:
    """Fills an object in place and drops what the server would not store."""
    metadata = obj.setdefault("metadata", {})
    for name in ("labels", "annotations", "finalizers", "ownerReferences"):
        if name in metadata and not metadata[name]:
            del metadata[name]
    for name in _OMITTED_WHEN_EMPTY:
        if name in obj and not obj[name]:
            del obj[name]
    filler = _DEFAULTS.get(obj.get("kind", ""))
    if filler:
        filler(obj)


def without_nulls(value: Any) -> Any:
    """A decoded body without its nulls, which mean nothing to a typed decoder."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
