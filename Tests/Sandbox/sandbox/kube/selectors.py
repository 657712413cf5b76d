# SPDX-License-Identifier: MIT
"""Label and field selectors, as queries and as LabelSelector objects."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .status import bad_request
from .values import dig

Labels = dict[str, str]
Test = Callable[[dict[str, Any]], bool]
_SET = re.compile(r"^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$")


def _split(text: str) -> list[str]:
    return [part for part in re.split(r",(?![^(]*\))", text) if part.strip()]


def _comparison(key: str, value: str, equal: bool) -> Callable[[Labels], bool]:
    return lambda labels: (labels.get(key) == value) == equal


def _label_term(term: str) -> Callable[[Labels], bool]:
    found = _SET.match(term)
    if found:
        key, sense, values = found[1], found[2] == "in", {value.strip() for value in found[3].split(",")}
        return lambda labels: (labels.get(key) in values) if sense else (labels.get(key) not in values)
    for sign in ("!=", "==", "="):
        if sign in term:
            name, value = term.split(sign, 1)
            return _comparison(name.strip(), value.strip(), sign != "!=")
    name = term.strip()
    if not re.match(r"^!?[\w./-]+$", name):
        raise bad_request(f"unable to parse requirement: found '{name}', expected: identifier")
    return (lambda labels: name[1:] not in labels) if name.startswith("!") else (lambda labels: name in labels)


_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "status.phase",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.podIP",
    "status.nominatedNodeName",
    "spec.unschedulable",
    "type",
    "reason",
    "reportingComponent",
    "source",
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "spec.clusterIP",
    "spec.type",
)


def _field_term(term: str) -> Test:
    for sign in ("!=", "==", "="):
        if sign in term:
            path, value = (part.strip() for part in term.split(sign, 1))
            if path not in _FIELDS:
                raise bad_request(f"field label not supported: {path}")
            keys = path.split(".")
            if sign == "!=":
                return lambda obj: _text(dig(obj, *keys)) != value
            return lambda obj: _text(dig(obj, *keys)) == value
    raise bad_request(f"invalid field selector: {term}; can't understand '{term}'")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def query(label_selector: str, field_selector: str) -> Test:
    """The test that both selectors of a list or watch make together."""
    by_label = [_label_term(term) for term in _split(label_selector)]
    by_field = [_field_term(term) for term in _split(field_selector)]

    def test(obj: dict[str, Any]) -> bool:
        labels = dig(obj, "metadata", "labels", default={})
        return all(term(labels) for term in by_label) and all(term(obj) for term in by_field)

    return test


def requirement(rule: dict[str, Any], labels: Labels) -> bool:
    """One matchExpressions entry; node selectors know Gt and Lt besides."""
    key, operator, values = rule.get("key", ""), rule.get("operator"), rule.get("values") or []
    have = labels.get(key)
    if operator == "In":
        return have in values
    if operator == "NotIn":
        return have not in values
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    if operator in ("Gt", "Lt") and have is not None and have.isdigit() and values:
        return int(have) > int(values[0]) if operator == "Gt" else int(have) < int(values[0])
    return False


def selects(selector: dict[str, Any], labels: Labels) -> bool:
    """Whether a LabelSelector object takes these labels; an empty one takes all."""
    if any(labels.get(key) != value for key, value in (selector.get("matchLabels") or {}).items()):
        return False
    return all(requirement(rule, labels) for rule in selector.get("matchExpressions") or [])


def covers(plain: dict[str, str] | None, labels: Labels) -> bool:
    """Whether a Service's plain selector takes these labels; none takes nothing."""
    return bool(plain) and all(labels.get(key) == value for key, value in (plain or {}).items())
