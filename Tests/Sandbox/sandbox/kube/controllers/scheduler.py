# SPDX-License-Identifier: MIT
"""The scheduler: places pods by selectors, affinity, volumes and what is free, and says why where it cannot."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..quantity import milli, whole
from ..selectors import requirement
from ..values import dig, stamp
from . import taints
from .base import Controller, Object, leaving

_TOPOLOGY = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")
_AFFINITY = "node(s) didn't match Pod's node affinity/selector"
_HELPLESS, _NO_VICTIM = "Preemption is not helpful for scheduling", "No preemption victims found for incoming pod"


def requests(pod: Object) -> dict[str, int]:
    """CPU in thousandths, memory in bytes, and the pod itself."""
    total = {"cpu": 0, "memory": 0, "pods": 1}
    for container in pod["spec"].get("containers") or []:
        wish = dig(container, "resources", "requests", default={})
        total["cpu"] += milli(wish.get("cpu", "0"))
        total["memory"] += whole(wish.get("memory", "0"))
    return total


def allocatable(node: Object) -> dict[str, int]:
    have = dig(node, "status", "allocatable", default={})
    return {
        "cpu": milli(have.get("cpu", "0")),
        "memory": whole(have.get("memory", "0")),
        "pods": whole(have.get("pods", "110")),
    }


def term_takes(term: Object, node: Object) -> bool:
    """One nodeSelectorTerm."""
    labels = node["metadata"].get("labels") or {}
    fields = {"metadata.name": node["metadata"]["name"]}
    rules = (term.get("matchExpressions") or [], term.get("matchFields") or [])
    if not any(rules):
        return False
    return all(requirement(one, labels) for one in rules[0]) and all(requirement(one, fields) for one in rules[1])


def selector_takes(selector: Object | None, node: Object) -> bool:
    return selector is None or any(term_takes(term, node) for term in selector.get("nodeSelectorTerms") or [])


class Scheduler(Controller):
    manager = "kube-scheduler"

    def step(self, now: float) -> None:
        waiting = [pod for pod in self.list("pods") if not pod["spec"].get("nodeName") and not leaving(pod)]
        for pod in sorted(waiting, key=lambda one: int(one["metadata"]["resourceVersion"])):
            self._place(pod, now)

    def _place(self, pod: Object, now: float) -> None:
        nodes = self.list("nodes")
        blocked = self._volumes_missing(pod)
        if not nodes:
            self._refuse(pod, "no nodes available to schedule pods", now)
        elif blocked:
            self._refuse(pod, f"0/{len(nodes)} nodes are available: {blocked}", now)
        else:
            free = self._used_by_node()
            reasons: Counter[str] = Counter()
            helpless, fitting = 0, []
            for node in nodes:
                found, hopeless = self._against(pod, node, free.get(node["metadata"]["name"], {}))
                reasons.update(found)
                helpless += bool(found) and hopeless
                if not found:
                    fitting.append(node)
            if fitting:
                self.bind(pod, self._best(pod, fitting, free)["metadata"]["name"])
                return
            words = ", ".join(sorted(f"{count} {reason}" for reason, count in reasons.items()))
            ends = [(helpless, _HELPLESS), (len(nodes) - helpless, _NO_VICTIM)]
            preemption = ", ".join(sorted(f"{count} {reason}" for count, reason in ends if count))
            self._refuse(
                pod,
                f"0/{len(nodes)} nodes are available: {words}. no new claims to deallocate, preemption: "
                f"0/{len(nodes)} nodes are available: {preemption}.",
                now,
            )

    def _claims(self, pod: Object) -> list[tuple[str, Object | None]]:
        names = [
            volume["persistentVolumeClaim"].get("claimName", "")
            for volume in pod["spec"].get("volumes") or []
            if "persistentVolumeClaim" in volume
        ]
        return [(name, self.get("persistentvolumeclaims", pod["metadata"]["namespace"], name)) for name in names]

    def _volumes_missing(self, pod: Object) -> str | None:
        for name, claim in self._claims(pod):
            if claim is None:
                return f'persistentvolumeclaim "{name}" not found. not found'
            if leaving(claim):
                return f'persistentvolumeclaim "{name}" is being deleted. not found'
            if dig(claim, "status", "phase") != "Bound":
                return "pod has unbound immediate PersistentVolumeClaims. not found"
        return None

    def _used_by_node(self) -> dict[str, dict[str, Any]]:
        used: dict[str, dict[str, Any]] = {}
        for pod in self.list("pods"):
            name = pod["spec"].get("nodeName")
            if not name or pod["status"]["phase"] in ("Succeeded", "Failed"):
                continue
            sums = used.setdefault(name, {"cpu": 0, "memory": 0, "pods": 0, "owners": Counter()})
            for key, amount in requests(pod).items():
                sums[key] += amount
            for owner in pod["metadata"].get("ownerReferences") or []:
                sums["owners"][owner["uid"]] += 1
        return used

    def _against(self, pod: Object, node: Object, used: dict[str, Any]) -> tuple[list[str], bool]:
        """Why a pod cannot go to a node, and whether nothing that runs there could be moved to help."""
        tolerated = dig(pod, "spec", "tolerations", default=[])
        if dig(node, "spec", "unschedulable") and not taints.tolerates(tolerated, taints.UNSCHEDULABLE):
            return ["node(s) were unschedulable"], True
        is_ready = any(
            one["type"] == "Ready" and one["status"] == "True" for one in dig(node, "status", "conditions", default=[])
        )
        if not is_ready or any(not taints.tolerates(tolerated, one) for one in taints.repelling(node)):
            return ["node(s) had untolerated taint(s)"], True
        labels, spec = node["metadata"].get("labels") or {}, pod["spec"]
        wanted = dig(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        plain = all(labels.get(key) == value for key, value in (spec.get("nodeSelector") or {}).items())
        if not plain or not selector_takes(wanted, node):
            return [_AFFINITY], True
        for _, claim in self._claims(pod):
            volume = self.get("persistentvolumes", "", dig(claim, "spec", "volumeName", default=""))
            if not selector_takes(dig(volume, "spec", "nodeAffinity", "required"), node):
                return ["node(s) had volume node affinity conflict"], True
        have, wish = allocatable(node), requests(pod)
        short = [key for key in ("cpu", "memory", "pods") if used.get(key, 0) + wish[key] > have[key]]
        names = {"pods": "Too many pods"}
        return [names.get(key, f"Insufficient {key}") for key in short], any(wish[key] > have[key] for key in short)

    def _best(self, pod: Object, nodes: list[Object], used: dict[str, dict[str, Any]]) -> Object:
        """Spreads siblings first, then fills the emptiest."""
        owners = [one["uid"] for one in pod["metadata"].get("ownerReferences") or []]

        def cost(node: Object) -> tuple:
            sums, have = used.get(node["metadata"]["name"], {}), allocatable(node)
            siblings = sum(sums.get("owners", {}).get(uid, 0) for uid in owners)
            return siblings, sums.get("cpu", 0) / (have["cpu"] or 1), sums.get("pods", 0), node["metadata"]["name"]

        return min(nodes, key=cost)

    def bind(self, pod: Object, node_name: str) -> None:
        """Assigns a pod to a node; like the real binding it leaves no trace in managedFields."""
        node = self.get("nodes", "", node_name)
        labels = (node or {}).get("metadata", {}).get("labels") or {}
        now = self.cluster.world.now()

        def assign(draft: Object) -> None:
            draft["spec"]["nodeName"] = node_name
            topology = {key: labels[key] for key in _TOPOLOGY if key in labels}
            if topology:
                draft["metadata"].setdefault("labels", {}).update(topology)

        def scheduled(draft: Object) -> None:
            others = [one for one in dig(draft, "status", "conditions", default=[]) if one["type"] != "PodScheduled"]
            entry = {"type": "PodScheduled", "status": "True", "lastProbeTime": None, "lastTransitionTime": stamp(now)}
            draft["status"]["conditions"] = [*others, entry]

        self.cluster.force(pod, assign)
        self.change("pods", pod, scheduled, "status", untracked=True)
        metadata = pod["metadata"]
        self.events.scheduled(
            pod,
            "Scheduled",
            f"Successfully assigned {metadata['namespace']}/{metadata['name']} to {node_name}",
            "Binding",
            False,
        )

    def _refuse(self, pod: Object, words: str, now: float) -> None:
        conditions: list[Object] = dig(pod, "status", "conditions", default=[])
        have = next((one for one in conditions if one["type"] == "PodScheduled"), {})
        if have.get("message") == words:
            return

        def refuse(draft: Object) -> None:
            others = [one for one in dig(draft, "status", "conditions", default=[]) if one["type"] != "PodScheduled"]
            entry = {
                "type": "PodScheduled",
                "observedGeneration": draft["metadata"].get("generation", 1),
                "status": "False",
                "lastProbeTime": None,
                "lastTransitionTime": have.get("lastTransitionTime", stamp(now)),
                "reason": "Unschedulable",
                "message": words,
            }
            draft["status"]["conditions"] = [*others, entry]

        self.change("pods", pod, refuse, "status")
        self.events.scheduled(pod, "FailedScheduling", words, "Scheduling", True)
