# SPDX-License-Identifier: MIT
"""Add-ons and pod identities."""

from __future__ import annotations

from typing import Any

import pytest
from aws_account import Account, eventually, refused


def _status(account: Account, name: str) -> str:
    return account.client("eks").describe_addon(clusterName="demo", addonName=name)["addon"]["status"]


def test_boto3_sees_an_addon_become_active(account: Account, cluster: dict[str, Any]) -> None:
    made = account.client("eks").create_addon(clusterName="demo", addonName="kube-proxy", tags={"a": "b"})["addon"]
    assert (made["status"], made["tags"]) == ("CREATING", {"a": "b"})
    account.wait("eks", "addon_active", clusterName="demo", addonName="kube-proxy")
    assert account.client("eks").list_addons(clusterName="demo")["addons"] == ["kube-proxy", "vpc-cni"]


def test_coredns_waits_for_a_node(account: Account, cluster: dict[str, Any]) -> None:
    account.client("eks").create_addon(clusterName="demo", addonName="coredns")
    eventually(lambda: _status(account, "coredns") == "DEGRADED")
    issues = account.client("eks").describe_addon(clusterName="demo", addonName="coredns")["addon"]["health"]["issues"]
    assert issues[0]["code"] == "InsufficientNumberOfReplicas"
    account.make_group(cluster, "g")
    account.wait("eks", "addon_active", clusterName="demo", addonName="coredns")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"addonName": "vpc-cni"}, "ResourceInUseException"), ({"addonName": "nginx"}, "InvalidParameterException"),
        ({"addonName": "coredns", "addonVersion": "v0.1"}, "InvalidParameterException"),
        ({"addonName": "coredns", "configurationValues": "{a"}, "InvalidParameterException"),
    ],
)  # fmt: skip
def test_an_addon_that_cannot_be(account: Account, cluster: dict[str, Any], asked: dict[str, Any], code: str) -> None:
    refused(code, lambda: account.client("eks").create_addon(clusterName="demo", **asked))


def test_updates_of_an_addon(account: Account, cluster: dict[str, Any]) -> None:
    account.control("POST", "/times", {"addon_update": 0.4})
    eks = account.client("eks")
    account.wait("eks", "addon_active", clusterName="demo", addonName="vpc-cni")
    account.control("POST", "/publish", {"addon": {"name": "vpc-cni", "version": "v1.99.0-eksbuild.1"}})
    update = eks.update_addon(clusterName="demo", addonName="vpc-cni", addonVersion="v1.99.0-eksbuild.1")["update"]
    refused("ResourceInUseException", lambda: eks.update_addon(clusterName="demo", addonName="vpc-cni"))

    def shown() -> Any:
        return eks.describe_update(name="demo", addonName="vpc-cni", updateId=update["id"])["update"]

    eventually(lambda: shown()["status"] == "Successful")
    addon = eks.describe_addon(clusterName="demo", addonName="vpc-cni")["addon"]
    assert (addon["addonVersion"], addon["status"]) == ("v1.99.0-eksbuild.1", "ACTIVE")


def test_versions_have_one_default_each(account: Account) -> None:
    eks = account.client("eks")

    def default() -> str:
        found = eks.describe_addon_versions(addonName="kube-proxy", kubernetesVersion="1.36")["addons"]
        versions = found[0]["addonVersions"]
        chosen = [one for one in versions if one["compatibilities"][0]["defaultVersion"]]
        assert len(chosen) == 1 and found[0]["publisher"] == "eks"
        return chosen[0]["addonVersion"]

    assert default() == "v1.36.2-eksbuild.1"
    account.control("POST", "/publish", {"addon": {"name": "kube-proxy", "version": "v1.36.9-eksbuild.1"}})
    assert default() == "v1.36.9-eksbuild.1"


def test_the_csi_driver_brings_its_identity(account: Account, cluster: dict[str, Any]) -> None:
    eks = account.client("eks")
    wanted = [{"serviceAccount": "ebs-csi-controller-sa", "roleArn": cluster["roles"]["pod"]}]
    addon = eks.create_addon(clusterName="demo", addonName="aws-ebs-csi-driver", podIdentityAssociations=wanted)[
        "addon"
    ]
    (association,) = eks.list_pod_identity_associations(clusterName="demo")["associations"]
    assert addon["podIdentityAssociations"] == [association["associationArn"]]
    assert association["ownerArn"] == addon["addonArn"]
    names = {"clusterName": "demo", "associationId": association["associationId"]}
    refused("InvalidRequestException", lambda: eks.delete_pod_identity_association(**names))
    eks.delete_addon(clusterName="demo", addonName="aws-ebs-csi-driver")
    account.wait("eks", "addon_deleted", clusterName="demo", addonName="aws-ebs-csi-driver")
    assert eks.list_pod_identity_associations(clusterName="demo")["associations"] == []


def test_pod_identities(account: Account, cluster: dict[str, Any]) -> None:
    eks = account.client("eks")
    asked = {"clusterName": "demo", "namespace": "science", "serviceAccount": "jupyter"}
    wrong = cluster["roles"]["node"]
    refused("InvalidParameterException", lambda: eks.create_pod_identity_association(roleArn=wrong, **asked))
    asked["roleArn"] = cluster["roles"]["pod"]
    first = eks.create_pod_identity_association(clientRequestToken="t", **asked)["association"]
    again = eks.create_pod_identity_association(clientRequestToken="t", **asked)["association"]
    assert first["associationId"] == again["associationId"]
    refused("ResourceInUseException", lambda: eks.create_pod_identity_association(**asked))
    other = account.role("other", "pods.eks.amazonaws.com")
    names = {"clusterName": "demo", "associationId": first["associationId"]}
    eks.update_pod_identity_association(roleArn=other, **names)
    assert eks.describe_pod_identity_association(**names)["association"]["roleArn"] == other
    eks.delete_pod_identity_association(**names)
    refused("ResourceNotFoundException", lambda: eks.describe_pod_identity_association(**names))
