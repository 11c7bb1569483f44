"""A stream that broke off gives what came before the cut, and says where it was cut and why."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import parse_stream, render_stream
from pytest_runsreplay.models import Cut, EventStream

ONE = 'event: thread.run.created\ndata: {"object":"thread.run","instructions":"Straße ⛵"}\n\n'
TWO = 'event: thread.message.delta\ndata: {"object":"thread.message.delta","id":"msg_1"}\n\n'
LAST = "event: done\ndata: [DONE]\n\n"
STREAM = (ONE + TWO + LAST).encode()
EDGES = {0, *accumulate(len(frame.encode()) for frame in (ONE, TWO, LAST))}


@pytest.mark.parametrize(
    ("unfinished", "reason"),
    [
        (b"event: thread.mess", "the stream ends in the middle of a line"),
        (b"event: error\ndata: {", "the stream ends in the middle of a line"),
        (b": keep-al", "the stream ends in the middle of a line"),
        (b"data: \xe2\x9b", "the stream ends in the middle of a UTF-8 character"),
        (b"\xc3", "the stream ends in the middle of a UTF-8 character"),
        (b"event: error\n", "the stream ends before the blank line that ends an event"),
        (b"event: error\r\ndata: {}\r\n", "the stream ends before the blank line that ends an event"),
    ],
)
def test_the_cut_says_where_and_why_and_keeps_what_was_left(unfinished: bytes, reason: str) -> None:
    events = parse_stream(ONE.encode() + unfinished)
    assert events == parse_stream(ONE)
    assert events.cut == Cut(len(ONE.encode()), unfinished, reason)
    assert str(events.cut) == f"{reason}; the last {len(unfinished)} bytes, from byte 86 on, are no whole event"


@pytest.mark.parametrize("end", ["", "\n", ": ping\n", ": ping\n\n", "\r\n\r\n", "id: 7\n", "retry: 10\n\n"])
def test_a_stream_that_ends_after_a_whole_event_is_not_cut(end: str) -> None:
    assert parse_stream(ONE + end).cut is None
    assert parse_stream(end).cut is None


def test_a_stream_may_end_without_done() -> None:
    whole, ended = parse_stream(STREAM), parse_stream(ONE + TWO)
    assert (whole.done, whole.cut) == (True, None)
    assert (ended.done, ended.cut) == (False, None)
    assert ended == whole[:-1]
    assert not parse_stream(b"").done


def test_a_cut_stream_is_written_back_with_what_was_left() -> None:
    for end in range(len(STREAM) + 1):
        assert render_stream(parse_stream(STREAM[:end])) == STREAM[:end]


def test_events_taken_out_of_a_cut_stream_are_written_alone() -> None:
    assert render_stream(list(parse_stream(STREAM[:-1]))) == (ONE + TWO).encode()


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n", "\r"])
def test_a_cut_between_two_events_only_is_no_cut(end_of_line: str) -> None:
    stream = (ONE + TWO).replace("\n", end_of_line).encode()
    first = len(ONE.replace("\n", end_of_line).encode())
    # Where the second line end lacks its \n it has ended all the same.
    whole = {first, len(stream)} | ({first - 1, len(stream) - 1} if end_of_line == "\r\n" else set())
    assert {end for end in range(1, len(stream) + 1) if parse_stream(stream[:end]).cut is None} == whole


@given(end=st.integers(0, len(STREAM)))
def test_the_events_before_any_cut_are_those_that_had_come(end: int) -> None:
    events = parse_stream(STREAM[:end])
    assert events == parse_stream(STREAM)[: len(events)]
    assert (events.cut is None) == (end in EDGES)
    if events.cut is not None:
        assert events.cut.offset == max(edge for edge in EDGES if edge <= end)
        assert STREAM[:end].endswith(events.cut.rest)


PIECES = st.sampled_from(
    [ONE, TWO, LAST, "\n", "\r", "\r\n", ": note", "data: ø", "event", "data", ":", "id: 1", "\ufeff"]
)


@given(pieces=st.lists(PIECES | st.text(max_size=4), max_size=12), data=st.data())
def test_the_events_before_a_cut_of_any_text_are_those_that_had_come(pieces: list[str], data: st.DataObject) -> None:
    raw = "".join(pieces).encode()
    end = data.draw(st.integers(0, len(raw)))
    before = parse_stream(raw[:end])
    assert before == parse_stream(raw)[: len(before)]
    if before.cut is not None:
        assert raw[:end] == raw[: before.cut.offset] + before.cut.rest


def test_the_cut_cannot_be_changed_and_goes_with_copies() -> None:
    events = parse_stream(STREAM[:-1])
    assert events.cut is not None
    with pytest.raises(FrozenInstanceError):
        events.cut.rest = b""  # type: ignore[misc]
    for twin in (copy.copy(events), copy.deepcopy(events), pickle.loads(pickle.dumps(events))):
        assert isinstance(twin, EventStream)
        assert (twin, twin.cut) == (events, events.cut)


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("data: " + "x" * 5_000_000 + "\n\n", 1),
        ("data: " + "x" * 5_000_000, 0),
        ("data: 1\n\n" * 50_000, 50_000),
        ("data: x\n" * 200_000 + "\n", 1),
        (": ping\n\n" * 200_000, 0),
        ("\r" * 1_000_000, 0),
    ],
    ids=["one long line", "one line cut", "many frames", "many lines", "many comments", "many blank lines"],
)
def test_a_large_stream_is_read_in_one_go(raw: str, count: int) -> None:
    assert len(parse_stream(raw)) == count
