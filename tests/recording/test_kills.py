"""A process that is killed while it records loses nothing that was finished, and tears no file."""

from __future__ import annotations

import sys
import tempfile
from itertools import count
from pathlib import Path
from random import Random

import pytest
from killing import Outcome, kill, record_on_and_on, record_once

KILLS = 6
EVERY = 9
"""Of the touches of files; ``benchmarks/kills.py`` tries each of them, and more kills."""


@pytest.fixture(autouse=True)
def private(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_kill_at_a_random_moment_loses_nothing(tmp_path: Path, seed: int) -> None:
    outcome = kill(record_on_and_on, tmp_path, seed, after=Random(seed).uniform(0, 0.2))
    assert outcome is not None
    assert outcome.reported > 0
    assert (outcome.lost, outcome.torn) == ([], [])


@pytest.mark.skipif(sys.platform == "win32", reason="there a process cannot kill itself in the middle of a call")
def test_a_kill_when_a_file_is_touched_loses_nothing(tmp_path: Path) -> None:
    outcomes: list[Outcome] = []
    for touch in count(0, EVERY):
        (tmp_path / str(touch)).mkdir()
        outcome = kill(record_once, tmp_path / str(touch), touch)
        if outcome is None:
            break
        assert (outcome.lost, outcome.torn) == ([], []), touch
        outcomes.append(outcome)
    assert any(outcome.recording for outcome in outcomes)
    assert any(outcome.saving for outcome in outcomes)
