# SPDX-License-Identifier: MIT
"""Both halves joined: what one does, the other sees."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from typing import Any, Iterator
from urllib.parse import urlsplit

import pytest
from aws_account import Account, eventually
from conftest import empty
from test_aws_access import eks_token

from sandbox.process import Sandbox

SERVICES = "/api/v1/namespaces/default/services"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """A world with both halves and a cluster with two nodes."""
    with Sandbox(str(tmp_path_factory.mktemp("join"))) as sandbox:
        yield empty(Account(sandbox))


@pytest.fixture(scope="module")
def cluster(account: Account) -> dict[str, Any]:
    made = account.make_cluster("demo", version="1.36")
    account.make_group(made, "stable", 1, labels={"kind": "stable"}, subnets=made["network"]["subnets"][:1])
    account.make_group(made, "spot", 1, labels={"kind": "spot"}, capacityType="SPOT")
    return made


class Kubernetes:
    """A client that knows what DescribeCluster says, and signs its own token."""

    def __init__(self, account: Account, name: str = "demo", **keys: str) -> None:
        shown = account.client("eks").describe_cluster(name=name)["cluster"]
        authority = base64.b64decode(shown["certificateAuthority"]["data"]).decode()
        context = ssl.create_default_context(cadata=authority)
        self.connection = http.client.HTTPSConnection(urlsplit(shown["endpoint"]).netloc, context=context, timeout=10)
        description = account.description
        given = {
            "aws_access_key_id": description["access_key_id"],
            "aws_secret_access_key": description["secret_access_key"],
        }
        self.token = eks_token(given | keys, name)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def nodes(self) -> dict[str, dict[str, Any]]:
        return {node["metadata"]["name"]: node for node in self.call("GET", "/api/v1/nodes")[1]["items"]}


def test_an_active_group_adds_nodes(account: Account, cluster: dict[str, Any]) -> None:
    nodes = Kubernetes(account).nodes()
    kinds = {node["metadata"]["labels"]["kind"]: node for node in nodes.values()}
    assert set(kinds) == {"stable", "spot"}
    assert kinds["spot"]["metadata"]["labels"]["eks.amazonaws.com/capacityType"] == "SPOT"
    instance = kinds["stable"]["spec"]["providerID"].rpartition("/")[2]
    (found,) = account.client("ec2").describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"]
    assert found["PrivateDnsName"] in nodes
    # Three interfaces of ten addresses, one of each for the node itself.
    assert kinds["stable"]["status"]["capacity"]["pods"] == "29"


def test_a_token_with_a_wrong_secret_is_unauthorized(account: Account, cluster: dict[str, Any]) -> None:
    status, answer = Kubernetes(account, aws_secret_access_key="wrong").call("GET", "/api/v1/nodes")
    assert (status, answer["reason"]) == (401, "Unauthorized")


def test_scaling_changes_the_nodes(account: Account, cluster: dict[str, Any]) -> None:
    eks, kubernetes = account.client("eks"), Kubernetes(account)
    for wanted in (3, 1):
        scaling = {"minSize": 0, "maxSize": 3, "desiredSize": wanted}
        eks.update_nodegroup_config(clusterName="demo", nodegroupName="spot", scalingConfig=scaling)
        account.wait("eks", "nodegroup_active", clusterName="demo", nodegroupName="spot")
        assert len(kubernetes.nodes()) == wanted + 1


def test_new_instances_are_new_nodes(account: Account, cluster: dict[str, Any]) -> None:
    eks, ec2 = account.client("eks"), account.client("ec2")
    kubernetes = Kubernetes(account)
    data = {"MetadataOptions": {"HttpTokens": "required"}}
    made = ec2.create_launch_template(LaunchTemplateName="demo", LaunchTemplateData=data)["LaunchTemplate"]
    template = {"id": made["LaunchTemplateId"], "version": "1"}
    account.make_group(cluster, "fresh", 2, launchTemplate=template)
    before = kubernetes.nodes()
    ec2.create_launch_template_version(LaunchTemplateId=template["id"], LaunchTemplateData=data)
    eks.update_nodegroup_version(clusterName="demo", nodegroupName="fresh", launchTemplate=template | {"version": "2"})
    account.wait("eks", "nodegroup_active", clusterName="demo", nodegroupName="fresh")
    after = kubernetes.nodes()
    assert len(after) == len(before) and len(set(after) - set(before)) == 2
    eks.delete_nodegroup(clusterName="demo", nodegroupName="fresh")
    account.wait("eks", "nodegroup_deleted", clusterName="demo", nodegroupName="fresh")
    assert set(kubernetes.nodes()) == set(before) & set(after)


def test_addons_run_in_the_cluster(account: Account, cluster: dict[str, Any]) -> None:
    eks, kubernetes = account.client("eks"), Kubernetes(account)
    path = "/apis/apps/v1/namespaces/kube-system/daemonsets"

    def running() -> list[str]:
        return sorted(one["metadata"]["name"] for one in kubernetes.call("GET", path)[1]["items"])

    assert running() == ["aws-node"]
    eks.create_addon(clusterName="demo", addonName="kube-proxy")
    account.wait("eks", "addon_active", clusterName="demo", addonName="kube-proxy")
    assert running() == ["aws-node", "kube-proxy"]
    eks.delete_addon(clusterName="demo", addonName="kube-proxy")
    account.wait("eks", "addon_deleted", clusterName="demo", addonName="kube-proxy")
    assert running() == ["aws-node"]


def test_a_service_makes_a_balancer_and_takes_it_away(account: Account, cluster: dict[str, Any]) -> None:
    kubernetes, elb = Kubernetes(account), account.client("elb")
    prefix = "service.beta.kubernetes.io/aws-load-balancer-"
    body = {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "jupyter", "annotations": {prefix + "target-node-labels": "kind=stable"}},
        "spec": {
            "type": "LoadBalancer", "ports": [{"port": 18080, "targetPort": 8888}],
            "loadBalancerSourceRanges": ["198.51.100.7/32"],
        },
    }  # fmt: skip
    status, made = kubernetes.call("POST", SERVICES, body)
    assert status == 201, made
    eventually(lambda: kubernetes.call("GET", SERVICES + "/jupyter")[1]["status"].get("loadBalancer"))
    (balancer,) = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    assert (balancer["DNSName"], len(balancer["Instances"])) == ("localhost", 1)
    (group,) = account.client("ec2").describe_security_groups(GroupIds=balancer["SecurityGroups"])["SecurityGroups"]
    assert group["GroupName"].startswith("k8s-elb-")
    assert group["IpPermissions"][0]["IpRanges"] == [{"CidrIp": "198.51.100.7/32"}]
    kubernetes.call("DELETE", SERVICES + "/jupyter")
    eventually(lambda: elb.describe_load_balancers()["LoadBalancerDescriptions"] == [])
    eventually(lambda: account.control("GET", "/state")["us-west-2"]["security-group"] == 1)


def test_a_cluster_takes_its_api_along(account: Account, cluster: dict[str, Any]) -> None:
    account.make_cluster("second")
    kubernetes = Kubernetes(account, "second")
    assert kubernetes.nodes() == {}
    account.client("eks").delete_cluster(name="second")
    account.wait("eks", "cluster_deleted", name="second")
    with pytest.raises(OSError):
        Kubernetes.nodes(kubernetes)
    assert account.control("POST", "/kube/clusters", {}) == {"clusters": ["123456789012/us-west-2/demo"]}
    assert account.control("POST", "/kube/crashes", {}) == {"crashes": []}
