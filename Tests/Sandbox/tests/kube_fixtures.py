# SPDX-License-Identifier: MIT
"""A fresh stand-alone cluster with a namespace `demo`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kube_client import Client

from sandbox.kube.stand_alone import StandAlone


@pytest.fixture
def client(tmp_path) -> Iterator[Client]:
    """The administrator's client; afterwards the double must not have failed inside."""
    alone = StandAlone(str(tmp_path))
    client = Client(alone, alone.tokens["admin"])
    client.apply("/api/v1/namespaces/demo", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}})
    yield client
    assert alone.cluster.crashes == []
    client.close()
    alone.stop()
