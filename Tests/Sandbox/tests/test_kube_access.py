# SPDX-License-Identifier: MIT
"""Who gets in, who may do what, and that the log shows every request and no secret."""

from __future__ import annotations

import json
import ssl
from typing import Any

import pytest
from kube_client import Client
from kube_demo import N, put

from sandbox.kube import KubeWorld
from sandbox.kube.stand_alone import NAME
from sandbox.world import World

pytest_plugins = ("kube_fixtures",)

_RBAC = "/apis/rbac.authorization.k8s.io/v1"


class Signers:
    """The AWS half as far as tokens go: the token's own text says what becomes of it."""

    def who_signed(self, cluster: tuple[str, str, str], token: str) -> tuple[str, list[str]] | str:
        policy = "arn:aws:eks::aws:cluster-access-policy/"
        answers: dict[str, tuple[str, list[str]] | str] = {
            "master": ("arn:aws:iam::1:user/a", ["system:masters"]),
            "policy": ("arn:aws:iam::1:user/b", [policy + "AmazonEKSClusterAdminPolicy"]),
            "viewer": ("arn:aws:iam::1:user/c", [policy + "AmazonEKSViewPolicy:demo"]),
            "nobody": ("arn:aws:iam::1:user/d", []),
            "old": "token has expired",
        }
        return answers[token.removeprefix("k8s-aws-v1.")]


def signed(client: Client, name: str) -> Client:
    client.alone.world.cloud = Signers()
    return Client(client.alone, f"k8s-aws-v1.{name}")


@pytest.mark.parametrize(
    ("name", "nodes", "pods", "secrets", "create"),
    [
        ("master", 200, 200, 200, 201),
        ("policy", 200, 200, 200, 201),
        ("viewer", 403, 200, 403, 403),
        ("nobody", 403, 403, 403, 403),
        ("old", 401, 401, 401, 401),
    ],
)
def test_signed_tokens(client: Client, name: str, nodes: int, pods: int, secrets: int, create: int) -> None:
    user = signed(client, name)
    assert user.call("GET", "/api/v1/nodes").status == nodes
    assert user.call("GET", f"{N}/pods").status == pods
    assert user.call("GET", f"{N}/secrets").status == secrets
    assert user.call("POST", f"{N}/configmaps", {"metadata": {"name": "c"}}).status == create


def test_a_client_certificate_is_a_user(client: Client, tmp_path) -> None:
    certificate, key = client.alone.cluster.authority.user("dev", ["team"])
    (tmp_path / "user.pem").write_bytes(certificate + key)
    user = Client(client.alone, certificate=str(tmp_path / "user.pem"))
    reply = user.call("GET", f"{N}/pods")
    assert reply.status == 403
    assert reply.body["message"] == (
        'pods is forbidden: User "dev" cannot list resource "pods" in API group "" in the namespace "demo"'
    )


def test_a_server_of_another_authority_is_not_trusted(client: Client) -> None:
    user = Client(client.alone, client.token)
    user.context = ssl.create_default_context(cadata=type(client.alone.cluster.authority)().pem.decode())
    with pytest.raises(ssl.SSLCertVerificationError):
        user.call("GET", "/version")


def test_roles_that_are_stored_count(client: Client) -> None:
    none = Client(client.alone, client.alone.tokens["none"])
    path = f"{N}/configmaps/kube-root-ca.crt"
    client.until(path, lambda body: body["kind"] == "ConfigMap")
    assert (
        none.call("GET", path)
        .body["message"]
        .startswith('configmaps "kube-root-ca.crt" is forbidden: User "himat-none"')
    )
    rules = [{"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"]}]
    client.call("POST", f"{_RBAC}/namespaces/demo/roles", {"metadata": {"name": "reader"}, "rules": rules})
    client.call(
        "POST",
        f"{_RBAC}/namespaces/demo/rolebindings",
        {
            "metadata": {"name": "reader"},
            "roleRef": {"kind": "Role", "name": "reader"},
            "subjects": [{"kind": "User", "name": "himat-none"}],
        },
    )
    assert none.call("GET", path).status == 200
    assert none.call("DELETE", path).status == 403


@pytest.mark.parametrize(("user", "answer"), [("admin", True), ("none", False)])
def test_a_review_says_what_would_be_allowed(client: Client, user: str, answer: bool) -> None:
    body = {
        "spec": {
            "resourceAttributes": {"verb": "create", "group": "apps", "resource": "deployments", "namespace": "demo"}
        }
    }
    asked = Client(client.alone, client.alone.tokens[user])
    reply = asked.call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body)
    assert (reply.status, reply.body["status"]["allowed"]) == (201, answer)


def test_anyone_may_ask_for_health_and_version(client: Client) -> None:
    anonymous = Client(client.alone)
    assert [anonymous.call("GET", path).status for path in ("/readyz", "/livez", "/healthz", "/version")] == [200] * 4
    reply = anonymous.call("GET", "/apis")
    assert (reply.status, reply.body["message"]) == (403, 'forbidden: User "system:anonymous" cannot get path "/apis"')


def test_the_log_tells_requests_apart_and_holds_no_secret(client: Client) -> None:
    world = client.alone.world
    world.requests.clear()
    put(client, {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"token": "geheim"}})
    client.apply(
        f"{N}/configmaps/c", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}, query="&dryRun=All"
    )
    client.call("GET", f"{N}/pods/none")
    first, second, third = world.requests
    assert (first["verb"], first["mutating"], first["dry_run"], first["status"]) == ("patch", True, False, 201)
    assert (second["mutating"], second["dry_run"]) == (True, True)
    assert (third["verb"], third["mutating"], third["status"], third["reason"]) == ("get", False, 404, "NotFound")
    assert (third["plane"], third["cluster"], third["user"]) == ("kube", "/".join(NAME), "himat-admin")
    text = json.dumps(world.requests)
    assert client.token not in text and "geheim" not in text


def test_the_schema_names_fields_and_list_keys(client: Client) -> None:
    index = client.get("/openapi/v3")["paths"]
    assert "apis/apps/v1" in index
    schemas = client.get(index["apis/apps/v1"]["serverRelativeURL"])["components"]["schemas"]
    head = schemas["io.k8s.api.Deployment"]["x-kubernetes-group-version-kind"]
    assert head == [{"group": "apps", "version": "v1", "kind": "Deployment"}]
    containers = schemas["io.k8s.api.PodSpec"]["properties"]["containers"]
    assert (containers["x-kubernetes-list-type"], containers["x-kubernetes-list-map-keys"]) == ("map", ["name"])


def test_clusters_of_a_world_are_apart_and_end(tmp_path) -> None:
    world = World(str(tmp_path))
    kube = KubeWorld(world)
    endpoints: list[Any] = [kube.start_cluster(("1", region, "same"), "1.35") for region in ("us-west-2", "us-east-1")]
    assert endpoints[0][0] != endpoints[1][0] and endpoints[0][1] != endpoints[1][1]
    kube.set_nodes(
        ("1", "us-west-2", "same"),
        "g",
        [
            {
                "name": "n",
                "instance_id": "i-1",
                "zone": "us-west-2a",
                "instance_type": "m5.large",
                "labels": {"kind": "stable"},
                "capacity_type": "ON_DEMAND",
                "cpu": 2,
                "memory_mib": 8192,
            }
        ],
    )
    listed = kube.control("objects", {"cluster": ["1", "us-west-2", "same"], "resource": "nodes"})["items"]
    assert [node["metadata"]["name"] for node in listed] == ["n"]
    assert kube.control("objects", {"cluster": "1/us-east-1/same", "resource": "nodes"})["items"] == []
    with pytest.raises(LookupError):
        kube.control("objects", {"cluster": "other", "resource": "nodes"})
    kube.stop()
    assert kube.control("clusters", {}) == {"clusters": []}
