# SPDX-License-Identifier: MIT
"""The same apply again, of every kind that a deploy uses, on a cluster that has settled: nothing may differ."""

from __future__ import annotations

from typing import Any

import pytest
from kube_client import Client
from kube_demo import APPS, N, free_port, notebook, put, volume_and_claim

pytest_plugins = ("kube_fixtures",)

_NETWORK = "/apis/networking.k8s.io/v1/namespaces/demo"
_RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/demo"
_PLAIN: list[tuple[str, dict[str, Any]]] = [
    ("/api/v1/namespaces/demo", {"kind": "Namespace", "metadata": {"name": "demo", "labels": {"a": "b"}}}),
    (f"{N}/serviceaccounts/runner", {"kind": "ServiceAccount", "automountServiceAccountToken": False}),
    (f"{N}/secrets/s", {"kind": "Secret", "type": "Opaque", "data": {"token": "Z2VoZWlt"}}),
    (f"{N}/secrets/t", {"kind": "Secret", "stringData": {"token": "geheim"}}),
    (f"{N}/configmaps/c", {"kind": "ConfigMap", "data": {"a": ""}}),
    (f"{N}/resourcequotas/q", {"kind": "ResourceQuota", "spec": {"hard": {"pods": 50, "requests.memory": "2048Gi"}}}),
    (
        f"{_NETWORK}/networkpolicies/p",
        {
            "kind": "NetworkPolicy",
            "spec": {
                "podSelector": {"matchLabels": {"app": "dask-scheduler"}},
                "ingress": [
                    {"from": [{"podSelector": {"matchLabels": {"app": "jupyter"}}}], "ports": [{"port": 8786}]}
                ],
            },
        },
    ),
    (f"{_NETWORK}/ingresses/i", {"kind": "Ingress", "spec": {"rules": [{"host": "h.example"}]}}),
    (
        "/apis/policy/v1/namespaces/demo/poddisruptionbudgets/b",
        {"kind": "PodDisruptionBudget", "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "x"}}}},
    ),
    (f"{_RBAC}/roles/r", {"kind": "Role", "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}),
    (
        f"{_RBAC}/rolebindings/r",
        {
            "kind": "RoleBinding",
            "roleRef": {"kind": "Role", "name": "r", "apiGroup": "rbac.authorization.k8s.io"},
            "subjects": [{"kind": "User", "name": "u"}],
        },
    ),
    (
        "/apis/coordination.k8s.io/v1/namespaces/demo/leases/lock",
        {"kind": "Lease", "spec": {"holderIdentity": "me", "leaseDurationSeconds": 60}},
    ),
    ("/apis/storage.k8s.io/v1/storageclasses/gp3", {"kind": "StorageClass", "provisioner": "ebs.csi.aws.com"}),
]


def _whole(path: str, body: dict[str, Any]) -> dict[str, Any]:
    parts = path.split("/")
    version = parts[2] if parts[1] == "api" else f"{parts[2]}/{parts[3]}"
    return {"apiVersion": version, "metadata": {"name": parts[-1]}, **body}


@pytest.mark.parametrize(("path", "body"), _PLAIN, ids=[body["kind"] for _, body in _PLAIN])
def test_plain_kinds(client: Client, path: str, body: dict[str, Any]) -> None:
    wish = _whole(path, body)
    assert client.apply(path, wish).status in (200, 201)
    client.apply(path, wish)
    client.until(path, lambda found: body["kind"] != "ResourceQuota" or "hard" in found["status"])
    client.settle()
    live = client.get(path)
    assert client.apply(path, wish, query="&dryRun=All").body == live
    assert client.apply(path, wish).body == live
    assert client.get(path) == live


def test_a_whole_deploy(client: Client) -> None:
    objects = [*volume_and_claim(), *notebook(free_port())]
    template = objects[4]["spec"]["template"]["spec"]
    template["volumes"].append({"name": "home", "persistentVolumeClaim": {"claimName": "home"}})
    template["containers"][0]["volumeMounts"].append({"name": "home", "mountPath": "/home/jovyan"})
    put(client, *objects)
    for name, count in (("jupyter", 1), ("dask-scheduler", 1), ("dask-worker", 3)):
        path = f"{APPS}/deployments/{name}"
        client.until(path, lambda body, count=count: body["status"].get("availableReplicas") == count)
    client.until(f"{N}/services/jupyter", lambda body: "ingress" in body["status"]["loadBalancer"])
    client.until(f"{N}/persistentvolumeclaims/home", lambda body: body["status"]["phase"] == "Bound")
    before = client.settle()
    replies = put(client, *objects)
    assert [reply.status for reply in replies] == [200] * len(objects)
    assert client.alone.cluster.store.version == before
