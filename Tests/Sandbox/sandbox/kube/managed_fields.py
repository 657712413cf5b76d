# SPDX-License-Identifier: MIT
"""Who owns which field: metadata.managedFields in its FieldsV1 encoding, and how applies and updates change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import typed
from .objects import NODE_INFO
from .schema import Type
from .status import StatusError
from .typed import Path
from .values import clone, stamp

# Where a new object starts from: the fields that an empty object of the kind already has.
_TEMPLATE = {"selector": None, "template": {"metadata": {}, "spec": {"containers": None}}, "strategy": {}}
_EMPTY: dict[str, dict[str, Any]] = {
    "Pod": {"spec": {"containers": None}},
    "Deployment": {"spec": _TEMPLATE},
    "ReplicaSet": {"spec": _TEMPLATE, "status": {"replicas": 0}},
    "Service": {"status": {"loadBalancer": {}}},
    "Ingress": {"status": {"loadBalancer": {}}},
    "PersistentVolumeClaim": {"spec": {"resources": {}}},
    "Event": {
        "source": {},
        "involvedObject": {},
        "firstTimestamp": None,
        "lastTimestamp": None,
        "eventTime": None,
        "reportingComponent": "",
        "reportingInstance": "",
    },
    "Node": {"status": {"nodeInfo": dict.fromkeys(NODE_INFO, ""), "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}}}},
}
_SERVER_FIELDS = (
    "name",
    "namespace",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
)


@dataclass(frozen=True)
class Owner:
    manager: str
    operation: str
    api_version: str
    subresource: str = ""

    def show(self, time: str) -> str:
        text = f'"{self.manager}"'
        if self.subresource:
            text += f' with subresource "{self.subresource}"'
        if self.operation == "Update":
            text += f" using {self.api_version} at {time}"
        return text


Ownership = dict[Owner, tuple[set[Path], str]]


def _encode(paths: set[Path]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        node = tree
        for sort, name in path:
            node = node.setdefault(f"{sort}:{name}", {})
        node["."] = {}

    def trim(node: dict[str, Any]) -> dict[str, Any]:
        return {} if set(node) == {"."} else {key: {} if key == "." else trim(item) for key, item in node.items()}

    return trim(tree)


def _decode(tree: dict[str, Any], path: Path = ()) -> set[Path]:
    if not tree:
        return {path} if path else set()
    found: set[Path] = set()
    for key, item in tree.items():
        if key == ".":
            found.add(path)
        else:
            found |= _decode(item, path + ((key[0], key[2:]),))
    return found


def read(obj: dict[str, Any]) -> Ownership:
    found: Ownership = {}
    for entry in obj.get("metadata", {}).get("managedFields") or []:
        owner = Owner(
            entry.get("manager", ""),
            entry.get("operation", ""),
            entry.get("apiVersion", ""),
            entry.get("subresource", ""),
        )
        found[owner] = (_decode(entry.get("fieldsV1") or {}), entry.get("time", ""))
    return found


def write(obj: dict[str, Any], ownership: Ownership) -> None:
    entries = []
    for owner, (paths, time) in sorted(
        ownership.items(), key=lambda pair: (pair[0].operation, pair[1][1], pair[0].manager)
    ):
        if not paths:
            continue
        entry = {
            "manager": owner.manager,
            "operation": owner.operation,
            "apiVersion": owner.api_version,
            "time": time,
            "fieldsType": "FieldsV1",
            "fieldsV1": _encode(paths),
        }
        if owner.subresource:
            entry["subresource"] = owner.subresource
        entries.append(entry)
    obj["metadata"].pop("managedFields", None)
    if entries:
        obj["metadata"]["managedFields"] = entries


def bare(obj: dict[str, Any]) -> dict[str, Any]:
    """The object without what the server keeps for itself."""
    rest = {key: item for key, item in obj.items() if key not in ("apiVersion", "kind", "metadata")}
    metadata = obj.get("metadata") or {}
    rest["metadata"] = {key: item for key, item in metadata.items() if key not in _SERVER_FIELDS}
    return rest


def _empty(kind: str) -> dict[str, Any]:
    return {"metadata": {}, "spec": {}, "status": {}, **clone(_EMPTY.get(kind, {}))}


def _theirs(paths: set[Path], kind: Type, subresource: str) -> set[Path]:
    """Only what this kind of write may own: status belongs to the status sub-resource, spec to the others."""
    if subresource == "status":
        return {path for path in paths if path[0] != ("f", "spec")}
    if kind.form == "struct" and "status" in kind.fields:
        return {path for path in paths if path[0] != ("f", "status")}
    return paths


def track_update(kind: Type, old: dict[str, Any] | None, new: dict[str, Any], owner: Owner, now: float) -> None:
    """Gives `owner` what an update changed and takes it from everyone else. `new` keeps its list of owners."""
    ownership = read(old) if old else {}
    before = bare(old) if old else _empty(new["kind"])
    after = bare(new)
    if old is None:
        after = {"spec": {}, "status": {}, **after}
    difference = typed.compare(kind, before, after)
    if difference.same and old is not None:
        write(new, ownership)
        return
    changed = _theirs(difference.modified | difference.added, kind, owner.subresource)
    for other, (paths, time) in list(ownership.items()):
        if other != owner:
            ownership[other] = (paths - changed - difference.removed, time)
    mine, time = ownership.get(owner, (set(), stamp(now)))
    kept = (mine | changed) - difference.removed
    ownership[owner] = (kept, stamp(now) if kept != mine or changed else time)
    write(new, ownership)


def _parents(paths: set[Path]) -> set[Path]:
    return {path[:length] for path in paths for length in range(1, len(path) + 1)}


def _doomed(last: set[Path], mine: set[Path], others: set[Path]) -> set[Path]:
    gone = _parents(last) - _parents(mine) - _parents(others)
    return {path for path in gone if path[-1][1] not in ("metadata", "spec", "status") or len(path) > 1}


def apply(
    kind: Type, live: dict[str, Any] | None, config: dict[str, Any], owner: Owner, force: bool, now: float
) -> dict[str, Any]:
    """What `config` makes of `live`, owners written; raises the 409 of a field conflict."""
    ownership = read(live) if live else {}
    if live is not None and not ownership:
        found = typed.compare(kind, _empty(live["kind"]), bare(live))
        first = Owner("before-first-apply", "Update", live["apiVersion"])
        ownership[first] = (_theirs(found.added | found.modified, kind, ""), stamp(now))
    wanted = bare(config)
    if kind.form == "struct" and "status" in kind.fields and owner.subresource != "status":
        wanted.pop("status", None)
    last, time = ownership.get(owner, (set(), ""))
    mine = _theirs(typed.field_set(kind, wanted), kind, owner.subresource) - {(("f", "metadata"),)}
    before = bare(live) if live else {}
    after = typed.merge(kind, before, wanted)
    others = set().union(*(paths for other, (paths, _) in ownership.items() if other != owner), set())
    after = typed.remove(kind, after, _doomed(last, mine, others))
    if live is not None:
        _settle(typed.compare(kind, before, after), ownership, owner, force)
    ownership[owner] = (mine, time if mine == last and time else stamp(now))
    result = {"kind": config["kind"], "apiVersion": config["apiVersion"], **after}
    kept = (live or config).get("metadata") or {}
    result["metadata"] = {**{key: kept[key] for key in _SERVER_FIELDS if key in kept}, **(after.get("metadata") or {})}
    write(result, ownership)
    return result


def _settle(difference: typed.Comparison, ownership: Ownership, owner: Owner, force: bool) -> None:
    """Takes the changed fields from their owners, or refuses."""
    changed = difference.modified | difference.added
    conflicts = []
    for other, (paths, time) in sorted(ownership.items(), key=lambda pair: pair[0].manager):
        if other == owner:
            continue
        conflicts += [(other.show(time), path) for path in sorted(paths & changed)]
        ownership[other] = (paths - changed - difference.removed, time)
    if conflicts and not force:
        raise _conflict(conflicts)


def _conflict(conflicts: list[tuple[str, Path]]) -> StatusError:
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {who}", "field": typed.show(path)}
        for who, path in conflicts
    ]
    if len(conflicts) == 1:
        words = f"Apply failed with 1 conflict: conflict with {conflicts[0][0]}: {typed.show(conflicts[0][1])}"
    else:
        lines = []
        for who in dict.fromkeys(who for who, _ in conflicts):
            lines.append(f"conflicts with {who}:")
            lines += [f"- {typed.show(path)}" for other, path in conflicts if other == who]
        words = f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(lines)
    return StatusError(409, "Conflict", words, {"causes": causes})
