# SPDX-License-Identifier: MIT
"""What an API server refuses: missing and bad values on every write, forbidden changes on updates."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from typing import Any

from . import schema, selectors
from .immutable import changes
from .resources import Resource
from .status import Cause, StatusError
from .status import invalid as invalid_status
from .typecheck import quantities
from .validation_pods import duplicate, forbidden, invalid, label, pod_spec, port_number, required, unsupported
from .values import dig

Object = dict[str, Any]
_SUBDOMAIN = re.compile(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
_SUBDOMAIN_WORDS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_QUALIFIED = re.compile(r"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$")
_LABEL_VALUE = re.compile(r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$")
_LABEL_WORDS = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
    "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
    "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
_KEY_WORDS = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_DATA_KEY = re.compile(r"^[-._a-zA-Z0-9]+$")
_ANY_NAME = ("rbac.authorization.k8s.io",)


def labels(values: Any, path: str) -> list[Cause]:
    found = []
    for key, value in (values or {}).items():
        if not _QUALIFIED.match(key):
            found.append(invalid(path, key, _KEY_WORDS))
        if len(value) > 63 or not _LABEL_VALUE.match(value):
            found.append(invalid(path, value, "must be no more than 63 bytes" if len(value) > 63 else _LABEL_WORDS))
    return found


def _metadata(resource: Resource, obj: Object) -> list[Cause]:
    metadata = obj["metadata"]
    name = metadata.get("name") or ""
    found: list[Cause] = []
    if not name:
        found.append(required("metadata.name", "name or generateName is required"))
    elif resource.kind in ("Namespace", "Service"):
        found += label("metadata.name", name)
    elif resource.group not in _ANY_NAME and (len(name) > 253 or not _SUBDOMAIN.match(name)):
        found.append(invalid("metadata.name", name, _SUBDOMAIN_WORDS))
    found += labels(metadata.get("labels"), "metadata.labels")
    for key in metadata.get("annotations") or {}:
        if not _QUALIFIED.match(key.lower()):
            found.append(invalid("metadata.annotations", key, _KEY_WORDS))
    return found


def _workload(obj: Object, _: Object | None) -> list[Cause]:
    spec = obj["spec"]
    found: list[Cause] = []
    selector, template = spec.get("selector"), spec["template"]
    if (spec.get("replicas") or 0) < 0:
        found.append(invalid("spec.replicas", spec["replicas"], "must be greater than or equal to 0"))
    found += labels(dig(template, "metadata", "labels"), "spec.template.labels")
    if not selector:
        found.append(required("spec.selector"))
    have = dig(template, "metadata", "labels", default={})
    if not selectors.selects(selector or {}, have) or not selector:
        found.append(invalid("spec.template.metadata.labels", have, "`selector` does not match template `labels`"))
    found += pod_spec(template["spec"], "spec.template.spec")
    if dig(template, "spec", "restartPolicy") != "Always":
        found.append(unsupported("spec.template.spec.restartPolicy", template["spec"]["restartPolicy"], ["Always"]))
    strategy = spec.get("strategy") or {}
    if strategy.get("type") not in (None, "Recreate", "RollingUpdate"):
        found.append(unsupported("spec.strategy.type", strategy["type"], ["Recreate", "RollingUpdate"]))
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate"):
        found.append(
            forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
        )
    rolling = strategy.get("rollingUpdate") or {}
    if [str(rolling.get(name)) in ("0", "0%") for name in ("maxUnavailable", "maxSurge")] == [True, True]:
        found.append(
            invalid(
                "spec.strategy.rollingUpdate.maxUnavailable",
                rolling["maxUnavailable"],
                "may not be 0 when `maxSurge` is 0",
            )
        )
    return found


def _service(obj: Object, _: Object | None) -> list[Cause]:
    spec = obj["spec"]
    found: list[Cause] = []
    ports = spec.get("ports") or []
    if not ports and spec.get("clusterIP") != "None" and spec.get("type") != "ExternalName":
        found.append(required("spec.ports"))
    if spec.get("type") not in ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"):
        found.append(
            unsupported("spec.type", spec.get("type"), ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"])
        )
    names, numbers = set(), set()
    for index, port in enumerate(ports):
        where = f"spec.ports[{index}]"
        found += port_number(f"{where}.port", port.get("port"))
        if len(ports) > 1 and not port.get("name"):
            found.append(required(f"{where}.name"))
        elif port.get("name"):
            found += label(f"{where}.name", port["name"])
        if port.get("name") in names and port.get("name"):
            found.append(duplicate(f"{where}.name", port["name"]))
        if (port.get("port"), port.get("protocol")) in numbers:
            found.append(duplicate(where, port.get("port")))
        names.add(port.get("name"))
        numbers.add((port.get("port"), port.get("protocol")))
    for text in spec.get("loadBalancerSourceRanges") or []:
        try:
            ipaddress.ip_network(text.strip())
        except ValueError:
            found.append(
                invalid(
                    "spec.loadBalancerSourceRanges[0]",
                    text,
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
                )
            )
    if spec.get("loadBalancerSourceRanges") and spec.get("type") != "LoadBalancer":
        found.append(forbidden("spec.loadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'"))
    return found


def _claim(obj: Object, _: Object | None) -> list[Cause]:
    spec = obj["spec"]
    found = []
    if not spec.get("accessModes"):
        found.append(required("spec.accessModes", "at least 1 access mode is required"))
    if not dig(spec, "resources", "requests", "storage"):
        found.append(required("spec.resources[storage]"))
    return found


def _volume(obj: Object, _: Object | None) -> list[Cause]:
    spec = obj["spec"]
    found = []
    if not spec.get("accessModes"):
        found.append(required("spec.accessModes"))
    if not spec.get("capacity"):
        found.append(required("spec.capacity"))
    sources = [name for name in ("csi", "hostPath", "nfs", "local", "awsElasticBlockStore") if spec.get(name)]
    if not sources:
        found.append(required("spec", "must specify a volume type"))
    if spec.get("csi"):
        for name in ("driver", "volumeHandle"):
            if not spec["csi"].get(name):
                found.append(required(f"spec.csi.{name}"))
    return found


def _data(obj: Object, _: Object | None) -> list[Cause]:
    found = []
    for field in ("data", "binaryData"):
        for key, value in (obj.get(field) or {}).items():
            if not _DATA_KEY.match(key):
                found.append(
                    invalid(
                        f"{field}[{key}]",
                        key,
                        "a valid config key must consist of alphanumeric characters, "
                        "'-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for "
                        "validation is '[-._a-zA-Z0-9]+')",
                    )
                )
            if obj["kind"] == "Secret" or field == "binaryData":
                try:
                    base64.b64decode(value, validate=True)
                except (binascii.Error, ValueError):
                    raise StatusError(
                        400,
                        "BadRequest",
                        f'{obj["kind"]} in version "v1" cannot be handled as a '
                        f"{obj['kind']}: illegal base64 data at input byte 0",
                    ) from None
    return found


def _pod(obj: Object, _: Object | None) -> list[Cause]:
    return pod_spec(obj["spec"], "spec")


_CHECKS: dict[str, Callable[[Object, Object | None], list[Cause]]] = {
    "Deployment": _workload,
    "ReplicaSet": _workload,
    "DaemonSet": _workload,
    "Service": _service,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "Secret": _data,
    "ConfigMap": _data,
    "Pod": _pod,
}


def validate(resource: Resource, obj: Object, old: Object | None) -> None:
    """Raises 422 with every cause when the object, or its change from `old`, is not allowed."""
    found = _metadata(resource, obj)
    for path, value in quantities(schema.root(resource), obj):
        found.append(
            invalid(
                path,
                value,
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            )
        )
    check = _CHECKS.get(resource.kind)
    if check:
        found += check(obj, old)
    if old is not None:
        found += changes(resource, obj, old)
    if found:
        raise invalid_status(resource, obj["metadata"].get("name") or "", found)
