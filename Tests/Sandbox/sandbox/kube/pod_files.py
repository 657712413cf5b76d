# SPDX-License-Identifier: MIT
"""What a process inside a pod would see: its environment and its mounted files."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import resources
from .values import dig

if TYPE_CHECKING:
    from .store import Store

Object = dict[str, Any]


def _plain(obj: Object | None) -> dict[str, str]:
    """The entries of a Secret or ConfigMap as text."""
    data = (obj or {}).get("data") or {}
    if (obj or {}).get("kind") != "Secret":
        return dict(data)
    return {key: base64.b64decode(value).decode("utf-8", "replace") for key, value in data.items()}


def environment(store: Store, pod: Object) -> dict[str, str]:
    """The variables of all containers; references are looked up."""
    namespace, found = pod["metadata"]["namespace"], {}
    for container in pod["spec"]["containers"]:
        for source in container.get("envFrom") or []:
            for field, plural in (("secretRef", "secrets"), ("configMapRef", "configmaps")):
                if field in source:
                    obj = store.get(resources.named(plural), namespace, source[field].get("name", ""))
                    found.update({source.get("prefix", "") + key: value for key, value in _plain(obj).items()})
        for variable in container.get("env") or []:
            name = variable["name"]
            if "value" in variable:
                found[name] = variable["value"]
            for field, plural in (("secretKeyRef", "secrets"), ("configMapKeyRef", "configmaps")):
                reference = dig(variable, "valueFrom", field)
                if reference:
                    obj = store.get(resources.named(plural), namespace, reference["name"])
                    value = _plain(obj).get(reference["key"])
                    if value is not None:
                        found[name] = value
    return found


def files(store: Store, pod: Object) -> Iterator[tuple[str, str]]:
    """(path, text) of every file that a Secret or ConfigMap puts into the pod."""
    namespace = pod["metadata"]["namespace"]
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or []}
    for container in pod["spec"]["containers"]:
        for mount in container.get("volumeMounts") or []:
            for name, text in _volume_files(store, namespace, volumes.get(mount["name"], {})):
                if mount.get("subPath"):
                    if mount["subPath"] == name:
                        yield mount["mountPath"], text
                else:
                    yield f"{mount['mountPath'].rstrip('/')}/{name}", text


def _volume_files(store: Store, namespace: str, volume: Object) -> Iterator[tuple[str, str]]:
    sources = [volume, *dig(volume, "projected", "sources", default=[])]
    for source in sources:
        for field, plural in (("secret", "secrets"), ("configMap", "configmaps")):
            if field not in source:
                continue
            name = source[field].get("secretName") or source[field].get("name", "")
            data = _plain(store.get(resources.named(plural), namespace, name))
            items = source[field].get("items")
            chosen = {item["path"]: data.get(item["key"], "") for item in items} if items else data
            yield from chosen.items()


def words(pod: Object) -> list[str]:
    """All words of all command lines."""
    return [
        str(word)
        for one in pod["spec"]["containers"]
        for word in [*(one.get("command") or []), *(one.get("args") or [])]
    ]


def home_volume(store: Store, pod: Object) -> str | None:
    """The EBS volume id (else the volume's name) that the pod's first claim stands for."""
    for volume in pod["spec"].get("volumes") or []:
        name = dig(volume, "persistentVolumeClaim", "claimName")
        if not name:
            continue
        claim = store.get(resources.named("persistentvolumeclaims"), pod["metadata"]["namespace"], name)
        found = store.get(resources.named("persistentvolumes"), "", dig(claim, "spec", "volumeName", default=""))
        return dig(found, "spec", "csi", "volumeHandle") or dig(found, "metadata", "name")
    return None
