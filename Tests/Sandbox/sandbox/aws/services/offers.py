# SPDX-License-Identifier: MIT
"""What EC2 has on offer: instance types page by page, and today's spot prices."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call


def _filters(call: "Call") -> dict[str, list[str]]:
    return {one["Name"]: one.get("Values", []) for one in call.params.get("Filters", [])}


def _page(call: "Call", key: str, items: list[Any], default: int) -> dict[str, Any]:
    token = call.params.get("NextToken") or "0"
    if not token.isdigit():
        raise Fault("InvalidNextToken", "The token is not valid.")
    start, end = int(token), int(token) + (call.params.get("MaxResults") or default)
    return {key: items[start:end]} | ({"NextToken": str(end)} if end < len(items) else {})


@operation("ec2", "DescribeInstanceTypes")
def describe_types(call: "Call") -> dict[str, Any]:
    ec2 = call.aws.backend("ec2", call.region)
    offered = {offer["InstanceType"] for offer in INSTANCE_TYPE_OFFERINGS["region"].get(call.region, [])}
    asked = call.params.get("InstanceTypes", [])
    unknown = [name for name in asked if name not in offered]
    if unknown:
        raise Fault(
            "InvalidInstanceType", f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
        )
    found = ec2.describe_instance_types(asked, _filters(call))
    return _page(call, "InstanceTypes", [one for one in found if one["InstanceType"] in offered], 100)


@operation("ec2", "DescribeSpotPriceHistory")
def describe_prices(call: "Call") -> dict[str, Any]:
    """The price of this hour and the one before yesterday's, per type and zone; newest first, as EC2 orders it."""
    filters = _filters(call)
    types = call.params.get("InstanceTypes") or filters.get("instance-type", [])
    zones = filters.get("availability-zone", [])
    if "AvailabilityZone" in call.params:
        zones = [call.params["AvailabilityZone"]]
    products = call.params.get("ProductDescriptions") or filters.get("product-description") or ["Linux/UNIX"]
    offers = INSTANCE_TYPE_OFFERINGS["availability-zone"].get(call.region, [])
    now = datetime.fromtimestamp(call.aws.world.now(), timezone.utc)
    since = call.params.get("StartTime")
    prices = []
    for age, factor in ((timedelta(hours=1), 1.0), (timedelta(hours=26), 1.1)):
        at = now - age
        if since and factor != 1.0 and since.replace(tzinfo=timezone.utc) > at:
            continue
        for offer in offers:
            name, zone = offer["InstanceType"], offer["Location"]
            if (types and name not in types) or (zones and zone not in zones):
                continue
            price = call.aws.catalog.spot(name, zone) * factor
            prices += [
                {"InstanceType": name, "AvailabilityZone": zone, "SpotPrice": f"{price:.6f}", "Timestamp": at,
                 "ProductDescription": product}
                for product in products if product.startswith("Linux/UNIX")
            ]  # fmt: skip
    return _page(call, "SpotPriceHistory", prices, 1000)
