# SPDX-License-Identifier: MIT
"""Taints: which ones the node lifecycle controller keeps on a node, and whether a pod's tolerations cover one."""

from __future__ import annotations

from ..values import dig, stamp
from .base import Object

UNSCHEDULABLE = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
_UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"}
_OURS = (UNSCHEDULABLE["key"], _UNREACHABLE["key"])
# What the DaemonSet controller gives every pod it makes.
OF_DAEMONS = [
    {"key": f"node.kubernetes.io/{name}", "operator": "Exists", "effect": effect}
    for name, effect in (
        ("not-ready", "NoExecute"),
        ("unreachable", "NoExecute"),
        ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"),
        ("pid-pressure", "NoSchedule"),
        ("unschedulable", "NoSchedule"),
    )
]


def tolerates(tolerations: list[Object], taint: Object) -> bool:
    """Whether one of the tolerations covers the taint."""
    return any(
        one.get("key") in (None, "", taint["key"])
        and one.get("effect") in (None, "", taint["effect"])
        and (one.get("operator") == "Exists" or one.get("value", "") == taint.get("value", ""))
        for one in tolerations
    )


def repelling(node: Object) -> list[Object]:
    """The taints that keep new pods away."""
    return [one for one in dig(node, "spec", "taints", default=[]) if one["effect"] in ("NoSchedule", "NoExecute")]


def wanted(node: Object, asleep: bool) -> list[str]:
    """The keys this controller wants on a node."""
    return [
        key for key, is_on in zip(_OURS, (bool(dig(node, "spec", "unschedulable")), asleep), strict=True) if is_on
    ]


def kept(node: Object) -> list[str]:
    """The keys of this controller's that a node has."""
    have = {one["key"] for one in dig(node, "spec", "taints", default=[])}
    return [key for key in _OURS if key in have]


def mark(node: Object, asleep: bool, now: float) -> None:
    """Makes this controller's taints what they should be; others' stay."""
    have = dig(node, "spec", "taints", default=[])
    others = [one for one in have if one["key"] not in _OURS]
    mine = [
        next((one for one in have if one["key"] == key), {"key": key, "effect": "NoSchedule", "timeAdded": stamp(now)})
        for key in wanted(node, asleep)
    ]
    node["spec"].pop("taints", None)
    if others or mine:
        node["spec"]["taints"] = [*others, *mine]
