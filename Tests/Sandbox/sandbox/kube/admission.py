# SPDX-License-Identifier: MIT
"""Admission: namespaces that are missing or going, service accounts, quotas, pod security, storage classes."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from . import pod_security, resources
from .quantity import canonical, parse
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
        _quota(store, resource, obj)


def _admit_pod(store: Store, pod: Object) -> None:
    spec, metadata = pod["spec"], pod["metadata"]
    namespace, account = metadata["namespace"], spec.get("serviceAccountName") or "default"
    pods = resources.named("pods")
    if store.get(resources.named("serviceaccounts"), namespace, account) is None:
        raise forbidden(pods, metadata["name"], f"error looking up service account {namespace}/{account}: "
                        f'serviceaccount "{account}" not found')
    spec["serviceAccountName"] = spec["serviceAccount"] = account
    where = store.get(resources.named("namespaces"), "", namespace)
    wanted = pod_security.level(where, "enforce")
    if wanted:
        found = pod_security.violations(wanted[0], spec)
        if found:
            raise forbidden(pods, metadata["name"], f'violates PodSecurity "{wanted[0]}:{wanted[1]}": ' + ", ".join(found))
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
    spec.setdefault("volumes", []).append({"name": volume, "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": reference}]}}]}})


def usage(resource: Resource, obj: Object) -> dict[str, Fraction]:
    """What one object counts for in quotas."""
    counts = {f"count/{resource.qualified}": Fraction(1)}
    plain = ("pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "resourcequotas")
    if not resource.group and resource.plural in plain:
        counts[resource.plural] = Fraction(1)
    if resource.kind == "Service" and dig(obj, "spec", "type") == "LoadBalancer":
        counts["services.loadbalancers"] = Fraction(1)
    if resource.kind == "PersistentVolumeClaim":
        counts["requests.storage"] = parse(dig(obj, "spec", "resources", "requests", "storage", default="0"))
    if resource.kind == "Pod":
        if dig(obj, "status", "phase") in ("Succeeded", "Failed"):
            return {}
        for container in obj["spec"].get("containers") or []:
            for sort in ("requests", "limits"):
                for name, amount in (dig(container, "resources", sort) or {}).items():
                    for key in [f"{sort}.{name}"] + ([name] if sort == "requests" and name in ("cpu", "memory") else []):
                        counts[key] = counts.get(key, Fraction(0)) + parse(amount)
    return counts


def used(store: Store, namespace: str) -> dict[str, Fraction]:
    """What a namespace's objects count for together."""
    total: dict[str, Fraction] = {}
    for key, obj in store.everything():
        if obj["metadata"].get("namespace") == namespace:
            for name, amount in usage(resources.named(key), obj).items():
                total[name] = total.get(name, Fraction(0)) + amount
    return total


def amount_text(amount: Fraction, like: str) -> str:
    """A sum in the notation of the limit it is compared with."""
    if like and like[-1] == "i" and amount.denominator == 1 and amount % 1024 == 0:
        return canonical(f"{amount.numerator // 1024}Ki")
    thousandths = amount * 1000
    return canonical(str(amount.numerator) if amount.denominator == 1 else f"{int(thousandths)}m")


def _quota(store: Store, resource: Resource, obj: Object) -> None:
    namespace = obj["metadata"]["namespace"]
    quotas = store.list(resources.named("resourcequotas"), namespace)
    if not quotas:
        return
    asked, have = usage(resource, obj), used(store, namespace)
    for quota in quotas:
        hard = dig(quota, "spec", "hard", default={})
        touched = {name: limit for name, limit in hard.items() if name in asked}
        missing = [name for name in hard if name in ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "cpu",
                                                     "memory") and resource.kind == "Pod" and name not in asked]
        name = quota["metadata"]["name"]
        if missing:
            words = "; ".join(f"{one} for: {obj['spec']['containers'][0]['name']}" for one in sorted(missing))
            raise forbidden(resource, obj["metadata"]["name"], f"failed quota: {name}: must specify {words}")
        over = [one for one, limit in touched.items() if have.get(one, Fraction(0)) + asked[one] > parse(limit)]
        if over:
            def listed(amounts: dict[str, Fraction]) -> str:
                return ",".join(f"{one}={amount_text(amounts.get(one, Fraction(0)), hard[one])}" for one in sorted(over))

            limits = {one: parse(hard[one]) for one in over}
            words = f"exceeded quota: {name}, requested: {listed(asked)}, used: {listed(have)}, limited: {listed(limits)}"
            raise forbidden(resource, obj["metadata"]["name"], words)


def warnings(store: Store, resource: Resource, obj: Object) -> list[str]:
    """Warning headers of a write that is accepted."""
    template = dig(obj, "spec", "template", "spec")
    if resource.kind not in ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job") or not template:
        return []
    where = store.get(resources.named("namespaces"), "", obj["metadata"].get("namespace", ""))
    wanted = pod_security.level(where, "warn")
    found = pod_security.violations(wanted[0], template) if wanted else []
    return [f'would violate PodSecurity "{wanted[0]}:{wanted[1]}": ' + ", ".join(found)] if wanted and found else []
