"""Streams are shown as events, one a line, and come back byte for byte with the edges of their chunks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay.recording.streams import restore_stream, store_stream

ONE = b'event: thread.run.created\ndata: {"id":"run_1","n":1.0}\n\n'
TWO = b"event: done\ndata: [DONE]\n\n"
PIECES = st.sampled_from(
    [ONE, TWO, b"data: x\n\n", b": note\n\n", b"event: a\r\ndata: 1\r\n\r\n", b"\xc3", b"\xa9", b"\n"]
)


def _again(chunks: list[bytes]) -> tuple[bytes, ...]:
    return restore_stream(json.loads(json.dumps(store_stream(chunks))))


@given(st.lists(PIECES | st.binary(min_size=1, max_size=5), max_size=8))
def test_any_chunks_come_back_as_they_were(chunks: list[bytes]) -> None:
    assert b"".join(_again(chunks)) == b"".join(chunks)
    if chunks:
        assert list(_again(chunks)) == chunks


def test_events_that_came_one_a_chunk_are_a_plain_list() -> None:
    assert store_stream([ONE, TWO]) == {
        "stream": [
            {"event": "thread.run.created", "data": {"id": "run_1", "n": 1.0}},
            {"event": "done", "text": "[DONE]"},
        ]
    }


def test_other_chunk_edges_are_noted() -> None:
    stored = store_stream([ONE + TWO[:5], TWO[5:]])
    assert stored["chunks"] == [len(ONE) + 5, len(TWO) - 5]
    assert len(stored["stream"]) == 2


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (TWO + ONE[:-1], [{"event": "done", "text": "[DONE]"}, {"raw": ONE[:-1].decode()}]),
        (b": comment\n\n" + TWO, [{"raw": ": comment\n\n"}, {"event": "done", "text": "[DONE]"}]),
        (TWO.replace(b"\n", b"\r\n"), [{"raw": "event: done\r\ndata: [DONE]\r\n\r\n"}]),
        (b"id: 1\n" + TWO + b"\n" + TWO, [{"raw": f"id: 1\n{TWO.decode()}\n"}, {"event": "done", "text": "[DONE]"}]),
    ],
)
def test_pieces_that_are_no_plain_event_are_shown_raw_among_the_events(
    content: bytes, events: list[dict[str, str]]
) -> None:
    stored = store_stream([content])
    assert stored["stream"] == events
    assert _again([content]) == (content,)


@pytest.mark.parametrize("content", [b"\xff" + ONE, b'{"error": {}}', b": only a comment\n\n"])
def test_a_stream_without_events_is_kept_as_other_bodies(content: bytes) -> None:
    assert "stream" not in store_stream([content])
    assert _again([content]) == (content,)


@pytest.mark.parametrize(
    "stored",
    [
        {"stream": [1]},
        {"stream": [{}]},
        {"stream": []},
        {"stream": [{"event": "a"}]},
        {"stream": [{"event": 1, "data": 1}]},
        {"stream": [{"data": 1, "text": "1"}]},
        {"stream": [{"data": 1, "dta": 1}]},
        {"stream": [{"data": 1}], "chunks": [1]},
        {"text": "ab", "chunks": [3]},
        {"text": "ab", "chunks": [0, 2]},
    ],
)
def test_a_stored_stream_that_is_none_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"event|chunks"):
        restore_stream(stored)
