"""What tests of cassettes share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from overlapping import patched_places, tape

from pytest_runsreplay import use_cassette
from pytest_runsreplay.recording import refusals, scopes


@pytest.fixture
def nothing_is_left() -> Iterator[None]:
    """After the test no cassette is open, and all that cassettes patch is as it was."""
    with use_cassette(tape("a")):  # which imports what it patches
        pass
    before = patched_places()
    yield
    gc.collect()
    assert scopes._OPEN == []
    assert scopes.current() is None
    assert patched_places() == before
    refusals.tell_late()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cassette that is not there yet."""
    return tmp_path / "one.json"
