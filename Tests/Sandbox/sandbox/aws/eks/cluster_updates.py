# SPDX-License-Identifier: MIT
"""UpdateClusterConfig (one topic a call) and UpdateClusterVersion (one minor version up)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws import tokens
from sandbox.aws.catalog import minor
from sandbox.aws.eks import updates
from sandbox.aws.eks.clusters import endpoint_access
from sandbox.aws.eks.common import cluster_of, invalid
from sandbox.aws.eks.state import Cluster
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call

_TOPICS = ("resourcesVpcConfig", "logging", "accessConfig", "upgradePolicy", "deletionProtection")
_MODES = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
Change = tuple[str, dict[str, Any], Callable[[], None]]


@operation("eks", "UpdateClusterConfig")
def update_config(call: "Call") -> dict[str, Any]:
    cluster = cluster_of(call)
    known = tokens.recall(call, "InvalidParameterException")
    if known:
        return {"update": cluster.updates[known]}
    topics = [topic for topic in _TOPICS if topic in call.params]
    if len(topics) != 1:
        raise invalid("Exactly one type of update can be made at a time.", clusterName=cluster.name[2])
    kind, params, finish = _change(cluster, topics[0], call.params[topics[0]])
    update = updates.start(call.aws, cluster, cluster.data, kind, params, "cluster_update", finish)
    tokens.remember(call, update["id"])
    return {"update": update}


def _change(cluster: Cluster, topic: str, asked: Any) -> Change:
    before = cluster.data[topic]
    if topic == "resourcesVpcConfig":
        return _vpc_change(cluster, asked)
    if topic == "accessConfig":
        mode = asked["authenticationMode"]
        if _MODES.index(mode) <= _MODES.index(before["authenticationMode"]):
            raise invalid(f"Unsupported authentication mode update from {before['authenticationMode']} to {mode}")
        return "AccessConfigUpdate", {"AuthenticationMode": mode}, lambda: before.update(authenticationMode=mode)
    if topic == "upgradePolicy":
        support = asked["supportType"]
        if before["supportType"] == support:
            raise _same(cluster, f"supportType: {support}")
        return "UpgradePolicyUpdate", {"UpgradePolicy": support}, lambda: before.update(supportType=support)
    kind = "LoggingUpdate" if topic == "logging" else "DeletionProtectionUpdate"
    name = "ClusterLogging" if topic == "logging" else "DeletionProtection"
    return kind, {name: asked}, lambda: cluster.data.update({topic: asked})


def _vpc_change(cluster: Cluster, asked: dict[str, Any]) -> Change:
    before = cluster.data["resourcesVpcConfig"]
    moved = {key: asked[key] for key in ("subnetIds", "securityGroupIds") if key in asked}
    if moved:
        params = {"Subnets": moved.get("subnetIds", []), "SecurityGroups": moved.get("securityGroupIds", [])}
        return "VpcConfigUpdate", params, lambda: before.update(moved)
    after = endpoint_access(asked, before)
    if all(before[key] == value for key, value in after.items()):
        raise _same(cluster, ", ".join(f"{key}: {value}" for key, value in after.items()))
    params = {key[0].upper() + key[1:]: value for key, value in after.items()}
    return "EndpointAccessUpdate", params, lambda: before.update(after)


@operation("eks", "UpdateClusterVersion")
def update_version(call: "Call") -> dict[str, Any]:
    cluster = cluster_of(call)
    known = tokens.recall(call, "InvalidParameterException")
    if known:
        return {"update": cluster.updates[known]}
    before, after = cluster.data["version"], call.params["version"]
    if after not in call.aws.catalog.kubernetes:
        raise invalid(f"unsupported Kubernetes version {after}", clusterName=cluster.name[2])
    if after == before:
        raise _same(cluster, f"version: {after}")
    if minor(after) != minor(before) + 1:
        raise invalid(
            f"Unsupported Kubernetes minor version update from {before} to {after}", clusterName=cluster.name[2]
        )
    behind = [group.name for group in cluster.groups.values() if minor(after) - minor(group.data["version"]) > 3]
    if behind:
        raise Fault("InvalidRequestException", f"Nodegroups {', '.join(behind)} must be updated first.")
    params = {"Version": after, "PlatformVersion": "eks.7"}
    update = updates.start(
        call.aws, cluster, cluster.data, "VersionUpdate", params, "cluster_update",
        lambda: cluster.data.update(version=after),
    )  # fmt: skip
    tokens.remember(call, update["id"])
    return {"update": update}


def _same(cluster: Cluster, what: str) -> Fault:
    return invalid(f"Cluster is already at the desired configuration with {what}", clusterName=cluster.name[2])
