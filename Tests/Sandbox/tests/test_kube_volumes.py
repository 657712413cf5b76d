# SPDX-License-Identifier: MIT
"""Volumes: bound, attached, held while in use, released, and bound again."""

from __future__ import annotations

import json

from kube_client import MERGE, Client
from kube_demo import WEB, N, available, put, volume_and_claim, workload

pytest_plugins = ("kube_fixtures",)


def test_volumes_bind_attach_and_are_released(client: Client) -> None:
    calls: list[tuple] = []

    class Cloud:
        refusal: str | None = "IncorrectState: the volume is in another zone"

        def attach_volume(self, cluster: tuple, volume: str, instance: str) -> str | None:
            calls.append(("attach", volume))
            return self.refusal

        def detach_volume(self, cluster: tuple, volume: str) -> None:
            calls.append(("detach", volume))

    cloud = Cloud()
    client.alone.world.cloud = cloud
    mounted = {"volumeMounts": [{"name": "home", "mountPath": "/home"}]}
    put(
        client,
        *volume_and_claim(),
        workload(
            "web",
            "stable",
            container=mounted,
            volumes=[{"name": "home", "persistentVolumeClaim": {"claimName": "home"}}],
        ),
    )
    client.until(f"{N}/events", lambda body: "FailedAttachVolume" in json.dumps(body))
    pod = client.until(
        f"{N}/pods?labelSelector=app%3Dweb",
        lambda body: bool(body["items"] and body["items"][0]["status"].get("containerStatuses")),
    )["items"][0]
    assert pod["status"]["containerStatuses"][0]["state"]["waiting"]["reason"] == "ContainerCreating"
    cloud.refusal = None
    client.until(WEB, available(1))
    assert calls[-1] == ("attach", "vol-0a")
    client.call("DELETE", f"{N}/persistentvolumeclaims/home")
    assert client.get(f"{N}/persistentvolumeclaims/home")["metadata"]["deletionTimestamp"]
    client.call("DELETE", WEB)
    client.until("/api/v1/persistentvolumes/home", lambda body: body["status"]["phase"] == "Released")
    put(client, volume_and_claim()[1])
    client.until(f"{N}/events", lambda body: ("detach", "vol-0a") in calls)
    client.until(f"{N}/events", lambda body: "already bound to a different claim" in json.dumps(body))
    assert client.get(f"{N}/persistentvolumeclaims/home")["status"]["phase"] == "Pending"


def test_a_volume_keeps_its_pod_in_its_zone(client: Client) -> None:
    put(
        client,
        *volume_and_claim(zone="us-west-2b"),
        workload("web", "stable", volumes=[{"name": "home", "persistentVolumeClaim": {"claimName": "home"}}]),
    )
    client.until(f"{N}/pods", lambda body: "volume node affinity conflict" in json.dumps(body))


def test_a_volume_in_use_is_deleted_after_its_claim(client: Client) -> None:
    put(client, *volume_and_claim())
    client.until(f"{N}/persistentvolumeclaims/home", lambda body: body["status"]["phase"] == "Bound")
    assert client.call("DELETE", "/api/v1/persistentvolumes/home").body["metadata"]["deletionTimestamp"]
    client.settle()
    assert client.get("/api/v1/persistentvolumes/home")["status"]["phase"] == "Bound"
    client.call("DELETE", f"{N}/persistentvolumeclaims/home")
    client.until("/api/v1/persistentvolumes/home", lambda body: body.get("code") == 404)


def test_a_released_volume_binds_again_once_its_claim_is_forgotten(client: Client) -> None:
    put(client, *volume_and_claim())
    client.until(f"{N}/persistentvolumeclaims/home", lambda body: body["status"]["phase"] == "Bound")
    client.call("DELETE", f"{N}/persistentvolumeclaims/home")
    client.until("/api/v1/persistentvolumes/home", lambda body: body["status"]["phase"] == "Released")
    put(client, *volume_and_claim())
    client.settle()
    assert client.get(f"{N}/persistentvolumeclaims/home")["status"]["phase"] == "Pending"
    client.call("PATCH", "/api/v1/persistentvolumes/home", {"spec": {"claimRef": None}}, MERGE)
    client.until(f"{N}/persistentvolumeclaims/home", lambda body: body["status"]["phase"] == "Bound")
