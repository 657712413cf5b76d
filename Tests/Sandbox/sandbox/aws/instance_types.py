# SPDX-License-Identifier: MIT
"""Instance types: moto's real data, plus what a test publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS, INSTANCE_TYPES, InstanceType, InstanceTypeBackend

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf

_published: list[str] = []


def find(aws: "AwsHalf", region: str, name: str) -> dict[str, Any] | None:
    """What the type is, or None if the region does not offer it."""
    offered = INSTANCE_TYPE_OFFERINGS["region"].get(region, [])
    return INSTANCE_TYPES[name] if any(offer["InstanceType"] == name for offer in offered) else None


def require(aws: "AwsHalf", region: str, name: str) -> dict[str, Any]:
    """What the type is; the caller knows that the region offers it."""
    found = find(aws, region, name)
    if found is None:
        raise LookupError(f"{region} does not offer {name}")
    return found


def publish(name: str, like: str) -> None:
    """Offers a new type everywhere where the one it resembles is offered."""
    if name in INSTANCE_TYPES:
        return
    INSTANCE_TYPES[name] = INSTANCE_TYPES[like] | {"InstanceType": name}
    InstanceTypeBackend.instance_types.append(InstanceType(name))
    for regions in INSTANCE_TYPE_OFFERINGS.values():
        for offers in regions.values():
            offers += [offer | {"InstanceType": name} for offer in offers if offer["InstanceType"] == like]
    _published.append(name)


def withdraw() -> None:
    """Takes back everything that was published."""
    while _published:
        name = _published.pop()
        INSTANCE_TYPES.pop(name, None)
        known = InstanceTypeBackend.instance_types
        known[:] = [one for one in known if one.name != name]
        for regions in INSTANCE_TYPE_OFFERINGS.values():
            for offers in regions.values():
                offers[:] = [offer for offer in offers if offer["InstanceType"] != name]
