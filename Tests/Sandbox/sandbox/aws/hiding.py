# SPDX-License-Identifier: MIT
"""Eventual consistency on demand: what a marked call created stays invisible to reads for a while."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from sandbox.aws import wire
from sandbox.aws.fault import Fault
from sandbox.web import Reply

if TYPE_CHECKING:
    from sandbox.aws.call import Call

_EC2_ID = re.compile(rb"\b(?:vpc|subnet|igw|rtb|sg|vol|lt|eni|i|snap|eipalloc)-[0-9a-f]{8,17}\b")
_NOT_FOUND = {
    "vpc": "InvalidVpcID.NotFound", "subnet": "InvalidSubnetID.NotFound", "igw": "InvalidInternetGatewayID.NotFound",
    "rtb": "InvalidRouteTableID.NotFound", "sg": "InvalidGroup.NotFound", "vol": "InvalidVolume.NotFound",
    "lt": "InvalidLaunchTemplateId.NotFound", "eni": "InvalidNetworkInterfaceID.NotFound",
    "i": "InvalidInstanceID.NotFound", "snap": "InvalidSnapshot.NotFound",
}  # fmt: skip
# The member of the input that names what the call makes.
_NAMES = (
    "nodegroupName", "addonName", "principalArn", "name", "RoleName", "PolicyName", "InstanceProfileName", "Name",
    "LoadBalancerName", "LaunchTemplateName",
)  # fmt: skip


class Hiding:
    """The names that reads must not see yet, each with the time it comes to light."""

    def __init__(self) -> None:
        self._hidden: dict[tuple[str, str, str], float] = {}

    def clear(self) -> None:
        self._hidden.clear()

    def hide(self, call: "Call", reply: Reply, seconds: float) -> None:
        """Remembers what this call has just made."""
        if reply.status >= 300:
            return
        until = call.aws.world.now() + seconds
        names: list[str] = []
        if call.service == "ec2":
            asked = set(_EC2_ID.findall(call.request.body))
            names = [found.decode() for found in _EC2_ID.findall(reply.body) if found not in asked]
        for member in _NAMES:
            if isinstance(call.params.get(member), str):
                names.append(call.params[member])
                break
        for name in names:
            self._hidden[*_place(call), name] = until

    def refuse(self, call: "Call") -> None:
        """A read that asks for a hidden thing by name or id gets NotFound."""
        now = call.aws.world.now()
        for value in _strings(call.params) if self._hidden else []:
            if self._hidden.get((*_place(call), value), 0) > now:
                raise _not_found(call, value)

    def filter(self, call: "Call", reply: Reply) -> Reply:
        """Takes hidden things out of a list."""
        now = call.aws.world.now()
        names = {key[2] for key, until in self._hidden.items() if key[:2] == _place(call) and until > now}
        if not names or reply.status >= 300:
            return reply
        if reply.body.lstrip().startswith(b"<"):
            reply.body = _filter_xml(reply.body, names)
        else:
            content = json.loads(reply.body)
            for key, value in content.items():
                if isinstance(value, list):
                    content[key] = [item for item in value if not names & set(_strings(item))]
            reply.body = json.dumps(content).encode()
        return reply


def _place(call: "Call") -> tuple[str, str]:
    return call.service, "" if call.service == "iam" else call.region


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def _not_found(call: "Call", name: str) -> Fault:
    if call.service == "ec2":
        code = _NOT_FOUND.get(name.partition("-")[0], "InvalidParameterValue")
        return Fault(code, f"The ID '{name}' does not exist", 400)
    if call.service == "iam":
        return Fault("NoSuchEntity", f"{name} cannot be found.", 404)
    if wire.protocol(call) == "rest-json":
        return Fault("ResourceNotFoundException", f"No {call.action} found for: {name}.", 404)
    return Fault("ParameterNotFound" if call.service == "ssm" else "ResourceNotFound", f"{name} not found.", 400)


def _filter_xml(body: bytes, names: set[str]) -> bytes:
    root = ElementTree.fromstring(body)
    if root.tag.startswith("{"):
        ElementTree.register_namespace("", root.tag[1:].partition("}")[0])
    for parent in list(root.iter()):
        for item in list(parent):
            direct = {(child.text or "").strip() for child in item}
            if item.tag.rpartition("}")[2] in ("item", "member") and direct & names:
                parent.remove(item)
    return ElementTree.tostring(root)
