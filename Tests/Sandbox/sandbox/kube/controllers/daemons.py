# SPDX-License-Identifier: MIT
"""DaemonSets: one pod on every node that the template takes, and the counts of its status."""

from __future__ import annotations

from ..status import StatusError
from ..values import clone, dig
from . import taints
from .base import Controller, Object, leaving, owned_by, owner_reference, ready
from .scheduler import selector_takes

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class Daemons(Controller):
    def step(self, now: float) -> None:
        for daemon in self.list("daemonsets.apps"):
            if leaving(daemon):
                continue
            nodes = [node for node in self.list("nodes") if self._takes(daemon, node)]
            pods = [pod for pod in self.list("pods", daemon["metadata"]["namespace"]) if owned_by(pod, daemon)]
            homes = {_home(pod): pod for pod in pods}
            names = {node["metadata"]["name"] for node in nodes}
            for name in sorted(names - set(homes)):
                self._make(daemon, name)
            for name, pod in homes.items():
                if name not in names and not leaving(pod):
                    self.delete("pods", pod)
            self._report(daemon, len(nodes), [pod for pod in pods if not leaving(pod)])

    @staticmethod
    def _takes(daemon: Object, node: Object) -> bool:
        spec, labels = daemon["spec"]["template"]["spec"], node["metadata"].get("labels") or {}
        plain = all(labels.get(key) == value for key, value in (spec.get("nodeSelector") or {}).items())
        return plain and selector_takes(dig(spec, "affinity", "nodeAffinity", _REQUIRED), node)

    def _make(self, daemon: Object, node: str) -> None:
        template, metadata = clone(daemon["spec"]["template"]), daemon["metadata"]
        spec = template["spec"]
        spec.pop("serviceAccount", None)
        rule = {"key": "metadata.name", "operator": "In", "values": [node]}
        spec["tolerations"] = [*(spec.get("tolerations") or []), *taints.OF_DAEMONS]
        spec["affinity"] = {"nodeAffinity": {_REQUIRED: {"nodeSelectorTerms": [{"matchFields": [rule]}]}}}
        made = {
            "generateName": f"{metadata['name']}-",
            "labels": template["metadata"].get("labels") or {},
            "ownerReferences": [owner_reference(daemon)],
        }
        try:
            self.create("pods", metadata["namespace"], {"metadata": made, "spec": spec})
        except StatusError as error:
            if error.code != 403:
                raise

    def _report(self, daemon: Object, wanted: int, pods: list[Object]) -> None:
        running = sum(1 for pod in pods if ready(pod))

        def report(draft: Object) -> None:
            status = {
                "currentNumberScheduled": len(pods),
                "numberMisscheduled": 0,
                "desiredNumberScheduled": wanted,
                "numberReady": running,
                "observedGeneration": draft["metadata"]["generation"],
            }
            optional = {
                "updatedNumberScheduled": len(pods),
                "numberAvailable": running,
                "numberUnavailable": wanted - running,
            }
            draft["status"] = {**status, **{key: value for key, value in optional.items() if value}}

        self.change("daemonsets.apps", daemon, report, "status")


def _home(pod: Object) -> str:
    """The node that a daemon's pod is meant for."""
    affinity = dig(pod, "spec", "affinity", "nodeAffinity", _REQUIRED, "nodeSelectorTerms", 0, "matchFields", 0)
    return str(dig(affinity, "values", 0, default=""))
