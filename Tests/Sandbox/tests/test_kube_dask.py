# SPDX-License-Identifier: MIT
"""The scheduler's HTTP port, held to what distributed 2026.8.0 answered."""

from __future__ import annotations

import json
import pathlib
import re

from kube_client import Client
from kube_demo import N
from test_kube_jupyter import deploy

pytest_plugins = ("kube_fixtures",)
RECORDED = pathlib.Path(__file__).parent.parent / "fixtures" / "dask-2026.8"
SCHEDULER = "/proxy/dask-scheduler:8787"
KEY = {"Authorization": "token geheim"}


def skeleton(html: str) -> list[str]:
    """The tags of a page with the names of their attributes, one row of the table for all rows."""
    tags = re.findall(r"<(/?\w+)([^>]*)>", re.sub(r"<!--.*?-->", "", html))
    named = [" ".join([tag, *re.findall(r"([\w-]+)=", rest)]) for tag, rest in tags]
    first = named.index("tr", named.index("tbody")) if "tr" in named[named.index("tbody") :] else len(named)
    end = named.index("/tr", first) + 1
    return named[:end]


def test_the_page_of_workers_has_the_form_of_the_recorded_one(client: Client) -> None:
    web = deploy(client)
    status, page, _ = web.get(f"{SCHEDULER}/info/main/workers.html", **KEY)
    assert status == 200
    assert skeleton(page) == skeleton((RECORDED / "workers.html").read_text())


def test_the_counts_have_the_recorded_names_and_follow_the_switch(client: Client) -> None:
    web = deploy(client)
    workers = json.loads(web.get(f"{SCHEDULER}/api/v1/get_workers", **KEY)[1])["workers"]
    client.alone.kube.control(
        "dask-load", {"address": workers[0]["address"], "results": 3, "bytes": 3000, "processing": 1}
    )
    counts = json.loads(web.get(f"{SCHEDULER}/json/counts.json", **KEY)[1])
    assert sorted(counts) == sorted(json.loads((RECORDED / "counts.json").read_text()))
    assert (counts["memory"], counts["bytes"], counts["processing"]) == (3, 3000, 1)


def test_who_retires_hands_over_and_the_last_one_cannot(client: Client) -> None:
    web = deploy(client)
    first, *rest = [one["address"] for one in json.loads(web.get(f"{SCHEDULER}/api/v1/get_workers", **KEY)[1])["workers"]]
    client.alone.kube.control("dask-load", {"address": first, "results": 3, "bytes": 3000})
    assert list(json.loads(web.get(f"{SCHEDULER}/api/v1/retire_workers", "POST", {"workers": [first]}, **KEY)[1])) == [first]
    assert json.loads(web.get(f"{SCHEDULER}/json/counts.json", **KEY)[1])["memory"] == 3
    answer = json.loads(web.get(f"{SCHEDULER}/api/v1/retire_workers", "POST", {"workers": rest}, **KEY)[1])
    assert sorted(answer) == sorted(rest[1:]), "the one that holds results has nowhere to put them"


def test_identity_fails_as_it_really_does(client: Client) -> None:
    assert deploy(client).get(f"{SCHEDULER}/json/identity.json", **KEY)[0] == 500


def test_evicted_pods_are_replaced_elsewhere_while_their_node_is_cordoned(client: Client) -> None:
    deploy(client)
    pod = next(one for one in client.get(f"{N}/pods")["items"] if one["metadata"]["name"].startswith("dask-worker"))
    name, node = pod["metadata"]["name"], pod["spec"]["nodeName"]
    merge = "application/merge-patch+json"
    assert client.call("PATCH", f"/api/v1/nodes/{node}", {"spec": {"unschedulable": True}}, merge).status == 200
    marked = client.until(f"/api/v1/nodes/{node}", lambda body: "taints" in body["spec"])
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": "demo"}}
    assert client.call("POST", f"{N}/pods/{name}/eviction", eviction).status == 201
    client.until(f"{N}/pods/{name}", lambda body: body.get("code") == 404)
    client.until(
        f"{N}/pods",
        lambda body: (
            sum(
                one["metadata"]["name"].startswith("dask-worker") and one["spec"].get("nodeName") not in (None, node)
                for one in body["items"]
            )
            == 3
        ),
    )
    assert {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}.items() <= marked["spec"]["taints"][0].items()
