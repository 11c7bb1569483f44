"""Runs that servers really sent keep the rules. Needs the reference material beside the checkout."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from reference import REFERENCE, needs_reference

from pytest_runsreplay import RunObject, RunStepObject, incoherences
from pytest_runsreplay.lifecycle import RUN_STATE_FIELDS, run_body
from pytest_runsreplay.models import MessageObject, StreamEvent, parse

pytestmark = needs_reference

ERA_OF = {
    "v1 2023-11": "real_v1_2023",
    "v1 2024-03": "real_v1_2024_03",
    "v1 2024-04": "real_v1_2024",
    "v2 2024-04": "real_v2_2024_04",
    "v2 2024-07": "real_v2_2024",
    "v2 2024-10": "real_v2_2024",
    "v2 2025-03": "real_v2_2025",
    "v2 2026-03": "real_v2_2026",
}
"""The era of each version and month in which runs were recorded."""


def recorded(name: str, part: str) -> list[dict[str, Any]]:
    text = (REFERENCE / "data" / "real" / name).read_text(encoding="utf-8")
    return list(json.loads(text)[part])


def runs_of_2026() -> list[dict[str, Any]]:
    samples = recorded("samples-by-shape.json", "samples")
    return [one["body"] for one in samples if one["object"] == "thread.run" and "2026" in one["dialect_month"]]


def latest(stream: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    bodies = [event["data"] for event in stream["events"] if isinstance(event["data"], dict)]
    return list({body["id"]: body for body in bodies if body.get("object") == kind}.values())


def events_of(stream: dict[str, Any]) -> list[StreamEvent]:
    told = ((event["event"], event["data"]) for event in stream["events"])
    return [StreamEvent(name, parse(data) if isinstance(data, dict) else data) for name, data in told]


def month_of(stream: dict[str, Any]) -> str:
    recorded = parsedate_to_datetime(stream["recorded"])
    return f"{stream['openai_beta'].removeprefix('assistants=')} {recorded:%Y-%m}"


def test_every_recorded_run_of_2026_is_coherent() -> None:
    runs = runs_of_2026()
    assert len(runs) == 6
    assert [incoherences(RunObject.model_validate(run)) for run in runs] == [[]] * 6


def test_every_recorded_run_of_any_year_is_coherent() -> None:
    runs = [one["body"] for one in recorded("samples-by-shape.json", "samples") if one["object"] == "thread.run"]
    assert len(runs) > 20
    assert [found for run in runs for found in incoherences(RunObject.model_validate(run))] == []


@pytest.mark.parametrize("month", ERA_OF)
def test_every_recorded_run_is_coherent_in_its_own_era(month: str) -> None:
    samples = [one for one in recorded("samples-by-shape.json", "samples") if one["dialect_month"] == month]
    runs = [one["body"] for one in samples if one["object"] == "thread.run"]
    assert runs
    found = [one for run in runs for one in incoherences(RunObject.model_validate(run), era=ERA_OF[month])]
    assert [str(one) for one in found] == []


def streams() -> list[dict[str, Any]]:
    found = [one for one in recorded("sse-streams.json", "streams") if latest(one, "thread.run")]
    assert len(found) >= 7
    return found


@pytest.mark.parametrize("strict", [False, True])
def test_every_recorded_stream_keeps_every_rule_and_so_does_what_it_leaves(strict: bool) -> None:
    for stream in streams():
        (run,) = [RunObject.model_validate(body) for body in latest(stream, "thread.run")]
        steps = [RunStepObject.model_validate(body) for body in latest(stream, "thread.run.step")]
        messages = [MessageObject.model_validate(body) for body in latest(stream, "thread.message")]
        assert steps
        era = ERA_OF[month_of(stream)] if strict else None
        found = incoherences(run, steps, messages, events=events_of(stream), era=era)
        assert [str(one) for one in found] == []


def test_a_recorded_stream_with_an_event_lost_breaks_a_rule() -> None:
    for stream in streams():
        (run,) = [RunObject.model_validate(body) for body in latest(stream, "thread.run")]
        events = events_of(stream)
        deltas = [index for index, event in enumerate(events) if str(event.event).endswith("delta")]
        for index in sorted({*range(len(events))} - {*deltas} | {*deltas[::9]}):
            rest = [*events[:index], *events[index + 1 :]]
            assert incoherences(run, events=rest), (events[index].event, index)


def test_a_recorded_run_with_one_field_of_its_state_changed_is_not() -> None:
    for run in runs_of_2026():
        for name in RUN_STATE_FIELDS:
            changed = RunObject.model_validate({**run, name: 1 if run[name] is None else None})
            known = {"completed": {"incomplete_details"}, "queued": {"started_at"}}
            assert incoherences(changed) or name in known.get(run["status"], ()), (run["status"], name)


def test_bodies_of_2026_have_the_keys_and_order_of_ours() -> None:
    assert {tuple(run) for run in runs_of_2026()} == {tuple(run_body())}
