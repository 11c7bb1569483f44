"""``normalize`` beside the other ways to say what is expected."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay import RunFactory, normalize
from pytest_runsreplay.lifecycle import Lifecycle, message

LIFE: Lifecycle = RunFactory(seed=9).with_steps(message("It is 3 °C."))()


class AnyText:
    """Equal to every text, as a matcher of a library for expectations is."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str)

    __hash__ = object.__hash__


def test_a_matcher_may_stand_anywhere_in_what_is_expected() -> None:
    step = normalize(LIFE.steps[0])
    assert step == {**step, "status": AnyText(), "step_details": {**step["step_details"], "type": AnyText()}}
    assert step != {**step, "expires_at": AnyText()}


def test_dirty_equals_matches_in_what_is_expected() -> None:
    dirty_equals = pytest.importorskip("dirty_equals", reason="dirty-equals is not installed")
    told = normalize(LIFE.run)
    assert told == dirty_equals.IsPartialDict(id="<run:1>", completed_at=dirty_equals.IsStr(regex=r"t0\+\d+s"))
    assert told != dirty_equals.IsPartialDict(id="<run:2>")


def test_inline_snapshot_holds_what_normalize_gives() -> None:
    inline_snapshot = pytest.importorskip("inline_snapshot", reason="inline-snapshot is not installed")
    told: dict[str, Any] = normalize(LIFE.messages[0])
    assert {key: told[key] for key in ("id", "created_at", "run_id")} == inline_snapshot.snapshot(
        {"id": "<msg:1>", "created_at": "t0", "run_id": "<run:1>"}
    )
