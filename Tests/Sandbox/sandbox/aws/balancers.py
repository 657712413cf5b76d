# SPDX-License-Identifier: MIT
"""What the Kubernetes controller makes on AWS for a Service of type LoadBalancer, and how late it goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.aws import network

if TYPE_CHECKING:
    from sandbox.aws.eks.state import Cluster, ClusterName
    from sandbox.aws.half import AwsHalf

# Every balancer of this world answers on loopback.
HOSTNAME = "localhost"
_PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"


def make(aws: "AwsHalf", name: "ClusterName", balancer: str, service: dict[str, Any], node_ids: list[str]) -> str:
    """Makes or updates the balancer and returns its hostname; a ValueError says what the controller would report."""
    cluster = aws.clusters.get(name)
    if cluster is None:
        raise ValueError(f"cluster {name[2]} is gone")
    ec2, elb = aws.backend("ec2", name[1]), aws.backend("elb", name[1])
    annotations = service["metadata"].get("annotations") or {}
    tags = _tags(name[2], service, annotations)
    if balancer not in elb.load_balancers:
        subnets = _subnets(ec2, cluster)
        words = f"Security group for Kubernetes ELB {balancer} ({tags['kubernetes.io/service-name']})"
        group = ec2.create_security_group(f"k8s-elb-{balancer}", words, vpc_id=cluster.vpc_id, tags=tags)
        made = elb.create_load_balancer(balancer, [], _listeners(service), subnets=subnets, security_groups=[group.id])
        made.dns_name = HOSTNAME
        made.availability_zones = sorted({ec2.get_subnet(one).availability_zone for one in subnets})
        for number, subnet_id in enumerate(subnets):
            _interface(ec2, balancer, subnet_id, group.id, number)
    made = elb.load_balancers[balancer]
    group_id = made.security_groups[0]
    _open(ec2, group_id, service)
    _admit(aws, ec2, name[2], group_id, node_ids)
    made.instance_sparse_ids = list(node_ids)
    made.tags |= tags
    idle = annotations.get(_PREFIX + "connection-idle-timeout")
    if idle:
        made.attributes["connection_settings"]["idle_timeout"] = int(idle)
    return HOSTNAME


def drop(aws: "AwsHalf", name: "ClusterName", balancer: str) -> None:
    """The balancer goes first, then its interfaces, then its group; each a while after the one before."""
    third = aws.world.duration("balancer_delete", 0.5) / 3

    def first() -> None:
        with aws.lock:
            made = aws.backend("elb", name[1]).load_balancers.pop(balancer, None)
        groups = made.security_groups if made else []
        aws.timeline.after(third, lambda: second(groups))

    def second(groups: list[str]) -> None:
        with aws.lock:
            drop_interfaces(aws, name[1], balancer)
        aws.timeline.after(third, lambda: last(groups))

    def last(groups: list[str]) -> None:
        with aws.lock:
            for group_id in groups:
                _drop_group(aws, name[1], group_id)

    aws.timeline.after(third, first)


def drop_interfaces(aws: "AwsHalf", region: str, balancer: str) -> None:
    ec2 = aws.backend("ec2", region)
    for interface in list(ec2.enis.values()):
        if interface.description == f"ELB {balancer}":
            network.drop_interface(ec2, interface.id)


def _drop_group(aws: "AwsHalf", region: str, group_id: str) -> None:
    """Revokes the rules of node groups that admit this one, then deletes it."""
    ec2 = aws.backend("ec2", region)
    for other_id in network.groups_naming(ec2, group_id):
        other = ec2.get_security_group_from_id(other_id)
        other.ingress_rules[:] = [
            rule for rule in other.ingress_rules if (rule.source_group or {}).get("GroupId") != group_id
        ]
    network.drop_group(ec2, group_id)


def _tags(cluster: str, service: dict[str, Any], annotations: dict[str, str]) -> dict[str, str]:
    meta = service["metadata"]
    extra = annotations.get(_PREFIX + "additional-resource-tags", "")
    pairs = [pair.partition("=") for pair in extra.split(",") if pair.strip()]
    own = {
        f"kubernetes.io/cluster/{cluster}": "owned",
        "kubernetes.io/service-name": f"{meta.get('namespace', 'default')}/{meta['name']}",
    }
    return {key.strip(): value.strip() for key, _, value in pairs} | own


def _subnets(ec2: Any, cluster: "Cluster") -> list[str]:
    """One public subnet in every zone; those with the role tag are preferred."""
    best: dict[str, Any] = {}
    for zone in ec2.subnets.values():
        for subnet in zone.values():
            route = network.way_out(ec2, subnet) if subnet.vpc_id == cluster.vpc_id else None
            if route is None or route.gateway is None:
                continue
            tags = {tag["key"]: tag["value"] for tag in subnet.get_tags()}
            known = best.get(subnet.availability_zone)
            if known is None or "kubernetes.io/role/elb" in tags:
                best[subnet.availability_zone] = subnet
    if not best:
        raise ValueError("could not find any suitable subnets for creating the ELB")
    return [subnet.id for _, subnet in sorted(best.items())]


def _listeners(service: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"Protocol": "TCP", "LoadBalancerPort": port["port"], "InstancePort": port.get("nodePort") or 30000}
        for port in service["spec"]["ports"]
    ]


def _interface(ec2: Any, balancer: str, subnet_id: str, group_id: str, number: int) -> None:
    interface = ec2.create_network_interface(
        ec2.get_subnet(subnet_id), None, group_ids=[group_id], description=f"ELB {balancer}"
    )
    interface.status = "in-use"
    interface.requester_managed = True
    interface.requester_id = "amazon-elb"
    interface.public_ip = f"203.0.113.{(len(ec2.enis) + number) % 250 + 1}"


def _open(ec2: Any, group_id: str, service: dict[str, Any]) -> None:
    """Lets the Service's source ranges in, on its ports, and nobody else."""
    group = ec2.get_security_group_from_id(group_id)
    group.ingress_rules[:] = []
    ranges = service["spec"].get("loadBalancerSourceRanges") or ["0.0.0.0/0"]
    for port in service["spec"]["ports"]:
        ec2.authorize_security_group_ingress(
            group_id, "tcp", str(port["port"]), str(port["port"]), [{"CidrIp": cidr} for cidr in ranges]
        )


def _admit(aws: "AwsHalf", ec2: Any, cluster: str, group_id: str, node_ids: list[str]) -> None:
    """Opens the nodes' group to the balancer; each node must have exactly one group tagged as the cluster's."""
    for node_id in node_ids:
        groups = {group.id: group for nic in ec2.get_instance(node_id).nics.values() for group in nic.group_set}
        tagged = [group for group in groups.values() if _owned(group, cluster)]
        if len(groups) > 1 and len(tagged) != 1:
            count = "Multiple" if tagged else "No"
            raise ValueError(
                f"{count} tagged security groups found for instance {node_id}; ensure only the k8s group is tagged"
            )
        target = tagged[0] if tagged else next(iter(groups.values()))
        if target.id not in network.groups_naming(ec2, group_id):
            ec2.authorize_security_group_ingress(
                target.id, "-1", None, None, [], source_groups=[{"GroupId": group_id, "UserId": aws.account}]
            )


def _owned(group: Any, cluster: str) -> bool:
    return any(tag["key"] == f"kubernetes.io/cluster/{cluster}" for tag in group.get_tags())
