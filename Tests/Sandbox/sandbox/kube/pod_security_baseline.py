# SPDX-License-Identifier: MIT
"""What the pod security level `baseline` forbids, rule by rule, in the admission plug-in's words."""

from __future__ import annotations

from typing import Any

_CAPABILITIES = {
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}  # fmt: skip
_SELINUX = {None, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
_SYSCTLS = {
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
}  # fmt: skip


def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Those that prepare, those that stay and those that were added while it ran."""
    kinds = ("initContainers", "containers", "ephemeralContainers")
    return [one for kind in kinds for one in spec.get(kind) or []]


def names(found: list[dict[str, Any]]) -> str:
    quoted = ", ".join(f'"{one.get("name")}"' for one in found)
    return f"container {quoted}" if len(found) == 1 else f"containers {quoted}"


def _contexts(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [one.get("securityContext") or {} for one in [spec, *containers(spec)]]


def _hosts_of_handlers(one: dict[str, Any]) -> list[str]:
    lifecycle = one.get("lifecycle") or {}
    places = [one.get(kind) or {} for kind in ("livenessProbe", "readinessProbe", "startupProbe")]
    places += [lifecycle.get(kind) or {} for kind in ("postStart", "preStop")]
    asked = [(place.get(kind) or {}).get("host") for place in places for kind in ("httpGet", "tcpSocket")]
    return [host for host in asked if host]


def violations(spec: dict[str, Any]) -> list[str]:
    """What in the pod spec breaks the level."""
    every = containers(spec)
    found = [f"host namespaces ({name}=true)" for name in ("hostNetwork", "hostPID", "hostIPC") if spec.get(name)]
    loud = [one for one in every if (one.get("securityContext") or {}).get("privileged")]
    if loud:
        found.append(f"privileged ({names(loud)} must not set securityContext.privileged=true)")
    added = [
        one
        for one in every
        if set(((one.get("securityContext") or {}).get("capabilities") or {}).get("add") or []) - _CAPABILITIES
    ]
    if added:
        found.append(f"non-default capabilities ({names(added)} must not include more in capabilities.add)")
    hosts = [volume["name"] for volume in spec.get("volumes") or [] if "hostPath" in volume]
    if hosts:
        quoted = ", ".join(f'"{name}"' for name in hosts)
        found.append(f"hostPath volumes (volume{'s' if len(hosts) > 1 else ''} {quoted})")
    ported = [one for one in every if any(port.get("hostPort") for port in one.get("ports") or [])]
    if ported:
        found.append(f"hostPort ({names(ported)} uses a hostPort)")
    probing = [one for one in every if _hosts_of_handlers(one)]
    if probing:
        found.append(f"probe or lifecycle host ({names(probing)} must not set a host)")
    for context in _contexts(spec):
        found += _context(context)
    sysctls = [one["name"] for one in (spec.get("securityContext") or {}).get("sysctls") or []]
    if set(sysctls) - _SYSCTLS:
        found.append(f"forbidden sysctls ({', '.join(sorted(set(sysctls) - _SYSCTLS))})")
    return found


def _context(context: dict[str, Any]) -> list[str]:
    found = []
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        found.append("hostProcess")
    if (context.get("appArmorProfile") or {}).get("type") == "Unconfined":
        found.append("forbidden AppArmor profile")
    options = context.get("seLinuxOptions") or {}
    if options.get("type") not in _SELINUX or options.get("user") or options.get("role"):
        found.append("seLinuxOptions")
    if context.get("procMount") not in (None, "", "Default"):
        found.append("procMount")
    if (context.get("seccompProfile") or {}).get("type") == "Unconfined":
        found.append("seccompProfile (must not be Unconfined)")
    return found
