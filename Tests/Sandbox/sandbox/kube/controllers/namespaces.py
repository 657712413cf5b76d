# SPDX-License-Identifier: MIT
"""Namespaces: what each one starts with, and the emptying of those that are being terminated; quota counts besides."""

from __future__ import annotations

from fractions import Fraction

from .. import quotas, resources
from ..values import dig, stamp
from .base import Controller, Object, condition, leaving


class Namespaces(Controller):
    def step(self, now: float) -> None:
        for namespace in self.list("namespaces"):
            if leaving(namespace):
                self._empty(namespace, now)
            else:
                self._furnish(namespace["metadata"]["name"])
        for quota in self.list("resourcequotas"):
            self._count(quota)

    def _furnish(self, name: str) -> None:
        if self.get("serviceaccounts", name, "default") is None:
            self.create("serviceaccounts", name, {"metadata": {"name": "default"}})
        if self.get("configmaps", name, "kube-root-ca.crt") is None:
            self.create(
                "configmaps",
                name,
                {"metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": self.cluster.authority.pem.decode()}},
            )

    def _empty(self, namespace: Object, now: float) -> None:
        name = namespace["metadata"]["name"]
        content = [(key, obj) for key, obj in self.store.everything() if obj["metadata"].get("namespace") == name]
        for key, obj in content:
            if not leaving(obj):
                self.delete(key, obj)
        left: dict[str, int] = {}
        finalizers: dict[str, int] = {}
        for key, obj in self.store.everything():
            if obj["metadata"].get("namespace") == name:
                left[key] = left.get(key, 0) + 1
                for one in obj["metadata"].get("finalizers") or []:
                    finalizers[one] = finalizers.get(one, 0) + 1
        if not left:
            if not self.after(f"gone/{namespace['metadata']['uid']}", self.duration("namespace_gone", 0.1), now):
                return
            self.store.remove(resources.named("namespaces"), "", name)
            return
        remains = ", ".join(f"{key}. has {count} resource instances" for key, count in sorted(left.items()))
        waits = ", ".join(f"{key} in {count} resource instances" for key, count in sorted(finalizers.items()))
        wanted = [
            condition(
                "NamespaceDeletionDiscoveryFailure",
                False,
                "ResourcesDiscovered",
                "All resources successfully discovered",
            ),
            condition(
                "NamespaceDeletionGroupVersionParsingFailure",
                False,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed",
            ),
            condition(
                "NamespaceDeletionContentFailure",
                False,
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization",
            ),
            condition(
                "NamespaceContentRemaining", True, "SomeResourcesRemain", f"Some resources are remaining: {remains}"
            ),
            condition(
                "NamespaceFinalizersRemaining",
                bool(waits),
                "SomeFinalizersRemain" if waits else "ContentHasNoFinalizers",
                f"Some content in the namespace has finalizers remaining: {waits}"
                if waits
                else "All content-preserving finalizers finished",
            ),
        ]

        def report(draft: Object) -> None:
            have = {one["type"]: one for one in dig(draft, "status", "conditions", default=[])}
            draft["status"]["conditions"] = [
                {**one, "lastTransitionTime": have.get(one["type"], {}).get("lastTransitionTime", stamp(now))}
                for one in wanted
            ]

        self.change("namespaces", namespace, report, "status")

    def _count(self, quota: Object) -> None:
        hard = dig(quota, "spec", "hard", default={})
        have = quotas.used(self.store, quota["metadata"]["namespace"])

        def report(draft: Object) -> None:
            draft["status"] = {
                "hard": dict(hard),
                "used": {name: quotas.amount_text(have.get(name, Fraction(0)), limit) for name, limit in hard.items()},
            }

        self.change("resourcequotas", quota, report, "status")
