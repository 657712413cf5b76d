# SPDX-License-Identifier: MIT
"""What EKS remembers. `data` always has the shape of the API's answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ClusterName = tuple[str, str, str]


@dataclass
class Group:
    """A managed node group and the instances it runs."""

    data: dict[str, Any]
    asg: str
    instances: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.data["nodegroupName"]


@dataclass
class Addon:
    """An add-on; `installed` once its pods could start, if they find a node."""

    data: dict[str, Any]
    installed: bool = False


@dataclass
class Entry:
    """An access entry and the access policies associated with it."""

    data: dict[str, Any]
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Cluster:
    """One cluster with everything that lives and dies with it."""

    name: ClusterName
    data: dict[str, Any]
    self_managed_addons: bool
    interfaces: list[str] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    addons: dict[str, Addon] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    associations: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def region(self) -> str:
        return self.name[1]

    @property
    def vpc_id(self) -> str:
        return self.data["resourcesVpcConfig"]["vpcId"]

    @property
    def security_group(self) -> str:
        return self.data["resourcesVpcConfig"]["clusterSecurityGroupId"]

    @property
    def has_nodes(self) -> bool:
        return any(group.instances for group in self.groups.values())

    def arn(self, kind: str, *parts: str) -> str:
        account, region, name = self.name
        return f"arn:aws:eks:{region}:{account}:{kind}/" + "/".join((name, *parts))


class Clusters:
    """All clusters of all regions, by their full name."""

    def __init__(self) -> None:
        self._all: dict[ClusterName, Cluster] = {}

    def add(self, cluster: Cluster) -> None:
        self._all[cluster.name] = cluster

    def get(self, name: ClusterName) -> Cluster | None:
        return self._all.get(name)

    def remove(self, name: ClusterName) -> None:
        self._all.pop(name, None)

    def names(self) -> list[ClusterName]:
        return list(self._all)

    def all(self) -> list[Cluster]:
        return list(self._all.values())

    def of(self, account: str, region: str) -> list[Cluster]:
        return [cluster for name, cluster in self._all.items() if name[:2] == (account, region)]
