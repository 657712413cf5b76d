# SPDX-License-Identifier: MIT
"""`pods/log`: what containers wrote, run by run, whole or as it comes (`follow`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import resources
from .status import Cause, bad_request, invalid
from .values import dig, fine_stamp, unstamp

Object = dict[str, Any]
_PULLING = {"ErrImagePull": "image can't be pulled", "ImagePullBackOff": "trying and failing to pull image"}


@dataclass
class Run:
    """One life of a container, from its start to its end."""

    number: int
    lines: list[tuple[float, str]] = field(default_factory=list)
    is_over: bool = False


class Logs:
    """The logs of all containers of a cluster. Like a kubelet it keeps the present run and the one before."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self._runs: dict[tuple[str, str], list[Run]] = {}
        self._changed = threading.Condition()

    # What the kubelet tells

    def begin(self, pod: Object, container: str, number: int) -> bool:
        """A container starts for the `number`th time, counted from 0; False for a start that is known already."""
        key = (pod["metadata"]["uid"], container)
        with self._changed:
            runs = self._runs.get(key, [])
            is_new = not runs or runs[-1].number < number
            if is_new:
                self._runs[key] = [*runs[-1:], Run(number)]
            return is_new

    def write(self, pod: Object, container: str, *lines: str) -> None:
        with self._changed:
            runs = self._runs.get((pod["metadata"]["uid"], container))
            if runs and not runs[-1].is_over:
                runs[-1].lines += [(self.now(), line) for line in lines]
                self._changed.notify_all()

    def end(self, pod: Object, container: str) -> None:
        with self._changed:
            for run in self._runs.get((pod["metadata"]["uid"], container), []):
                run.is_over = True
            self._changed.notify_all()

    def keep(self, uids: set[str]) -> None:
        """Pods that are gone take their logs with them; whoever follows one comes to its end."""
        with self._changed:
            for key in [key for key in self._runs if key[0] not in uids]:
                for run in self._runs.pop(key):
                    run.is_over = True
            self._changed.notify_all()

    # What a client asks

    def answer(self, pod: Object, query: dict[str, str], alive: Callable[[], bool]) -> Iterator[bytes | None] | None:
        """The pieces of the answer, None where nothing came for a while; None for a pod that no node has yet."""
        _check(pod, query)
        name = _container(pod, query)
        if not pod["spec"].get("nodeName"):
            return None
        run = self._find(pod, name, query.get("previous") in ("true", "1"))
        follows = query.get("follow") in ("true", "1")
        return _limited(self._pieces(run, query, follows, alive), query.get("limitBytes"))

    def _find(self, pod: Object, name: str, previous: bool) -> Run:
        state = next((one for one in dig(pod, "status", "containerStatuses", default=[]) if one["name"] == name), {})
        with self._changed:
            runs = self._runs.get((pod["metadata"]["uid"], name), [])
        where = f'container "{name}" in pod "{pod["metadata"]["name"]}"'
        if previous:
            over = runs if "running" not in state.get("state", {}) else runs[:-1]
            if not state.get("lastState") or not over:
                raise bad_request(f"previous terminated {where} not found")
            return over[-1]
        if not runs or ("running" not in state.get("state", {}) and not state.get("lastState")):
            reason = dig(state, "state", "waiting", "reason", default="ContainerCreating")
            raise bad_request(f"{where} is waiting to start: {_PULLING.get(reason, reason)}")
        return runs[-1]

    def _pieces(
        self, run: Run, query: dict[str, str], follows: bool, alive: Callable[[], bool]
    ) -> Iterator[bytes | None]:
        with self._changed:
            position = _first(run, query, self.now())
        while alive():
            with self._changed:
                if position == len(run.lines) and follows and not run.is_over:
                    self._changed.wait(0.25)
                batch, position = run.lines[position:], len(run.lines)
                is_over = run.is_over or not follows
            for moment, line in batch:
                lead = f"{fine_stamp(moment)[:-1]}000Z " if query.get("timestamps") in ("true", "1") else ""
                yield f"{lead}{line}\n".encode()
            if is_over:
                return
            if not batch:
                yield None


def _container(pod: Object, query: dict[str, str]) -> str:
    names = [one["name"] for one in pod["spec"]["containers"]]
    name = query.get("container") or ""
    if not name and len(names) > 1:
        raise bad_request(
            f"a container name must be specified for pod {pod['metadata']['name']}, choose one of: [{' '.join(names)}]"
        )
    if name and name not in names:
        raise bad_request(f"container {name} is not valid for pod {pod['metadata']['name']}")
    return name or names[0]


def _check(pod: Object, query: dict[str, str]) -> None:
    """Numbers in their ranges, as PodLogOptions are validated."""
    for key, least in (("tailLines", 0), ("limitBytes", 1), ("sinceSeconds", 1)):
        text = query.get(key)
        if text is None:
            continue
        if not text.lstrip("-").isdigit():
            raise bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
        if int(text) < least:
            words = f"must be greater than {'or equal to 0' if least == 0 else '0'}"
            cause = Cause("FieldValueInvalid", key, f"Invalid value: {text}: {words}")
            raise invalid(resources.named("pods"), pod["metadata"]["name"], [cause])


def _first(run: Run, query: dict[str, str], now: float) -> int:
    """The index of the first line that is asked for."""
    since = 0.0
    if query.get("sinceSeconds"):
        since = now - int(query["sinceSeconds"])
    elif query.get("sinceTime"):
        since = unstamp(query["sinceTime"])
    young = next((index for index, (moment, _) in enumerate(run.lines) if moment >= since), len(run.lines))
    tail = query.get("tailLines")
    return young if tail is None else max(young, len(run.lines) - int(tail))


def _limited(pieces: Iterator[bytes | None], limit: str | None) -> Iterator[bytes | None]:
    left = int(limit) if limit else None
    for piece in pieces:
        if piece is None or left is None:
            yield piece
            continue
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return
