"""Runs that servers really sent keep the rules. Needs the reference material beside the checkout."""

from __future__ import annotations

import json
from typing import Any

from reference import REFERENCE, needs_reference

from pytest_runsreplay import RunObject, RunStepObject, incoherences
from pytest_runsreplay.lifecycle import RUN_STATE_FIELDS, run_body
from pytest_runsreplay.models import MessageObject

pytestmark = needs_reference


def recorded(name: str, part: str) -> list[dict[str, Any]]:
    text = (REFERENCE / "data" / "real" / name).read_text(encoding="utf-8")
    return list(json.loads(text)[part])


def runs_of_2026() -> list[dict[str, Any]]:
    samples = recorded("samples-by-shape.json", "samples")
    return [one["body"] for one in samples if one["object"] == "thread.run" and "2026" in one["dialect_month"]]


def latest(stream: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    bodies = [event["data"] for event in stream["events"] if isinstance(event["data"], dict)]
    return list({body["id"]: body for body in bodies if body.get("object") == kind}.values())


def test_every_recorded_run_of_2026_is_coherent() -> None:
    runs = runs_of_2026()
    assert len(runs) == 6
    assert [incoherences(RunObject.model_validate(run)) for run in runs] == [[]] * 6


def test_every_recorded_run_of_any_year_is_coherent() -> None:
    runs = [one["body"] for one in recorded("samples-by-shape.json", "samples") if one["object"] == "thread.run"]
    assert len(runs) > 20
    assert [found for run in runs for found in incoherences(RunObject.model_validate(run))] == []


def test_every_recorded_stream_ends_with_a_coherent_run_steps_and_messages() -> None:
    streams = [one for one in recorded("sse-streams.json", "streams") if latest(one, "thread.run")]
    assert len(streams) >= 7
    for stream in streams:
        (run,) = [RunObject.model_validate(body) for body in latest(stream, "thread.run")]
        steps = [RunStepObject.model_validate(body) for body in latest(stream, "thread.run.step")]
        messages = [MessageObject.model_validate(body) for body in latest(stream, "thread.message")]
        assert steps
        assert incoherences(run, steps, messages) == []


def test_a_recorded_run_with_one_field_of_its_state_changed_is_not() -> None:
    for run in runs_of_2026():
        for name in RUN_STATE_FIELDS:
            changed = RunObject.model_validate({**run, name: 1 if run[name] is None else None})
            known = {"completed": {"incomplete_details"}, "queued": {"started_at"}}
            assert incoherences(changed) or name in known.get(run["status"], ()), (run["status"], name)


def test_bodies_of_2026_have_the_keys_and_order_of_ours() -> None:
    assert {tuple(run) for run in runs_of_2026()} == {tuple(run_body())}
