# SPDX-License-Identifier: MIT
"""The controllers: rollouts, scheduling, nodes that go, refused pods, deletion in its three ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from kube_client import MERGE, Client
from kube_demo import APPS, WEB, N, available, pods, put, service, workload

from sandbox.kube.controllers import pod_status
from sandbox.kube.controllers.replicasets import removal_order

pytest_plugins = ("kube_fixtures",)

ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}


def reasons(client: Client, namespace: str = N) -> list[str]:
    return [event["reason"] for event in client.get(f"{namespace}/events")["items"]]


def test_a_rolling_update_keeps_what_it_promises(client: Client) -> None:
    put(client, workload("web", replicas=3, strategy=ROLLING))
    client.until(WEB, available(3))
    since = client.get(f"{APPS}/deployments")["metadata"]["resourceVersion"]
    put(client, workload("web", replicas=3, strategy=ROLLING, container={"image": "x:2"}))
    client.until(WEB, lambda body: body["status"].get("updatedReplicas") == 3 and available(3)(body))
    states = [
        event["object"]["status"]
        for event in client.watch(f"{APPS}/deployments?watch=1&resourceVersion={since}&timeoutSeconds=1")
    ]
    assert min(state.get("availableReplicas", 0) for state in states) == 2
    assert max(state["replicas"] for state in states) == 3
    assert {pod["spec"]["containers"][0]["image"] for pod in pods(client, "web")} == {"x:2"}


def test_recreate_never_runs_two_at_once(client: Client) -> None:
    put(client, workload("web", strategy={"type": "Recreate"}))
    client.until(WEB, available(1))
    since = client.get(f"{N}/pods")["metadata"]["resourceVersion"]
    put(client, workload("web", strategy={"type": "Recreate"}, container={"image": "x:2"}))
    client.until(WEB, lambda body: body["status"].get("updatedReplicas") == 1 and available(1)(body))
    events = list(client.watch(f"{N}/pods?watch=1&resourceVersion={since}&timeoutSeconds=1"))
    kinds = [event["type"] for event in events]
    assert kinds.index("DELETED") < kinds.index("ADDED")


def test_scaling_down_takes_the_cheapest_pod(client: Client) -> None:
    put(client, workload("web", replicas=3))
    client.until(WEB, available(3))
    chosen = sorted(pod["metadata"]["name"] for pod in pods(client, "web"))[1]
    mark = {"metadata": {"annotations": {"controller.kubernetes.io/pod-deletion-cost": "-1000"}}}
    client.call("PATCH", f"{N}/pods/{chosen}", mark, MERGE)
    put(client, workload("web", replicas=2))
    client.until(f"{N}/pods?labelSelector=app%3Dweb", lambda body: len(body["items"]) == 2)
    assert chosen not in [pod["metadata"]["name"] for pod in pods(client, "web")]


def test_pods_are_given_up_in_the_controllers_own_order() -> None:
    def pod(name: str, node: str = "a", cost: str = "0", phase: str = "Running", restarts: int = 0) -> dict[str, Any]:
        mark = {"controller.kubernetes.io/pod-deletion-cost": cost}
        return {
            "metadata": {"name": name, "annotations": mark, "creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"nodeName": node},
            "status": {"phase": phase, "containerStatuses": [{"restartCount": restarts}]},
        }

    crowd = {"a": 1, "b": 2}
    wanted = [
        pod("unplaced", node=""),
        pod("pending", phase="Pending"),
        pod("cheap", cost="-1000"),
        pod("crowded", node="b"),
        pod("unsteady", restarts=2),
        pod("plain"),
    ]
    given = sorted(reversed(wanted), key=lambda one: removal_order(one, crowd.get(one["spec"]["nodeName"], 0)))
    assert [one["metadata"]["name"] for one in given] == [one["metadata"]["name"] for one in wanted]


def test_pods_that_do_not_fit_say_which_resource(client: Client) -> None:
    put(client, workload("web", replicas=5, container={"resources": {"requests": {"cpu": "5"}}}))
    client.until(WEB, available(3))
    waiting = [pod for pod in pods(client, "web") if pod["status"]["phase"] == "Pending"]
    assert len(waiting) == 2
    (condition,) = waiting[0]["status"]["conditions"]
    assert (condition["type"], condition["status"], condition["reason"]) == ("PodScheduled", "False", "Unschedulable")
    assert condition["message"].startswith(
        "0/4 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 3 Insufficient cpu."
    )
    assert "FailedScheduling" in reasons(client)


def test_a_pod_waits_for_its_node_and_runs_when_it_comes(client: Client) -> None:
    client.alone.kube.control("nodes", {"group": "himat-stable", "nodes": []})
    client.alone.kube.control("nodes", {"group": "himat-spot", "nodes": []})
    put(client, workload("web"))
    client.until(
        f"{N}/pods", lambda body: bool(body["items"]) and "no nodes available to schedule pods" in json.dumps(body)
    )
    node = {
        "name": "n",
        "instance_id": "i-1",
        "zone": "us-west-2a",
        "instance_type": "m5.large",
        "labels": {"kind": "spot"},
        "capacity_type": "SPOT",
        "cpu": 2,
        "memory_mib": 8192,
    }
    client.alone.kube.control("nodes", {"group": "other", "nodes": [node]})
    client.until(WEB, available(1))
    found = client.get("/api/v1/nodes/n")
    assert found["spec"]["providerID"] == "aws:///us-west-2a/i-1"
    assert found["status"]["allocatable"]["cpu"] == "1930m"


def test_pods_of_a_node_that_went_are_replaced(client: Client) -> None:
    put(client, workload("web", replicas=3))
    client.until(WEB, available(3))
    before = {pod["metadata"]["uid"] for pod in pods(client, "web")}
    client.alone.kube.control(
        "nodes",
        {
            "group": "himat-spot",
            "nodes": [
                {
                    "name": "fresh",
                    "instance_id": "i-9",
                    "zone": "us-west-2b",
                    "labels": {"kind": "spot"},
                    "cpu": 8,
                    "memory_mib": 32768,
                }
            ],
        },
    )
    client.until(
        f"{N}/pods?labelSelector=app%3Dweb",
        lambda body: (
            len(body["items"]) == 3
            and all(
                pod["spec"].get("nodeName") == "fresh" and pod["status"]["phase"] == "Running" for pod in body["items"]
            )
        ),
    )
    assert not before & {pod["metadata"]["uid"] for pod in pods(client, "web")}


def test_pods_of_a_sleeping_node_hold_their_namespace(client: Client) -> None:
    put(client, workload("web"))
    client.until(WEB, available(1))
    node = pods(client, "web")[0]["spec"]["nodeName"]
    client.alone.kube.control("node-asleep", {"node": node})
    client.until(f"/api/v1/nodes/{node}", lambda body: body["status"]["conditions"][0]["status"] == "Unknown")
    client.call("DELETE", N)
    body = client.until(N, lambda body: "conditions" in body["status"])
    assert "pods. has 1 resource instances" in json.dumps(body["status"]["conditions"])
    assert client.get(f"{N}/pods")["items"][0]["metadata"]["deletionTimestamp"]
    client.alone.kube.control("node-asleep", {"node": node, "off": True})
    client.until(N, lambda body: body.get("code") == 404)


def test_pods_are_drained_one_by_one_under_a_budget(client: Client) -> None:
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "b"},
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
    }
    put(client, workload("web", replicas=2), budget)
    client.until(WEB, available(2))
    first, second = (pod["metadata"]["name"] for pod in pods(client, "web"))
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": first}}
    client.alone.world.times["pod_start"] = 30
    assert client.call("POST", f"{N}/pods/{first}/eviction", body).status == 201
    client.until(WEB, lambda body: body["status"].get("availableReplicas") == 1)
    reply = client.call("POST", f"{N}/pods/{second}/eviction", body)
    assert (reply.status, reply.body["reason"]) == (429, "TooManyRequests")
    assert reply.headers["retry-after"]


def test_a_balancer_is_made_and_dropped_with_its_service(client: Client) -> None:
    calls: list[tuple] = []

    class Cloud:
        def make_balancer(self, cluster: tuple, name: str, service: dict[str, Any], nodes: list[str]) -> str:
            if not calls:
                calls.append(("refused",))
                raise RuntimeError("TooManyLoadBalancers: no more")
            calls.append(("make", name, len(nodes)))
            return "x.elb.amazonaws.com"

        def drop_balancer(self, cluster: tuple, name: str) -> None:
            calls.append(("drop", name))

    client.alone.world.cloud = Cloud()
    wish = service("web", 59123, type="LoadBalancer")
    label = "service.beta.kubernetes.io/aws-load-balancer-target-node-labels"
    wish["metadata"]["annotations"] = {label: "kind=stable"}
    put(client, wish)
    body = client.until(f"{N}/services/web", lambda body: "ingress" in body["status"]["loadBalancer"])
    assert body["metadata"]["finalizers"] == ["service.kubernetes.io/load-balancer-cleanup"]
    name = "a" + body["metadata"]["uid"].replace("-", "")[:31]
    assert calls[:2] == [("refused",), ("make", name, 1)]
    assert "SyncLoadBalancerFailed" in reasons(client)
    reply = client.call("DELETE", f"{N}/services/web")
    assert reply.body["kind"] == "Service"
    client.until(f"{N}/services/web", lambda body: body.get("code") == 404)
    assert calls[-1] == ("drop", name)


def test_pod_security_refuses_pods_not_deployments(client: Client) -> None:
    strict = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "demo", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}},
    }
    put(client, strict)
    (reply,) = put(client, workload("web"))
    assert "would violate PodSecurity" in reply.headers["warning"]
    body = client.until(WEB, lambda body: "ReplicaFailure" in json.dumps(body["status"]))
    failure = next(one for one in body["status"]["conditions"] if one["type"] == "ReplicaFailure")
    assert failure["reason"] == "FailedCreate" and 'violates PodSecurity "restricted:latest"' in failure["message"]
    secure = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    put(
        client,
        workload(
            "web",
            container={"securityContext": secure},
            securityContext={
                "runAsNonRoot": True,
                "runAsUser": 1000,
                "fsGroup": 1000,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
        ),
    )
    client.until(WEB, available(1))
    assert "ReplicaFailure" not in json.dumps(client.get(WEB)["status"])


def test_a_missing_image_can_be_pushed_later(client: Client) -> None:
    client.alone.kube.control("missing-image", {"image": "x:1", "message": "401 Unauthorized"})
    put(client, workload("web"))
    client.until(f"{N}/pods", lambda body: "ImagePullBackOff" in json.dumps(body))
    assert "401 Unauthorized" in json.dumps(client.get(f"{N}/events"))
    client.alone.kube.control("missing-image", {"image": "x:1", "found": True})
    client.until(WEB, available(1))


def test_a_missing_secret_keeps_a_container_from_starting(client: Client) -> None:
    variable = {"name": "T", "valueFrom": {"secretKeyRef": {"name": "s", "key": "token"}}}
    put(client, workload("web", container={"env": [variable]}))
    client.until(f"{N}/pods", lambda body: "CreateContainerConfigError" in json.dumps(body))
    put(client, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"token": "x"}})
    client.until(WEB, available(1))


def test_a_crashing_pod_counts_its_restarts(client: Client) -> None:
    client.alone.world.times["crash_back_off"] = 0.05
    client.alone.kube.control("crash", {"labels": {"app": "web"}})
    put(client, workload("web"))
    client.until(
        f"{N}/pods",
        lambda body: (
            bool(body["items"])
            and body["items"][0]["status"].get("containerStatuses", [{}])[0].get("restartCount", 0) >= 3
        ),
    )
    client.alone.kube.control("crash", {"labels": {"app": "web"}, "off": True})
    client.until(WEB, available(1))


def test_a_rollout_that_does_not_move_times_out(client: Client) -> None:
    client.alone.kube.control("unready", {"labels": {"app": "web"}})
    put(client, workload("web"))
    client.until(WEB, lambda body: body["status"].get("unavailableReplicas") == 1)
    client.alone.world.advance(700)
    client.until(WEB, lambda body: "ProgressDeadlineExceeded" in json.dumps(body["status"]))


def test_deletion_in_the_background_in_the_foreground_and_not_at_all(client: Client) -> None:
    for policy in ("Background", "Foreground", "Orphan"):
        put(client, workload("web"))
        client.until(WEB, available(1))
        reply = client.call("DELETE", WEB, {"propagationPolicy": policy})
        if policy == "Foreground":
            assert reply.body["metadata"]["finalizers"] == ["foregroundDeletion"]
            assert client.get(WEB)["metadata"]["deletionTimestamp"]
        else:
            assert reply.body["status"] == "Success"
        client.until(WEB, lambda body: body.get("code") == 404)
        if policy == "Orphan":
            (left,) = client.get(f"{APPS}/replicasets")["items"]
            assert "ownerReferences" not in left["metadata"]
            assert len(pods(client, "web")) == 1
        else:
            client.until(f"{N}/pods", lambda body: body["items"] == [])


def test_finalizers_hold_an_object(client: Client) -> None:
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "finalizers": ["example.com/hold"]}}
    put(client, held)
    assert client.call("DELETE", f"{N}/configmaps/c").body["metadata"]["deletionTimestamp"]
    client.call("PATCH", f"{N}/configmaps/c", {"metadata": {"finalizers": None}}, MERGE)
    assert client.call("GET", f"{N}/configmaps/c").status == 404


def test_a_new_namespace_has_its_account_and_authority(client: Client) -> None:
    client.until(f"{N}/serviceaccounts/default", lambda body: body.get("kind") == "ServiceAccount")
    text = client.get(f"{N}/configmaps/kube-root-ca.crt")["data"]["ca.crt"]
    assert text == client.alone.authority.decode()


def test_addons_take_their_share_of_every_node(client: Client) -> None:
    system = "/apis/apps/v1/namespaces/kube-system"
    for name in ("vpc-cni", "coredns"):
        client.alone.kube.control("addon", {"name": name})
    client.until(f"{system}/daemonsets/aws-node", lambda body: body["status"].get("numberReady") == 4)
    client.until(f"{system}/deployments/coredns", available(2))
    put(client, workload("web", replicas=4, container={"resources": {"requests": {"cpu": "8"}}}))
    client.until(f"{N}/pods", lambda body: "Insufficient cpu" in json.dumps(body))
    client.alone.kube.control("nodes", {"group": "himat-stable", "nodes": []})
    client.until(f"{system}/daemonsets/aws-node", lambda body: body["status"]["desiredNumberScheduled"] == 3)
    client.alone.kube.control("addon", {"name": "vpc-cni", "off": True})
    client.until("/api/v1/namespaces/kube-system/pods", lambda body: "aws-node" not in json.dumps(body["items"]))


def test_troubles_with_balancers_and_volumes_are_told_as_events_and_pass(client: Client) -> None:
    client.alone.kube.control("balancer-trouble", {"words": "TooManyLoadBalancers: no more"})
    client.alone.kube.control("attach-trouble", {"words": "timed out waiting for the volume"})
    client.alone.world.times.update(balancer_retry=0.05, volume_retry=0.05)
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "home"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    volume = {"name": "home", "persistentVolumeClaim": {"claimName": "home"}}
    put(client, service("web", 59124, type="LoadBalancer"), claim, workload("web", volumes=[volume]))
    wanted = {"SyncLoadBalancerFailed", "FailedAttachVolume"}
    told = client.until(f"{N}/events", lambda body: wanted <= {one["reason"] for one in body["items"]})
    assert "no more" in json.dumps(told) and "timed out waiting for the volume" in json.dumps(told)
    client.alone.kube.control("balancer-trouble", {"words": ""})
    client.alone.kube.control("attach-trouble", {"words": ""})
    client.until(WEB, available(1))
    client.until(f"{N}/services/web", lambda body: "ingress" in body["status"]["loadBalancer"])


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("quay.io/team/image:1", "quay.io/team/image"),
        ("quay.io/team/image", "quay.io/team/image"),
        ("localhost:5000/image@sha256:" + "1" * 64, "localhost:5000/image"),
        ("localhost:5000/image:2@sha256:" + "1" * 64, "localhost:5000/image"),
    ],
)
def test_an_image_is_reported_by_digest(image: str, repository: str) -> None:
    name, _, digest = pod_status.image_id(image).partition("@")
    assert name == repository
    assert digest.startswith("sha256:") and len(digest) == 71
    assert "@" not in image or digest == "sha256:" + "1" * 64
