"""Cassettes that were changed by accident or on purpose load or are refused; none is changed, none takes for ever."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="memory is bounded by what Unix has for that")

COUNT = 1_000


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What came of each, in a process that has little memory and an alarm, which end it if one takes too much."""
    script = Path(__file__).with_name("mutations.py")
    command = [sys.executable, str(script), str(tmp_path_factory.mktemp("mutated")), str(COUNT)]
    finished = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, f"{finished.stderr} after {finished.stdout.splitlines()[-1:]}"
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_each_loads_or_is_refused(outcomes: list[dict[str, Any]]) -> None:
    loaded, refused = (sum(key in one for one in outcomes) for key in ("loaded", "refused"))
    assert loaded + refused == COUNT
    assert min(loaded, refused) > COUNT / 10


def test_a_refusal_names_the_file_and_a_reason_in_every_mode(outcomes: list[dict[str, Any]]) -> None:
    for one in outcomes:
        if "refused" in one:
            file, _, reason = one["refused"].partition(": ")
            assert Path(file).stem == "one"
            assert len(reason.partition(". It was left")[0]) > 10
            assert one["refused"].isprintable()
            assert one["in"] == ["none", "once", "new_episodes", "all", "rewrite"], one


def test_what_loads_answers_what_stands_in_it_or_is_a_miss(outcomes: list[dict[str, Any]]) -> None:
    assert [one for one in outcomes if one.get("wrong")] == []


def test_none_is_changed(outcomes: list[dict[str, Any]]) -> None:
    assert [one for one in outcomes if not one["untouched"]] == []
