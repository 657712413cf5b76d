# SPDX-License-Identifier: MIT
"""The cloud's service controller: balancers for LoadBalancer Services, and their removal before the Service goes."""

from __future__ import annotations

from ..balancer import Balancer
from ..values import dig
from .attachments import instance_of
from .base import Controller, Object, leaving

FINALIZER = "service.kubernetes.io/load-balancer-cleanup"
_NODE_LABELS = "service.beta.kubernetes.io/aws-load-balancer-target-node-labels"


def balancer_name(service: Object) -> str:
    """The in-tree controller's name: an `a` and the Service's uid without dashes, 32 letters at most."""
    return ("a" + service["metadata"]["uid"].replace("-", ""))[:32]


class Services(Controller):
    manager = "aws-cloud-controller-manager"

    def __init__(self, cluster) -> None:
        super().__init__(cluster)
        self.open: dict[str, Balancer] = {}
        self._made: dict[str, tuple] = {}
        self._closed = False
        self.trouble = ""

    def step(self, now: float) -> None:
        seen = set()
        for service in self.list("services"):
            uid = service["metadata"]["uid"]
            seen.add(uid)
            wanted = service["spec"].get("type") == "LoadBalancer" and not leaving(service)
            if wanted:
                self._ensure(service, now)
            elif FINALIZER in (service["metadata"].get("finalizers") or []):
                self._remove(service, now)
        for uid in [one for one in self.open if one not in seen]:
            self.open.pop(uid).close()

    def _ensure(self, service: Object, now: float) -> None:
        uid = service["metadata"]["uid"]
        if FINALIZER not in (service["metadata"].get("finalizers") or []):
            self.events.emit(
                service,
                "EnsuringLoadBalancer",
                "Ensuring load balancer",
                component="service-controller",
                manager=self.manager,
            )

            def protect(draft: Object) -> None:
                draft["metadata"].setdefault("finalizers", []).append(FINALIZER)

            self.change("services", service, protect)
            return
        if uid not in self._made and not self.after(f"make/{uid}", self.duration("balancer_ready", 0.5), now):
            return
        self._make(service, now)
        if uid not in self._made:
            return
        ports = [port["port"] for port in service["spec"]["ports"]]
        if uid in self.open and self.open[uid].ports != ports:
            self.open.pop(uid).close()
        if uid not in self.open and not self._closed:
            self.open[uid] = Balancer(
                self.cluster, service["metadata"]["namespace"], service["metadata"]["name"], ports
            )
            for words in self.open[uid].failures:
                self.events.emit(
                    service,
                    "SyncLoadBalancerFailed",
                    words,
                    warning=True,
                    component="service-controller",
                    manager=self.manager,
                )
        if not dig(service, "status", "loadBalancer", "ingress"):

            def report(draft: Object) -> None:
                draft["status"] = {"loadBalancer": {"ingress": [{"hostname": "localhost"}]}}

            self.change("services", service, report, "status")
            self.events.emit(
                service,
                "EnsuredLoadBalancer",
                "Ensured load balancer",
                component="service-controller",
                manager=self.manager,
            )

    def _make(self, service: Object, now: float) -> None:
        """Asks the AWS half for the balancer, anew when the Service or its nodes changed."""
        uid, nodes = service["metadata"]["uid"], self._instances(service)
        state = (service["spec"], service["metadata"].get("annotations"), nodes)
        if self._made.get(uid) == state:
            return
        retry = f"retry/{uid}"
        if retry in self._due and not self.after(retry, 0, now):
            return
        self.forget(retry)
        try:
            if self.trouble:
                raise RuntimeError(self.trouble)
            if self.cluster.world.cloud:
                self.cluster.world.cloud.make_balancer(self.cluster.name, balancer_name(service), service, nodes)
            self._made[uid] = state
        except Exception as error:  # whatever the cloud says is shown to the user, as the real controller does
            self._due[retry] = now + self.duration("balancer_retry", 0.5)
            self.events.emit(
                service,
                "SyncLoadBalancerFailed",
                f"Error syncing load balancer: failed to ensure load balancer: {error}",
                warning=True,
                component="service-controller",
                manager=self.manager,
            )

    def _instances(self, service: Object) -> list[str]:
        text = dig(service, "metadata", "annotations", default={}).get(_NODE_LABELS, "")
        wanted = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
        return sorted(
            instance_of(node)
            for node in self.list("nodes")
            if all(node["metadata"].get("labels", {}).get(key) == value for key, value in wanted.items())
        )

    def _remove(self, service: Object, now: float) -> None:
        uid = service["metadata"]["uid"]
        if uid in self.open:
            self.open.pop(uid).close()
        if not self.after(f"drop/{uid}", self.duration("balancer_drop", 0.05), now):
            return
        if uid in self._made and self.cluster.world.cloud:
            self.cluster.world.cloud.drop_balancer(self.cluster.name, balancer_name(service))
        self._made.pop(uid, None)

        def release(draft: Object) -> None:
            left = [one for one in draft["metadata"].get("finalizers") or [] if one != FINALIZER]
            draft["metadata"]["finalizers"] = left
            if not left:
                del draft["metadata"]["finalizers"]

        self.change("services", service, release)
        if not leaving(service):

            def forget(draft: Object) -> None:
                draft["status"] = {"loadBalancer": {}}

            self.change("services", service, forget, "status")

    def close(self) -> None:
        self._closed = True
        while self.open:
            self.open.popitem()[1].close()
