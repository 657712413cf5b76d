# SPDX-License-Identifier: MIT
"""The pod security standards that a namespace's label asks for: `baseline` and `restricted`."""

from __future__ import annotations

from typing import Any

from . import pod_security_baseline as baseline

_names = baseline.names

_LABEL = "pod-security.kubernetes.io/"
_VOLUMES = (
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
    "name",
)


def level(namespace: dict[str, Any] | None, mode: str) -> tuple[str, str] | None:
    """(level, version) of a mode; warnings follow `enforce` where nothing else is said."""
    labels = ((namespace or {}).get("metadata") or {}).get("labels") or {}
    for name in (mode, "enforce"):
        if labels.get(_LABEL + name) in ("baseline", "restricted"):
            return labels[_LABEL + name], labels.get(f"{_LABEL}{name}-version", "latest")
    return None


def violations(wanted: str, spec: dict[str, Any]) -> list[str]:
    """What in the pod spec breaks the level, in the admission plug-in's words."""
    containers = baseline.containers(spec)
    found = baseline.violations(spec)
    if wanted != "restricted":
        return found
    pod = spec.get("securityContext") or {}

    def lacking(test: Any) -> list[dict[str, Any]]:
        return [one for one in containers if not test(one.get("securityContext") or {})]

    bad = lacking(lambda context: context.get("allowPrivilegeEscalation") is False)
    if bad:
        found.append(
            f"allowPrivilegeEscalation != false ({_names(bad)} must set securityContext.allowPrivilegeEscalation=false)"
        )

    def is_bare(context: dict[str, Any]) -> bool:
        capabilities = context.get("capabilities") or {}
        return "ALL" in (capabilities.get("drop") or []) and set(capabilities.get("add") or []) <= {"NET_BIND_SERVICE"}

    bad = lacking(is_bare)
    if bad:
        found.append(f'unrestricted capabilities ({_names(bad)} must set securityContext.capabilities.drop=["ALL"])')
    odd = [volume["name"] for volume in spec.get("volumes") or [] if not set(volume) <= set(_VOLUMES)]
    if odd:
        quoted = ", ".join(f'"{name}"' for name in odd)
        found.append(f"restricted volume types (volume {quoted} uses restricted volume type)")
    bad = lacking(lambda context: context.get("runAsNonRoot", pod.get("runAsNonRoot")) is True)
    if bad:
        found.append(f"runAsNonRoot != true (pod or {_names(bad)} must set securityContext.runAsNonRoot=true)")
    if pod.get("runAsUser") == 0 or any((one.get("securityContext") or {}).get("runAsUser") == 0 for one in containers):
        found.append("runAsUser=0 (pod or containers must not set runAsUser=0)")
    bad = lacking(
        lambda context: (
            (context.get("seccompProfile") or pod.get("seccompProfile") or {}).get("type")
            in ("RuntimeDefault", "Localhost")
        )
    )
    if bad:
        found.append(
            f"seccompProfile (pod or {_names(bad)} must set securityContext.seccompProfile.type to "
            '"RuntimeDefault" or "Localhost")'
        )
    return found
