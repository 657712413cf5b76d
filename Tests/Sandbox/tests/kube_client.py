# SPDX-License-Identifier: MIT
"""A plain client for the tests of the Kubernetes double: one call, the decoded answer, nothing hidden."""

from __future__ import annotations

import http.client
import json
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sandbox.kube.stand_alone import StandAlone  # noqa: E402

APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"


@dataclass
class Reply:
    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


class Client:
    """Keeps its connection. `token` None = anonymous."""

    def __init__(self, alone: StandAlone, token: str | None = None, certificate: str | None = None) -> None:
        self.alone, self.token = alone, token
        self.context = ssl.create_default_context(cadata=alone.authority.decode())
        if certificate:
            self.context.load_cert_chain(certificate)
        self._connection: http.client.HTTPSConnection | None = None

    def connect(self) -> http.client.HTTPSConnection:
        host, port = self.alone.cluster.address.split(":")
        return http.client.HTTPSConnection(host, int(port), context=self.context, timeout=20)

    def call(
        self, method: str, path: str, body: Any = None, kind: str = "application/json", agent: str = "himat/1"
    ) -> Reply:
        headers = {"User-Agent": agent}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = body if isinstance(body, (str, bytes)) else json.dumps(body)
            headers["Content-Type"] = kind
        if self._connection is None:
            self._connection = self.connect()
        try:
            self._connection.request(method, path, data, headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except Exception:
            self.close()
            raise
        try:
            found = json.loads(text)
        except ValueError:
            found = text.decode()
        return Reply(answer.status, found, {key.lower(): value for key, value in answer.headers.items()})

    def get(self, path: str) -> Any:
        reply = self.call("GET", path)
        assert reply.status == 200, reply.body
        return reply.body

    def apply(self, path: str, body: Any, manager: str = "himat", query: str = "") -> Reply:
        sign = "&" if "?" in path else "?"
        return self.call("PATCH", f"{path}{sign}fieldManager={manager}{query}", body, APPLY)

    def watch(self, path: str) -> Iterator[dict[str, Any]]:
        """Events of a stream until it ends; a connection that is cut raises."""
        connection = self.connect()
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        try:
            assert answer.status == 200, answer.read()
            rest = b""
            while data := answer.read1(65536):
                *lines, rest = (rest + data).split(b"\n")
                yield from (json.loads(line) for line in lines)
        finally:
            answer.close()
            connection.close()

    def settle(self, quiet: float = 0.15) -> int:
        """Waits until the controllers have nothing left to write; the store's version then."""
        store = self.alone.cluster.store
        version, since = store.version, time.monotonic()
        while time.monotonic() - since < quiet:
            time.sleep(0.01)
            if store.version != version:
                version, since = store.version, time.monotonic()
        return version

    def close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def until(self, path: str, test: Callable[[Any], bool], seconds: float = 10.0) -> Any:
        """The body of the first answer that passes the test."""
        end = time.monotonic() + seconds
        while True:
            reply = self.call("GET", path)
            if test(reply.body):
                return reply.body
            assert time.monotonic() < end, f"{path} never came to be as wished: {json.dumps(reply.body)[:3000]}"
            time.sleep(0.01)
