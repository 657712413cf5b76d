# SPDX-License-Identifier: MIT
"""One sandbox for all tests of the AWS half, emptied before each of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Iterator

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from aws_account import Account  # noqa: E402

from sandbox.process import Sandbox  # noqa: E402

# Long enough to be seen by a reader, short enough for many tests.
TIMES = {
    "cluster_create": 0.15, "cluster_delete": 0.1, "cluster_update": 0.1, "nodegroup_create": 0.1,
    "nodegroup_update": 0.1, "nodegroup_delete": 0.1, "addon_create": 0.1, "addon_update": 0.1, "addon_delete": 0.05,
    "volume_create": 0.1, "volume_modify": 0.1, "snapshot_create": 0.1, "balancer_delete": 0.3, "role_propagation": 0.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(str(tmp_path_factory.mktemp("sandbox")), kube=False) as sandbox:
        yield sandbox


def empty(account: Account) -> Account:
    """The account with nothing in it. moto's state belongs to the process, so a new world alone is not enough."""
    account.control("POST", "/reset")
    account.control("POST", "/times", TIMES)
    return account


@pytest.fixture
def account(running: Sandbox) -> Account:
    """An empty account with an administrator's key."""
    return empty(Account(running))


@pytest.fixture
def cluster(account: Account) -> dict[str, Any]:
    """An ACTIVE cluster called demo in a public VPC, with the network add-on, without nodes."""
    return account.make_cluster("demo")
