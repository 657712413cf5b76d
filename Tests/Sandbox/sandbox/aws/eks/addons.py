# SPDX-License-Identifier: MIT
"""Add-ons: CREATING for a while, DEGRADED as long as their pods find no node, ACTIVE then."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from sandbox.aws import tokens
from sandbox.aws.catalog import minor
from sandbox.aws.eks import identity, updates
from sandbox.aws.eks.common import cluster_of, in_use, invalid, missing, now, page, ready_cluster_of
from sandbox.aws.eks.state import Addon, Cluster
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf

# What a new cluster runs unless it was made with bootstrapSelfManagedAddons=false.
SELF_MANAGED = ("vpc-cni", "kube-proxy", "coredns")
# Deployments, which stay Pending until a node exists; the others are DaemonSets, which are content with none.
NEED_A_NODE = ("coredns", "aws-ebs-csi-driver", "metrics-server")


@operation("eks", "CreateAddon")
def create(call: "Call") -> dict[str, Any]:
    aws, params = call.aws, call.params
    cluster = ready_cluster_of(call)
    name = params["addonName"]
    known = cluster.addons.get(name)
    if tokens.recall(call, "InvalidParameterException") and known:
        return {"addon": _shown(cluster, known)}
    if known:
        raise in_use("Addon already exists.", clusterName=cluster.name[2], addonName=name)
    version = _version(call, cluster, name)
    _check_configuration(params)
    arn = cluster.arn("addon", name, str(uuid.uuid4()))
    data = {
        "addonName": name, "clusterName": cluster.name[2], "status": "CREATING", "addonVersion": version,
        "health": {"issues": []}, "addonArn": arn, "createdAt": now(aws), "modifiedAt": now(aws),
        "serviceAccountRoleArn": params.get("serviceAccountRoleArn"), "tags": params.get("tags", {}),
        "configurationValues": params.get("configurationValues"),
        "podIdentityAssociations": _associate(call, cluster, arn),
    }  # fmt: skip
    cluster.addons[name] = Addon(data)
    tokens.remember(call, True)
    aws.after("addon_create", 0.3, lambda: _install(aws, cluster, name))
    return {"addon": data}


@operation("eks", "DescribeAddon")
def describe(call: "Call") -> dict[str, Any]:
    cluster, addon = _found(call)
    return {"addon": _shown(cluster, addon)}


@operation("eks", "ListAddons")
def list_addons(call: "Call") -> dict[str, Any]:
    return page(call, "addons", sorted(cluster_of(call).addons))


@operation("eks", "UpdateAddon")
def update(call: "Call") -> dict[str, Any]:
    cluster, addon = _found(call)
    known = tokens.recall(call, "InvalidParameterException")
    if known:
        return {"update": cluster.updates[known]}
    asked = call.params
    _check_configuration(asked)
    changed: dict[str, Any] = {
        key: asked[key] for key in ("serviceAccountRoleArn", "configurationValues") if key in asked
    }
    if "addonVersion" in asked:
        changed["addonVersion"] = _version(call, cluster, addon.data["addonName"])
    if "podIdentityAssociations" in asked:
        identity.drop_owned(cluster, addon.data["addonArn"])
        changed["podIdentityAssociations"] = _associate(call, cluster, addon.data["addonArn"])
    params = {key[0].upper() + key[1:]: value for key, value in changed.items()}
    addon.data["status"] = "ACTIVE" if addon.data["status"] == "DEGRADED" else addon.data["status"]
    begun = updates.start(
        call.aws, cluster, addon.data, "AddonUpdate", params, "addon_update", lambda: addon.data.update(changed)
    )
    tokens.remember(call, begun["id"])
    return {"update": begun}


@operation("eks", "DeleteAddon")
def delete(call: "Call") -> dict[str, Any]:
    cluster, addon = _found(call)
    name = addon.data["addonName"]
    if addon.data["status"] != "DELETING":
        addon.data["status"] = "DELETING"
        call.aws.after("addon_delete", 0.2, lambda: _vanish(call.aws, cluster, name))
    return {"addon": addon.data}


@operation("eks", "DescribeAddonVersions")
def describe_versions(call: "Call") -> dict[str, Any]:
    catalog, asked = call.aws.catalog, call.params
    wanted = asked.get("kubernetesVersion")
    kubernetes = [version for version in reversed(catalog.supported()) if wanted in (None, version)]
    found = []
    for name, (kind, _) in catalog.addons.items():
        if asked.get("addonName", name) != name or kind not in asked.get("types", [kind]):
            continue
        versions: dict[str, list[dict[str, Any]]] = {}
        for cluster_version in kubernetes:
            for rank, version in enumerate(catalog.addon_versions(name, cluster_version)):
                versions.setdefault(version, []).append(
                    {"clusterVersion": cluster_version, "platformVersions": ["*"], "defaultVersion": rank == 0}
                )
        shown = [_offer(name, version, fits) for version, fits in versions.items()]
        found.append({
            "addonName": name, "type": kind, "addonVersions": shown, "publisher": "eks", "owner": "aws",
            "defaultNamespace": "kube-system",
        })  # fmt: skip
    return page(call, "addons", found)


def _offer(name: str, version: str, fits: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "addonVersion": version, "architecture": ["amd64", "arm64"], "compatibilities": fits,
        "computeTypes": ["ec2", "auto", "hybrid"], "requiresConfiguration": False,
        "requiresIamPermissions": name in ("vpc-cni", "aws-ebs-csi-driver"),
    }  # fmt: skip


def _found(call: "Call") -> tuple[Cluster, Addon]:
    cluster = cluster_of(call)
    name = call.params["addonName"]
    if name not in cluster.addons:
        raise missing("addon", name, clusterName=cluster.name[2], addonName=name)
    return cluster, cluster.addons[name]


def _shown(cluster: Cluster, addon: Addon) -> dict[str, Any]:
    """The add-on as it is now: with or without a node for its pods."""
    data = addon.data
    if addon.installed and data["status"] in ("ACTIVE", "DEGRADED"):
        starving = data["addonName"] in NEED_A_NODE and not cluster.has_nodes
        data["status"] = "DEGRADED" if starving else "ACTIVE"
        issue = {
            "code": "InsufficientNumberOfReplicas", "resourceIds": [],
            "message": "The add-on is unhealthy because it doesn't have the desired number of replicas.",
        }  # fmt: skip
        data["health"] = {"issues": [issue] if starving else []}
    return data


def _version(call: "Call", cluster: Cluster, name: str) -> str:
    catalog, kubernetes = call.aws.catalog, cluster.data["version"]
    if name not in catalog.addons:
        raise invalid(f"Addon {name} specified is not supported in {kubernetes} kubernetes version", addonName=name)
    offered = catalog.addon_versions(name, kubernetes)
    wanted = call.params.get("addonVersion") or offered[0]
    older = [
        version
        for v in catalog.supported()
        if minor(v) < minor(kubernetes)
        for version in catalog.addon_versions(name, v)
    ]
    if wanted not in offered and not (call.action == "UpdateAddon" and wanted in older):
        raise invalid("Addon version specified is not supported", clusterName=cluster.name[2], addonName=name)
    return wanted


def _check_configuration(params: dict[str, Any]) -> None:
    text = params.get("configurationValues")
    if text and text.lstrip().startswith("{"):
        try:
            json.loads(text)
        except ValueError as error:
            raise invalid("ConfigurationValue is not in valid JSON format") from error


def _associate(call: "Call", cluster: Cluster, arn: str) -> list[str]:
    wanted = call.params.get("podIdentityAssociations", [])
    return [
        identity.add(call.aws, cluster, "kube-system", one["serviceAccount"], one["roleArn"], owner=arn)[
            "associationArn"
        ]
        for one in wanted
    ]


def _install(aws: "AwsHalf", cluster: Cluster, name: str) -> None:
    tell(aws, cluster, name, present=True)
    with aws.lock:
        addon = cluster.addons.get(name)
        if addon is not None and addon.data["status"] == "CREATING":
            addon.installed = True
            addon.data["status"] = "ACTIVE"
            _shown(cluster, addon)


def _vanish(aws: "AwsHalf", cluster: Cluster, name: str) -> None:
    tell(aws, cluster, name, present=False)
    with aws.lock:
        addon = cluster.addons.pop(name, None)
        if addon is not None:
            identity.drop_owned(cluster, addon.data["addonArn"])


def tell(aws: "AwsHalf", cluster: Cluster, name: str, present: bool) -> None:
    """Lets the Kubernetes half run, or take away, the add-on's pods. Never with the lock held."""
    if aws.world.kube is not None:
        aws.world.kube.set_addon(cluster.name, name, present)
