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

# So short that only the tests that look at a state in between make it longer.
TIMES = dict.fromkeys(
    (
        "cluster_create", "cluster_delete", "cluster_update", "nodegroup_create", "nodegroup_update",
        "nodegroup_delete", "addon_create", "addon_update", "addon_delete", "volume_create", "volume_modify",
        "snapshot_create",
    ),
    0.03,
) | {"role_propagation": 0.0}  # fmt: skip


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
