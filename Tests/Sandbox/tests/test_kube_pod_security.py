# SPDX-License-Identifier: MIT
"""The pod security levels, rule by rule."""

from __future__ import annotations

import pytest
from sandbox.kube import pod_security


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hostNetwork": True}, "host namespaces"),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/"}}]}, "hostPath"),
        ({"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "Unconfined"}}}, "seccompProfile"),
        ({"initContainers": [{"name": "first"}]}, '"first"'),
        ({"ephemeralContainers": [{"name": "late"}]}, '"late"'),
        ({"containers": [{"name": "a", "ports": [{"hostPort": 80}]}]}, "hostPort"),
        ({"containers": [{"name": "a", "securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}]}, "capabilities"),
        ({"containers": [{"name": "a", "readinessProbe": {"httpGet": {"host": "10.0.0.1"}}}]}, "must not set a host"),
        ({"containers": [{"name": "a", "securityContext": {"procMount": "Unmasked"}}]}, "procMount"),
    ],
)
def test_restricted_names_what_breaks_it(change: dict, words: str) -> None:
    safe = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    pod = {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": "a", "securityContext": safe}],
    }
    assert pod_security.violations("restricted", pod) == []
    assert any(words in one for one in pod_security.violations("restricted", {**pod, **change}))
