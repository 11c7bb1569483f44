"""A journal that was left over is read as far as it can be, and as what it is: a file that anybody may have written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journals import URL, journals, left_behind, recording

from pytest_runsreplay import CassetteError
from pytest_runsreplay.recording import leftovers, limits, recovery, storage


def problems(journal: Path) -> list[str]:
    """What is wrong with a journal: with a line of it, or with all of it."""
    try:
        left = leftovers.read(journal)
    except CassetteError as error:
        return [str(error)]
    assert left is not None
    assert len(left.placed) + len(left.problems) >= 3
    return left.problems


def test_of_a_torn_line_nothing_is_read_and_of_those_before_it_all(tmp_path: Path) -> None:
    journal = left_behind(tmp_path / "one.json", 3)
    content = journal.read_bytes()
    starts = [place for place, byte in enumerate(content) if byte == 10]
    for size in (0, 10, starts[0], starts[0] + 1, starts[1], starts[1] + 1, starts[2], len(content) - 1):
        journal.write_bytes(content[:size])
        left = leftovers.read(journal)
        whole = content[:size].count(b"\n") - 1
        assert (len(left.placed) if left else 0) == max(whole, 0)
        assert left is None or left.problems == []


@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=40))
def test_junk_in_a_journal_is_an_error_with_its_line_and_the_rest_is_read(
    tmp_path_factory: pytest.TempPathFactory, place: float, junk: bytes
) -> None:
    folder = tmp_path_factory.mktemp("junk")
    journal = left_behind(folder / "one.json", 3)
    content = journal.read_bytes()
    at = int(place * len(content))
    journal.write_bytes(content[:at] + junk + content[at:])
    for problem in problems(journal):
        assert problem.startswith(("line ", f"{journal}: line 1: "))


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (b"[]", "line 1: expected an object"),
        (b'{"runsreplay-journal": 2}', "version 2, this release reads up to 1.*upgrade"),
        (b'{"runsreplay-journal": 1, "cassette": "../../x.json"}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": "\\u001b[2J.json"}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": "x\\u009b2J.json"}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": "x\\u0000.json"}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": ".."}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": "."}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": ""}', "expected the name of a file"),
        (b'{"runsreplay-journal": 1, "cassette": "x.json", "mode": "some"}', "expected 'mode'"),
        (b"[" * 4_000, "nested without end|not JSON"),
        (b"\xff", "line 1: byte 0xff is not UTF-8"),
        (b"x" * 10_000, "line 1: column 1: not JSON"),
    ],
)
def test_what_only_looks_like_a_journal_is_refused(tmp_path: Path, head: bytes, problem: str) -> None:
    journal = tmp_path / ".x.json.00.journal"
    journal.write_bytes(head + b"\n{}\n")
    with pytest.raises(CassetteError, match=problem):
        leftovers.read(journal)


def test_neither_a_pipe_nor_a_link_is_read(tmp_path: Path) -> None:
    link, pipe = tmp_path / ".link.journal", tmp_path / ".pipe.journal"
    link.symlink_to(left_behind(tmp_path / "one.json", 1))
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    for path in (path for path in (link, pipe) if os.path.lexists(path)):
        with pytest.raises(CassetteError, match=r"it is no file|cannot be read"):
            leftovers.read(path)


def test_what_came_between_replayed_exchanges_goes_back_to_its_place(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    with recording(path) as (http, _):
        for number in range(2):
            http.post(f"{URL}/{number}")
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), recording(path, "new_episodes") as (http, _):
        http.post(f"{URL}/0")
        http.post(f"{URL}/between")
        content = journals(tmp_path)[0].read_bytes()
        raise ZeroDivisionError
    (tmp_path / "one.unsaved.json").unlink()
    (tmp_path / ".one.json.00.journal").write_bytes(content)
    left = leftovers.read(tmp_path / ".one.json.00.journal")
    assert left is not None
    unsaved = recovery.restore(tmp_path / ".one.json.00.journal", left)
    assert unsaved is not None
    assert path.read_bytes() == before
    assert recovery.apply(unsaved, path) == recovery.Applied(added=1, remaining=0)
    asked = [exchange.request.url for exchange in storage.read(path).exchanges]
    assert asked == [f"{URL}/0", f"{URL}/between", f"{URL}/1"]


def test_a_line_of_more_than_any_exchange_has_is_an_error_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = left_behind(tmp_path / "one.json", 3)
    with journal.open("ab") as file:
        file.write(b'{"number": 3, "x": [' + b"[]," * 40_000 + b"0]}\n" + b'{"x": "' + b"x" * 200_000 + b'"}\n')
    monkeypatch.setattr(limits, "MOST_BRACKETS", 10_000)
    monkeypatch.setattr(limits, "LARGEST", 150_000)
    left = leftovers.read(journal)
    assert left is not None
    assert len(left.placed) == 3
    assert [problem.partition(" (")[0].partition(";")[0] for problem in left.problems] == [
        "line 5: it has more than 10,000 objects and lists",
        "line 6: it has more than 150,000 bytes",
    ]
