"""A stream reaches its reader while it is recorded, keeps its chunks, and ends in replay where its reader left it."""

from __future__ import annotations

from pathlib import Path

import pytest
from recording.serving import EVENTS, READERS, Read, read_openai, read_openai_async, serving_held

from pytest_runsreplay import CassetteMiss, use_cassette

ALL = [*READERS, read_openai, read_openai_async]


def name_of(read: Read) -> str:
    return read.__name__.removeprefix("read_")


def record(read: Read, cassette: Path, chunks: int | None = None) -> str:
    """Record a stream to its end, or up to some chunk; gives its URL. The second chunk waits for the first one."""
    seen: list[bytes] = []

    def saw(chunk: bytes) -> bool:
        seen.append(chunk)
        event.set()
        return len(seen) != chunks

    with serving_held() as (url, event), use_cassette(cassette, record_mode="once"):
        read(url, saw)
    assert b"".join(seen) == b"".join(EVENTS[:chunks])
    return url


@pytest.mark.parametrize("read", ALL, ids=name_of)
def test_its_first_chunk_is_there_before_the_second_one_is_sent(read: Read, tmp_path: Path) -> None:
    record(read, tmp_path / "stream.json")


@pytest.mark.parametrize("recorder", READERS, ids=name_of)
def test_it_replays_in_the_same_chunks_for_every_client(recorder: Read, tmp_path: Path) -> None:
    url = record(recorder, tmp_path / "stream.json")
    replayed: list[bytes] = []
    with use_cassette(tmp_path / "stream.json") as cassette:
        for read in READERS:
            replayed.clear()
            read(url, lambda chunk: replayed.append(chunk) is None)  # type: ignore[func-returns-value]
            assert tuple(replayed) == cassette.exchanges[0].response.chunks
            assert replayed[0] == EVENTS[0]
    assert b"".join(replayed) == b"".join(EVENTS)


@pytest.mark.parametrize("read", ALL, ids=name_of)
def test_the_time_of_each_chunk_is_noted(read: Read, tmp_path: Path) -> None:
    record(read, tmp_path / "stream.json")
    with use_cassette(tmp_path / "stream.json") as cassette:
        (exchange,) = cassette.exchanges
        assert len(exchange.response.times) == len(exchange.response.chunks)
        assert exchange.response.times[0] == 0
        assert list(exchange.response.times) == sorted(exchange.response.times)


@pytest.mark.parametrize("read", ALL, ids=name_of)
def test_one_that_was_left_early_replays_up_to_there_and_then_is_a_miss(read: Read, tmp_path: Path) -> None:
    url = record(read, tmp_path / "stream.json", chunks=1)
    replayed: list[bytes] = []
    with use_cassette(tmp_path / "stream.json"):
        read(url, lambda chunk: replayed.append(chunk) is not None)  # type: ignore[func-returns-value]
    assert replayed == EVENTS[:1]
    with pytest.raises(CassetteMiss, match="the recording stops here"), use_cassette(tmp_path / "stream.json"):
        read(url, lambda chunk: True)
