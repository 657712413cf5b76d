# SPDX-License-Identifier: MIT
"""The launch template of a node group: what EKS accepts in it, and which version it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws.eks.common import invalid
from sandbox.aws.fault import Fault

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


def find(aws: "AwsHalf", region: str, asked: dict[str, Any]) -> tuple[Any, Any]:
    """The template and the version that id or name and number, $Latest or $Default mean."""
    templates = aws.backend("ec2", region).launch_templates
    template = templates.get(asked.get("id", "")) or next(
        (one for one in templates.values() if one.name == asked.get("name")), None
    )
    if template is None:
        raise invalid(f"Launch template {asked.get('id') or asked.get('name')} does not exist")
    number = str(asked.get("version") or "$Default")
    wanted = {"$Default": template.default_version_number, "$Latest": template.latest_version_number}.get(
        number, number
    )
    for version in template.versions:
        if str(version.number) == str(wanted):
            return template, version
    raise invalid(f"Launch template version {number} of {template.id} does not exist")


def resolve(call: "Call", region: str) -> dict[str, Any] | None:
    """The template as DescribeNodegroup shows it, with its version pinned."""
    asked = call.params.get("launchTemplate")
    if not asked:
        return None
    if bool(asked.get("id")) == bool(asked.get("name")):
        raise invalid("Either provide launch template ID or launch template name in the request.")
    template, version = find(call.aws, region, asked)
    _check(call.params, version.data)
    return {"id": template.id, "name": template.name, "version": str(version.number)}


def _check(params: dict[str, Any], data: dict[str, Any]) -> None:
    if "diskSize" in params:
        raise invalid("Disk size must be specified within the launch template.")
    if "remoteAccess" in params:
        raise invalid("Remote access configuration cannot be specified with a launch template.")
    if "InstanceType" in data and params.get("instanceTypes"):
        raise invalid("You cannot specify instance types in both the launch template and the request.")
    for member, words in (("IamInstanceProfile", "an IAM instance profile"), ("InstanceMarketOptions", "spot options")):
        if member in data:
            raise Fault("InvalidRequestException", f"Launch template should not specify {words}.")
    if any("SubnetId" in interface for interface in data.get("NetworkInterfaces", [])):
        raise Fault("InvalidRequestException", "Launch template should not specify a subnet.")
    if "ImageId" in data and params.get("amiType", "CUSTOM") != "CUSTOM":
        raise invalid("You cannot specify an AMI type other than CUSTOM, when specifying an image id.")


def instance_types(aws: "AwsHalf", region: str, template: dict[str, Any] | None) -> list[str]:
    data = find(aws, region, template)[1].data if template else {}
    return [data.get("InstanceType", "t3.medium")]
