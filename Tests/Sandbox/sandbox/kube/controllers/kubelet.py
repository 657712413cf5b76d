# SPDX-License-Identifier: MIT
"""The kubelets of all nodes: pods start, pull, crash, become ready and end, at the world's pace and by its switches."""

from __future__ import annotations

from typing import Any

from ..selectors import covers
from ..values import dig, stamp
from . import pod_status
from .base import Controller, Object, leaving

_CRASH_MARK = "fake/fail"


class Kubelet(Controller):
    manager = "kubelet"

    def __init__(self, cluster) -> None:
        super().__init__(cluster)
        self.missing_images: dict[str, str] = {"does-not-exist": "not found"}
        self.crashing: list[dict[str, str]] = []
        self.last_words: list[tuple[dict[str, str], list[str]]] = []
        self.unready: list[dict[str, str]] = []
        self._addresses: dict[str, str] = {}
        self._count = 1

    # Switches

    def _marked(self, pod: Object, selectors: list[dict[str, str]]) -> bool:
        labels = dig(pod, "metadata", "labels", default={})
        return any(covers(one, labels) for one in selectors)

    def _image_trouble(self, pod: Object) -> tuple[str, str] | None:
        """(image, the registry's words) of the first image that cannot be pulled."""
        for container in pod["spec"].get("containers") or []:
            for part, words in self.missing_images.items():
                if part in container["image"]:
                    return container["image"], words
        return None

    # The work

    def step(self, now: float) -> None:
        started = False
        for pod in self.list("pods"):
            if not pod["spec"].get("nodeName") or pod["spec"]["nodeName"] in self.cluster.nodes.asleep:
                continue
            if leaving(pod):
                self._stop(pod, now)
            elif pod["status"]["phase"] in ("Succeeded", "Failed"):
                continue
            elif dig(pod, "status", "containerStatuses", 0, "state", "running") and not started:
                self._watch_over(pod, now)
            elif not started:
                started = self._start(pod, now)
        self.cluster.logs.keep({pod["metadata"]["uid"] for pod in self.list("pods")})

    def _stop(self, pod: Object, now: float) -> None:
        uid = pod["metadata"]["uid"]
        if f"stop/{uid}" not in self._due:
            for container in pod["spec"].get("containers") or []:
                self._say(pod, "Killing", f"Stopping container {container['name']}")
        grace = pod["metadata"].get("deletionGracePeriodSeconds", 0)
        if self.after(f"stop/{uid}", min(self.duration("pod_stop", 0.1), grace), now):
            self._addresses.pop(uid, None)
            self.cluster.drop_pod(pod)

    def _start(self, pod: Object, now: float) -> bool:
        """One step towards running; True when the pod just started, so that others see it before the next one does."""
        uid = pod["metadata"]["uid"]
        creating = [
            pod_status.container(one, pod, pod_status.waiting("ContainerCreating")) for one in pod["spec"]["containers"]
        ]
        if not dig(pod, "status", "containerStatuses") and self.duration("pod_start", 0.2) >= 1:
            self._write(pod, "Pending", creating, now, address="")
        if not self.cluster.attachments.ready(pod, now) or self._mounts_missing(pod, now):
            if not dig(pod, "status", "containerStatuses"):
                self._write(pod, "Pending", creating, now, address="")
            return False
        if not self.after(f"start/{uid}", self.duration("pod_start", 0.2), now):
            return False
        trouble = self._image_trouble(pod)
        if trouble:
            self._back_off_pull(pod, *trouble, now)
            return False
        unset = self._settings_missing(pod)
        if unset:
            self._write(
                pod,
                "Pending",
                [
                    pod_status.container(one, pod, pod_status.waiting("CreateContainerConfigError", unset))
                    for one in pod["spec"]["containers"]
                ],
                now,
            )
            self._say(pod, "Failed", f"Error: {unset}", warning=True)
            return False
        if self._crashes(pod):
            self._crash(pod, now)
            return False
        for container in pod["spec"]["containers"]:
            self._say(pod, "Pulled", f'Container image "{container["image"]}" already present on machine')
            self._say(pod, "Started", f"Started container {container['name']}")
        self._run(pod, now, self._settled(pod, now))
        return True

    def _crashes(self, pod: Object) -> bool:
        return _CRASH_MARK in dig(pod, "metadata", "annotations", default={}) or self._marked(pod, self.crashing)

    def _settled(self, pod: Object, now: float) -> bool:
        """Whether what runs answers its readiness probe by now."""
        if self._marked(pod, self.unready):
            return False
        probed = any(one.get("readinessProbe") for one in pod["spec"]["containers"])
        if not probed:
            return True
        words = " ".join(
            str(word)
            for one in pod["spec"]["containers"]
            for word in [*(one.get("command") or []), *(one.get("args") or [])]
        )
        kind = ("jupyter_start", 0.3) if "jupyter" in words else ("probe", 0.05)
        return self.after(f"ready/{pod['metadata']['uid']}", self.duration(*kind), now)

    def _run(self, pod: Object, now: float, is_ready: bool) -> None:
        have = {one["name"]: one for one in dig(pod, "status", "containerStatuses", default=[])}
        statuses = []
        for spec in pod["spec"]["containers"]:
            before = have.get(spec["name"], {})
            state = dig(before, "state", "running") or {"startedAt": stamp(now)}
            statuses.append(
                pod_status.container(
                    spec,
                    pod,
                    {"running": state},
                    last=before.get("lastState"),
                    ready=is_ready,
                    restarts=before.get("restartCount", 0),
                    ran=True,
                )
            )
            self._begin(pod, spec["name"], before.get("restartCount", 0))
        self._write(pod, "Running", statuses, now)

    def _watch_over(self, pod: Object, now: float) -> None:
        if self._crashes(pod):
            self._crash(pod, now)
            return
        wanted = self._settled(pod, now)
        if any(one["ready"] != wanted for one in pod["status"]["containerStatuses"]):
            self._run(pod, now, wanted)
            if not wanted:
                self._say(pod, "Unhealthy", "Readiness probe failed: connection refused", warning=True)

    def _crash(self, pod: Object, now: float) -> None:
        uid, before = pod["metadata"]["uid"], dig(pod, "status", "containerStatuses", 0, default={})
        restarts = before.get("restartCount", 0)
        if before.get("lastState") and not self.after(f"crash/{uid}", self.duration("crash_back_off", 1.0), now):
            return
        self.forget(f"crash/{uid}")
        ended = {"terminated": {"exitCode": 1, "reason": "Error", "startedAt": stamp(now), "finishedAt": stamp(now)}}
        waiting = pod_status.waiting("CrashLoopBackOff", "back-off restarting failed container")
        for one in pod["spec"]["containers"]:
            self._begin(pod, one["name"], restarts)
            self.cluster.logs.write(pod, one["name"], *self._last_words(pod, one["name"]))
            self.cluster.logs.end(pod, one["name"])
        self._write(
            pod,
            "Running",
            [
                pod_status.container(one, pod, waiting, last=ended, restarts=restarts + 1, ran=True)
                for one in pod["spec"]["containers"]
            ],
            now,
        )
        self._say(pod, "BackOff", "Back-off restarting failed container", warning=True)
        self.after(f"crash/{uid}", self.duration("crash_back_off", 1.0), now)

    def _begin(self, pod: Object, container: str, restarts: int) -> None:
        if self.cluster.logs.begin(pod, container, restarts):
            self.cluster.logs.write(pod, container, f"{container} started")

    def _last_words(self, pod: Object, container: str) -> list[str]:
        labels = dig(pod, "metadata", "labels", default={})
        told = next((lines for one, lines in self.last_words if covers(one, labels)), None)
        return told or [f"{container} exited with code 1"]

    def _back_off_pull(self, pod: Object, image: str, words: str, now: float) -> None:
        uid = pod["metadata"]["uid"]
        first = f"pull/{uid}" not in self._due
        if first:
            state = pod_status.waiting("ErrImagePull", f'failed to pull and unpack image "{image}": {words}')
            self._say(pod, "Failed", f'Failed to pull image "{image}": {words}', warning=True)
            self._say(pod, "Failed", "Error: ErrImagePull", warning=True)
        elif self.after(f"pull/{uid}", self.duration("pull_back_off", 0.1), now):
            state = pod_status.waiting("ImagePullBackOff", f'Back-off pulling image "{image}"')
            self._say_once(pod, "BackOff", f'Back-off pulling image "{image}"')
        else:
            return
        self.after(f"pull/{uid}", self.duration("pull_back_off", 0.1), now)
        self._write(pod, "Pending", [pod_status.container(one, pod, state) for one in pod["spec"]["containers"]], now)

    # What a pod needs before it can start

    def _mounts_missing(self, pod: Object, now: float) -> bool:
        namespace, missing = pod["metadata"]["namespace"], False
        for volume in pod["spec"].get("volumes") or []:
            for field, key, plural in (("configMap", "name", "configmaps"), ("secret", "secretName", "secrets")):
                source = volume.get(field)
                if source and not source.get("optional") and self.get(plural, namespace, source.get(key, "")) is None:
                    kind = "configmap" if plural == "configmaps" else "secret"
                    self._say_once(
                        pod,
                        "FailedMount",
                        f'MountVolume.SetUp failed for volume "{volume["name"]}" : {kind} '
                        f'"{source.get(key, "")}" not found',
                        warning=True,
                    )
                    missing = True
        return missing

    def _settings_missing(self, pod: Object) -> str | None:
        namespace = pod["metadata"]["namespace"]
        for container in pod["spec"]["containers"]:
            for variable in container.get("env") or []:
                for field, plural in (("secretKeyRef", "secrets"), ("configMapKeyRef", "configmaps")):
                    source = dig(variable, "valueFrom", field)
                    if not source or source.get("optional"):
                        continue
                    found = self.get(plural, namespace, source["name"])
                    kind = "secret" if plural == "secrets" else "configmap"
                    if found is None:
                        return f'{kind} "{source["name"]}" not found'
                    if source["key"] not in (found.get("data") or {}):
                        return f"couldn't find key {source['key']} in {kind.capitalize()} {namespace}/{source['name']}"
        return None

    # Words and writing

    def _say(self, pod: Object, reason: str, message: str, warning: bool = False) -> None:
        self.events.emit(
            pod, reason, message, warning=warning, component="kubelet", host=pod["spec"]["nodeName"], manager="kubelet"
        )

    def _say_once(self, pod: Object, reason: str, message: str, warning: bool = False) -> None:
        key = f"said/{pod['metadata']['uid']}/{message}"
        if key not in self._due:
            self._due[key] = 0
            self._say(pod, reason, message, warning)

    def _address(self, pod: Object) -> str:
        uid = pod["metadata"]["uid"]
        if uid not in self._addresses:
            self._count += 1
            self._addresses[uid] = f"10.244.{self._count // 250}.{self._count % 250 + 1}"
        return self._addresses[uid]

    def _write(self, pod: Object, phase: str, statuses: list[Object], now: float, address: str | None = None) -> None:
        node = self.get("nodes", "", pod["spec"]["nodeName"])
        host = next(
            (one["address"] for one in dig(node, "status", "addresses", default=[]) if one["type"] == "InternalIP"),
            "127.0.0.1",
        )
        where = self._address(pod) if address is None else address

        def report(draft: Object) -> None:
            draft["status"] = pod_status.whole(draft, phase, statuses, where, host, now)

        self.change("pods", pod, report, "status")
