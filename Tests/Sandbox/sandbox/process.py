# SPDX-License-Identifier: MIT
"""Everything that listens, put together: AWS endpoint, control server, address service, Kubernetes half."""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from typing import Any

from sandbox.aws.half import REGION, AwsHalf
from sandbox.control import Control
from sandbox.kube import KubeWorld
from sandbox.kube.certificates import Authority
from sandbox.web import Listener
from sandbox.world import World


class Sandbox:
    """One world and its servers. A context manager: ready inside, nothing left after."""

    def __init__(self, folder: str, port: int = 0, kube: bool = True) -> None:
        os.makedirs(folder, exist_ok=True)
        self.world = World(folder)
        self.aws = AwsHalf(self.world)
        self.control = Control(self.world, self.aws)
        self.authority = Authority("sandbox")
        self._endpoint = Listener(self.aws.endpoint.answer, port)
        self._switches = Listener(self.control.answer)
        self._address = Listener(self.control.answer, tls=_tls(self.authority))
        self._listeners = [self._endpoint, self._switches, self._address]
        if kube:
            self.world.kube = KubeWorld(self.world)

    @property
    def description(self) -> dict[str, Any]:
        """What a client must know. It holds the secret key: it goes into a private file and to the starter only."""
        identities = self.aws.identities
        return {
            "pid": os.getpid(),
            "aws_endpoint": f"http://127.0.0.1:{self._endpoint.port}",
            "control": f"http://127.0.0.1:{self._switches.port}",
            "ca_file": os.path.join(os.path.abspath(self.world.folder), "ca.pem"),
            "access_key_id": identities.access_key_id,
            "secret_access_key": identities.secret_access_key,
            "region": REGION,
            "account": self.aws.account,
            "address_service": f"http://127.0.0.1:{self._switches.port}/address",
            "address_service_tls": f"https://127.0.0.1:{self._address.port}/address",
        }

    def __enter__(self) -> "Sandbox":
        self.aws.start()
        for listener in self._listeners:
            listener.start()
        description = self.description
        _write(description["ca_file"], self.authority.pem)
        _write(os.path.join(self.world.folder, "sandbox.json"), json.dumps(description, indent=2).encode())
        return self

    def __exit__(self, *_: object) -> None:
        for listener in self._listeners:
            listener.stop()
        self.aws.stop()
        if isinstance(self.world.kube, KubeWorld):
            self.world.kube.stop()


def _tls(authority: Authority) -> ssl.SSLContext:
    """A server's context; its key touches the disk only until it is loaded."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(authority.server()))
        file.flush()
        context.load_cert_chain(file.name)
    return context


def _write(path: str, content: bytes) -> None:
    """Appears whole or not at all, readable by its owner only."""
    partial = path + ".partial"
    with open(os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(partial, path)
