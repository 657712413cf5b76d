# SPDX-License-Identifier: MIT
"""The values an API server fills into pod specs."""

from __future__ import annotations

from typing import Any

from .quantity import canonical


def _fill(target: dict[str, Any], **values: Any) -> None:
    for key, value in values.items():
        if target.get(key) is None:
            target[key] = value


def quantities(amounts: Any) -> None:
    """Brings a map of quantities into canonical form; what is no quantity is left for validation."""
    for key, value in (amounts or {}).items():
        try:
            amounts[key] = canonical(value)
        except ValueError:
            continue


def _probe(probe: dict[str, Any]) -> None:
    if "httpGet" in probe:
        _fill(probe["httpGet"], path="/", scheme="HTTP")
    if "grpc" in probe:
        _fill(probe["grpc"], service="")
    _fill(probe, timeoutSeconds=1, periodSeconds=10, successThreshold=1, failureThreshold=3)


def _env(variables: list[dict[str, Any]]) -> None:
    for variable in variables:
        if variable.get("value") == "":
            del variable["value"]
        source = variable.get("valueFrom") or {}
        if "fieldRef" in source:
            _fill(source["fieldRef"], apiVersion="v1")
        if "resourceFieldRef" in source:
            _fill(source["resourceFieldRef"], divisor="0")


def image_policy(image: str) -> str:
    """Always for `latest` or no tag, else IfNotPresent."""
    if "@" in image:
        return "IfNotPresent"
    tag = image.rsplit("/", 1)[-1].partition(":")[2]
    return "Always" if tag in ("", "latest") else "IfNotPresent"


def _container(container: dict[str, Any]) -> None:
    _fill(
        container,
        resources={},
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
        imagePullPolicy=image_policy(container.get("image") or ""),
    )
    resources = container["resources"]
    quantities(resources.get("limits"))
    quantities(resources.get("requests"))
    for name, amount in (resources.get("limits") or {}).items():
        resources.setdefault("requests", {}).setdefault(name, amount)
    for port in container.get("ports") or []:
        _fill(port, protocol="TCP")
    _env(container.get("env") or [])
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name):
            _probe(container[name])
    for handler in (container.get("lifecycle") or {}).values():
        if isinstance(handler, dict) and "httpGet" in handler:
            _fill(handler["httpGet"], path="/", scheme="HTTP")


def _volume(volume: dict[str, Any]) -> None:
    for name in ("secret", "configMap", "downwardAPI", "projected"):
        if isinstance(volume.get(name), dict):
            _fill(volume[name], defaultMode=420)
    for source in (volume.get("projected") or {}).get("sources") or []:
        if "serviceAccountToken" in source:
            _fill(source["serviceAccountToken"], expirationSeconds=3600)
        for item in (source.get("downwardAPI") or {}).get("items") or []:
            if "fieldRef" in item:
                _fill(item["fieldRef"], apiVersion="v1")
    if "hostPath" in volume:
        _fill(volume["hostPath"], type="")
    if set(volume) == {"name"}:
        volume["emptyDir"] = {}


def pod_spec(spec: dict[str, Any], *, template: bool) -> None:
    """Fills a pod's or a template's spec in place."""
    _fill(
        spec,
        restartPolicy="Always",
        terminationGracePeriodSeconds=30,
        dnsPolicy="ClusterFirst",
        securityContext={},
        schedulerName="default-scheduler",
    )
    if not template:
        _fill(spec, enableServiceLinks=True)
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for name in ("initContainers", "containers"):
        for container in spec.get(name) or []:
            _container(container)
    for volume in spec.get("volumes") or []:
        _volume(volume)
