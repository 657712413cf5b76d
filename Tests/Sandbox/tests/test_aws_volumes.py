# SPDX-License-Identifier: MIT
"""EBS volumes: states, tokens, growth, and what the CSI driver says."""

from __future__ import annotations

from typing import Any

import pytest
from aws_account import Account, eventually, refused

TAGS = [{"ResourceType": "volume", "Tags": [{"Key": "ebs.csi.aws.com/cluster", "Value": "true"}]}]


def _volume(account: Account, zone: str = "us-west-2a", **more: Any) -> str:
    asked = {"AvailabilityZone": zone, "Size": 30, "VolumeType": "gp3", "Encrypted": True} | more
    return account.client("ec2").create_volume(**asked)["VolumeId"]


def test_a_volume_takes_a_while(account: Account) -> None:
    account.control("POST", "/times", {"volume_create": 0.4})
    ec2 = account.client("ec2")
    made = ec2.create_volume(AvailabilityZone="us-west-2a", Size=30, VolumeType="gp3")
    assert made["State"] == "creating"
    assert ec2.describe_volumes(VolumeIds=[made["VolumeId"]])["Volumes"][0]["State"] == "creating"
    refused("IncorrectState", lambda: ec2.create_snapshot(VolumeId=made["VolumeId"]))
    account.wait("ec2", "volume_available", VolumeIds=[made["VolumeId"]])


def test_a_client_token_makes_one_volume(account: Account) -> None:
    assert _volume(account, ClientToken="t") == _volume(account, ClientToken="t") != _volume(account, ClientToken="u")
    refused("IdempotentParameterMismatch", lambda: _volume(account, ClientToken="t", Size=31))
    assert account.control("GET", "/state")["us-west-2"]["volume"] == 2


def test_a_volume_grows_once_in_six_hours(account: Account) -> None:
    account.control("POST", "/times", {"volume_modify": 0.4})
    ec2, volume = account.client("ec2"), _volume(account)
    account.wait("ec2", "volume_available", VolumeIds=[volume])
    refused("InvalidParameterValue", lambda: ec2.modify_volume(VolumeId=volume, Size=20))
    ec2.modify_volume(VolumeId=volume, Size=50)

    def state() -> Any:
        return ec2.describe_volumes_modifications(VolumeIds=[volume])["VolumesModifications"][0]

    assert state()["ModificationState"] == "optimizing"
    eventually(lambda: state()["ModificationState"] == "completed")
    assert ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]["Size"] == 50
    refused("VolumeModificationRateExceeded", lambda: ec2.modify_volume(VolumeId=volume, Size=60))
    account.control("POST", "/clock", {"advance": 6 * 3600})
    ec2.modify_volume(VolumeId=volume, Size=60)


def test_a_snapshot_takes_a_while(account: Account) -> None:
    ec2, volume = account.client("ec2"), _volume(account)
    account.wait("ec2", "volume_available", VolumeIds=[volume])
    snapshot = ec2.create_snapshot(VolumeId=volume, TagSpecifications=[])
    assert snapshot["State"] == "pending"
    account.wait("ec2", "snapshot_completed", SnapshotIds=[snapshot["SnapshotId"]])


@pytest.fixture
def node(account: Account, cluster: dict[str, Any]) -> str:
    """A node in us-west-2a with a working CSI driver."""
    eks = account.client("eks")
    account.make_group(cluster, "g", subnets=cluster["network"]["subnets"][:1])
    eks.create_addon(clusterName="demo", addonName="eks-pod-identity-agent")
    wanted = [{"serviceAccount": "ebs-csi-controller-sa", "roleArn": cluster["roles"]["pod"]}]
    eks.create_addon(clusterName="demo", addonName="aws-ebs-csi-driver", podIdentityAssociations=wanted)
    account.wait("eks", "addon_active", clusterName="demo", addonName="aws-ebs-csi-driver")
    return account.sandbox.aws.clusters.all()[0].groups["g"].instances[0]


def test_attach_and_detach(account: Account, cluster: dict[str, Any], node: str) -> None:
    account.control("POST", "/times", {"volume_create": 0.4})
    aws, name, ec2 = account.sandbox.aws, account.name_of(cluster), account.client("ec2")
    volume = _volume(account, TagSpecifications=TAGS)
    assert "not 'available'" in aws.attach_volume(name, volume, node)
    account.wait("ec2", "volume_available", VolumeIds=[volume])
    assert aws.attach_volume(name, volume, node) is None
    assert aws.attach_volume(name, volume, node) is None
    assert ec2.describe_volumes(VolumeIds=[volume])["Volumes"][0]["Attachments"][0]["InstanceId"] == node
    refused("VolumeInUse", lambda: ec2.delete_volume(VolumeId=volume))
    account.client("eks").delete_nodegroup(clusterName="demo", nodegroupName="g")
    account.wait("eks", "nodegroup_deleted", clusterName="demo", nodegroupName="g")
    account.wait("ec2", "volume_available", VolumeIds=[volume])
    aws.detach_volume(name, volume)
    ec2.delete_volume(VolumeId=volume)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [({}, "not authorized"), ({"zone": "us-west-2b", "TagSpecifications": TAGS}, "not in the same availability zone")],
)
def test_the_driver_says_why_it_cannot(
    account: Account, cluster: dict[str, Any], node: str, asked: dict[str, Any], reason: str
) -> None:
    volume = _volume(account, **asked)
    account.wait("ec2", "volume_available", VolumeIds=[volume])
    assert reason in account.sandbox.aws.attach_volume(account.name_of(cluster), volume, node)


def test_without_driver_nothing_is_attached(account: Account, cluster: dict[str, Any]) -> None:
    answer = account.sandbox.aws.attach_volume(account.name_of(cluster), _volume(account), "i-1")
    assert "not found in the list of registered CSI drivers" in answer
