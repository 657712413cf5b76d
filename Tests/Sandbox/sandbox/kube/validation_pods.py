# SPDX-License-Identifier: MIT
"""What an API server refuses in a pod spec."""

from __future__ import annotations

import json
import re
from typing import Any

from .quantity import parse
from .status import Cause

_LABEL = re.compile(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
LABEL_WORDS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
    "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_ENV_NAME = re.compile(r"^[^=\x00-\x1f]+$")
_VOLUME_SOURCES = (
    "hostPath",
    "emptyDir",
    "secret",
    "configMap",
    "persistentVolumeClaim",
    "projected",
    "downwardAPI",
    "csi",
    "ephemeral",
    "nfs",
    "awsElasticBlockStore",
    "image",
    "iscsi",
)


def required(field: str, words: str = "") -> Cause:
    return Cause("FieldValueRequired", field, "Required value" + (f": {words}" if words else ""))


def invalid(field: str, value: Any, words: str) -> Cause:
    return Cause("FieldValueInvalid", field, f"Invalid value: {json.dumps(value, separators=(',', ':'))}: {words}")


def unsupported(field: str, value: Any, choices: list[str]) -> Cause:
    words = ", ".join(f'"{choice}"' for choice in sorted(choices))
    return Cause("FieldValueNotSupported", field, f'Unsupported value: "{value}": supported values: {words}')


def duplicate(field: str, value: Any) -> Cause:
    return Cause("FieldValueDuplicate", field, f'Duplicate value: "{value}"')


def forbidden(field: str, words: str) -> Cause:
    return Cause("FieldValueForbidden", field, f"Forbidden: {words}")


def label(field: str, value: Any) -> list[Cause]:
    """Causes when the value is no RFC 1123 label."""
    if not value:
        return [required(field)]
    if len(value) > 63:
        return [Cause("FieldValueTooLong", field, "Too long: may not be more than 63 bytes")]
    return [] if _LABEL.match(value) else [invalid(field, value, LABEL_WORDS)]


def port_number(field: str, value: Any) -> list[Cause]:
    if not value:
        return [required(field)]
    if isinstance(value, int) and not 1 <= value <= 65535:
        return [invalid(field, value, "must be between 1 and 65535, inclusive")]
    return []


def _probe(probe: dict[str, Any], path: str) -> list[Cause]:
    handlers = [name for name in ("exec", "httpGet", "tcpSocket", "grpc") if name in probe]
    if not handlers:
        return [required(path, "must specify a handler type")]
    found = [forbidden(f"{path}.{name}", "may not specify more than 1 handler type") for name in handlers[1:]]
    for name in ("httpGet", "tcpSocket"):
        if name in probe:
            found += port_number(f"{path}.{name}.port", probe[name].get("port"))
    return found


def _resources(resources: dict[str, Any], path: str) -> list[Cause]:
    found = []
    limits = resources.get("limits") or {}
    for name, amount in (resources.get("requests") or {}).items():
        try:
            if parse(amount) < 0:
                found.append(invalid(f"{path}.requests[{name}]", amount, "must be greater than or equal to 0"))
            elif name in limits and parse(amount) > parse(limits[name]):
                found.append(
                    invalid(f"{path}.requests", amount, f"must be less than or equal to {name} limit of {limits[name]}")
                )
        except ValueError:
            continue
    return found


def _container(container: dict[str, Any], path: str, volumes: set[str]) -> list[Cause]:
    found = label(f"{path}.name", container.get("name"))
    if not container.get("image"):
        found.append(required(f"{path}.image"))
    for index, port in enumerate(container.get("ports") or []):
        found += port_number(f"{path}.ports[{index}].containerPort", port.get("containerPort"))
    for index, variable in enumerate(container.get("env") or []):
        where = f"{path}.env[{index}]"
        if not variable.get("name"):
            found.append(required(f"{where}.name"))
        elif not _ENV_NAME.match(variable["name"]):
            found.append(
                invalid(
                    f"{where}.name",
                    variable["name"],
                    "a valid environment variable name must consist only of printable ASCII characters other than '='",
                )
            )
        if variable.get("value") and variable.get("valueFrom"):
            found.append(invalid(f"{where}.valueFrom", "", "may not be specified when `value` is not empty"))
    seen = set()
    for index, mount in enumerate(container.get("volumeMounts") or []):
        where = f"{path}.volumeMounts[{index}]"
        if mount.get("name") not in volumes:
            found.append(Cause("FieldValueNotFound", f"{where}.name", f'Not found: "{mount.get("name", "")}"'))
        if not mount.get("mountPath"):
            found.append(required(f"{where}.mountPath"))
        if mount.get("mountPath") in seen:
            found.append(invalid(f"{where}.mountPath", mount["mountPath"], "must be unique"))
        seen.add(mount.get("mountPath"))
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name) is not None:
            found += _probe(container[name], f"{path}.{name}")
    policy = container.get("imagePullPolicy")
    if policy and policy not in ("Always", "IfNotPresent", "Never"):
        found.append(unsupported(f"{path}.imagePullPolicy", policy, ["Always", "IfNotPresent", "Never"]))
    return found + _resources(container.get("resources") or {}, f"{path}.resources")


def pod_spec(spec: dict[str, Any], path: str) -> list[Cause]:
    """Every cause for refusing a pod spec."""
    found: list[Cause] = []
    volumes: set[str] = set()
    for index, volume in enumerate(spec.get("volumes") or []):
        where = f"{path}.volumes[{index}]"
        found += label(f"{where}.name", volume.get("name"))
        if volume.get("name") in volumes:
            found.append(duplicate(f"{where}.name", volume["name"]))
        volumes.add(volume.get("name") or "")
        sources = [name for name in _VOLUME_SOURCES if name in volume]
        found += [forbidden(f"{where}.{name}", "may not specify more than 1 volume type") for name in sources[1:]]
        if "persistentVolumeClaim" in volume and not volume["persistentVolumeClaim"].get("claimName"):
            found.append(required(f"{where}.persistentVolumeClaim.claimName"))
    if not spec.get("containers"):
        found.append(required(f"{path}.containers"))
    names = set()
    for group in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(group) or []):
            where = f"{path}.{group}[{index}]"
            found += _container(container, where, volumes)
            if container.get("name") in names:
                found.append(duplicate(f"{where}.name", container["name"]))
            names.add(container.get("name"))
    if spec.get("restartPolicy") not in (None, "Always", "OnFailure", "Never"):
        found.append(unsupported(f"{path}.restartPolicy", spec["restartPolicy"], ["Always", "OnFailure", "Never"]))
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        found.append(
            invalid(
                f"{path}.terminationGracePeriodSeconds",
                spec["terminationGracePeriodSeconds"],
                "must be greater than or equal to 0",
            )
        )
    return found
