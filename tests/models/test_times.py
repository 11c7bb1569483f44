"""Each time has a twin: Unix seconds in ``created_at``, an aware UTC datetime in ``created_time``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import NAMES, body

from pytest_runsreplay import RunObject, parse
from pytest_runsreplay.models import AssistantObject, MessageObject, RunStepObject, ThreadObject, WireModel

ISO = "2024-02-07T04:59:56.000Z"
SECONDS = 1707281996
MOMENT = datetime(2024, 2, 7, 4, 59, 56, tzinfo=UTC)


@pytest.mark.parametrize("model", [RunObject, RunStepObject, MessageObject, ThreadObject, AssistantObject])
def test_every_time_of_every_object_has_its_twin(model: type[WireModel]) -> None:
    times = [name for name in model.model_fields if name.endswith("_at")]
    assert "created_at" in times
    for name in times:
        read = model.model_validate({name: SECONDS})
        assert getattr(read, name.replace("_at", "_time")) == MOMENT


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("run-")])
def test_twins_agree_with_the_seconds(name: str) -> None:
    run = RunObject.model_validate(body(name))
    assert run.created_time.tzinfo is UTC
    assert run.created_time.timestamp() == run.created_at
    assert (run.completed_time is None) == (run.completed_at is None)


def test_an_absent_or_null_time_is_none() -> None:
    run = RunObject.model_validate({"completed_at": None})
    assert run.completed_time is None
    assert run.failed_time is None


def test_an_iso_date_is_read_as_seconds_and_comes_back_as_it_was() -> None:
    saved = {"object": "thread.run", "createdAt": ISO, "completedAt": "2024-02-07T05:59:56.500+01:00"}
    for run in (parse(saved), parse(json.dumps(saved))):
        assert isinstance(run, RunObject)
        assert (run.created_at, run.created_time) == (SECONDS, MOMENT)
        assert run.completed_time == MOMENT + timedelta(milliseconds=500)
        assert run.wire() == saved


def test_a_time_set_anew_is_written_in_place_of_the_iso_date() -> None:
    run = RunObject.model_validate({"created_at": ISO})
    run.created_at += 1
    assert run.wire() == {"created_at": SECONDS + 1}


@pytest.mark.parametrize("odd", ["soon", "2024-02-07", "2024-02-07T04:59:56", True, [], 10**30, "1707281996"])
def test_what_is_no_time_is_kept_and_says_so_when_read_as_one(odd: object) -> None:
    run = parse({"object": "thread.run", "created_at": odd})
    assert isinstance(run, RunObject)
    assert run.wire()["created_at"] == odd
    with pytest.raises(ValueError, match=r"created_at holds .*, which is no time in Unix seconds"):
        _ = run.created_time


@given(moment=st.datetimes(timezones=st.just(UTC)), spelling=st.sampled_from(["auto", "seconds", "milliseconds"]))
def test_any_date_with_a_zone_comes_back(moment: datetime, spelling: str) -> None:
    saved = {"object": "thread.run", "created_at": moment.isoformat(timespec=spelling)}
    assert parse(saved).wire() == saved
    assert not isinstance(RunObject.model_validate(saved).created_at, str)
