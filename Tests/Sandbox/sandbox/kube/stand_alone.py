# SPDX-License-Identifier: MIT
"""One cluster without an AWS half: static users, a few nodes, a default StorageClass, and a kubeconfig file."""

from __future__ import annotations

import base64
import json
import os
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ..world import Rule, World
from . import resources
from .auth import User
from .cluster import Cluster, Name
from .kube_world import KubeWorld
from .writes import Write, create

NAME: Name = ("000000000000", "us-west-2", "standalone")
_SPOT = {
    "instance_type": "m5.2xlarge",
    "capacity_type": "SPOT",
    "cpu": 8,
    "memory_mib": 32768,
    "labels": {"kind": "spot"},
    "allocatable_cpu": "8",
    "allocatable_memory_mib": 31600,
}
_STABLE = {
    "instance_type": "m5.large",
    "capacity_type": "ON_DEMAND",
    "cpu": 2,
    "memory_mib": 8192,
    "labels": {"kind": "stable"},
    "allocatable_cpu": "2",
    "allocatable_memory_mib": 7876,
}


def nodes(kind: dict[str, Any], places: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Nodes of a kind at (address, zone)."""
    return [
        {
            **kind,
            "name": f"ip-{address.replace('.', '-')}.us-west-2.compute.internal",
            "zone": zone,
            "ip": address,
            "instance_id": "i-" + format(abs(hash(address)) % 16**8, "08x") + "000000000",
        }
        for address, zone in places
    ]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


class StandAlone:
    """Users: `admin` (token), `none` (token without any role), `certificate` (client certificate of a master)."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.world = World(folder)
        self.kube = KubeWorld(self.world)
        self.endpoint, self.authority = self.kube.start_cluster(NAME, "1.36")
        self.cluster: Cluster = self.kube.clusters[NAME]
        self.tokens = {"admin": secrets.token_hex(16), "none": secrets.token_hex(16)}
        known = self.cluster.authenticator.tokens
        known[self.tokens["admin"]] = User("himat-admin", ("system:masters", "system:authenticated"))
        known[self.tokens["none"]] = User("himat-none", ("system:authenticated",))
        self.cluster.nodes.set_group("himat-stable", nodes(_STABLE, [("10.0.1.10", "us-west-2a")]))
        self.cluster.nodes.set_group(
            "himat-spot",
            nodes(_SPOT, [("10.0.2.10", "us-west-2a"), ("10.0.2.11", "us-west-2b"), ("10.0.2.12", "us-west-2c")]),
        )
        marks = {"storageclass.kubernetes.io/is-default-class": "true"}
        create(
            self.cluster.store,
            resources.named("storageclasses.storage.k8s.io"),
            "",
            {"metadata": {"name": "standard", "annotations": marks}, "provisioner": "sandbox.local/disk"},
            Write("sandbox", self.world.now()),
        )

    def kubeconfig(self) -> dict[str, Any]:
        certificate, key = self.cluster.authority.user("himat-certificate", ["system:masters"])
        users = [{"name": name, "user": {"token": token}} for name, token in self.tokens.items()]
        users.append(
            {
                "name": "certificate",
                "user": {"client-certificate-data": _text(certificate), "client-key-data": _text(key)},
            }
        )
        cluster = {"server": self.endpoint, "certificate-authority-data": _text(self.authority)}
        contexts = [{"name": user["name"], "context": {"cluster": "sandbox", "user": user["name"]}} for user in users]
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "sandbox", "cluster": cluster}],
            "users": users,
            "contexts": contexts,
            "current-context": "admin",
        }

    def write(self) -> str:
        """Writes kubeconfig.yml (JSON is YAML), readable by its owner alone; its path."""
        path = os.path.join(self.folder, "kubeconfig.yml")
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w") as stream:
            json.dump(self.kubeconfig(), stream, indent=1)
            stream.write("\n")
        return path

    def stop(self) -> None:
        self.kube.stop()


class _Control(BaseHTTPRequestHandler):
    """The whole sandbox's switches that make sense here: /log, /rules, /times, /reply_delay, /clock, /kube/SWITCH."""

    owner: StandAlone

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"null")
        try:
            self._answer(200, self._do(self.owner.world, f"{self.command} {self.path.partition('?')[0]}", body) or {})
        except LookupError as error:
            self._answer(404, {"error": str(error)})
        except (TypeError, ValueError, AttributeError) as error:
            self._answer(400, {"error": str(error)})

    do_POST = do_DELETE = do_GET

    def _do(self, world: World, what: str, body: Any) -> Any:
        if what.startswith("POST /kube/"):
            return self.owner.kube.control(what.partition(" ")[2], body)
        with world.lock:
            match what:
                case "GET /log":
                    return [dict(entry) for entry in world.requests]
                case "DELETE /log":
                    world.requests.clear()
                case "POST /rules":
                    world.rules.extend([Rule(**one) for one in body])
                case "DELETE /rules":
                    world.rules.clear()
                case "POST /times":
                    world.times.update(body)
                case "POST /reply_delay":
                    world.reply_delay = float(body["seconds"])
                case "POST /clock":
                    world.advance(float(body["advance"]))
                case _:
                    raise LookupError(f"no {what} here")

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def control_server(owner: StandAlone) -> ThreadingHTTPServer:
    """The switches by HTTP on a loopback port of their own."""
    handler = type("Control", (_Control,), {"owner": owner})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
