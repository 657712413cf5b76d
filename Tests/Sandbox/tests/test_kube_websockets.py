# SPDX-License-Identifier: MIT
"""exec and port-forward: every recorded session played again, and what the recordings do not show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from kube_client import Client
from kube_websocket import Channel, cases

from sandbox.kube.stand_alone import StandAlone

pytest_plugins = ("kube_fixtures",)
POD = "/api/v1/namespaces/demo/pods/web"
CASES = [
    pytest.param(one, id=f"{name}: {one['note']}")
    for name in ("exec-websocket", "portforward-websocket")
    for one in cases(name)
]


def pod(client: Client, name: str = "web", **labels: str) -> None:
    ports = [{"containerPort": 8888}, {"containerPort": 8889}]
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {"containers": [{"name": "main", "image": "busybox:1", "ports": ports}]},
    }
    # As on a real server, a new namespace takes pods only once it has its service account.
    client.until("/api/v1/namespaces/demo/serviceaccounts/default", lambda body: body["kind"] == "ServiceAccount")
    made = client.apply(f"/api/v1/namespaces/demo/pods/{name}", body)
    assert made.status in (200, 201), made.body
    client.until(f"/api/v1/namespaces/demo/pods/{name}", lambda body: body["status"].get("phase") == "Running")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    alone = StandAlone(str(tmp_path_factory.mktemp("websockets")))
    client = Client(alone, alone.tokens["admin"])
    client.apply("/api/v1/namespaces/demo", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}})
    pod(client)
    yield client
    client.close()
    assert alone.cluster.crashes == []
    alone.stop()


def _merged(frames: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """What follows on one channel is one, since a real server cuts what a program wrote where it likes; and without the head
    of a small web server's answer, which differs."""
    found: list[tuple[int, bytes]] = []
    for opcode, payload in frames:
        data = opcode == 2 and len(payload) != 3
        if data and found and found[-1][0] == 2 and found[-1][1][:1] == payload[:1] and len(found[-1][1]) != 3:
            payload = found.pop()[1] + payload[1:]
        found.append((opcode, payload))
    head = re.compile(rb"(?s)HTTP/1\.1 200 OK.*?\r\n\r\n")
    return [(opcode, head.sub(b"HTTP/1.1 200 OK ", payload)) for opcode, payload in found]


def _expect(channel: Channel, wanted: list[tuple[int, bytes]]) -> None:
    have: list[tuple[int, bytes]] = []
    while _merged(have) != _merged(wanted):
        frame = channel.frame()
        assert frame is not None, f"{_merged(have)} came instead of {_merged(wanted)}"
        have.append((frame.opcode, frame.payload))


@pytest.mark.parametrize("case", CASES)
def test_goes_as_recorded(case: dict[str, Any], recorded: Client) -> None:
    request, response = case["request"], case["response"]
    channel = Channel(recorded, request["path"], request["headers"]["Sec-WebSocket-Protocol"])
    assert channel.status == response["status"]
    if channel.status != 101:
        body = response["body"]
        assert (json.loads(channel.body) if isinstance(body, dict) else channel.body.decode()) == body
        for name in set(response["headers"]) - {"Content-Length"}:
            assert channel.headers[name.lower()] == response["headers"][name]
        return
    assert channel.headers["sec-websocket-protocol"] == response["headers"]["Sec-WebSocket-Protocol"]
    wanted: list[tuple[int, bytes]] = []
    for frame in case["frames"]:
        if frame.get("sender") == "server":
            wanted.append((frame["opcode"], bytes.fromhex(frame["payloadHex"])))
            continue
        _expect(channel, wanted)
        wanted = []
        if "event" in frame:
            channel.socket.settimeout(0.3)
            assert channel.frame() is None
        else:
            channel.send(bytes.fromhex(frame["payloadHex"]), frame["opcode"])
    _expect(channel, wanted)
    channel.close()


def test_upgrade_is_needed(client: Client) -> None:
    pod(client)
    answer = Channel(client, f"{POD}/exec?command=true&stdout=true", "v5.channel.k8s.io", upgrade=False)
    assert (answer.status, json.loads(answer.body)["message"]) == (400, "Upgrade request required")


def test_it_takes_two_rights(client: Client) -> None:
    pod(client)
    rules = [{"apiGroups": [""], "resources": ["pods/exec", "pods/portforward"], "verbs": ["get"]}]
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "r"}, "rules": rules}
    base = "/apis/rbac.authorization.k8s.io/v1/namespaces/demo"
    client.apply(f"{base}/roles/r", role)
    subjects = [{"kind": "User", "name": "himat-none", "apiGroup": "rbac.authorization.k8s.io"}]
    reference = {"kind": "Role", "name": "r", "apiGroup": "rbac.authorization.k8s.io"}
    binding = {"apiVersion": role["apiVersion"], "kind": "RoleBinding", "metadata": {"name": "r"}}
    client.apply(f"{base}/rolebindings/r", {**binding, "subjects": subjects, "roleRef": reference})
    other = Client(client.alone, client.alone.tokens["none"])
    for path, protocol in ((f"{POD}/exec?command=true&stdout=1", "v5"), (f"{POD}/portforward?ports=8888", "v4")):
        refused = Channel(other, path, f"{protocol}.channel.k8s.io")
        assert refused.status == 403 and "cannot create resource" in json.loads(refused.body)["message"]
    rules[0]["verbs"] = ["get", "create"]
    client.apply(f"{base}/roles/r", role)
    assert Channel(other, f"{POD}/exec?command=true&stdout=1", "v5.channel.k8s.io").status == 101


def _python(client: Client, code: str, name: str = "web") -> dict[int, bytes]:
    path = f"/api/v1/namespaces/demo/pods/{name}/exec?command=python3&command=-c&command={code}&stdout=true&stderr=true"
    return Channel(client, path, "v5.channel.k8s.io").until_close()


def test_python_code_finds_the_versions_of_its_pod(client: Client) -> None:
    pod(client)
    pod(client, "other", app="other")
    code = (
        "import+dask,platform,importlib.metadata+as+m;"
        "print(platform.python_version(),dask.__version__,m.version('distributed'))"
    )
    assert _python(client, code)[1] == b"3.12.11 2026.8.0 2026.8.0\n"
    versions = {"python": "3.11.2", "dask": "2025.1.0"}
    client.alone.kube.control("exec", {"labels": {"app": "other"}, "versions": versions})
    assert _python(client, code, "other")[1] == b"3.11.2 2025.1.0 2026.8.0\n"
    assert _python(client, code)[1] == b"3.12.11 2026.8.0 2026.8.0\n"
    failed = _python(client, "import+pandas")
    assert b"No module named 'pandas'" in failed[2] and b'"message":"1"' in failed[3]


def test_a_rule_decides_how_a_command_ends(client: Client) -> None:
    pod(client)
    client.alone.kube.control("exec", {"stdout": "a", "stderr": "b", "exit_code": 7})
    found = Channel(client, f"{POD}/exec?command=anything&stdout=1&stderr=1", "v5.channel.k8s.io").until_close()
    assert (found[1], found[2]) == (b"a", b"b") and b'"message":"7"' in found[3]


@pytest.mark.parametrize("sub", ["exec?command=cat&stdin=1&stdout=1", "portforward?ports=8888"])
def test_a_container_that_ends_closes_without_a_word(sub: str, client: Client) -> None:
    pod(client)
    channel = Channel(client, f"{POD}/{sub}", "v5.channel.k8s.io, v4.channel.k8s.io")
    assert channel.frame() is not None
    client.call("DELETE", POD)
    assert channel.until_close()[-1] == b"\x03\xe8"


def test_a_switch_cuts_what_runs(client: Client) -> None:
    pod(client)
    channel = Channel(client, f"{POD}/portforward?ports=8888", "v4.channel.k8s.io")
    assert channel.frame() and channel.frame()
    client.alone.kube.control("cut-streams", {})
    assert channel.frame() is None
