# SPDX-License-Identifier: MIT
"""Server-side apply: who owns what, what an apply removes, what it refuses, and when it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from kube_client import MERGE, STRATEGIC, Client
from kube_demo import WEB, N
from kube_story import deployment

pytest_plugins = ("kube_fixtures",)


def config_map(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


def test_a_field_that_is_dropped_is_removed(client: Client) -> None:
    client.apply(f"{N}/configmaps/c", config_map(a="1", b="2"))
    assert client.apply(f"{N}/configmaps/c", config_map(a="1")).body["data"] == {"a": "1"}


def test_a_dropped_field_stays_while_another_manager_owns_it(client: Client) -> None:
    client.apply(f"{N}/configmaps/c", config_map(a="1", b="2"))
    client.apply(f"{N}/configmaps/c", config_map(b="2"), manager="other")
    assert client.apply(f"{N}/configmaps/c", config_map(a="1")).body["data"] == {"a": "1", "b": "2"}
    assert client.apply(f"{N}/configmaps/c", config_map(c="3"), manager="other").body["data"] == {"a": "1", "c": "3"}


def test_the_last_entry_takes_the_map_with_it(client: Client) -> None:
    client.apply(f"{N}/configmaps/c", config_map(a="1"))
    bare = config_map()
    del bare["data"]
    reply = client.apply(f"{N}/configmaps/c", bare)
    assert "data" not in reply.body
    assert reply.body["metadata"]["name"] == "c"


def test_the_same_again_changes_nothing(client: Client) -> None:
    wish = deployment("web", 0)
    first = client.apply(WEB, wish)
    client.until(WEB, lambda body: body["status"].get("observedGeneration") == 1)
    client.settle()
    before = client.get(WEB)
    again = client.apply(WEB, wish)
    assert (first.status, again.status) == (201, 200)
    assert again.body["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]
    assert again.body == before


def test_a_dry_run_stores_nothing_and_says_what_would_be(client: Client) -> None:
    reply = client.apply(f"{N}/configmaps/c", config_map(a="1"), query="&dryRun=All")
    assert (reply.status, reply.body["data"]) == (201, {"a": "1"})
    assert client.call("GET", f"{N}/configmaps/c").status == 404


def test_several_conflicts_name_their_owners(client: Client) -> None:
    client.apply(f"{N}/configmaps/c", config_map(a="1", b="2"))
    client.call("PATCH", f"{N}/configmaps/c", {"data": {"z": "9"}}, MERGE, agent="kubectl/v1.36")
    reply = client.apply(f"{N}/configmaps/c", config_map(a="x", b="y", z="z"), manager="other")
    assert reply.status == 409
    assert [cause["field"] for cause in reply.body["details"]["causes"]] == [".data.a", ".data.b", ".data.z"]
    assert reply.body["details"]["causes"][0]["message"] == 'conflict with "himat"'
    assert 'conflict with "kubectl" using v1 at ' in reply.body["details"]["causes"][2]["message"]
    assert reply.body["message"].startswith(
        'Apply failed with 3 conflicts: conflicts with "himat":\n- .data.a\n- .data.b'
    )


def test_the_same_value_is_shared_without_conflict(client: Client) -> None:
    client.apply(f"{N}/configmaps/c", config_map(a="1"))
    assert client.apply(f"{N}/configmaps/c", config_map(a="1"), manager="other").status == 200
    managers = [entry["manager"] for entry in client.get(f"{N}/configmaps/c")["metadata"]["managedFields"]]
    assert sorted(managers) == ["himat", "other"]


def test_containers_environment_and_ports_merge_by_their_keys(client: Client) -> None:
    first = deployment(
        "web",
        0,
        container={"env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}], "ports": [{"containerPort": 80}]},
    )
    client.apply(WEB, first)
    other = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "template": {
                "spec": {
                    "containers": [
                        {"name": "main", "env": [{"name": "C", "value": "3"}]},
                        {"name": "side", "image": "busybox:1"},
                    ]
                }
            }
        },
    }
    assert client.apply(WEB, other, manager="injector").status == 200
    second = deployment("web", 0, container={"env": [{"name": "B", "value": "2"}], "ports": [{"containerPort": 81}]})
    containers = client.apply(WEB, second).body["spec"]["template"]["spec"]["containers"]
    assert [one["name"] for one in containers] == ["main", "side"]
    assert {one["name"] for one in containers[0]["env"]} == {"B", "C"}
    assert containers[0]["ports"] == [{"containerPort": 81, "protocol": "TCP"}]


def test_a_probe_that_is_dropped_goes_with_its_defaults(client: Client) -> None:
    probe = {"httpGet": {"path": "/api", "port": 8888}}
    made = client.apply(WEB, deployment("web", 0, container={"readinessProbe": probe})).body
    assert made["spec"]["template"]["spec"]["containers"][0]["readinessProbe"] == {
        "httpGet": {"path": "/api", "port": 8888, "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    }
    left = client.apply(WEB, deployment("web", 0)).body
    assert "readinessProbe" not in left["spec"]["template"]["spec"]["containers"][0]


def test_an_atomic_list_is_replaced_whole(client: Client) -> None:
    client.apply(WEB, deployment("web", 0, container={"args": ["a", "b"]}))
    reply = client.apply(WEB, deployment("web", 0, container={"args": ["c"]}))
    assert reply.body["spec"]["template"]["spec"]["containers"][0]["args"] == ["c"]


def test_the_generation_counts_wishes_only(client: Client) -> None:
    wish = deployment("web", 0)
    client.apply(WEB, wish)
    wish["metadata"]["labels"] = {"x": "y"}
    assert client.apply(WEB, wish).body["metadata"]["generation"] == 1
    wish["spec"]["template"]["spec"]["containers"][0]["image"] = "busybox:2"
    assert client.apply(WEB, wish).body["metadata"]["generation"] == 2


def test_quantities_come_back_canonical(client: Client) -> None:
    wish = deployment(
        "web",
        0,
        container={
            "resources": {"requests": {"cpu": 0.5, "memory": "2048Mi"}, "limits": {"cpu": "1000m", "memory": "1.5Gi"}}
        },
    )
    wish["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] = "2.5Gi"
    made = client.apply(WEB, wish).body["spec"]["template"]["spec"]["containers"][0]["resources"]
    assert made == {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"cpu": "1", "memory": "2560Mi"}}
    version = client.get(WEB)["metadata"]["generation"]
    assert client.apply(WEB, wish).body["metadata"]["generation"] == version


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (lambda spec: spec["selector"]["matchLabels"].update(x="y"), "spec.selector", "field is immutable"),
        (
            lambda spec: spec["template"]["spec"].update(restartPolicy="Never"),
            "spec.template.spec.restartPolicy",
            "Unsupported",
        ),
        (lambda spec: spec.update(replicas=-1), "spec.replicas", "must be greater than or equal to 0"),
        (
            lambda spec: spec.update(strategy={"type": "Recreate"}),
            "spec.strategy.rollingUpdate",
            "may not be specified",
        ),
        (
            lambda spec: spec["template"]["spec"]["containers"][0].update(resources={"requests": {"cpu": "many"}}),
            "spec.template.spec.containers[0].resources.requests.cpu",
            "quantities must match",
        ),
    ],
)
def test_what_a_deployment_may_not_become(client: Client, change, field: str, words: str) -> None:
    client.apply(WEB, deployment("web", 0))
    wish = deployment("web", 0)
    change(wish["spec"])
    if "selector" in field:
        wish["spec"]["template"]["metadata"]["labels"]["x"] = "y"
    reply = client.apply(WEB, wish)
    assert (reply.status, reply.body["reason"]) == (422, "Invalid")
    assert [cause for cause in reply.body["details"]["causes"] if cause["field"] == field and words in cause["message"]]


def test_a_claim_may_grow_and_nothing_else(client: Client) -> None:
    def claim(size: str, **spec: Any) -> dict[str, Any]:
        return {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "home"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec},
        }

    path = f"{N}/persistentvolumeclaims/home"
    assert client.apply(path, claim("1Gi")).body["spec"]["storageClassName"] == "standard"
    client.until(path, lambda body: body["status"]["phase"] == "Bound")
    assert client.apply(path, claim("2Gi")).status == 200
    assert client.apply(path, claim("1Gi")).status == 422
    reply = client.apply(path, claim("2Gi", volumeName="another"), query="&force=true")
    assert (reply.status, reply.body["details"]["causes"][0]["field"]) == (422, "spec")


def test_a_volume_keeps_its_source_and_forgets_an_empty_class(client: Client) -> None:
    def volume(handle: str) -> dict[str, Any]:
        return {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": {"name": "v"},
            "spec": {
                "capacity": {"storage": "16Gi"},
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "",
                "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": handle},
            },
        }

    path = "/api/v1/persistentvolumes/v"
    assert "storageClassName" not in client.apply(path, volume("vol-1")).body["spec"]
    client.until(path, lambda body: body["status"]["phase"] == "Available")
    client.settle()
    before = client.get(path)["metadata"]["resourceVersion"]
    assert client.apply(path, volume("vol-1")).body["metadata"]["resourceVersion"] == before
    assert client.apply(path, volume("vol-2")).body["details"]["causes"][0]["field"] == "spec.persistentvolumesource"


def test_secrets_take_text_and_can_be_frozen(client: Client) -> None:
    def secret(text: str, **more: Any) -> dict[str, Any]:
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"token": text}, **more}

    made = client.call("POST", f"{N}/secrets", secret("geheim", immutable=True))
    assert (made.status, made.body["data"], made.body["type"]) == (201, {"token": "Z2VoZWlt"}, "Opaque")
    assert "stringData" not in made.body
    reply = client.apply(f"{N}/secrets/s", secret("anders", immutable=True), query="&force=true")
    assert (reply.status, reply.body["details"]["causes"][0]["field"]) == (422, "data")


def test_patches_merge_and_put_needs_the_latest_version(client: Client) -> None:
    client.apply(WEB, deployment("web", 0))
    reply = client.call("PATCH", WEB, {"metadata": {"annotations": {"a": "b"}}, "spec": {"replicas": 0}}, MERGE)
    assert reply.body["metadata"]["annotations"]["a"] == "b"
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "busybox:3"}]}}}}
    changed = client.call("PATCH", WEB, patch, STRATEGIC).body["spec"]["template"]["spec"]["containers"]
    assert (len(changed), changed[0]["image"], changed[0]["terminationMessagePolicy"]) == (1, "busybox:3", "File")
    stale = client.get(WEB)
    client.call("PATCH", WEB, {"metadata": {"annotations": {"a": None}}}, MERGE)
    reply = client.call("PUT", WEB, stale)
    assert (reply.status, reply.body["reason"]) == (409, "Conflict")
    assert client.call("PATCH", WEB, [], "application/json-patch+json").status == 415


def test_an_update_takes_ownership_and_an_apply_then_conflicts(client: Client) -> None:
    client.apply(WEB, deployment("web", 1))
    client.settle()
    body = client.get(f"{WEB}/scale")
    body["spec"]["replicas"] = 2
    assert client.call("PUT", f"{WEB}/scale", body, agent="kubectl/v1.36").status == 200
    reply = client.apply(WEB, deployment("web", 1))
    assert reply.status == 409
    assert reply.body["details"]["causes"][0]["field"] == ".spec.replicas"
    assert 'conflict with "kubectl" with subresource "scale"' in reply.body["message"]


def test_unknown_fields_of_a_post_are_dropped_with_a_warning_or_refused(client: Client) -> None:
    body = {**config_map(a="1"), "dataa": {}}
    reply = client.call("POST", f"{N}/configmaps?dryRun=All", body)
    assert (reply.status, reply.headers["warning"]) == (201, '299 - "unknown field \\"dataa\\""')
    reply = client.call("POST", f"{N}/configmaps?fieldValidation=Strict", body)
    assert (reply.status, reply.body["reason"]) == (400, "BadRequest")


def test_a_wrong_type_is_named(client: Client) -> None:
    wish = deployment("web")
    wish["spec"]["replicas"] = "two"
    reply = client.apply(WEB, wish)
    assert reply.status == 500
    assert reply.body["message"].endswith(".spec.replicas: expected numeric (int or float), got string")


def test_a_service_gets_its_addresses_and_keeps_them(client: Client) -> None:
    wish = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "s"},
        "spec": {"selector": {"a": "b"}, "ports": [{"name": "x", "port": 8786}, {"name": "y", "port": 8787}]},
    }
    made = client.apply(f"{N}/services/s", wish).body
    assert made["spec"]["type"] == "ClusterIP" and made["spec"]["ports"][0]["targetPort"] == 8786
    wish["spec"]["ports"].pop()
    again = client.apply(f"{N}/services/s", wish).body
    assert again["spec"]["clusterIP"] == made["spec"]["clusterIP"]
    assert [port["port"] for port in again["spec"]["ports"]] == [8786]
    wish["spec"]["clusterIP"] = "10.96.255.9"
    assert client.apply(f"{N}/services/s", wish).body["details"]["causes"][0]["field"] == "spec.clusterIPs[0]"
