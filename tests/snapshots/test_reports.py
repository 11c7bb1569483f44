"""What a failing comparison tells: which run or step it is about, in tokens, and no more than can be read."""

from __future__ import annotations

import pytest
from snapshots.project import RAW_ID, TESTS, Project

LONG = """
import os
from runsreplay_factories import RunFactory, tool_call

def test_long(runs_snapshot):
    calls = [tool_call("get_weather", city="Oslo") for _ in range(200)]
    told = RunFactory(seed="long").completed.with_steps(*calls)()
    steps = [step.wire() for step in told.steps]
    changed = os.environ.get("CHANGED", "").split()
    for number, step in enumerate(steps):
        step["step_details"]["tool_calls"][0]["function"]["output"] = "4" if str(number) in changed else "3"
    assert {"run": told.run, "steps": steps} == runs_snapshot
"""


@pytest.mark.parametrize(
    ("change", "place", "removed", "received"),
    [
        ("status", "run <run:1>", "status='completed'", "status='failed'"),
        ("slower", "run <run:1>", "completed_at=t0+7s", "completed_at=t0+8s"),
        ("moved", "steps[1] <step:2> tool_calls", "run_id=<run:1>", "run_id=<run:2>"),
        ("swapped", "order", "<step:2>", "<step:2>"),
    ],
)
def test_another_story_fails_with_its_place_and_with_tokens(
    project: Project, monkeypatch: pytest.MonkeyPatch, change: str, place: str, removed: str, received: str
) -> None:
    project.write(test_a=TESTS)
    project.update()
    monkeypatch.setenv("CHANGE", change)

    result = project.run()

    result.assert_outcomes(failed=1)
    told = project.told(result)
    assert f"@ {place}" in told
    assert f"-   {removed}," in told or f"- {removed}," in told
    assert f"+   {received}," in told or f"+ {received}," in told
    assert not any(RAW_ID.search(line) for line in told)
    assert "truncated" not in result.stdout.str()


def test_a_snapshot_that_was_never_written_says_what_writes_it(project: Project) -> None:
    project.write(test_a=TESTS)
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *Snapshot 'test_story' does not exist in __snapshots__/test_a.runs. To write it:",
            "E *  pytest test_a.py::test_story --snapshot-update",
            "*Captured runs_snapshot call*",
            "+ *'run': RunObject(",
        ]
    )
    assert "truncated" not in result.stdout.str()
    project.update("test_a.py::test_story").assert_outcomes(passed=1)
    project.run().assert_outcomes(passed=1)


def test_a_run_of_two_hundred_steps_is_told_by_what_changed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write(test_a=LONG)
    project.update().assert_outcomes(passed=1)

    monkeypatch.setenv("CHANGED", "120")
    told = project.told(project.run())
    assert [line for line in told if line.startswith(("@", "-", "+"))] == [
        "@ steps[120] <step:121> tool_calls / step_details.tool_calls[0] <call:121> function / function",
        "-   output='3',",
        "+   output='4',",
    ]
    assert len(told) <= 8

    monkeypatch.setenv("CHANGED", " ".join(map(str, range(0, 200, 2))))
    result = project.run()
    assert len(project.told(result)) <= 10
    result.stdout.fnmatch_lines(["*Captured runs_snapshot call*", ". and 88 more changes"])
    assert len(result.outlines) < 120
    assert len(project.told(project.run("-vv"))) < 80
