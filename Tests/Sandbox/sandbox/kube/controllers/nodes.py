# SPDX-License-Identifier: MIT
"""Nodes: made from what the AWS half says of a group, Ready or not by switch, and their pods gone with them."""

from __future__ import annotations

from typing import Any

from .. import deletion, resources
from ..values import dig, stamp
from . import taints
from .base import Controller, Object, leaving

_GROUP = "eks.amazonaws.com/nodegroup"
_CONDITIONS = ("MemoryPressure", "DiskPressure", "PIDPressure")


def _amounts(node: dict[str, Any]) -> tuple[Object, Object]:
    """(capacity, allocatable): what kubelet keeps for itself on EKS is taken off unless the caller says the rest."""
    cores, mebibytes, pods = int(node["cpu"]), int(node["memory_mib"]), int(node.get("pods", 58))
    steps = [60, 10, 5, 5] + [2.5] * max(0, cores - 4)
    free_cpu = node.get("allocatable_cpu", f"{int(cores * 1000 - sum(steps[:cores]))}m")
    seen = int(mebibytes * 0.9614)
    free_memory = node.get("allocatable_memory_mib", seen - 255 - 11 * pods - 100)
    if "allocatable_memory_mib" in node:
        seen = max(int(node["allocatable_memory_mib"]), min(mebibytes, seen))
    common = {"ephemeral-storage": node.get("storage", "80Gi"), "pods": str(pods)}
    return (
        {"cpu": str(cores), "memory": f"{seen}Mi", **common},
        {"cpu": str(free_cpu), "memory": f"{free_memory}Mi", **common},
    )


class Nodes(Controller):
    """The kubelets' registration, and the node lifecycle controller."""

    def __init__(self, cluster) -> None:
        super().__init__(cluster)
        self._number = 0
        self.asleep: set[str] = set()

    def set_group(self, group: str, nodes: list[dict[str, Any]]) -> None:
        """Makes the nodes of a group exactly these: new ones register, missing ones are removed."""
        wanted = {node["name"] for node in nodes}
        for node in self.list("nodes"):
            name = node["metadata"]["name"]
            if node["metadata"].get("labels", {}).get(_GROUP) == group and name not in wanted:
                self.store.remove(resources.named("nodes"), "", name)
                self.events.emit(
                    node,
                    "RemovingNode",
                    f"Node {name} event: Removing Node {name} from Controller",
                    component="node-controller",
                )
        for node in nodes:
            if self.get("nodes", "", node["name"]) is None:
                self._register(group, node)

    def _register(self, group: str, node: dict[str, Any]) -> None:
        name, zone = node["name"], node.get("zone", "")
        number, self._number = self._number, self._number + 1
        region = zone[:-1] if zone and zone[-1].isalpha() else zone
        labels = {
            "beta.kubernetes.io/os": "linux",
            "eks.amazonaws.com/capacityType": node.get("capacity_type", "ON_DEMAND"),
            _GROUP: group,
            "kubernetes.io/arch": node.get("arch", "amd64"),
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "node.kubernetes.io/instance-type": node.get("instance_type", "m5.large"),
            "topology.ebs.csi.aws.com/zone": zone,
            "topology.kubernetes.io/region": region,
            "topology.kubernetes.io/zone": zone,
            **(node.get("labels") or {}),
        }
        annotations = {
            "volumes.kubernetes.io/controller-managed-attach-detach": "true",
            **(node.get("annotations") or {}),
        }
        made = self.create(
            "nodes",
            "",
            {
                "metadata": {"name": name, "labels": labels, "annotations": annotations},
                "spec": {"providerID": f"aws:///{zone}/{node['instance_id']}"},
            },
            manager="kubelet",
        )

        def address(draft: Object) -> None:
            draft["metadata"]["annotations"]["node.alpha.kubernetes.io/ttl"] = "0"
            draft["metadata"]["labels"]["beta.kubernetes.io/arch"] = node.get("arch", "amd64")
            draft["spec"]["podCIDR"] = f"10.244.{number}.0/24"
            draft["spec"]["podCIDRs"] = [f"10.244.{number}.0/24"]

        self.change("nodes", made, address)
        self._describe(made, node)
        self.events.emit(
            made,
            "RegisteredNode",
            f"Node {name} event: Registered Node {name} in Controller",
            component="node-controller",
        )

    def _describe(self, made: Object, node: dict[str, Any]) -> None:
        name, now = node["name"], stamp(self.cluster.world.now())
        capacity, allocatable = _amounts(node)

        def condition(kind: str, status: str, reason: str, message: str) -> Object:
            return {
                "type": kind,
                "status": status,
                "lastHeartbeatTime": now,
                "lastTransitionTime": now,
                "reason": reason,
                "message": message,
            }

        def report(draft: Object) -> None:
            draft["status"] = {
                "capacity": capacity,
                "allocatable": allocatable,
                "phase": "Running",
                "conditions": [
                    condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
                    *(
                        condition(kind, "False", f"KubeletHasNo{kind}", f"kubelet has no {kind}")
                        for kind in _CONDITIONS
                    ),
                ],
                "addresses": [
                    {"type": "InternalIP", "address": node.get("ip", "127.0.0.1")},
                    {"type": "Hostname", "address": name},
                ],
                "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
                "nodeInfo": {
                    "machineID": name,
                    "systemUUID": made["metadata"]["uid"],
                    "bootID": made["metadata"]["uid"],
                    "kernelVersion": "6.12.0",
                    "osImage": "Amazon Linux 2023",
                    "kubeProxyVersion": "",
                    "containerRuntimeVersion": "containerd://2.1.0",
                    "kubeletVersion": f"v1.{self.cluster.minor}.2",
                    "operatingSystem": "linux",
                    "architecture": node.get("arch", "amd64"),
                },
            }

        self.change("nodes", made, report, "status", manager="kubelet")

    def step(self, now: float) -> None:
        names = set()
        for node in self.list("nodes"):
            name = node["metadata"]["name"]
            names.add(name)
            self._awake(node, name not in self.asleep)
            if taints.wanted(node, name in self.asleep) != taints.kept(node):
                self.change("nodes", node, lambda draft, name=name: taints.mark(draft, name in self.asleep, now))
        for pod in self.list("pods"):
            where = pod["spec"].get("nodeName")
            uid = pod["metadata"]["uid"]
            if where and where not in names and self.after(f"lost/{uid}", self.duration("node_gone", 0.2), now):
                self.forget(f"lost/{uid}")
                self._forget_pod(pod)

    def _forget_pod(self, pod: Object) -> None:
        """The pod collector: what ran on a node that no longer exists is removed without asking the node."""
        if not leaving(pod):
            deletion.delete(
                self.store,
                resources.named("pods"),
                pod["metadata"]["namespace"],
                pod["metadata"]["name"],
                {"gracePeriodSeconds": 0},
                self.cluster.world.now(),
            )
        self.store.remove(resources.named("pods"), pod["metadata"]["namespace"], pod["metadata"]["name"])

    def _awake(self, node: Object, awake: bool) -> None:
        wanted = "True" if awake else "Unknown"
        have = next((one for one in dig(node, "status", "conditions", default=[]) if one["type"] == "Ready"), None)
        if have is None or have["status"] == wanted:
            return

        def report(draft: Object) -> None:
            entry = next(one for one in draft["status"]["conditions"] if one["type"] == "Ready")
            entry["status"], entry["lastTransitionTime"] = wanted, stamp(self.cluster.world.now())
            entry["reason"] = "KubeletReady" if awake else "NodeStatusUnknown"
            entry["message"] = "kubelet is posting ready status" if awake else "Kubelet stopped posting node status."

        self.change("nodes", node, report, "status")
        word = "NodeReady" if awake else "NodeNotReady"
        self.events.emit(
            node, word, f"Node {node['metadata']['name']} status is now: {word}", component="node-controller"
        )
