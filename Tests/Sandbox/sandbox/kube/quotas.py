# SPDX-License-Identifier: MIT
"""Resource quotas: what objects count for, and the refusal of what goes over."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from . import resources
from .quantity import canonical, parse
from .resources import Resource
from .status import forbidden
from .store import Store
from .values import dig

Object = dict[str, Any]


def usage(resource: Resource, obj: Object) -> dict[str, Fraction]:
    """What one object counts for in quotas."""
    counts = {f"count/{resource.qualified}": Fraction(1)}
    plain = ("pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "resourcequotas")
    if not resource.group and resource.plural in plain:
        counts[resource.plural] = Fraction(1)
    if resource.kind == "Service" and dig(obj, "spec", "type") == "LoadBalancer":
        counts["services.loadbalancers"] = Fraction(1)
    if resource.kind == "PersistentVolumeClaim":
        counts["requests.storage"] = parse(dig(obj, "spec", "resources", "requests", "storage", default="0"))
    if resource.kind == "Pod":
        if dig(obj, "status", "phase") in ("Succeeded", "Failed"):
            return {}
        for container in obj["spec"].get("containers") or []:
            for sort in ("requests", "limits"):
                for name, amount in (dig(container, "resources", sort) or {}).items():
                    for key in [f"{sort}.{name}"] + (
                        [name] if sort == "requests" and name in ("cpu", "memory") else []
                    ):
                        counts[key] = counts.get(key, Fraction(0)) + parse(amount)
    return counts


def used(store: Store, namespace: str) -> dict[str, Fraction]:
    """What a namespace's objects count for together."""
    total: dict[str, Fraction] = {}
    for key, obj in store.everything():
        if obj["metadata"].get("namespace") == namespace:
            for name, amount in usage(resources.named(key), obj).items():
                total[name] = total.get(name, Fraction(0)) + amount
    return total


def amount_text(amount: Fraction, like: str) -> str:
    """A sum in the notation of the limit it is compared with."""
    if like and like[-1] == "i" and amount.denominator == 1 and amount % 1024 == 0:
        return canonical(f"{amount.numerator // 1024}Ki")
    thousandths = amount * 1000
    return canonical(str(amount.numerator) if amount.denominator == 1 else f"{int(thousandths)}m")


def check(store: Store, resource: Resource, obj: Object) -> None:
    """Refuses an object that a quota of its namespace has no room for."""
    namespace = obj["metadata"]["namespace"]
    quotas = store.list(resources.named("resourcequotas"), namespace)
    if not quotas:
        return
    asked, have = usage(resource, obj), used(store, namespace)
    for quota in quotas:
        hard = dig(quota, "spec", "hard", default={})
        touched = {name: limit for name, limit in hard.items() if name in asked}
        missing = [
            name
            for name in hard
            if name in ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "cpu", "memory")
            and resource.kind == "Pod"
            and name not in asked
        ]
        name = quota["metadata"]["name"]
        if missing:
            words = "; ".join(f"{one} for: {obj['spec']['containers'][0]['name']}" for one in sorted(missing))
            raise forbidden(resource, obj["metadata"]["name"], f"failed quota: {name}: must specify {words}")
        over = [one for one, limit in touched.items() if have.get(one, Fraction(0)) + asked[one] > parse(limit)]
        if over:
            limits = {one: parse(hard[one]) for one in over}
            lists = [_listed(amounts, sorted(over), hard) for amounts in (asked, have, limits)]
            words = f"exceeded quota: {name}, requested: {lists[0]}, used: {lists[1]}, limited: {lists[2]}"
            raise forbidden(resource, obj["metadata"]["name"], words)


def _listed(amounts: dict[str, Fraction], names: list[str], hard: dict[str, str]) -> str:
    return ",".join(f"{one}={amount_text(amounts.get(one, Fraction(0)), hard[one])}" for one in names)
