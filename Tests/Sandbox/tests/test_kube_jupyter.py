# SPDX-License-Identifier: MIT
"""The notebook behind a balancer's port: who is let in, what the proxy reaches, and when nothing answers."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any

import pytest
from kube_client import Client
from kube_demo import APPS, N, free_port, notebook, put

pytest_plugins = ("kube_fixtures",)


class Web:
    """Requests to the balancer's port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {key.replace("_", "-"): value for key, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), {key.lower(): value for key, value in answer.headers.items()}
        finally:
            connection.close()


def deploy(client: Client, **more: Any) -> Web:
    port = free_port()
    put(client, *notebook(port, **more))
    client.until(f"{N}/services/jupyter", lambda body: "ingress" in body["status"]["loadBalancer"])
    for name, count in (("jupyter", 1), ("dask-scheduler", 1), ("dask-worker", 3)):
        path = f"{APPS}/deployments/{name}"
        client.until(path, lambda body, count=count: body["status"].get("availableReplicas") == count)
    return Web(port)


def test_without_the_right_token_it_leads_to_the_login(client: Client) -> None:
    web = deploy(client)
    for path in ("/", "/lab", "/lab?token=falsch", "/proxy/dask-scheduler:8787/status"):
        status, _, headers = web.get(path)
        assert status == 302
        assert headers["location"].startswith("/login?next=%2F")
    assert web.get("/lab", Authorization="token falsch")[0] == 302
    assert web.get("/api")[0] == 200 and "version" in json.loads(web.get("/api")[1])
    assert web.get("/api/contents")[0] == 403


def test_the_token_opens_by_query_header_and_cookie(client: Client) -> None:
    web = deploy(client)
    status, _, headers = web.get("/lab?token=geheim")
    assert status == 200
    assert web.get("/lab", Cookie=headers["set-cookie"].split(";")[0])[0] == 200
    assert web.get("/", Authorization="token geheim")[0] == 200
    assert web.get("/lab", Authorization="Bearer geheim")[0] == 200
    log = json.dumps(client.alone.world.requests)
    assert "geheim" not in log and '"plane": "web"' in log


def test_the_proxy_reaches_dashboard_and_api(client: Client) -> None:
    web = deploy(client)
    key = {"Authorization": "token geheim"}
    status, text, headers = web.get("/proxy/dask-scheduler:8787/status", **key)
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/html")
    workers = json.loads(web.get("/proxy/dask-scheduler:8787/api/v1/get_workers", **key)[1])
    assert (workers["num_workers"], len({one["address"].rpartition(":")[0] for one in workers["workers"]})) == (6, 3)
    gone = [workers["workers"][0]["address"]]
    assert web.get("/proxy/dask-scheduler:8787/api/v1/retire_workers", "POST", {"workers": gone}, **key)[0] == 200
    assert json.loads(web.get("/proxy/dask-scheduler:8787/api/v1/get_workers", **key)[1])["num_workers"] == 5
    assert web.get("/proxy/elsewhere:80/", **key)[0] == 403


def test_the_proxy_refuses_other_hosts_without_the_file(client: Client) -> None:
    web = deploy(client, allowlist=False)
    assert web.get("/proxy/dask-scheduler:8787/status", Authorization="token geheim")[0] == 403


def test_the_api_routes_are_off_unless_asked_for(client: Client) -> None:
    port = free_port()
    objects = notebook(port)
    objects[3]["spec"]["template"]["spec"]["containers"][0].pop("env")
    put(client, *objects)
    for name in ("jupyter", "dask-scheduler"):
        client.until(f"{APPS}/deployments/{name}", lambda body: body["status"].get("availableReplicas") == 1)
    client.until(f"{N}/services/jupyter", lambda body: "ingress" in body["status"]["loadBalancer"])
    key = {"Authorization": "token geheim"}
    assert Web(port).get("/proxy/dask-scheduler:8787/api/v1/get_workers", **key)[0] == 404
    assert Web(port).get("/proxy/dask-scheduler:8787/json/counts.json", **key)[0] == 200


def test_a_port_nobody_listens_on_hangs(client: Client) -> None:
    web = deploy(client)
    client.alone.world.times["proxy_hang"] = 0.3
    begun = time.monotonic()
    assert web.get("/proxy/dask-scheduler:9999/", Authorization="token geheim")[0] == 500
    assert time.monotonic() - begun >= 0.3


def test_callers_outside_the_source_ranges_see_a_closed_connection(client: Client) -> None:
    web = deploy(client, ranges=["203.0.113.0/24"])
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        web.get("/api")


def test_nothing_answers_while_the_pod_is_not_ready(client: Client) -> None:
    web = deploy(client)
    client.alone.kube.control("unready", {"labels": {"app": "jupyter"}})
    client.until(f"{APPS}/deployments/jupyter", lambda body: not body["status"].get("availableReplicas"))
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        web.get("/api")


def test_the_port_closes_with_the_service(client: Client) -> None:
    web = deploy(client)
    client.call("DELETE", f"{N}/services/jupyter")
    client.until(f"{N}/services/jupyter", lambda body: body.get("code") == 404)
    with pytest.raises(ConnectionError):
        web.get("/api")
