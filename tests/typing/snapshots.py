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
    assert_type(runs_snapshot.json, RunsSnapshot)
    assert run == runs_snapshot(name="again", times="rank", full=True, names={run.id: "the run"}, valid_ids=False)
    assert run == runs_snapshot.with_defaults(times="mask", matcher=None)
    runs_snapshot(times="seconds")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    runs_snapshot(tmes="rank")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    normalize(run, times="mask")
    normalize(run, times="rank", names={run.id: "the run"}, keep=[run.model, 1_760_000_000], valid_ids=True)
    normalize(run, times="seconds")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
