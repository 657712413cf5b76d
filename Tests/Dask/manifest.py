# SPDX-License-Identifier: MIT
"""What the rendered manifest says of a container: the program, its environment, its hook and its probe, as they stand there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Container:
    command: list[str]
    variables: list[dict[str, Any]]
    hook: list[str]
    probe: dict[str, Any]
    grace: int
    strategy: dict[str, Any]

    def environment(self, address: str) -> dict[str, str]:
        """As the kubelet gives it to a pod of this address."""
        found = {}
        for one in self.variables:
            field = one.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
            if field == "status.podIP":
                found[one["name"]] = address
            elif "value" in one:
                found[one["name"]] = one["value"]
        return found


def read(path: str, name: str) -> Container:
    """The container of a Deployment in the output of `himat-k8s render -o json`."""
    with open(path) as file:
        objects = json.load(file)["items"]
    spec = next(one for one in objects if one["kind"] == "Deployment" and one["metadata"]["name"] == name)["spec"]
    pod = spec["template"]["spec"]
    container = pod["containers"][0]
    return Container(
        command=[*container.get("command", []), *container.get("args", [])],
        variables=container.get("env", []),
        hook=container.get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", []),
        probe=container.get("readinessProbe", {}),
        grace=pod["terminationGracePeriodSeconds"],
        strategy=spec["strategy"],
    )
