# SPDX-License-Identifier: MIT
"""The front door of the AWS half: log, switches, signature, then our operation or moto's."""

from __future__ import annotations

import re
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import ServiceException

from sandbox.aws import strict, wire
from sandbox.aws.call import Call
from sandbox.aws.fault import Fault
from sandbox.aws.registry import OPERATIONS, STEPS
from sandbox.web import Reply, Request
from sandbox.world import Rule

if TYPE_CHECKING:
    from sandbox.aws.half import AwsHalf

_CODE = re.compile(rb"<Code>([^<]+)</Code>")


class Endpoint:
    """Answers every AWS request of the sandbox."""

    def __init__(self, aws: "AwsHalf") -> None:
        self.aws = aws
        self._in_flight = 0
        self._guard = threading.Lock()

    def answer(self, request: Request) -> Reply:
        call = Call(request, self.aws)
        entry = self._open(call)
        rules = self.aws.world.decide(self._seen(call))
        try:
            reply = self._through(call, rules)
        except Fault as fault:
            reply = wire.render_fault(call, fault)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            reply = wire.render_fault(call, Fault("InternalFailure", f"The sandbox failed: {error!r}", 500))
        if self.aws.world.reply_delay > 0:
            time.sleep(self.aws.world.reply_delay)
        if call.invalid:
            entry["invalid"] = call.invalid
            self.aws.world.invalid.append(f"{call.service}:{call.action} {call.invalid}")
        self._close(entry, reply)
        return reply

    def _through(self, call: Call, rules: list[Rule]) -> Reply:
        for rule in rules:
            if rule.effect == "delay":
                time.sleep(rule.seconds)
            elif rule.effect == "fail":
                reply = wire.render_fault(call, Fault(rule.code, rule.message, rule.status))
                reply.headers |= rule.headers
                return reply
            elif rule.effect == "cut" and rule.when == "before":
                return Reply(0, cut="before")
        reply = self._work(call)
        for rule in rules:
            if rule.effect == "hide":
                self.aws.hiding.hide(call, reply, rule.seconds)
            elif rule.effect == "cut":
                reply.cut = "before" if rule.when == "after" else "middle"
        return reply

    def _work(self, call: Call) -> Reply:
        # One at a time: moto is not thread-safe. Delays are slept outside, so parallel callers still gain.
        with self.aws.lock:
            call.principal = self.aws.identities.verify(call)
            strict.refuse(call)
            if call.mutating:
                return self._dispatch(call)
            self.aws.hiding.refuse(call)
            return self.aws.hiding.filter(call, self._dispatch(call))

    def _dispatch(self, call: Call) -> Reply:
        own = OPERATIONS.get((call.service, call.action))
        if own is not None:
            wire.check(call)
            try:
                return wire.render(call, own(call))
            except ServiceException as error:
                raise Fault(error.code, error.message) from error

        steps = STEPS.get((call.service, call.action), [])

        def proceed(index: int = 0) -> Reply:
            if index == len(steps):
                return self.aws.emulator.dispatch(call)
            return steps[index](call, lambda: proceed(index + 1))

        return proceed()

    def _seen(self, call: Call) -> dict[str, Any]:
        """What a switch may match on."""
        return {
            "plane": "aws", "service": call.service, "action": call.action, "region": call.region,
            "method": call.request.method, "path": call.request.path,
            "body": call.request.body.decode("utf-8", "replace"),
        }  # fmt: skip

    def _open(self, call: Call) -> dict[str, Any]:
        with self._guard:
            self._in_flight += 1
            concurrency = self._in_flight
        return self.aws.world.record({
            "plane": "aws", "time_start": time.time(), "time_end": None, "service": call.service,
            "action": call.action, "mutating": call.mutating, "region": call.region, "status": None,
            "error_code": None, "request_id": call.request_id, "concurrency": concurrency,
            "user_agent": call.request.headers.get("User-Agent", ""), "resource": call.hint(),
            "client_token": call.client_token(),
        })  # fmt: skip

    def _close(self, entry: dict[str, Any], reply: Reply) -> None:
        with self._guard:
            self._in_flight -= 1
        entry["time_end"] = time.time()
        entry["status"] = reply.status or None
        if reply.status >= 400:
            found = _CODE.search(reply.body)
            entry["error_code"] = found[1].decode() if found else reply.headers.get("x-amzn-ErrorType")
        if reply.cut:
            entry["cut"] = reply.cut
