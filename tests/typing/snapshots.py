"""What type checkers know of snapshots; checked, never run."""

from __future__ import annotations

from typing import assert_type

import pytest

from pytest_runsreplay import RunObject, RunsSnapshot, normalize


def snapshots(run: RunObject, runs_snapshot: RunsSnapshot, request: pytest.FixtureRequest) -> None:
    assert_type(RunsSnapshot.of_test(request), RunsSnapshot)
    assert_type(run == runs_snapshot, bool)
    assert_type(runs_snapshot == run, bool)
    assert_type(runs_snapshot.with_defaults(), RunsSnapshot)
    assert run == runs_snapshot(name="again")
    normalize(run, times="mask")
    normalize(run, times="rank")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
