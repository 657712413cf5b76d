# SPDX-License-Identifier: MIT
"""All Kubernetes clusters of a world: what the AWS half calls, and the switches of the tests.

How long things take (`World.times`, seconds, with their defaults): pod_start 0.2, pod_stop 0.1, probe 0.05,
jupyter_start 0.3, pull_back_off 0.1, crash_back_off 1, balancer_ready 0.5, balancer_drop 0.05, balancer_retry 0.5,
volume_attach 0, volume_detach 0.05, volume_retry 0.5, provision 0.2, node_gone 0.2, namespace_gone 0.1, bookmark 60,
proxy_hang 20 (a proxied port that nobody listens on), forward_close 0.1 (from the last connection's end to the
websocket's).
"""

from __future__ import annotations

import threading
import uuid
from typing import Any

from ..world import World
from . import addons, resources
from .cluster import Cluster, Name
from .selectors import covers
from .values import clone


class KubeWorld:
    """The Kubernetes half of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clusters: dict[Name, Cluster] = {}
        self._lock = threading.Lock()
        world.kube = self

    def start_cluster(self, cluster: Name, version: str) -> tuple[str, bytes]:
        """(endpoint, CA in PEM) of a cluster that is ready to answer."""
        made = Cluster(self.world, cluster, version)
        endpoint = made.start()
        with self._lock:
            old = self.clusters.pop(cluster, None)
            self.clusters[cluster] = made
        if old:
            old.stop()
        return endpoint, made.authority.pem

    def stop_cluster(self, cluster: Name) -> None:
        with self._lock:
            found = self.clusters.pop(cluster, None)
        if found:
            found.stop()

    def set_nodes(self, cluster: Name, group: str, nodes: list[dict[str, Any]]) -> None:
        """Nodes of a group: name, instance_id, zone, instance_type, labels, capacity_type, cpu, memory_mib."""
        found = self.clusters.get(cluster)
        if found:
            found.nodes.set_group(group, nodes)

    def set_addon(self, cluster: Name, name: str, present: bool) -> None:
        """What an EKS add-on of that name runs in kube-system comes or goes."""
        found = self.clusters.get(cluster)
        if found:
            addons.install(found, name, present)

    def stop(self) -> None:
        for name in list(self.clusters):
            self.stop_cluster(name)

    # Switches

    def _find(self, body: dict[str, Any]) -> Cluster:
        """The cluster a switch means: by full name, by its last part, or the only one."""
        wanted = body.get("cluster")
        for name, cluster in self.clusters.items():
            if wanted in (None, name[-1], "/".join(name)) or (isinstance(wanted, list) and tuple(wanted) == name):
                return cluster
        raise KeyError(f"no cluster {wanted}")

    def control(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """One switch. Paths and bodies are listed in `_switches`; every body may name its `cluster`."""
        name, body = path.strip("/").removeprefix("kube/"), body or {}
        if name == "clusters":
            return {"clusters": ["/".join(one) for one in self.clusters]}
        cluster = self._find(body)
        switch = getattr(self, "_switch_" + name.replace("-", "_"), None)
        if switch is None:
            raise KeyError(f"no switch {path}")
        return switch(cluster, body) or {}

    def _switch_compact(self, cluster: Cluster, body: dict[str, Any]) -> dict[str, Any]:
        """Forget history: {version?}. Older watches end with 410."""
        return {"compacted": cluster.store.compact(body.get("version"))}

    def _switch_cut_watches(self, cluster: Cluster, _: dict[str, Any]) -> None:
        """Close every running watch, and every log that is followed, in mid-stream."""
        cluster.cut_watches()

    def _switch_missing_image(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{image: part of a name, message?, found?: true}: pulls of it fail, or work again."""
        if body.get("found"):
            cluster.kubelet.missing_images.pop(body["image"], None)
        else:
            cluster.kubelet.missing_images[body["image"]] = body.get("message", "not found")

    @staticmethod
    def _toggle(marks: list[dict[str, str]], body: dict[str, Any]) -> None:
        if body.get("off"):
            marks[:] = [one for one in marks if one != body["labels"]]
        else:
            marks.append(body["labels"])

    def _switch_crash(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{labels, off?, log?: lines}: pods with these labels crash in a loop, each time with these last words."""
        words = cluster.kubelet.last_words
        words[:] = [one for one in words if one[0] != body["labels"]]
        if body.get("log"):
            words.append((body["labels"], list(body["log"])))
        self._toggle(cluster.kubelet.crashing, body)

    def _switch_balancer_trouble(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{words}: balancers cannot be made, in the cloud's words; empty = they can again."""
        cluster.services.trouble = body["words"]

    def _switch_attach_trouble(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{words}: volumes cannot be attached, in the driver's words; empty = they can again."""
        cluster.attachments.trouble = body["words"]

    def _switch_api_away(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{seconds}: the API server breaks all connections and answers nobody for so long."""
        cluster.server.go_away(float(body["seconds"]))

    def _switch_log(self, cluster: Cluster, body: dict[str, Any]) -> dict[str, Any]:
        """{labels, lines, namespace?, container?}: running containers of pods with these labels write these lines."""
        found = [
            pod
            for pod in cluster.store.list(resources.named("pods"), body.get("namespace", ""))
            if covers(body["labels"], pod["metadata"].get("labels") or {})
        ]
        for pod in found:
            for container in pod["spec"]["containers"]:
                if body.get("container", container["name"]) == container["name"]:
                    cluster.logs.write(pod, container["name"], *body["lines"])
        return {"pods": len(found)}

    def _switch_unready(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{labels, off?}: pods with these labels fail their readiness probe."""
        self._toggle(cluster.kubelet.unready, body)

    def _switch_node_asleep(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{node, off?}: the node stops reporting; its pods stay as they are."""
        (cluster.nodes.asleep.discard if body.get("off") else cluster.nodes.asleep.add)(body["node"])

    def _switch_exec(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{labels?, versions: {python?, dask?, distributed?}} or {labels?, stdout?, stderr?, exit_code?, seconds?}:
        what commands in pods with these labels find, or how any command there ends; {off: true}: no rules any more."""
        if body.get("off"):
            cluster.exec_rules.clear()
        else:
            cluster.exec_rules.append(body)

    def _switch_listen(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{pod, ports}: the pod's container listens there too, without saying so."""
        cluster.pod_ports.setdefault(body["pod"], set()).update(body["ports"])

    def _switch_cut_streams(self, cluster: Cluster, _: dict[str, Any]) -> None:
        """Break every running exec and port-forward."""
        cluster.cut_streams()

    def _switch_addon(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{name, off?}: as set_addon."""
        addons.install(cluster, body["name"], not body.get("off"))

    def _switch_nodes(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{group, nodes}: as set_nodes."""
        cluster.nodes.set_group(body["group"], body["nodes"])

    def _switch_objects(self, cluster: Cluster, body: dict[str, Any]) -> dict[str, Any]:
        """{resource: key such as pods or deployments.apps, namespace?}: what is stored."""
        return {"items": cluster.store.list(resources.named(body["resource"]), body.get("namespace", ""))}

    def _switch_many_pods(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{labels, count}: so many more pods like a running one with these labels, which no controller made or misses."""
        with cluster.store.lock:
            pods = cluster.store.list(resources.named("pods"))
            like = next(pod for pod in pods if covers(body["labels"], pod["metadata"].get("labels") or {}))
            for number in range(int(body["count"])):
                pod = clone(like)
                pod["metadata"].pop("ownerReferences", None)
                pod["metadata"]["labels"].pop("pod-template-hash", None)
                pod["metadata"].update(name=f"{like['metadata']['name']}-{number}", uid=str(uuid.uuid4()))
                address = f"10.99.{number // 250}.{number % 250 + 1}"
                pod["status"].update(podIP=address, podIPs=[{"ip": address}])
                cluster.store.put(resources.named("pods"), pod)

    def _switch_retire_none(self, cluster: Cluster, _: dict[str, Any]) -> None:
        """Forget which Dask workers were retired."""
        cluster.dask_workers.retired.clear()

    def _switch_dask_load(self, cluster: Cluster, body: dict[str, Any]) -> None:
        """{address: tcp://pod:port, results?, bytes?, processing?}: what a Dask worker holds and does."""
        cluster.dask_workers.load(body["address"], **{key: body[key] for key in body if key not in ("address", "cluster")})

    def _switch_crashes(self, cluster: Cluster, _: dict[str, Any]) -> dict[str, Any]:
        """Tracebacks of the double's own faults; a test asserts that there are none."""
        return {"crashes": cluster.crashes}
