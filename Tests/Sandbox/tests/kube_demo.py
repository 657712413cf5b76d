# SPDX-License-Identifier: MIT
"""The workloads that the tests put into the namespace `demo`."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from kube_client import Client, Reply

N = "/api/v1/namespaces/demo"
APPS = "/apis/apps/v1/namespaces/demo"
WEB = f"{APPS}/deployments/web"
API_ROUTE = "['distributed.http.health', 'distributed.http.scheduler.api']"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def put(client: Client, *objects: dict[str, Any]) -> list[Reply]:
    """Applies objects of the namespace, or of the cluster."""
    places = {
        "Deployment": f"{APPS}/deployments",
        "Service": f"{N}/services",
        "ConfigMap": f"{N}/configmaps",
        "Secret": f"{N}/secrets",
        "PersistentVolumeClaim": f"{N}/persistentvolumeclaims",
        "PersistentVolume": "/api/v1/persistentvolumes",
        "ResourceQuota": f"{N}/resourcequotas",
        "Namespace": "/api/v1/namespaces",
        "PodDisruptionBudget": "/apis/policy/v1/namespaces/demo/poddisruptionbudgets",
    }
    replies = []
    for one in objects:
        replies.append(client.apply(f"{places[one['kind']]}/{one['metadata']['name']}", one))
        assert replies[-1].status in (200, 201), replies[-1].body
    return replies


def available(count: int) -> Callable[[dict[str, Any]], bool]:
    """The test that a Deployment, seen in its latest wish, has this many pods available."""
    return lambda body: (
        body["status"].get("availableReplicas", 0) == count
        and (body["status"].get("observedGeneration") == body["metadata"]["generation"])
    )


def pods(client: Client, app: str) -> list[dict[str, Any]]:
    return client.get(f"{N}/pods?labelSelector=app%3D{app}")["items"]


def workload(
    name: str,
    kind: str = "spot",
    replicas: int = 1,
    container: dict[str, Any] | None = None,
    strategy: dict[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    """A Deployment on nodes of a kind."""
    found = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "nodeSelector": {"kind": kind},
                    "containers": [{"name": name, "image": "x:1", **(container or {})}],
                    **spec,
                },
            },
        },
    }
    if strategy:
        found["spec"]["strategy"] = strategy
    return found


def service(name: str, port: int, target: int = 8888, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": {"app": name}, "ports": [{"name": "http", "port": port, "targetPort": target}], **spec},
    }


def volume_and_claim(handle: str = "vol-0a", zone: str = "us-west-2a") -> list[dict[str, Any]]:
    terms = [{"matchExpressions": [{"key": "topology.kubernetes.io/zone", "operator": "In", "values": [zone]}]}]
    return [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": "home"},
            "spec": {
                "capacity": {"storage": "16Gi"},
                "accessModes": ["ReadWriteOnce"],
                "persistentVolumeReclaimPolicy": "Retain",
                "storageClassName": "",
                "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": handle, "fsType": "ext4"},
                "nodeAffinity": {"required": {"nodeSelectorTerms": terms}},
            },
        },
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "home"},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "",
                "volumeName": "home",
                "resources": {"requests": {"storage": "16Gi"}},
            },
        },
    ]


def notebook(port: int, ranges: list[str] | None = None, allowlist: bool = True) -> list[dict[str, Any]]:
    """Jupyter, scheduler and three workers as the deploy makes them, without a home volume."""
    mounts = [{"name": "config", "mountPath": "/etc/jupyter/jupyter_server_config.py", "subPath": "proxy.py"}]
    jupyter = workload(
        "jupyter",
        "stable",
        strategy={"type": "Recreate"},
        container={
            "command": ["jupyter", "lab", "--ip=0.0.0.0"],
            "volumeMounts": mounts if allowlist else [],
            "readinessProbe": {"httpGet": {"path": "/api", "port": 8888}},
            "env": [{"name": "JUPYTER_TOKEN", "valueFrom": {"secretKeyRef": {"name": "notebook", "key": "token"}}}],
        },
        volumes=[{"name": "config", "configMap": {"name": "config"}}] if allowlist else [],
    )
    scheduler = workload(
        "dask-scheduler",
        "stable",
        container={
            "args": ["dask", "scheduler"],
            "env": [{"name": "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES", "value": API_ROUTE}],
        },
    )
    workers = workload(
        "dask-worker",
        replicas=3,
        container={"args": ["dask", "worker", "tcp://dask-scheduler:8786", "--nworkers", "2"]},
    )
    return [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "notebook"}, "stringData": {"token": "geheim"}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "config"},
            "data": {"proxy.py": 'c.ServerProxy.host_allowlist = ["localhost", "dask-scheduler"]\n'},
        },
        jupyter,
        scheduler,
        workers,
        service("dask-scheduler", 8787, 8787),
        service("jupyter", port, type="LoadBalancer", loadBalancerSourceRanges=ranges or ["127.0.0.1/32"]),
    ]
