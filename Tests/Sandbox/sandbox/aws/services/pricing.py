# SPDX-License-Identifier: MIT
"""The price list: instances, the EKS control plane, classic balancers, gp3 storage; the same in every region."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.aws import instance_types
from sandbox.aws.fault import Fault
from sandbox.aws.registry import operation

if TYPE_CHECKING:
    from sandbox.aws.call import Call

SERVED_IN = ("us-east-1", "eu-central-1", "ap-south-1")
# Offers other than instances: service, attributes, unit, dollars.
_OTHERS = (
    ("AmazonEKS", {"usagetype": "AmazonEKS-Hours:perCluster", "operation": "CreateOperation"}, "Hours", 0.10),
    ("AmazonEKS", {"usagetype": "AmazonEKS-Hours:extendedSupport", "operation": "ExtendedSupport"}, "Hours", 0.50),
    ("AWSELB", {"usagetype": "LoadBalancerUsage", "operation": "LoadBalancing"}, "Hrs", 0.025),
    (
        "AmazonEC2",
        {"productFamily": "Storage", "volumeApiName": "gp3", "usagetype": "EBS:VolumeUsage.gp3"},
        "GB-Mo",
        0.08,
    ),
)


@operation("pricing", "GetProducts")
def products(call: "Call") -> dict[str, Any]:
    if call.region not in SERVED_IN:
        raise Fault("InvalidParameterException", f"The price list is not served in {call.region}.", 400)
    wanted = {one["Field"]: one["Value"] for one in call.params.get("Filters", [])}
    region = wanted.get("regionCode", "us-east-1")
    found = []
    for service, attributes, unit, price in [*_instances(call, region, wanted.get("instanceType")), *_OTHERS]:
        shown = {"servicecode": service, "regionCode": region} | attributes
        # What this list does not say about a product cannot rule it out.
        fits = all(shown[field] == value for field, value in wanted.items() if field in shown)
        asked = any(field in attributes for field in wanted) or not wanted
        if service == call.params["ServiceCode"] and fits and asked:
            found.append(json.dumps(_entry(service, shown, unit, price)))
    most = call.params.get("MaxResults") or 100
    return {"FormatVersion": "aws_v1", "PriceList": found[:most]}


def _instances(call: "Call", region: str, name: str | None) -> list[tuple[str, dict[str, str], str, float]]:
    if name is None or instance_types.find(call.aws, region, name) is None:
        return []
    attributes = {
        "instanceType": name, "operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA",
        "capacitystatus": "Used", "licenseModel": "No License required", "productFamily": "Compute Instance",
        "marketoption": "OnDemand",
    }  # fmt: skip
    return [("AmazonEC2", attributes, "Hrs", call.aws.catalog.on_demand(name))]


def _entry(service: str, attributes: dict[str, str], unit: str, price: float) -> dict[str, Any]:
    sku = f"{abs(hash(json.dumps(attributes))) % 36**8:08X}"
    family = attributes.get("productFamily", "")
    dimension = {"unit": unit, "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": f"{price:.10f}"}}
    term = {"sku": sku, "priceDimensions": {f"{sku}.JRTCKXETXF.6YS6EN2CT7": dimension}}
    return {
        "product": {"sku": sku, "productFamily": family, "attributes": attributes},
        "serviceCode": service, "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": term}},
    }  # fmt: skip
