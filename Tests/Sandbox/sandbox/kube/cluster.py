# SPDX-License-Identifier: MIT
"""One cluster: its store, its authority, its front and the thread that runs its controllers."""

from __future__ import annotations

import socket
import ssl
import tempfile
import threading
import traceback
import uuid
from collections.abc import Callable
from typing import Any

from ..world import World
from . import resources
from .auth import Authenticator
from .certificates import Authority
from .controllers.attachments import Attachments
from .controllers.daemons import Daemons
from .controllers.deployments import Deployments
from .controllers.garbage import Garbage
from .controllers.kubelet import Kubelet
from .controllers.namespaces import Namespaces
from .controllers.nodes import Nodes
from .controllers.replicasets import ReplicaSets
from .controllers.scheduler import Scheduler
from .controllers.services import Services
from .controllers.volumes import Volumes
from .dask_workers import DaskWorkers
from .events import Recorder
from .logs import Logs
from .pod_server import PodServers
from .server import Server
from .status import StatusError
from .store import Store
from .values import clone
from .writes import Write, create

Name = tuple[str, str, str]
_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")


class Cluster:
    """Running from `start` to `stop`. `crashes` keeps the traceback of every fault of the double itself."""

    def __init__(self, world: World, name: Name, version: str) -> None:
        self.world, self.name = world, name
        self.minor = version.split(".")[1] if "." in version else "36"
        self.store = Store()
        self.authority = Authority()
        self.events = Recorder(self.store, world.now)
        self.logs = Logs(world.now)
        self.authenticator = Authenticator(self._signed)
        self.crashes: list[str] = []
        self.exec_rules: list[dict[str, Any]] = []
        self.pod_ports: dict[str, set[int]] = {}
        self.pod_servers = PodServers(self)
        self.streams: set[socket.socket] = set()
        self.dask_workers = DaskWorkers(self)
        self._watches = 0
        self._wake: float | None = None
        self._stopped = False
        self.nodes, self.attachments, self.kubelet = Nodes(self), Attachments(self), Kubelet(self)
        self.scheduler, self.services = Scheduler(self), Services(self)
        self.controllers = [
            Namespaces(self),
            Volumes(self),
            Deployments(self),
            ReplicaSets(self),
            Daemons(self),
            self.scheduler,
            self.kubelet,
            self.attachments,
            self.nodes,
            self.services,
            Garbage(self),
        ]

    # Life

    def start(self) -> str:
        """Opens the API server; its endpoint."""
        certificate, key = self.authority.server()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with tempfile.NamedTemporaryFile() as file:
            file.write(certificate + key)
            file.flush()
            context.load_cert_chain(file.name)
        context.load_verify_locations(cadata=self.authority.pem.decode())
        context.verify_mode = ssl.CERT_OPTIONAL
        self.server = Server(self, context)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        write = Write("kube-apiserver", self.world.now())
        for name in _NAMESPACES:
            create(self.store, resources.named("namespaces"), "", {"metadata": {"name": name}}, write)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True, name="kube-server").start()
        self._thread = threading.Thread(target=self._run, daemon=True, name="kube-controllers")
        self._thread.start()
        return f"https://{self.address}"

    def stop(self) -> None:
        self._stopped = True
        self.store.close()
        self.server.stop()
        if threading.current_thread() is not self._thread:
            self._thread.join(1.0)
        self.services.close()
        self.pod_servers.close()

    def _run(self) -> None:
        while not self._stopped:
            version, self._wake = self.store.version, None
            for controller in self.controllers:
                try:
                    controller.step(self.world.now())
                except StatusError as error:
                    if error.code not in (403, 404, 409):
                        self.note_crash()
                except Exception:  # a fault of one controller must not stop the others
                    self.note_crash()
            with self.store.changed:
                if self.store.version == version and not self._stopped:
                    due = 0.25 if self._wake is None else self._wake - self.world.now()
                    self.store.changed.wait(min(0.25, max(0.002, due)))

    def wake_at(self, due: float) -> None:
        self._wake = due if self._wake is None else min(self._wake, due)

    def note_crash(self) -> None:
        self.crashes.append(traceback.format_exc())

    def audit_id(self) -> str:
        return str(uuid.uuid4())

    # Watches

    def watching(self) -> Callable[[], bool]:
        """A watch's own sign of life: false once watches are cut or the cluster stops."""
        generation = self._watches
        return lambda: self._watches == generation and not self._stopped

    def cut_watches(self) -> None:
        with self.store.changed:
            self._watches += 1
            self.store.changed.notify_all()

    def cut_streams(self) -> None:
        """Breaks every exec and port-forward without a word."""
        for connection in list(self.streams):
            self.server.abort(connection)

    # What goes past the rules of the API

    def force(self, obj: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> None:
        """A change that validation would refuse, such as a binding."""
        resource = resources.of(obj)
        metadata = obj["metadata"]
        with self.store.lock:
            present = self.store.get(resource, metadata.get("namespace", ""), metadata["name"]) if resource else None
            if resource and present:
                draft = clone(present)
                change(draft)
                self.store.put(resource, draft)

    def drop_pod(self, pod: dict[str, Any]) -> None:
        with self.store.lock:
            pods, metadata = resources.named("pods"), pod["metadata"]
            present = self.store.get(pods, metadata["namespace"], metadata["name"])
            if present and present["metadata"]["uid"] == metadata["uid"] and not present["metadata"].get("finalizers"):
                self.store.remove(pods, metadata["namespace"], metadata["name"])

    def _signed(self, token: str) -> tuple[str, list[str]] | str:
        if self.world.cloud is None:
            return "this cluster knows no signed tokens"
        return self.world.cloud.who_signed(self.name, token)
