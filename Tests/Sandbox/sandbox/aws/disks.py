# SPDX-License-Identifier: MIT
"""What the EBS CSI driver does for a PersistentVolume: attach and detach, in its own words when it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.aws.eks.state import Cluster, ClusterName
    from sandbox.aws.half import AwsHalf

ADDON = "aws-ebs-csi-driver"
CONTROLLER = ("kube-system", "ebs-csi-controller-sa")


def attach(aws: "AwsHalf", name: "ClusterName", volume_id: str, instance_id: str) -> str | None:
    """None once the volume is attached; else why the driver fails."""
    cluster = aws.clusters.get(name)
    missing = _driver(cluster) if cluster else "the cluster is gone"
    if missing:
        return missing
    ec2 = aws.backend("ec2", name[1])
    volume = ec2.volumes.get(volume_id)
    if volume is None:
        return f"InvalidVolume.NotFound: The volume '{volume_id}' does not exist."
    if volume.attachment:
        holder = volume.attachment.instance.id
        if holder == instance_id:
            return None
        return f"VolumeInUse: {volume_id} is already attached to an instance {holder}"
    tags = {tag["key"]: tag["value"] for tag in volume.get_tags()}
    if tags.get("ebs.csi.aws.com/cluster") != "true":
        return "UnauthorizedOperation: You are not authorized to perform this operation: ec2:AttachVolume"
    if volume.status == "creating":
        return f"IncorrectState: {volume_id} is not 'available'."
    instance = ec2.get_instance(instance_id)
    if instance.placement.zone != volume.zone.name:
        return (
            f"InvalidVolume.ZoneMismatch: The volume '{volume_id}' is not in the same availability zone as instance "
            f"'{instance_id}'"
        )
    ec2.attach_volume(volume_id, instance_id, "/dev/xvdaa")
    return None


def detach(aws: "AwsHalf", name: "ClusterName", volume_id: str) -> None:
    ec2 = aws.backend("ec2", name[1])
    volume = ec2.volumes.get(volume_id)
    if volume is not None and volume.attachment:
        ec2.detach_volume(volume_id, volume.attachment.instance.id, volume.attachment.device)


def _driver(cluster: "Cluster") -> str | None:
    """Why the cluster has no working driver, or None."""
    addon = cluster.addons.get(ADDON)
    if addon is None or not addon.installed:
        return "driver name ebs.csi.aws.com not found in the list of registered CSI drivers"
    by_role = bool(addon.data.get("serviceAccountRoleArn"))
    by_identity = "eks-pod-identity-agent" in cluster.addons and any(
        (one["namespace"], one["serviceAccount"]) == CONTROLLER for one in cluster.associations.values()
    )
    if not by_role and not by_identity:
        return "get credentials: no EC2 IMDS role found, no pod identity for the driver"
    return None
