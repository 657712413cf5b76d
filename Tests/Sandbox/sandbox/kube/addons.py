# SPDX-License-Identifier: MIT
"""What EKS add-ons put into kube-system: pods whose requests are missing from what a node has to give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import deletion, resources
from .status import StatusError
from .writes import Write, create

if TYPE_CHECKING:
    from .cluster import Cluster

# add-on: (kind, name, replicas, CPU, memory) as the add-ons of 2026 request them.
_WORKLOADS: dict[str, list[tuple[str, str, int, str, str]]] = {
    "vpc-cni": [("DaemonSet", "aws-node", 0, "50m", "")],
    "kube-proxy": [("DaemonSet", "kube-proxy", 0, "100m", "")],
    "eks-pod-identity-agent": [("DaemonSet", "eks-pod-identity-agent", 0, "", "")],
    "coredns": [("Deployment", "coredns", 2, "100m", "70Mi")],
    "aws-ebs-csi-driver": [
        ("DaemonSet", "ebs-csi-node", 0, "30m", "120Mi"),
        ("Deployment", "ebs-csi-controller", 2, "60m", "240Mi"),
    ],
}


def _workload(kind: str, name: str, replicas: int, cpu: str, memory: str) -> dict[str, Any]:
    labels = {"k8s-app": name}
    requests = {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value}
    container = {"name": name, "image": f"602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/{name}:v1"}
    if requests:
        container["resources"] = {"requests": requests}  # type: ignore[assignment]
    spec: dict[str, Any] = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    }
    if kind == "Deployment":
        spec["replicas"] = replicas
    return {"metadata": {"name": name, "labels": labels}, "spec": spec}


def install(cluster: Cluster, name: str, present: bool) -> None:
    """Brings an add-on's workloads in or takes them out; add-ons without a table entry have none."""
    now = cluster.world.now()
    for entry in _WORKLOADS.get(name, []):
        resource = resources.named("daemonsets.apps" if entry[0] == "DaemonSet" else "deployments.apps")
        try:
            if present:
                create(cluster.store, resource, "kube-system", _workload(*entry), Write("eks", now))
            else:
                deletion.delete(cluster.store, resource, "kube-system", entry[1], {}, now)
        except StatusError as error:
            if error.code not in (404, 409):
                raise
