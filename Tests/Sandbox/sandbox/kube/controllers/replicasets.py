# SPDX-License-Identifier: MIT
"""ReplicaSets: as many pods as wished, the cheapest to lose going first, and a condition when pods are refused."""

from __future__ import annotations

from collections import Counter

from ..status import StatusError
from ..values import clone, stamp
from .base import Controller, Object, condition, leaving, owned_by, owner_reference, ready

_COST = "controller.kubernetes.io/pod-deletion-cost"


def removal_order(pod: Object, siblings: int = 0) -> tuple:
    """Pods that sort first are deleted first; `siblings` is how many of the set run on the pod's node.

    As the controller's ActivePodsWithRanks: placed, running and ready pods later, then the cost, then crowded nodes first,
    then those with more restarts, then the newest.
    """
    metadata, status = pod["metadata"], pod.get("status") or {}
    phase = {"Pending": 0, "Unknown": 1, "Running": 2}.get(status.get("phase", ""), 0)
    try:
        cost = int((metadata.get("annotations") or {}).get(_COST, "0"))
    except ValueError:
        cost = 0
    newest_first = tuple(-ord(letter) for letter in metadata["creationTimestamp"])
    restarts = max((one.get("restartCount", 0) for one in status.get("containerStatuses") or []), default=0)
    is_placed = bool(pod["spec"].get("nodeName"))
    return is_placed, phase, ready(pod), cost, -siblings, -restarts, newest_first, metadata["name"]


class ReplicaSets(Controller):
    def __init__(self, cluster) -> None:
        super().__init__(cluster)
        self._failures: dict[str, int] = {}

    def step(self, now: float) -> None:
        for replica_set in self.list("replicasets.apps"):
            pods = [
                pod for pod in self.list("pods", replica_set["metadata"]["namespace"]) if owned_by(pod, replica_set)
            ]
            active = [pod for pod in pods if not leaving(pod) and pod["status"]["phase"] not in ("Succeeded", "Failed")]
            uid = replica_set["metadata"]["uid"]
            failure = None
            if not leaving(replica_set):
                failure = self._match(replica_set, active, uid, now)
            self._report(replica_set, pods, now, failure)

    def _match(self, replica_set: Object, active: list[Object], uid: str, now: float) -> str | None:
        """Makes or deletes pods; the words of the refusal when one was refused."""
        missing = replica_set["spec"]["replicas"] - len(active)
        if missing < 0:
            crowd = Counter(pod["spec"].get("nodeName") for pod in active)
            for pod in sorted(active, key=lambda one: removal_order(one, crowd[one["spec"].get("nodeName")]))[:-missing]:
                self.delete("pods", pod)
                self.events.emit(
                    replica_set,
                    "SuccessfulDelete",
                    f"Deleted pod: {pod['metadata']['name']}",
                    component="replicaset-controller",
                )
        tries = self._failures.get(uid, 0)
        if missing <= 0:
            self._failures.pop(uid, None)
            self.forget(uid)
            return "" if missing == 0 else None
        if tries and not self.after(uid, min(1.0, 0.005 * 2**tries), now):
            return None
        self.forget(uid)
        for _ in range(missing):
            try:
                self._make(replica_set)
            except StatusError as error:
                self._failures[uid] = tries + 1
                self.after(uid, min(1.0, 0.005 * 2 ** (tries + 1)), now)
                if "service account" not in error.message and error.reason == "Forbidden":
                    self.events.emit(
                        replica_set,
                        "FailedCreate",
                        f"Error creating: {error.message}",
                        warning=True,
                        component="replicaset-controller",
                    )
                    return error.message
                return None
        self._failures.pop(uid, None)
        return ""

    def _make(self, replica_set: Object) -> None:
        metadata, template = replica_set["metadata"], clone(replica_set["spec"]["template"])
        made = {
            "generateName": f"{metadata['name']}-",
            "labels": template["metadata"].get("labels") or {},
            "ownerReferences": [owner_reference(replica_set)],
        }
        if template["metadata"].get("annotations"):
            made["annotations"] = template["metadata"]["annotations"]
        spec = template["spec"]
        spec.pop("serviceAccount", None)
        pod = self.create(
            "pods", metadata["namespace"], {"kind": "Pod", "apiVersion": "v1", "metadata": made, "spec": spec}
        )
        self.events.emit(
            replica_set,
            "SuccessfulCreate",
            f"Created pod: {pod['metadata']['name']}",
            component="replicaset-controller",
        )

    def _report(self, replica_set: Object, pods: list[Object], now: float, failure: str | None) -> None:
        """Counts the pods as they were. failure: words = pods are refused, empty = none is, None = as before."""
        staying = [pod for pod in pods if not leaving(pod)]
        is_ready = sum(1 for pod in staying if ready(pod))

        def report(draft: Object) -> None:
            counts = {
                "fullyLabeledReplicas": len(staying),
                "readyReplicas": is_ready,
                "availableReplicas": is_ready,
                "observedGeneration": draft["metadata"]["generation"],
            }
            status: Object = {"replicas": len(staying), **{key: value for key, value in counts.items() if value}}
            status["terminatingReplicas"] = len(pods) - len(staying)
            conditions = (draft.get("status") or {}).get("conditions") or []
            if failure == "":
                conditions = []
            elif failure and not conditions:
                conditions = [
                    {**condition("ReplicaFailure", True, "FailedCreate", failure), "lastTransitionTime": stamp(now)}
                ]
            if conditions:
                status["conditions"] = conditions
            draft["status"] = status

        self.change("replicasets.apps", replica_set, report, "status")
