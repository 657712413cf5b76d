# SPDX-License-Identifier: MIT
"""What AWS offers today: Kubernetes versions, add-on versions, instance types and prices. `publish` adds tomorrow's."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sandbox.aws import instance_types

STANDARD, EXTENDED = "STANDARD_SUPPORT", "EXTENDED_SUPPORT"
# version: status, patch, release, end of standard support, end of extended support.
_KUBERNETES = {
    "1.31": (EXTENDED, "1.31.14", "2024-09-26", "2025-11-26", "2026-11-26"),
    "1.32": (EXTENDED, "1.32.13", "2025-01-23", "2026-03-23", "2027-03-23"),
    "1.33": (EXTENDED, "1.33.9", "2025-05-29", "2026-07-29", "2027-07-29"),
    "1.34": (STANDARD, "1.34.6", "2025-10-02", "2026-12-02", "2027-12-02"),
    "1.35": (STANDARD, "1.35.4", "2026-01-27", "2027-03-27", "2028-03-27"),
    "1.36": (STANDARD, "1.36.2", "2026-06-02", "2027-08-02", "2028-08-02"),
}
# name: type, versions from old to new; the last is the default. {minor} and {patch} follow Kubernetes.
_ADDONS = {
    "vpc-cni": ("networking", ["v1.20.4-eksbuild.2", "v1.21.1-eksbuild.1"]),
    "kube-proxy": ("networking", ["v{minor}.0-eksbuild.2", "v{patch}-eksbuild.1"]),
    "coredns": ("networking", ["v1.12.4-eksbuild.1", "v1.13.2-eksbuild.1"]),
    "eks-pod-identity-agent": ("security", ["v1.3.9-eksbuild.3", "v1.3.10-eksbuild.2"]),
    "aws-ebs-csi-driver": ("storage", ["v1.53.0-eksbuild.1", "v1.55.0-eksbuild.1"]),
    "metrics-server": ("observability", ["v0.8.0-eksbuild.5"]),
}
# Dollars an hour in us-west-2, on demand; what is not listed is priced by its size.
_ON_DEMAND = {
    "t3.medium": 0.0416, "m5.large": 0.096, "m5.xlarge": 0.192, "m5.2xlarge": 0.384, "m5a.xlarge": 0.172,
    "m5d.xlarge": 0.226, "m5n.xlarge": 0.238, "m5ad.xlarge": 0.206, "m6i.xlarge": 0.192, "m6a.xlarge": 0.1728,
    "m6id.xlarge": 0.2373, "m7i.xlarge": 0.2016, "m7a.xlarge": 0.23184, "m4.xlarge": 0.20, "r5.xlarge": 0.252,
    "c5.xlarge": 0.17,
}  # fmt: skip
_SPOT_SHARE = {"m5.xlarge": 0.41, "m5a.xlarge": 0.43, "m5n.xlarge": 0.36, "m4.xlarge": 0.44}


def day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc)


class Catalog:
    """The offers of one world. Its methods are called with the lock of the AWS half held."""

    def __init__(self) -> None:
        instance_types.withdraw()
        self.kubernetes = dict(_KUBERNETES)
        self.default_version = "1.35"
        self.addons = {name: (kind, list(versions)) for name, (kind, versions) in _ADDONS.items()}
        self.quotas = {"L-1216C47A": 256.0, "L-34B43A08": 256.0}
        self._likes: dict[str, str] = {}
        self.spot_prices: dict[tuple[str, str | None], float] = {}

    def publish(self, news: dict[str, Any]) -> None:
        """Adds what the body of POST /publish names; unknown keys are refused."""
        for kind, value in news.items():
            if kind == "kubernetes":
                self.kubernetes[value] = (STANDARD, f"{value}.0", "2026-11-20", "2028-01-20", "2029-01-20")
                self.default_version = value
            elif kind == "addon":
                self.addons.setdefault(value["name"], ("other", []))[1].append(value["version"])
            elif kind == "instance_type":
                plain = {"name": value} if isinstance(value, str) else value
                self._likes[plain["name"]] = plain.get("like", "m5.xlarge")
                instance_types.publish(plain["name"], self._likes[plain["name"]])
            elif kind == "spot_price":
                self.spot_prices[value["instance_type"], value.get("zone")] = float(value["price"])
            elif kind == "quota":
                self.quotas[value["code"]] = float(value["value"])
            else:
                raise ValueError(f"nothing to publish under {kind!r}")

    def supported(self) -> list[str]:
        return sorted(self.kubernetes, key=minor)

    def addon_versions(self, name: str, kubernetes: str) -> list[str]:
        """Newest first; the first is the default."""
        patch = self.kubernetes[kubernetes][1]
        made = [text.format(minor=kubernetes, patch=patch) for text in self.addons[name][1]]
        return made[::-1]

    def on_demand(self, instance_type: str) -> float:
        name = self._likes.get(instance_type, instance_type)
        if name in _ON_DEMAND:
            return _ON_DEMAND[name]
        size = name.partition(".")[2]
        units = {"nano": 0.0625, "micro": 0.125, "small": 0.25, "medium": 0.5, "large": 1, "xlarge": 2, "metal": 48}
        factor = units.get(size) or (2 * int(size[: -len("xlarge")]) if size[:-6].isdigit() else 4)
        return round(0.1 * factor, 4)

    def spot(self, instance_type: str, zone: str) -> float:
        """Today's spot price in one zone; a little different from zone to zone, as the market is."""
        for key in ((instance_type, zone), (instance_type, None)):
            if key in self.spot_prices:
                return self.spot_prices[key]
        share = _SPOT_SHARE.get(instance_type, 0.40)
        return round(self.on_demand(instance_type) * share * (1 + 0.03 * (ord(zone[-1]) - ord("a"))), 6)


def minor(version: str) -> int:
    """1.36 -> 36, for order and distance."""
    return int(version.partition(".")[2])
