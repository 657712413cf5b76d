# SPDX-License-Identifier: MIT
"""The AWS half of the world: its state, its front door, and what the Kubernetes half may ask of it."""

from __future__ import annotations

import threading
from typing import Any

from sandbox.aws import balancers, disks, emulator
from sandbox.aws.catalog import Catalog
from sandbox.aws.eks import token
from sandbox.aws.eks.state import Clusters
from sandbox.aws.emulator import Emulator
from sandbox.aws.endpoint import Endpoint
from sandbox.aws.hiding import Hiding
from sandbox.aws.identities import Identities
from sandbox.timeline import Timeline
from sandbox.world import World

# Importing an extension registers its operations.
from sandbox.aws import extensions  # noqa: F401  isort:skip

ACCOUNT = "123456789012"
REGION = "us-west-2"


class AwsHalf:
    """Implements CloudHalf.

    `lock` guards all state here and in moto; never call the Kubernetes half while holding it. moto's own state belongs
    to the process, so there is one world to a process.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.account = ACCOUNT
        self.lock = threading.RLock()
        self.timeline = Timeline(world)
        self.identities = Identities(ACCOUNT)
        self.emulator = Emulator()
        self.endpoint = Endpoint(self)
        self.hiding = Hiding()
        self.catalog = Catalog()
        self.clusters = Clusters()
        self.notes: dict[Any, Any] = {}
        world.cloud = self

    def start(self) -> None:
        """Loads what would make the first requests slow."""
        for service in ("iam", "sts", "ec2"):
            self.backend(service, REGION)
        self.timeline.start()

    def stop(self) -> None:
        self.timeline.stop()

    def reset(self) -> None:
        """Forgets every resource and publication; keys stay good."""
        with self.lock:
            names = self.clusters.names()
            self.timeline.clear()
            self.hiding.clear()
            self.notes.clear()
            self.catalog = Catalog()
            self.clusters = Clusters()
            emulator.reset()
        for name in names:
            if self.world.kube is not None:
                self.world.kube.stop_cluster(name)

    def backend(self, service: str, region: str) -> Any:
        return emulator.backend(service, self.account, region)

    def after(self, name: str, default: float, job: Any) -> None:
        """Runs the job when the named duration is over."""
        self.timeline.after(self.world.duration(name, default), job)

    # What the Kubernetes half asks for: see CloudHalf.

    def make_balancer(self, cluster: tuple[str, str, str], name: str, service: dict, node_ids: list[str]) -> str:
        with self.lock:
            return balancers.make(self, cluster, name, service, node_ids)

    def drop_balancer(self, cluster: tuple[str, str, str], name: str) -> None:
        balancers.drop(self, cluster, name)

    def attach_volume(self, cluster: tuple[str, str, str], volume_id: str, instance_id: str) -> str | None:
        with self.lock:
            return disks.attach(self, cluster, volume_id, instance_id)

    def detach_volume(self, cluster: tuple[str, str, str], volume_id: str) -> None:
        with self.lock:
            disks.detach(self, cluster, volume_id)

    def who_signed(self, cluster: tuple[str, str, str], signed: str) -> tuple[str, list[str]] | str:
        with self.lock:
            return token.who_signed(self, cluster, signed)
