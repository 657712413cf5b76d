# SPDX-License-Identifier: MIT
"""A notebook server as it really answers: open /api, the login elsewhere, the token in three ways, and the proxy."""

from __future__ import annotations

import hmac
import http.client
import json
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from . import pod_files
from .scheduler_page import SchedulerPage

if TYPE_CHECKING:
    from .cluster import Cluster

_HTML = "text/html; charset=UTF-8"
_JSON = "application/json"
_PROXY = re.compile(r"^/proxy/(?:absolute/)?([^/:]+):(\d+)(/.*)?$")
_LAB = "<!doctype html><html><head><title>JupyterLab</title></head><body></body></html>"
_COOKIE = "username-localhost"


@dataclass
class Page:
    status: int
    text: str = ""
    kind: str = _HTML
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return http.client.responses.get(self.status, "")


def message(status: int, words: str) -> Page:
    return Page(status, json.dumps({"message": words, "reason": None}), _JSON)


class Jupyter:
    """Answers for one pod at a time, from the pod's own environment, files and volume."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.scheduler = SchedulerPage(cluster)

    # Who may come in

    def token(self, pod: dict[str, Any]) -> str:
        """The token that this pod's server accepts; empty = none is known and every one is refused."""
        store = self.cluster.store
        mounted = dict(pod_files.files(store, pod))
        for word in pod_files.words(pod):
            found = re.search(r"--(?:IdentityProvider|ServerApp|NotebookApp)\.token[= ]['\"]?([^'\" ]*)", word)
            if found:
                return found[1]
        for text in mounted.values():
            found = re.search(r"^\s*c\.(?:IdentityProvider|ServerApp)\.token\s*=\s*['\"](.*?)['\"]", text, re.M)
            if found:
                return found[1]
        variables = pod_files.environment(store, pod)
        if variables.get("JUPYTER_TOKEN"):
            return variables["JUPYTER_TOKEN"]
        return mounted.get(variables.get("JUPYTER_TOKEN_FILE", ""), "").strip()

    def _known(self, pod: dict[str, Any], query: dict[str, list[str]], headers: dict[str, str]) -> bool:
        wanted = self.token(pod)
        if not wanted:
            return False
        offered = list(query.get("token", []))
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() in ("token", "bearer"):
            offered.append(value.strip())
        cookie = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
        if cookie and hmac.compare_digest(cookie.value, self._ticket(pod, wanted)):
            return True
        return any(hmac.compare_digest(one.encode(), wanted.encode()) for one in offered)

    @staticmethod
    def _ticket(pod: dict[str, Any], token: str) -> str:
        return hmac.new(token.encode(), pod["metadata"]["uid"].encode(), "sha256").hexdigest()

    # What it answers

    def answer(self, pod: dict[str, Any], method: str, target: str, headers: dict[str, str], body: bytes) -> Page:
        split = urlsplit(target)
        path, query = unquote(split.path), parse_qs(split.query)
        low = {key.lower(): value for key, value in headers.items()}
        known = self._known(pod, query, low)
        if path in ("/api", "/api/"):
            return Page(200, json.dumps({"version": "2.17.0"}), _JSON)
        if path.startswith("/login"):
            return Page(200, '<!doctype html><html><body><form action="/login"></form></body></html>')
        if not known:
            if path.startswith("/api/"):
                return message(403, "Forbidden")
            if method not in ("GET", "HEAD"):
                return message(403, "Forbidden")
            return Page(302, headers={"Location": f"/login?next={quote(split.path, safe='')}"})
        page = self._inside(pod, method, path, split.query, body)
        if "token" in query and page.status < 400:
            ticket = self._ticket(pod, self.token(pod))
            page.headers.setdefault("Set-Cookie", f"{_COOKIE}={ticket}; HttpOnly; Path=/")
        return page

    def _inside(self, pod: dict[str, Any], method: str, path: str, query: str, body: bytes) -> Page:
        if path in ("/", "/lab", "/tree") or path.startswith(("/lab/", "/tree/")):
            return Page(200, _LAB)
        if path.startswith("/api/contents"):
            return self._contents(pod, method, path.removeprefix("/api/contents").strip("/"), body)
        if path.startswith("/api/status"):
            return Page(
                200, json.dumps({"connections": 0, "kernels": 0, "started": pod["status"].get("startTime")}), _JSON
            )
        found = _PROXY.match(path)
        if found:
            return self._proxy(pod, method, found[1], int(found[2]), found[3] or "/", body)
        return Page(404, "<html><title>Jupyter Server</title><h1>404 : Not Found</h1></html>")

    def _proxy(self, pod: dict[str, Any], method: str, host: str, port: int, path: str, body: bytes) -> Page:
        """jupyter-server-proxy: only hosts that a configuration file names; a flag breaks the whole extension."""
        if any("ServerProxy.host_allowlist" in word for word in pod_files.words(pod)):
            return Page(404, "<html><title>Jupyter Server</title><h1>404 : Not Found</h1></html>")
        allowed = {"localhost", "127.0.0.1"}
        for name, text in pod_files.files(self.cluster.store, pod):
            listed = re.search(r"ServerProxy\.host_allowlist\s*=\s*\[(.*?)\]", text, re.S)
            if listed and name.endswith(".py"):
                allowed = set(re.findall(r"['\"](.*?)['\"]", listed[1]))
            if name.endswith(".json"):
                allowed |= set(_json_list(text))
        if host not in allowed:
            return Page(
                403,
                f"Host '{host}' is not allowed. See https://jupyter-server-proxy.readthedocs.io/en/latest/"
                "arbitrary-ports-hosts.html for info.",
            )
        status, text, kind = self.scheduler.answer(pod["metadata"]["namespace"], host, port, method, path, body)
        return Page(status, text, kind)

    def _contents(self, pod: dict[str, Any], method: str, name: str, body: bytes) -> Page:
        """Files of the home volume: they live in the world, so they outlast the cluster as the volume does."""
        volume = pod_files.home_volume(self.cluster.store, pod) or pod["metadata"]["uid"]
        files = self.cluster.world.volumes.setdefault(volume, {})
        if method == "PUT":
            fresh = name not in files
            files[name] = json.loads(body or b"{}").get("content") or ""
            return Page(201 if fresh else 200, json.dumps({"name": name, "path": name, "type": "file"}), _JSON)
        if not name:
            entries = [{"name": one, "path": one, "type": "file"} for one in sorted(files)]
            return Page(200, json.dumps({"name": "", "path": "", "type": "directory", "content": entries}), _JSON)
        if name not in files:
            return message(404, f"file or directory does not exist: {name!r}")
        if method == "DELETE":
            del files[name]
            return Page(204)
        return Page(
            200,
            json.dumps({"name": name, "path": name, "type": "file", "format": "text", "content": files[name]}),
            _JSON,
        )


def _json_list(text: str) -> list[str]:
    try:
        return list(json.loads(text)["ServerProxy"]["host_allowlist"])
    except (ValueError, KeyError, TypeError):
        return []
