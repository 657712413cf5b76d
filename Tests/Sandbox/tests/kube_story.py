# SPDX-License-Identifier: MIT
"""The story in which every recorded request is asked again: what has to be there before each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from kube_client import Client, Reply
from kube_recordings import Recording, read

from sandbox.kube.stand_alone import StandAlone

N = "/api/v1/namespaces/himat-demo"
DEPLOYMENTS = "/apis/apps/v1/namespaces/himat-demo/deployments"
_MARKS = {"fake/cpu": "2", "fake/memory": "7876Mi", "kwok.x-k8s.io/node": "fake"}


def deployment(
    name: str,
    replicas: int = 1,
    image: str = "busybox:1",
    annotations: dict[str, str] | None = None,
    container: dict[str, Any] | None = None,
    **spec: Any,
) -> dict[str, Any]:
    labels = {"labels": {"app": name}, **({"annotations": annotations} if annotations else {})}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": labels,
                "spec": {"containers": [{"name": "main", "image": image, **(container or {})}], **spec},
            },
        },
    }


def recorded_nodes() -> list[tuple[str, list[dict[str, Any]]]]:
    """The nodes of the recording, with its simulator's labels and annotations, by group."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, node in enumerate(read("nodes").answer["items"]):
        labels, status = node["metadata"]["labels"], node["status"]["allocatable"]
        groups.setdefault(labels["eks.amazonaws.com/nodegroup"], []).append(
            {
                "name": node["metadata"]["name"],
                "instance_id": f"i-{number:017x}",
                "instance_type": "m5.large",
                "zone": labels["topology.kubernetes.io/zone"],
                "cpu": status["cpu"],
                "memory_mib": 40000,
                "capacity_type": labels["eks.amazonaws.com/capacityType"],
                "allocatable_cpu": status["cpu"],
                "allocatable_memory_mib": status["memory"].removesuffix("Mi"),
                "annotations": _MARKS,
                "labels": {"kind": labels["kind"], "type": "fake"},
            }
        )
    return list(groups.items())


class Story:
    """`prepare[name]` brings the cluster into the state a recording needs; `ask` then asks what was asked."""

    def __init__(self, alone: StandAlone) -> None:
        self.alone = alone
        self.admin = Client(alone, alone.tokens["admin"])
        self.others = {
            "forbidden": Client(alone, alone.tokens["none"]),
            "bad-token": Client(alone, "0" * 32),
            "no-credentials": Client(alone),
        }
        self.version = ""
        for group, nodes in recorded_nodes():
            alone.kube.control("nodes", {"group": group, "nodes": []})
            alone.kube.control("nodes", {"group": group, "nodes": nodes})
        self._streams: dict[str, list[dict[str, Any]]] = {}

    def ask(self, recording: Recording) -> Reply:
        client = self.others.get(recording.name, self.admin)
        return client.call(recording.method, recording.path, recording.body, recording.kind, agent="Python-urllib/3.11")

    def play(self, name: str) -> Reply | list[dict[str, Any]]:
        """Prepares for and asks again one recording."""
        recording = read(name)
        prepare = self.preparations.get(name)
        if prepare:
            prepare(self)
        if recording.stream is None:
            return self.ask(recording)
        if name in self._streams:
            self._threads[name].join(15)
            return self._streams[name]
        return list(self.admin.watch(recording.path))

    # Watches run beside what they watch

    _threads: dict[str, threading.Thread] = {}

    def follow(self, name: str, path: str, enough: Callable[[dict[str, Any]], bool]) -> None:
        events = self._streams[name] = []

        def run() -> None:
            for event in Client(self.alone, self.alone.tokens["admin"]).watch(path):
                events.append(event)
                if enough(event):
                    return

        self._threads[name] = threading.Thread(target=run, daemon=True)
        self._threads[name].start()

    def now(self, path: str) -> str:
        return self.admin.get(path)["metadata"]["resourceVersion"]

    # Preparations

    def _watch_rollout(self) -> None:
        self.follow(
            "watch-deployment-rollout",
            f"{DEPLOYMENTS}?watch=1&allowWatchBookmarks=true&resourceVersion={self.now(DEPLOYMENTS)}",
            lambda event: event["object"]["status"].get("availableReplicas") == 2,
        )

    def _rolled_out(self) -> None:
        self.admin.until(f"{DEPLOYMENTS}/web", lambda body: body["status"].get("availableReplicas") == 2)

    def _troubles(self) -> None:
        for wish in (
            deployment("big", container={"resources": {"requests": {"cpu": "999"}}}),
            deployment("lost", nodeSelector={"kind": "nowhere"}),
            deployment(
                "noclaim",
                volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "nope"}}],
                container={"volumeMounts": [{"name": "v", "mountPath": "/home"}]},
            ),
            deployment("noimg", image="example.com/does-not-exist:1"),
            deployment("crash", annotations={"fake/fail": "CrashLoopBackOff"}),
        ):
            assert self.admin.apply(f"{DEPLOYMENTS}/{wish['metadata']['name']}", wish).status == 201
        quota = {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": {"name": "q"},
            "spec": {"hard": {"pods": "9"}},
        }
        self.admin.until(f"{N}/pods", lambda body: len(body["items"]) == 7)
        assert self.admin.apply(f"{N}/resourcequotas/q", quota).status == 201
        assert self.admin.apply(f"{DEPLOYMENTS}/many", deployment("many", 20)).status == 201

    def _over_quota(self) -> None:
        self.admin.until(
            f"{DEPLOYMENTS}/many",
            lambda body: body["status"].get("availableReplicas") == 2 and len(body["status"]["conditions"]) == 3,
        )

    def _until_waiting(self, name: str, reason: str) -> None:
        self.admin.until(
            f"{N}/pods?labelSelector=app%3D{name}",
            lambda body: (
                body["items"][0]["status"]
                .get("containerStatuses", [{"state": {}}])[0]["state"]
                .get("waiting", {})
                .get("reason")
                == reason
            ),
        )

    def _refused(self, name: str) -> None:
        self.admin.until(
            f"{N}/pods?labelSelector=app%3D{name}", lambda body: "conditions" in body["items"][0]["status"]
        )

    def _many_events(self) -> None:
        self.admin.until(f"{N}/events", lambda body: len(body["items"]) > 40)

    def _bound(self) -> None:
        self.admin.until(f"{N}/persistentvolumeclaims/home", lambda body: body["status"]["phase"] == "Bound")

    def _released(self) -> None:
        self.admin.call("DELETE", f"{N}/persistentvolumeclaims/home")
        self.admin.until("/api/v1/persistentvolumes/himat-rec-vol", lambda body: body["status"]["phase"] == "Released")

    def _watch_service(self) -> None:
        path = f"{N}/services"
        self.follow(
            "watch-service-load-balancer",
            f"{path}?watch=1&resourceVersion={self.now(path)}",
            lambda event: "ingress" in event["object"]["status"]["loadBalancer"],
        )

    def _hostname(self) -> None:
        self.admin.until(f"{N}/services/web", lambda body: "ingress" in body["status"]["loadBalancer"])

    def _lease(self) -> None:
        self.admin.apply(
            "/api/v1/namespaces/demo", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}}
        )
        path = "/apis/coordination.k8s.io/v1/namespaces/demo/leases"
        lease = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": "himat-lock"},
            "spec": {"holderIdentity": "first", "leaseDurationSeconds": 60},
        }
        assert self.admin.call("POST", path, lease).status == 201

    def _compacted(self) -> None:
        self.alone.kube.control("compact", {})

    preparations: dict[str, Callable[[Story], None]] = {
        "deployment-apply": _watch_rollout,
        "deployment-rolled-out": _rolled_out,
        "deployment-over-quota": lambda self: (self._troubles(), self._over_quota()),
        "pods-big": lambda self: self._refused("big"),
        "pods-lost": lambda self: self._refused("lost"),
        "pods-noclaim": lambda self: self._refused("noclaim"),
        "pods-noimg": lambda self: self._until_waiting("noimg", "ImagePullBackOff"),
        "pods-crash": lambda self: self._until_waiting("crash", "CrashLoopBackOff"),
        "events": _many_events,
        "pvc-bound": _bound,
        "pv-released": _released,
        "service-apply": _watch_service,
        "service-with-hostname": _hostname,
        "lease-conflict": _lease,
        "watch-expired": _compacted,
    }


# The order in which they can be asked.
ORDER = """version api-versions apis-groups api-v1-resources apps-v1-resources no-credentials bad-token forbidden nodes
    namespace-apply-create namespace-apply-again create-conflict unknown-resource not-found dry-run-missing-namespace
    configmap-apply apply-no-manager apply-unknown-field apply-bad-yaml apply-field-conflict apply-force apply-dry-run
    get-after-dry-run invalid deployment-apply watch-deployment-rollout deployment-rolled-out pods-of-rolled-out
    deployment-over-quota pods-big pods-lost pods-noclaim pods-noimg pods-crash events pv-apply pvc-apply pvc-bound
    pv-released service-apply watch-service-load-balancer service-with-hostname ssar list-paged delete-uid-precondition
    delete-configmap delete-foreground lease-conflict watch-expired namespace-delete apply-into-terminating""".split()
WEBSOCKETS = ["exec-websocket", "portforward-websocket"]
