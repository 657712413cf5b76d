# SPDX-License-Identifier: MIT
"""CreateCluster, DescribeCluster, ListClusters, DeleteCluster."""

from __future__ import annotations

import base64
import ipaddress
import re
import uuid
from typing import TYPE_CHECKING, Any

from sandbox.aws import roles, tokens
from sandbox.aws.eks import access, addons, control_plane
from sandbox.aws.eks.common import cluster_of, in_use, invalid, now, page
from sandbox.aws.eks.state import Cluster, ClusterName
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call
    from sandbox.aws.half import AwsHalf

# Zones in which EKS places no control plane.
REFUSED_ZONES = {"use1-az3", "usw1-az2", "cac1-az3"}
# Addresses that can never reach a public endpoint.
_PRIVATE = [ipaddress.IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]


@operation("eks", "CreateCluster")
def create(call: "Call") -> dict[str, Any]:
    aws, params = call.aws, call.params
    known = aws.clusters.get((*call.key, params["name"]))
    if tokens.recall(call, "InvalidParameterException") and known:
        return {"cluster": known.data}
    if known:
        raise in_use(f"Cluster already exists with name: {params['name']}", clusterName=params["name"])
    if not re.fullmatch(r"[0-9A-Za-z][A-Za-z0-9\-_]{0,99}", params["name"]):
        raise invalid(f"The cluster name {params['name']!r} is not valid.")
    version = params.get("version") or aws.catalog.default_version
    if version not in aws.catalog.kubernetes:
        raise invalid(f"unsupported Kubernetes version {version}", clusterName=params["name"])
    roles.require_assumable(aws, params["roleArn"], "eks.amazonaws.com")
    config = _network(call)
    cluster = Cluster((*call.key, params["name"]), {}, params.get("bootstrapSelfManagedAddons", True))
    cluster.data = _data(call, cluster, version, config)
    control_plane.build(aws, cluster)
    access.bootstrap(aws, cluster, call.principal.entry_arn if call.principal else "")
    aws.clusters.add(cluster)
    tokens.remember(call, True)
    _log_group(aws, cluster)
    aws.after("cluster_create", 0.6, lambda: _become_active(aws, cluster.name))
    return {"cluster": cluster.data}


@operation("eks", "DescribeCluster")
def describe(call: "Call") -> dict[str, Any]:
    return {"cluster": cluster_of(call).data}


@operation("eks", "ListClusters")
def list_clusters(call: "Call") -> dict[str, Any]:
    return page(call, "clusters", sorted(cluster.name[2] for cluster in call.aws.clusters.of(*call.key)))


@operation("eks", "DeleteCluster")
def delete(call: "Call") -> dict[str, Any]:
    cluster, aws = cluster_of(call), call.aws
    data, name = cluster.data, cluster.name[2]
    if data["deletionProtection"]:
        raise Fault("InvalidRequestException", "The cluster has deletion protection enabled.", clusterName=name)
    if cluster.groups:
        raise in_use("Cluster has nodegroups attached", clusterName=name, nodegroupName=next(iter(cluster.groups)))
    if data["status"] in ("CREATING", "UPDATING"):
        raise in_use(f"Cannot delete because cluster {name} currently has an update in progress", clusterName=name)
    if data["status"] != "DELETING":
        data["status"] = "DELETING"
        aws.after("cluster_delete", 0.5, lambda: _vanish(aws, cluster))
    return {"cluster": data}


def _become_active(aws: "AwsHalf", name: ClusterName) -> None:
    cluster = aws.clusters.get(name)
    if cluster is None:
        return
    # Without the lock: the Kubernetes half may ask us something while it starts.
    endpoint, authority = "https://127.0.0.1:1", b""
    if aws.world.kube is not None:
        endpoint, authority = aws.world.kube.start_cluster(name, cluster.data["version"])
        for addon in addons.SELF_MANAGED if cluster.self_managed_addons else ():
            addons.tell(aws, cluster, addon, present=True)
    with aws.lock:
        forgotten = aws.clusters.get(name) is not cluster
    if forgotten:
        if aws.world.kube is not None:
            aws.world.kube.stop_cluster(name)
        return
    with aws.lock:
        cluster.data["endpoint"] = endpoint
        cluster.data["certificateAuthority"] = {"data": base64.b64encode(authority).decode()}
        issuer = f"https://oidc.eks.{cluster.region}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"
        cluster.data["identity"] = {"oidc": {"issuer": issuer}}
        cluster.data["status"] = "ACTIVE"


def _vanish(aws: "AwsHalf", cluster: Cluster) -> None:
    if aws.world.kube is not None:
        aws.world.kube.stop_cluster(cluster.name)
    with aws.lock:
        control_plane.remove(aws, cluster)
        aws.clusters.remove(cluster.name)


def _network(call: "Call") -> dict[str, Any]:
    """The VPC configuration, checked against what is there."""
    asked = call.params["resourcesVpcConfig"]
    ec2 = call.aws.backend("ec2", call.region)
    subnets = [subnet_of(ec2, subnet_id) for subnet_id in asked.get("subnetIds", [])]
    zones = {subnet.availability_zone for subnet in subnets}
    if len(zones) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    vpcs = {subnet.vpc_id for subnet in subnets}
    if len(vpcs) > 1:
        raise invalid("Subnets specified must be in the same VPC")
    refused = [subnet for subnet in subnets if subnet._availability_zone.zone_id in REFUSED_ZONES]
    if refused:
        zone = refused[0].availability_zone
        fit = [z.name for z in ec2.describe_availability_zones() if z.zone_id not in REFUSED_ZONES]
        raise Fault(
            "UnsupportedAvailabilityZoneException",
            f"Cannot create cluster '{call.params['name']}' because {zone}, the targeted availability zone, does not "
            f"currently have sufficient capacity to support the cluster. Retry and choose from these availability "
            f"zones: {', '.join(fit)}",
            400, clusterName=call.params["name"], validZones=fit,
        )  # fmt: skip
    for group_id in asked.get("securityGroupIds", []):
        group = ec2.get_security_group_from_id(group_id)
        if group is None or group.vpc_id not in vpcs:
            raise invalid(f"The security group ID '{group_id}' does not exist in the VPC of the subnets")
    return {
        "subnetIds": asked["subnetIds"], "securityGroupIds": asked.get("securityGroupIds", []),
        "vpcId": vpcs.pop(), **endpoint_access(asked, {}),
    }  # fmt: skip


def endpoint_access(asked: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Who may reach the API server, with what was not asked taken from before."""
    result = {
        "endpointPublicAccess": asked.get("endpointPublicAccess", before.get("endpointPublicAccess", True)),
        "endpointPrivateAccess": asked.get("endpointPrivateAccess", before.get("endpointPrivateAccess", False)),
        "publicAccessCidrs": asked.get("publicAccessCidrs", before.get("publicAccessCidrs", ["0.0.0.0/0"])),
    }
    if not result["endpointPublicAccess"] and not result["endpointPrivateAccess"]:
        raise invalid("Private and public endpoint access cannot both be false")
    for cidr in result["publicAccessCidrs"]:
        try:
            block = ipaddress.ip_network(cidr)
        except ValueError as error:
            raise invalid(f"The following CIDRs are invalid in publicAccessCidrs: {cidr}") from error
        if block.version == 4 and any(block.subnet_of(private) for private in _PRIVATE):
            raise invalid(f"The following CIDRs are not allowed in publicAccessCidrs: [{cidr}]")
    return result


def subnet_of(ec2: Any, subnet_id: str) -> Any:
    for subnets in ec2.subnets.values():
        if subnet_id in subnets:
            return subnets[subnet_id]
    raise invalid(f"The subnet ID '{subnet_id}' does not exist (Service: AmazonEC2; Code: InvalidSubnetID.NotFound)")


def _data(call: "Call", cluster: Cluster, version: str, config: dict[str, Any]) -> dict[str, Any]:
    params = call.params
    asked = params.get("accessConfig", {})
    return {
        "name": params["name"], "arn": cluster.arn("cluster"), "createdAt": now(call.aws), "version": version,
        "roleArn": params["roleArn"], "resourcesVpcConfig": config, "status": "CREATING",
        "kubernetesNetworkConfig": {
            "serviceIpv4Cidr": "10.100.0.0/16", "ipFamily": "ipv4", "elasticLoadBalancing": {"enabled": False},
            **params.get("kubernetesNetworkConfig", {}),
        },
        "logging": params.get("logging", {"clusterLogging": [{"types": list(LOG_TYPES), "enabled": False}]}),
        "certificateAuthority": {}, "platformVersion": "eks.7", "tags": params.get("tags", {}),
        "clientRequestToken": params.get("clientRequestToken"), "health": {"issues": []},
        "encryptionConfig": params.get("encryptionConfig"),
        "accessConfig": {
            "bootstrapClusterCreatorAdminPermissions": asked.get("bootstrapClusterCreatorAdminPermissions", True),
            "authenticationMode": asked.get("authenticationMode", "CONFIG_MAP"),
        },
        "upgradePolicy": {"supportType": params.get("upgradePolicy", {}).get("supportType", "EXTENDED")},
        "deletionProtection": params.get("deletionProtection", False),
    }  # fmt: skip


LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def _log_group(aws: "AwsHalf", cluster: Cluster) -> None:
    """Control-plane logs make a log group, which outlives the cluster."""
    if any(setup.get("enabled") for setup in cluster.data["logging"].get("clusterLogging", [])):
        logs = aws.backend("logs", cluster.region)
        name = f"/aws/eks/{cluster.name[2]}/cluster"
        if name not in logs.groups:
            logs.create_log_group(name, {})
