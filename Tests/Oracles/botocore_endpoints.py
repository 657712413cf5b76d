# SPDX-License-Identifier: MIT
"""Where botocore finds services, by the rules AWS publishes: JSON on standard input, JSON on standard output.

    [{"service": "eks", "region": "eu-central-1", "fips": false, "dual": true}, …]

answers [{"url": …, "region": signing region or null}, …].
"""
import json
import sys

import botocore.session
from botocore.endpoint_provider import EndpointProvider

LOADER = botocore.session.get_session().get_component("data_loader")
PARTITIONS = LOADER.load_data("partitions")
PROVIDERS = {}


def resolve(asked):
    name = asked["service"]
    if name not in PROVIDERS:
        PROVIDERS[name] = EndpointProvider(LOADER.load_service_model(name, "endpoint-rule-set-1"), PARTITIONS)
    parameters = {"Region": asked["region"], "UseFIPS": asked["fips"], "UseDualStack": asked["dual"]}
    if name == "sts":
        parameters["UseGlobalEndpoint"] = False
    endpoint = PROVIDERS[name].resolve_endpoint(**parameters)
    schemes = endpoint.properties.get("authSchemes") or [{}]
    return {"url": endpoint.url, "region": schemes[0].get("signingRegion")}


json.dump([resolve(one) for one in json.load(sys.stdin)], sys.stdout)
