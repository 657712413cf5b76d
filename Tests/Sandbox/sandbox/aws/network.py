# SPDX-License-Identifier: MIT
"""Questions about moto's EC2 state that several topics ask: who uses what in a VPC."""

from __future__ import annotations

from typing import Any


def interfaces_of_group(ec2: Any, group_id: str) -> list[str]:
    return [eni.id for eni in ec2.enis.values() if any(group.id == group_id for group in eni.group_set)]


def groups_naming(ec2: Any, group_id: str) -> list[str]:
    """Other groups with a rule that refers to this one."""
    found = []
    for groups in ec2.groups.values():
        for group in groups.values():
            rules = [*group.ingress_rules, *group.egress_rules]
            if group.id != group_id and any((rule.source_group or {}).get("GroupId") == group_id for rule in rules):
                found.append(group.id)
    return found


def interfaces_of_subnet(ec2: Any, subnet_id: str) -> list[str]:
    return [eni.id for eni in ec2.enis.values() if eni.subnet.id == subnet_id]


def interfaces_of_vpc(ec2: Any, vpc_id: str) -> list[Any]:
    return [eni for eni in ec2.enis.values() if eni.subnet.vpc_id == vpc_id]


def drop_interface(ec2: Any, interface_id: str) -> None:
    eni = ec2.enis.pop(interface_id, None)
    if eni is not None:
        eni.subnet.del_subnet_ip(eni.private_ip_address)


def drop_group(ec2: Any, group_id: str) -> None:
    """Deletes a group that nobody uses any more; one that is used stays behind, as it does on AWS."""
    group = ec2.get_security_group_from_id(group_id)
    if group and not interfaces_of_group(ec2, group_id) and not groups_naming(ec2, group_id):
        ec2.groups[group.vpc_id].pop(group_id, None)


def route_table_of(ec2: Any, subnet: Any) -> Any:
    """The table a subnet uses: its own, else its VPC's main one."""
    tables = [table for table in ec2.route_tables.values() if table.vpc_id == subnet.vpc_id]
    for table in tables:
        if subnet.id in table._associations.values():
            return table
    return next((table for table in tables if table.main_association_id), None)


def way_out(ec2: Any, subnet: Any) -> Any:
    """The default route of a subnet, or None."""
    table = route_table_of(ec2, subnet)
    routes = table.routes if table else []
    return next((route for route in routes if str(route.destination_cidr_block) == "0.0.0.0/0"), None)
