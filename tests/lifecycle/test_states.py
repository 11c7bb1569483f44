"""The tables of states agree with each other."""

from __future__ import annotations

from typing import get_args

from pytest_runsreplay.lifecycle import (
    FINAL_RUN_STATUSES,
    FINAL_STATUSES,
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_STATE_FIELDS,
    RUN_TRANSITIONS,
    STEP_FIELDS,
    STEP_STATE_FIELDS,
    STEP_TRANSITIONS,
    UNFINISHED_STATUSES,
)
from pytest_runsreplay.models import RunObject, RunStatus, RunStepObject, RunStepStatus


def test_the_tables_know_the_statuses_of_the_schema() -> None:
    assert set(RUN_FIELDS) == set(RUN_TRANSITIONS) == set(get_args(RunStatus))
    assert set(STEP_FIELDS) == set(STEP_TRANSITIONS) == set(get_args(RunStepStatus))
    assert set(OPTIONAL_RUN_FIELDS) <= set(RUN_FIELDS)


def test_the_tables_speak_of_fields_that_there_are() -> None:
    assert set(RUN_STATE_FIELDS) <= set(RunObject.model_fields)
    assert set(STEP_STATE_FIELDS) <= set(RunStepObject.model_fields)
    named = [*RUN_FIELDS.values(), *OPTIONAL_RUN_FIELDS.values()]
    assert frozenset().union(*named) == set(RUN_STATE_FIELDS)
    assert frozenset().union(*STEP_FIELDS.values()) == set(STEP_STATE_FIELDS)


def test_every_move_leads_to_a_status_that_there_is_and_every_status_can_be_reached() -> None:
    reached = {"queued"}.union(*RUN_TRANSITIONS.values())
    assert reached == set(RUN_TRANSITIONS)
    assert {"in_progress"}.union(*STEP_TRANSITIONS.values()) == set(STEP_TRANSITIONS)


def test_a_run_ends_in_one_of_five_statuses() -> None:
    assert {"cancelled", "failed", "completed", "incomplete", "expired"} == FINAL_RUN_STATUSES
    assert not FINAL_STATUSES & UNFINISHED_STATUSES
    assert set(RUN_TRANSITIONS) <= FINAL_STATUSES | UNFINISHED_STATUSES


def test_only_a_live_run_has_an_expiry() -> None:
    live = {status for status, fields in RUN_FIELDS.items() if "expires_at" in fields}
    assert live == set(RUN_FIELDS) - FINAL_RUN_STATUSES
