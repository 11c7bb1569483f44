"""A cassette of every version of the format that was released loads, and a newer one is refused by its number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_runsreplay.recording import CassetteError, storage
from pytest_runsreplay.recording.format import VERSION
from pytest_runsreplay.recording.loading import LOADERS

KEPT = Path(__file__).parents[1] / "data" / "cassettes"
LATEST = KEPT / f"format-{VERSION}.json"


@pytest.mark.parametrize("version", LOADERS)
def test_a_cassette_of_each_version_is_kept_and_loads(version: int) -> None:
    path = KEPT / f"format-{version}.json"
    assert json.loads(path.read_text(encoding="utf-8"))["runsreplay"] == version
    assert storage.read(path).exchanges


def test_one_of_this_version_is_saved_as_the_same_text(tmp_path: Path) -> None:
    recording = storage.read(LATEST)
    storage.write(tmp_path / "one.json", recording.exchanges, recording.facts)
    assert (tmp_path / "one.json").read_bytes() == LATEST.read_bytes()


def test_it_gives_the_bytes_that_were_recorded() -> None:
    answers = [exchange.response for exchange in storage.read(LATEST).exchanges]
    assert answers[0].content.startswith(b'{\n  "id": "thread_1",\n')
    assert answers[1].content.endswith(b'"temperature": 1.0, "note": "caf\\u00e9"}\n')
    assert answers[3].chunks == (
        b": hello\n\nevent: thread.run.created\nda",
        b'ta: {"id":"run_1","n":1e3}\n\nevent: thr',
    )


def test_a_newer_one_is_refused_by_its_number_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    text = f'{{"runsreplay": {VERSION + 1}, "what": "may come"}}'
    path.write_text(text)
    expected = f"format version {VERSION + 1}, this release of pytest-runsreplay reads up to {VERSION}.* upgrade"
    with pytest.raises(CassetteError, match=expected):
        storage.read(path)
    assert path.read_text() == text
