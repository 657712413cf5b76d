# SPDX-License-Identifier: MIT
"""Every recorded exchange with a real Kubernetes 1.36 is repeated against the double: same status, words and keys."""

from __future__ import annotations

import kube_recordings
import pytest
from kube_client import Reply
from kube_story import ORDER, WEBSOCKETS, Story

from sandbox.kube.stand_alone import StandAlone


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The double's answers to all recorded requests, asked in one go since each builds on those before."""
    alone = StandAlone(str(tmp_path_factory.mktemp("replay")))
    story = Story(alone)
    found: dict[str, object] = {}
    for name in ORDER:
        try:
            found[name] = story.play(name)
        except Exception as error:  # told by the test of this recording; the others go on
            found[name] = error
    found["crashes"] = list(alone.cluster.crashes)
    alone.stop()
    return found


def _differences(wanted: set[str], have: set[str]) -> str:
    return "\n".join(
        [*(f"missing {key}" for key in sorted(wanted - have)), *(f"extra {key}" for key in sorted(have - wanted))]
    )


@pytest.mark.parametrize("name", ORDER)
def test_answers_as_recorded(name: str, replies: dict[str, object]) -> None:
    recording, reply = kube_recordings.read(name), replies[name]
    if isinstance(reply, Exception):
        raise reply
    if recording.stream is not None:
        assert isinstance(reply, list)
        assert [event["type"] for event in reply] == [event["type"] for event in recording.stream]
        for mine, theirs in zip(reply, recording.stream, strict=True):
            assert kube_recordings.words(mine["object"]) == kube_recordings.words(theirs["object"])
            assert not _differences(kube_recordings.keys(theirs), kube_recordings.keys(mine))
        return
    assert isinstance(reply, Reply)
    assert reply.status == recording.status
    assert kube_recordings.words(reply.body) == kube_recordings.words(recording.answer)
    assert not _differences(kube_recordings.keys(recording.answer), kube_recordings.keys(reply.body))


def test_the_same_resources_are_listed(replies: dict[str, object]) -> None:
    for name, field in (
        ("apis-groups", "groups"),
        ("api-v1-resources", "resources"),
        ("apps-v1-resources", "resources"),
    ):
        reply = replies[name]
        assert isinstance(reply, Reply)
        assert reply.body[field] == kube_recordings.read(name).answer[field]


def test_the_double_has_not_failed_inside(replies: dict[str, object]) -> None:
    assert replies["crashes"] == []


def test_every_recording_is_accounted_for(capsys: pytest.CaptureFixture[str]) -> None:
    """The two of websockets are played again in test_kube_websockets.py."""
    assert sorted([*ORDER, *WEBSOCKETS]) == kube_recordings.names()
    assert all(kube_recordings.read(name).websocket for name in WEBSOCKETS)
    with capsys.disabled():
        print(f"\nreplayed {len(ORDER) + len(WEBSOCKETS)} of {len(kube_recordings.names())} recordings")
