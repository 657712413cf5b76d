# SPDX-License-Identifier: MIT
"""What the server itself writes into an object before it is stored: identity, first status, addresses, generation."""

from __future__ import annotations

import uuid
from typing import Any

from . import resources
from .resources import Resource
from .store import Store
from .values import clone, stamp, suffix

Object = dict[str, Any]
_WITH_GENERATION = (
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "DaemonSet",
    "NetworkPolicy",
    "Ingress",
    "PodDisruptionBudget",
    "Pod",
    "Job",
    "CronJob",
)
NODE_INFO = (
    "machineID",
    "systemUUID",
    "bootID",
    "kernelVersion",
    "osImage",
    "containerRuntimeVersion",
    "kubeletVersion",
    "kubeProxyVersion",
    "operatingSystem",
    "architecture",
)
_KEPT = (
    "uid",
    "creationTimestamp",
    "generation",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "resourceVersion",
    "generateName",
    "selfLink",
)


def _first_status(kind: str, obj: Object, now: float) -> Object | None:
    if kind == "PersistentVolume":
        return {"phase": "Pending", "lastPhaseTransitionTime": stamp(now)}
    if kind == "PodDisruptionBudget":
        return dict.fromkeys(("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"), 0)
    if kind == "Pod":
        return {"phase": "Pending", "qosClass": quality(obj["spec"])}
    first: dict[str, Object] = {
        "Namespace": {"phase": "Active"},
        "Deployment": {},
        "ReplicaSet": {"replicas": 0},
        "DaemonSet": dict.fromkeys(
            ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"), 0
        ),
        "Service": {"loadBalancer": {}},
        "Ingress": {"loadBalancer": {}},
        "PersistentVolumeClaim": {"phase": "Pending"},
        "Node": {"daemonEndpoints": {"kubeletEndpoint": {"Port": 0}}, "nodeInfo": dict.fromkeys(NODE_INFO, "")},
        "ResourceQuota": {},
        "StatefulSet": {"replicas": 0},
    }
    return clone(first.get(kind))


def quality(spec: Object) -> str:
    """The quality-of-service class of a pod."""
    all_resources = [container.get("resources") or {} for container in spec.get("containers") or []]
    if not any(one.get("requests") or one.get("limits") for one in all_resources):
        return "BestEffort"
    for one in all_resources:
        limits, requests = one.get("limits") or {}, one.get("requests") or {}
        if any(name not in limits or requests.get(name) != limits[name] for name in ("cpu", "memory")):
            return "Burstable"
    return "Guaranteed"


def begin(resource: Resource, obj: Object, namespace: str, now: float) -> None:
    """Gives a new object its identity and first status."""
    metadata = obj["metadata"]
    for name in (
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "selfLink",
    ):
        metadata.pop(name, None)
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = metadata["generateName"] + suffix()
    if resource.namespaced:
        metadata["namespace"] = namespace
    metadata["uid"] = str(uuid.uuid4())
    metadata["creationTimestamp"] = stamp(now)
    if resource.kind in _WITH_GENERATION:
        metadata["generation"] = 1
    if resource.has_status:
        given = obj.pop("status", None)
        status = _first_status(resource.kind, obj, now)
        if status is not None:
            obj["status"] = given if resource.kind == "Node" and given else status
    protection = {
        "PersistentVolume": "kubernetes.io/pv-protection",
        "PersistentVolumeClaim": "kubernetes.io/pvc-protection",
    }
    if resource.kind in protection:
        finalizers = metadata.setdefault("finalizers", [])
        if protection[resource.kind] not in finalizers:
            finalizers.append(protection[resource.kind])


def carry_over(resource: Resource, obj: Object, old: Object, subresource: str) -> None:
    """Puts back what an update cannot touch."""
    metadata = obj["metadata"]
    for name in _KEPT:
        metadata.pop(name, None)
        if name in old["metadata"]:
            metadata[name] = old["metadata"][name]
    metadata["name"] = old["metadata"]["name"]
    if "namespace" in old["metadata"]:
        metadata["namespace"] = old["metadata"]["namespace"]
    if resource.has_status and subresource != "status":
        obj.pop("status", None)
        if "status" in old:
            obj["status"] = clone(old["status"])
    if subresource == "status":
        for name in list(obj):
            if name not in ("apiVersion", "kind", "metadata", "status"):
                del obj[name]
        obj.update(
            {
                name: clone(item)
                for name, item in old.items()
                if name not in ("apiVersion", "kind", "metadata", "status")
            }
        )
    if resource.kind == "Service" and "spec" in obj and obj["spec"].get("type") != "ExternalName":
        _keep_addresses(obj["spec"], old["spec"])


def _keep_addresses(spec: Object, old: Object) -> None:
    for name in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if not spec.get(name) and old.get(name):
            spec[name] = clone(old[name])
    used = {(port.get("port"), port.get("protocol")): port.get("nodePort") for port in old.get("ports") or []}
    if spec.get("type") in ("NodePort", "LoadBalancer"):
        for port in spec.get("ports") or []:
            number = used.get((port.get("port"), port.get("protocol")))
            if number and not port.get("nodePort"):
                port["nodePort"] = number
    else:
        for name in ("externalTrafficPolicy", "allocateLoadBalancerNodePorts"):
            spec.pop(name, None)
        for port in spec.get("ports") or []:
            port.pop("nodePort", None)


def bump(resource: Resource, obj: Object, old: Object) -> None:
    """Counts the generation up when the wish changed."""
    if resource.kind in _WITH_GENERATION and obj.get("spec") != old.get("spec"):
        obj["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1


def allocate(store: Store, obj: Object) -> None:
    """Gives a Service its cluster address and node ports."""
    spec = obj.get("spec")
    if obj["kind"] != "Service" or spec is None or spec.get("type") == "ExternalName":
        return
    services = store.list(resources.named("services"))
    if not spec.get("clusterIP"):
        used = {one["spec"].get("clusterIP") for one in services}
        spec["clusterIP"] = next(
            text for number in range(10, 65000) if (text := f"10.96.{number // 250}.{number % 250 + 1}") not in used
        )
    spec.setdefault("clusterIPs", [spec["clusterIP"]])
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    if spec.get("type") not in ("NodePort", "LoadBalancer"):
        return
    taken = {port.get("nodePort") for one in services for port in one["spec"].get("ports") or []}
    for port in spec.get("ports") or []:
        if not port.get("nodePort"):
            port["nodePort"] = next(number for number in range(30000, 32768) if number not in taken)
            taken.add(port["nodePort"])
