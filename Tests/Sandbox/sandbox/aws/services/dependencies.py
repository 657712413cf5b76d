# SPDX-License-Identifier: MIT
"""DependencyViolation and its kin: EC2 deletes nothing that is still in use, where moto often would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from sandbox.aws import network
from sandbox.aws.fault import Fault
from sandbox.aws.registry import around
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call

Proceed = Callable[[], Reply]


def _ec2(call: "Call") -> Any:
    return call.aws.backend("ec2", call.region)


def _violation(message: str) -> Fault:
    return Fault("DependencyViolation", message, 400)


@around("ec2", "DeleteSecurityGroup")
def delete_group(call: "Call", proceed: Proceed) -> Reply:
    ec2, group_id = _ec2(call), call.params.get("GroupId", "")
    group = ec2.get_security_group_from_id(group_id)
    if group is not None:
        if group.name == "default":
            raise Fault(
                "CannotDelete", f'the specified group: "{group_id}" name: "default" cannot be deleted by a user'
            )
        if network.interfaces_of_group(ec2, group_id) or network.groups_naming(ec2, group_id):
            raise _violation(f"resource {group_id} has a dependent object")
    return proceed()


@around("ec2", "DeleteSubnet")
def delete_subnet(call: "Call", proceed: Proceed) -> Reply:
    ec2, subnet_id = _ec2(call), call.params.get("SubnetId", "")
    if network.interfaces_of_subnet(ec2, subnet_id):
        raise _violation(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    reply = proceed()
    if reply.status < 300:
        # Its route table lets it go; moto would keep the association for ever.
        for table in ec2.route_tables.values():
            for association, target in list(table._associations.items()):
                if target == subnet_id:
                    del table._associations[association]
    return reply


@around("ec2", "DeleteVpc")
def delete_vpc(call: "Call", proceed: Proceed) -> Reply:
    ec2, vpc_id = _ec2(call), call.params.get("VpcId", "")
    subnets = [subnet for zone in ec2.subnets.values() for subnet in zone.values() if subnet.vpc_id == vpc_id]
    gateways = [gateway for gateway in ec2.internet_gateways.values() if getattr(gateway.vpc, "id", None) == vpc_id]
    groups = [group for group in ec2.groups.get(vpc_id, {}).values() if group.name != "default"]
    tables = [t for t in ec2.route_tables.values() if t.vpc_id == vpc_id and not t.main_association_id]
    if subnets or gateways or groups or tables or network.interfaces_of_vpc(ec2, vpc_id):
        raise _violation(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    return proceed()


@around("ec2", "DetachInternetGateway")
def detach_gateway(call: "Call", proceed: Proceed) -> Reply:
    ec2, vpc_id = _ec2(call), call.params.get("VpcId", "")
    if any(interface.public_ip for interface in network.interfaces_of_vpc(ec2, vpc_id)):
        raise _violation(
            f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before "
            "detaching the gateway."
        )
    return proceed()


@around("ec2", "DeleteInternetGateway")
def delete_gateway(call: "Call", proceed: Proceed) -> Reply:
    gateway_id = call.params.get("InternetGatewayId", "")
    gateway = _ec2(call).internet_gateways.get(gateway_id)
    if gateway is not None and gateway.vpc is not None:
        raise _violation(f"The internetGateway '{gateway_id}' has dependencies and cannot be deleted.")
    return proceed()


@around("ec2", "DeleteRouteTable")
def delete_table(call: "Call", proceed: Proceed) -> Reply:
    table_id = call.params.get("RouteTableId", "")
    table = _ec2(call).route_tables.get(table_id)
    if table is not None and (table._associations or table.main_association_id):
        raise _violation(f"The routeTable '{table_id}' has dependencies and cannot be deleted.")
    return proceed()


@around("ec2", "AssociateRouteTable")
def associate_table(call: "Call", proceed: Proceed) -> Reply:
    table_id, subnet_id = call.params.get("RouteTableId", ""), call.params.get("SubnetId", "")
    for table in _ec2(call).route_tables.values():
        # moto answers with the association that is there, whichever table it is of.
        if table.id != table_id and subnet_id in table._associations.values():
            raise Fault(
                "Resource.AlreadyAssociated",
                f"the specified association for route table {table_id} conflicts with an existing association",
            )
    return proceed()


@around("ec2", "CreateRoute")
def create_route(call: "Call", proceed: Proceed) -> Reply:
    ec2 = _ec2(call)
    table = ec2.route_tables.get(call.params.get("RouteTableId", ""))
    gateway = ec2.internet_gateways.get(call.params.get("GatewayId", ""))
    if table is not None and gateway is not None and getattr(gateway.vpc, "id", None) != table.vpc_id:
        raise Fault(
            "InvalidParameterValue",
            f"route table {table.id} and network gateway {gateway.id} belong to different networks",
        )
    return proceed()


@around("ec2", "DeleteNetworkInterface")
def delete_interface(call: "Call", proceed: Proceed) -> Reply:
    interface_id = call.params.get("NetworkInterfaceId", "")
    interface = _ec2(call).enis.get(interface_id)
    if interface is not None and (interface.instance is not None or interface.status == "in-use"):
        raise Fault("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use.")
    return proceed()
