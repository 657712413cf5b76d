# SPDX-License-Identifier: MIT
"""pods/log: present and former runs, tails, times, and logs that are followed until their container ends."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from kube_client import Client
from kube_demo import N, WEB, available, pods, put, workload

pytest_plugins = ("kube_fixtures",)


def running(client: Client, **spec: Any) -> str:
    """The path of the log of a running pod."""
    put(client, workload("web", **spec))
    client.until(WEB, available(1))
    return f"{N}/pods/{pods(client, 'web')[0]['metadata']['name']}/log"


def says(client: Client, *lines: str) -> None:
    client.alone.kube.control("log", {"labels": {"app": "web"}, "lines": list(lines)})


def follow(client: Client, path: str) -> Iterator[str]:
    connection = client.connect()
    connection.request("GET", path, headers={"Authorization": f"Bearer {client.token}"})
    answer = connection.getresponse()
    try:
        rest = b""
        while data := answer.read1(65536):
            *lines, rest = (rest + data).split(b"\n")
            yield from (line.decode() + "\n" for line in lines)
    finally:
        answer.close()
        connection.close()


def test_a_log_has_its_last_lines_with_their_times(client: Client) -> None:
    log = running(client)
    says(client, "one", "two")
    reply = client.call("GET", log)
    assert (reply.body, reply.headers["content-type"]) == ("web started\none\ntwo\n", "text/plain")
    assert client.get(f"{log}?tailLines=1") == "two\n"
    assert client.get(f"{log}?tailLines=0") == ""
    assert client.get(f"{log}?limitBytes=5") == "web s"
    moment, _, words = client.get(f"{log}?tailLines=1&timestamps=true").partition(" ")
    assert words == "two\n" and moment.endswith("Z") and len(moment) == len("2026-11-22T09:02:47.123456789Z")
    client.alone.world.advance(60)
    says(client, "three")
    assert client.get(f"{log}?sinceSeconds=30") == "three\n"


def test_what_cannot_be_read_is_refused_in_the_servers_words(client: Client) -> None:
    log = running(client)
    name = log.split("/")[-2]
    for query, status, words in (
        ("container=x", 400, f"container x is not valid for pod {name}"),
        ("previous=true", 400, f'previous terminated container "web" in pod "{name}" not found'),
        ("tailLines=-1", 422, "must be greater than or equal to 0"),
        ("limitBytes=0", 422, "must be greater than 0"),
        ("tailLines=x", 400, "invalid syntax"),
    ):
        reply = client.call("GET", f"{log}?{query}")
        assert reply.status == status and words in reply.body["message"]


def test_a_container_that_waits_has_no_log(client: Client) -> None:
    client.alone.kube.control("missing-image", {"image": "x:1"})
    put(client, workload("web"))
    body = client.until(f"{N}/pods", lambda body: "ImagePullBackOff" in str(body))
    reply = client.call("GET", f"{N}/pods/{body['items'][0]['metadata']['name']}/log")
    assert reply.status == 400
    assert "is waiting to start: trying and failing to pull image" in reply.body["message"]


def test_a_pod_without_a_node_answers_nothing(client: Client) -> None:
    put(client, workload("web", kind="none"))
    body = client.until(f"{N}/pods", lambda body: bool(body["items"]))
    assert client.call("GET", f"{N}/pods/{body['items'][0]['metadata']['name']}/log").status == 204


def test_one_of_several_containers_has_to_be_named(client: Client) -> None:
    two = [{"name": "a", "image": "x:1"}, {"name": "b", "image": "x:1"}]
    wish = workload("web")
    wish["spec"]["template"]["spec"]["containers"] = two
    put(client, wish)
    client.until(WEB, available(1))
    log = f"{N}/pods/{pods(client, 'web')[0]['metadata']['name']}/log"
    reply = client.call("GET", log)
    assert reply.status == 400 and reply.body["message"].endswith("choose one of: [a b]")
    assert client.get(f"{log}?container=b") == "b started\n"


def test_a_crashed_container_leaves_its_last_words(client: Client) -> None:
    client.alone.world.times["crash_back_off"] = 0.05
    client.alone.kube.control("crash", {"labels": {"app": "web"}, "log": ["Traceback", "KeyError: 'x'"]})
    put(client, workload("web"))
    body = client.until(f"{N}/pods", lambda body: '"restartCount": 2' in str(body).replace("'", '"'))
    log = f"{N}/pods/{body['items'][0]['metadata']['name']}/log"
    assert client.get(f"{log}?previous=true&tailLines=2") == "Traceback\nKeyError: 'x'\n"
    client.alone.kube.control("crash", {"labels": {"app": "web"}, "off": True})
    client.until(WEB, available(1))
    assert client.get(log) == "web started\n"
    assert client.get(f"{log}?previous=true").endswith("KeyError: 'x'\n")


def test_a_followed_log_comes_line_by_line_and_ends_with_its_container(client: Client) -> None:
    log = running(client)
    lines = follow(client, f"{log}?follow=true&tailLines=1")
    assert next(lines) == "web started\n"
    says(client, "one")
    assert next(lines) == "one\n"
    client.call("DELETE", WEB, {"propagationPolicy": "Foreground"})
    assert list(lines) == []


def test_a_followed_log_can_be_cut(client: Client) -> None:
    lines = follow(client, f"{running(client)}?follow=true")
    assert next(lines) == "web started\n"
    threading.Timer(0.1, client.alone.kube.control, ("cut-watches", {})).start()
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError)):
        list(lines)
