# SPDX-License-Identifier: MIT
"""The switches of the sandbox, over HTTP. Bodies and answers are JSON; an error is {"error": "…"} with 400 or 404.

GET    /log?plane=aws&mutating=true&since=N   the request log; each parameter is optional; since = after entry number N,
                                              last=N = no more than the latest N
DELETE /log                                   forgets it
GET    /invalid                               every request that broke AWS's models since the process began
GET    /rules                                 the switches, with what is left of them
POST   /rules [Rule, …]                       adds switches (fields: world.Rule)
DELETE /rules                                 removes all switches
POST   /times {"cluster_create": 2.5}         how long things take from now on (names: README)
POST   /reply_delay {"seconds": 0.08}         added to every AWS reply
POST   /clock {"advance": 900}                moves the world's clock forward
POST   /publish {"kubernetes": "1.37"}        news; also {"addon": {"name", "version"}},
                                              {"instance_type": {"name", "like"}}, {"quota": {"code", "value"}},
                                              {"spot_price": {"instance_type", "price", "zone"?}}
GET    /state                                 what exists in AWS, counted by region and kind
GET    /address                               the caller's address as text, as address services answer
POST   /reset                                 forgets resources, switches, log, times and clock; keys stay good
POST   /kube/…                                handed to the Kubernetes half: kube.control(path, body)
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from sandbox.aws import inventory
from sandbox.aws.half import AwsHalf
from sandbox.web import Reply, Request
from sandbox.world import Rule, World

_EFFECTS = ("delay", "fail", "cut", "hide")


class Control:
    """Answers the control server's requests."""

    def __init__(self, world: World, aws: AwsHalf) -> None:
        self.world = world
        self.aws = aws

    def answer(self, request: Request) -> Reply:
        if request.path == "/address" and request.method == "GET":
            return Reply(200, b"127.0.0.1\n", {"Content-Type": "text/plain"})
        try:
            body = json.loads(request.body) if request.body else None
            return _json(200, self._route(request, body))
        except LookupError as error:
            return _json(404, {"error": str(error)})
        except (ValueError, TypeError, AttributeError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})

    def _route(self, request: Request, body: Any) -> Any:
        world = self.world
        match request.method, request.path:
            case "GET", "/log":
                return self._log(parse_qs(request.query))
            case "DELETE", "/log":
                with world.lock:
                    world.requests.clear()
            case "GET", "/invalid":
                return list(world.invalid)
            case "GET", "/rules":
                return [vars(rule) for rule in world.rules]
            case "POST", "/rules":
                self._add_rules(body)
            case "DELETE", "/rules":
                with world.lock:
                    world.rules.clear()
            case "POST", "/times":
                world.times.update({str(name): float(seconds) for name, seconds in body.items()})
            case "POST", "/reply_delay":
                world.reply_delay = float(body["seconds"])
            case "POST", "/clock":
                world.advance(float(body["advance"]))
            case "POST", "/publish":
                with self.aws.lock:
                    self.aws.catalog.publish(body)
            case "GET", "/state":
                with self.aws.lock:
                    return inventory.count(self.aws)
            case "POST", "/reset":
                self._reset()
            case "POST", path if path.startswith("/kube/"):
                return self._kube(path.removeprefix("/kube/"), body)
            case method, path:
                raise LookupError(f"no {method} {path} here")
        return {}

    def _log(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        with self.world.lock:
            entries = [dict(entry) for entry in self.world.requests]
        for name, wanted in ((name, values[0]) for name, values in query.items()):
            if name == "since":
                entries = [entry for entry in entries if entry["seq"] > int(wanted)]
            elif name == "last":
                entries = entries[-int(wanted) :]
            elif name == "mutating":
                entries = [entry for entry in entries if bool(entry.get("mutating")) == (wanted == "true")]
            else:
                entries = [entry for entry in entries if str(entry.get(name)) == wanted]
        return entries

    def _add_rules(self, body: list[dict[str, Any]]) -> None:
        rules = [Rule(**one) for one in body]
        for rule in rules:
            if rule.effect not in _EFFECTS:
                raise ValueError(f"no effect {rule.effect!r}; there are {', '.join(_EFFECTS)}")
        with self.world.lock:
            self.world.rules.extend(rules)

    def _reset(self) -> None:
        self.aws.reset()
        with self.world.lock:
            self.world.rules.clear()
            self.world.requests.clear()
            self.world.times.clear()
            self.world.volumes.clear()
            self.world.offset = 0.0
            self.world.reply_delay = 0.0

    def _kube(self, path: str, body: Any) -> Any:
        control = getattr(self.world.kube, "control", None)
        if control is None:
            raise LookupError("the Kubernetes half has no switches")
        return control(path, body)


def _json(status: int, content: Any) -> Reply:
    return Reply(status, json.dumps(content, default=str).encode(), {"Content-Type": "application/json"})
