# SPDX-License-Identifier: MIT
"""Watches and lists: order, selection, bookmarks, expiry, pages, and connections that are cut."""

from __future__ import annotations

import http.client
import itertools
import ssl
import threading
import time
from typing import Any
from urllib.parse import quote

import pytest
from kube_client import MERGE, Client
from kube_demo import N, put

from sandbox.world import Rule

pytest_plugins = ("kube_fixtures",)

MAPS = f"{N}/configmaps"


def config_map(name: str, **labels: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": {"mine": "yes", **labels}}}


def version(client: Client) -> str:
    return client.get(f"{MAPS}?labelSelector=mine")["metadata"]["resourceVersion"]


def test_a_watch_tells_what_happened_since_its_version(client: Client) -> None:
    since = version(client)
    put(client, config_map("a"), {**config_map("a"), "data": {"x": "1"}})
    client.call("DELETE", f"{MAPS}/a")
    events = list(client.watch(f"{MAPS}?watch=1&resourceVersion={since}&timeoutSeconds=1&labelSelector=mine"))
    assert [event["type"] for event in events] == ["ADDED", "MODIFIED", "DELETED"]
    versions = [int(event["object"]["metadata"]["resourceVersion"]) for event in events]
    assert versions == sorted(versions) and len(set(versions)) == 3
    assert events[0]["object"]["kind"] == "ConfigMap"


def test_a_watch_without_version_begins_with_what_is_there(client: Client) -> None:
    put(client, config_map("a"), config_map("b"))
    events = itertools.islice(client.watch(f"{MAPS}?watch=true&labelSelector=mine"), 2)
    assert [(event["type"], event["object"]["metadata"]["name"]) for event in events] == [
        ("ADDED", "a"),
        ("ADDED", "b"),
    ]


def test_an_object_that_leaves_the_selection_counts_as_deleted(client: Client) -> None:
    put(client, config_map("a", stage="one"))
    since = version(client)
    client.call("PATCH", f"{MAPS}/a", {"metadata": {"labels": {"stage": "two"}}}, MERGE)
    client.call("PATCH", f"{MAPS}/a", {"metadata": {"labels": {"stage": "one"}}}, MERGE)
    path = f"{MAPS}?watch=1&resourceVersion={since}&timeoutSeconds=1&labelSelector={quote('stage=one')}"
    assert [event["type"] for event in client.watch(path)] == ["DELETED", "ADDED"]


def test_bookmarks_carry_the_version_only(client: Client) -> None:
    client.alone.world.times["bookmark"] = 0.1
    path = (
        f"{MAPS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion={version(client)}&labelSelector=none"
    )
    events = list(client.watch(path))
    assert events and {event["type"] for event in events} == {"BOOKMARK"}
    assert events[0]["object"]["metadata"]["resourceVersion"] == version(client)
    assert events[0]["object"]["kind"] == "ConfigMap"


def test_initial_events_end_with_a_marked_bookmark(client: Client) -> None:
    put(client, config_map("a"))
    path = (
        f"{MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
        "&labelSelector=mine"
    )
    first, second = itertools.islice(client.watch(path), 2)
    assert (first["type"], second["type"]) == ("ADDED", "BOOKMARK")
    assert second["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


def test_an_old_version_has_expired(client: Client) -> None:
    since = version(client)
    put(client, config_map("a"))
    client.alone.kube.control("compact", {})
    (event,) = client.watch(f"{MAPS}?watch=1&resourceVersion={since}")
    assert (event["type"], event["object"]["code"], event["object"]["reason"]) == ("ERROR", 410, "Expired")


def test_a_version_from_the_future_is_refused(client: Client) -> None:
    reply = client.call("GET", f"{MAPS}?resourceVersion=99999999")
    assert (reply.status, reply.body["reason"]) == (504, "Timeout")


def test_watches_can_be_cut_by_a_switch(client: Client) -> None:
    stream = client.watch(f"{MAPS}?watch=1")
    assert next(stream)["type"] == "ADDED"
    threading.Timer(0.1, client.alone.kube.control, ("cut-watches", {})).start()
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError)):
        list(stream)


@pytest.mark.parametrize("when", ["before", "after", "middle"])
def test_requests_can_be_cut(client: Client, when: str) -> None:
    client.alone.world.rules.append(Rule({"plane": "kube", "action": "create"}, "cut", when=when, times=1))
    with pytest.raises((http.client.HTTPException, ConnectionError, ssl.SSLError)):
        client.call("POST", MAPS, config_map("a"))
    assert client.call("GET", f"{MAPS}/a").status == (404 if when == "before" else 200)


def test_requests_can_fail_and_be_retried(client: Client) -> None:
    rule = Rule(
        {"plane": "kube", "action": "list"},
        "fail",
        status=429,
        code="TooManyRequests",
        headers={"Retry-After": "7"},
        times=1,
    )
    client.alone.world.rules.append(rule)
    reply = client.call("GET", MAPS)
    assert (reply.status, reply.headers["retry-after"], reply.body["reason"]) == (429, "7", "TooManyRequests")
    assert client.call("GET", MAPS).status == 200


def test_pages_follow_each_other(client: Client) -> None:
    put(client, *(config_map(f"c{number}") for number in range(5)))
    names, path = [], f"{MAPS}?limit=2&labelSelector=mine"
    more = ""
    while True:
        page = client.get(path + more)
        names += [item["metadata"]["name"] for item in page["items"]]
        if "continue" not in page["metadata"]:
            break
        more = "&continue=" + page["metadata"]["continue"]
    assert names == [f"c{number}" for number in range(5)]


def test_a_page_of_a_forgotten_list_has_expired(client: Client) -> None:
    put(client, *(config_map(f"c{number}") for number in range(3)))
    page = client.get(f"{MAPS}?limit=1")
    put(client, config_map("later"))
    client.alone.kube.control("compact", {})
    reply = client.call("GET", f"{MAPS}?limit=1&continue={page['metadata']['continue']}")
    assert (reply.status, reply.body["reason"]) == (410, "Expired")


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("stage=one", ["a"]),
        ("stage!=one,mine", ["b", "c"]),
        ("stage in (one,two)", ["a", "b"]),
        ("stage notin (one),mine", ["b", "c"]),
        ("stage", ["a", "b"]),
        ("!stage,mine", ["c"]),
        ("stage==two", ["b"]),
    ],
)
def test_label_selectors(client: Client, selector: str, names: list[str]) -> None:
    put(client, config_map("a", stage="one"), config_map("b", stage="two"), config_map("c"))
    found = client.get(f"{MAPS}?labelSelector={quote(selector)}")["items"]
    assert [item["metadata"]["name"] for item in found] == names


def test_field_selectors(client: Client) -> None:
    put(client, config_map("a"), config_map("b"))
    found = client.get(f"{MAPS}?fieldSelector=metadata.name%3Db")["items"]
    assert [item["metadata"]["name"] for item in found] == ["b"]
    assert client.call("GET", f"{MAPS}?fieldSelector=data.x%3D1").status == 400


def test_an_api_server_that_restarts_breaks_everything_and_comes_back(client: Client) -> None:
    stream = client.watch(f"{MAPS}?watch=1")
    assert next(stream)["type"] == "ADDED"
    client.alone.kube.control("api-away", {"seconds": 0.3})
    with pytest.raises((http.client.IncompleteRead, ConnectionError, ssl.SSLError)):
        list(stream)
    with pytest.raises((http.client.HTTPException, ConnectionError, ssl.SSLError)):
        client.call("GET", MAPS)
    time.sleep(0.35)
    assert client.call("GET", MAPS).status == 200
