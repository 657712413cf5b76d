# SPDX-License-Identifier: MIT
"""UpdateNodegroupConfig and UpdateNodegroupVersion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws import tokens
from sandbox.aws.catalog import minor
from sandbox.aws.eks import group_template, nodes, updates
from sandbox.aws.eks.common import group_of, invalid
from sandbox.aws.eks.nodegroups import check_scaling, release
from sandbox.aws.eks.state import Cluster, Group
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf


@operation("eks", "UpdateNodegroupConfig")
def update_config(call: "Call") -> dict[str, Any]:
    cluster, group = group_of(call)
    known = tokens.recall(call, "InvalidParameterException")
    if known:
        return {"update": cluster.updates[known]}
    asked, data = call.params, group.data
    changed: dict[str, Any] = {}
    params: dict[str, Any] = {}
    if "scalingConfig" in asked:
        changed["scalingConfig"] = check_scaling(data["scalingConfig"] | asked["scalingConfig"])
        params |= {name[0].upper() + name[1:]: value for name, value in asked["scalingConfig"].items()}
    if "labels" in asked:
        added, removed = asked["labels"].get("addOrUpdateLabels", {}), asked["labels"].get("removeLabels", [])
        changed["labels"] = {k: v for k, v in (data["labels"] | added).items() if k not in removed}
        params |= {"LabelsToAdd": added, "LabelsToRemove": removed}
    if "taints" in asked:
        added, removed = asked["taints"].get("addOrUpdateTaints", []), asked["taints"].get("removeTaints", [])
        gone = [(taint["key"], taint["effect"]) for taint in [*added, *removed]]
        kept = [taint for taint in data["taints"] or [] if (taint["key"], taint["effect"]) not in gone]
        changed["taints"] = kept + added
        params |= {"TaintsToAdd": added, "TaintsToRemove": removed}
    for member, name in (("updateConfig", "MaxUnavailable"), ("nodeRepairConfig", "NodeRepairEnabled")):
        if member in asked:
            changed[member] = asked[member]
            params[name] = asked[member]
    if not changed:
        raise invalid("No changes are specified.", clusterName=cluster.name[2], nodegroupName=group.name)
    return _begin(call, cluster, group, "ConfigUpdate", params, changed, nodes.scale)


@operation("eks", "UpdateNodegroupVersion")
def update_version(call: "Call") -> dict[str, Any]:
    cluster, group = group_of(call)
    known = tokens.recall(call, "InvalidParameterException")
    if known:
        return {"update": cluster.updates[known]}
    asked = call.params
    changed: dict[str, Any] = {}
    params: dict[str, Any] = {}
    if "launchTemplate" in asked:
        if not group.data["launchTemplate"]:
            raise invalid("The node group was created without a launch template.")
        template, version = group_template.find(call.aws, cluster.region, asked["launchTemplate"])
        if template.id != group.data["launchTemplate"]["id"]:
            raise invalid("Cannot change the launch template of a node group, only its version.")
        changed["launchTemplate"] = group.data["launchTemplate"] | {"version": str(version.number)}
        params |= {"LaunchTemplateName": template.name, "LaunchTemplateVersion": str(version.number)}
    if "version" in asked or not changed:
        wanted = asked.get("version") or cluster.data["version"]
        if not minor(group.data["version"]) <= minor(wanted) <= minor(cluster.data["version"]):
            raise invalid(f"Unsupported nodegroup version update from {group.data['version']} to {wanted}")
        changed |= {"version": wanted, "releaseVersion": release(call.aws, wanted)}
        params |= {"Version": wanted, "ReleaseVersion": changed["releaseVersion"]}
    return _begin(call, cluster, group, "VersionUpdate", params, changed, nodes.replace)


def _begin(
    call: "Call", cluster: Cluster, group: Group, kind: str, params: dict[str, Any], changed: dict[str, Any],
    work: Callable[["AwsHalf", Cluster, Group], None],
) -> dict[str, Any]:  # fmt: skip
    aws = call.aws

    def finish() -> None:
        with aws.lock:
            group.data.update(changed)
            work(aws, cluster, group)
        nodes.tell(aws, cluster, group)

    update = updates.start(aws, cluster, group.data, kind, params, "nodegroup_update", finish)
    tokens.remember(call, update["id"])
    return {"update": update}
