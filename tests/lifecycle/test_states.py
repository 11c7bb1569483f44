"""The tables of states agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, get_args

import pytest

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
    IllegalTransition,
    run_body,
    step_body,
    usage_body,
)
from pytest_runsreplay.lifecycle.bodies import streamed_message
from pytest_runsreplay.lifecycle.states import (
    MESSAGE_EFFECTS,
    MESSAGE_FIELDS,
    MESSAGE_STATE_FIELDS,
    RUN_EFFECTS,
    STEP_EFFECTS,
)
from pytest_runsreplay.lifecycle.transitions import message_in, run_in, step_in
from pytest_runsreplay.models import MessageObject, MessageStatus, RunObject, RunStatus, RunStepObject, RunStepStatus


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


ERROR = {"code": "server_error", "message": "No."}
SOURCES = {"error": ERROR, "calls": {}, "reason": {"reason": "max_prompt_tokens"}, "usage": usage_body(1, 2)}


def paths(*path: str) -> Iterator[tuple[str, ...]]:
    """All legal ways on from a status that go round the circle of waiting no more than twice."""
    yield path
    for status in RUN_TRANSITIONS[path[-1]]:
        if path.count(status) < 2:
            yield from paths(*path, status)


def test_a_run_on_any_legal_path_has_in_each_status_what_belongs_there() -> None:
    reached = set()
    for path in paths("queued"):
        run: dict[str, Any] = run_body(id="run_a", created_at=100)
        for now, status in enumerate(path[1:], start=101):
            run = run_in(run, status, now, SOURCES)
        set_fields = {name for name in RUN_STATE_FIELDS if run[name] is not None}
        optional = OPTIONAL_RUN_FIELDS.get(path[-1], frozenset())
        assert set_fields - optional == RUN_FIELDS[path[-1]] - optional, path
        reached.add(path[-1])
    assert reached == set(RUN_FIELDS)


def test_a_run_goes_only_where_its_status_lets_it() -> None:
    for status, following in RUN_TRANSITIONS.items():
        for other in RUN_TRANSITIONS.keys() - following:
            with pytest.raises(IllegalTransition, match=f"in status '{status}' cannot become '{other}'"):
                run_in({**run_body(), "status": status}, other, 0, SOURCES)


def test_a_run_keeps_the_time_at_which_it_first_began() -> None:
    run = run_body(id="run_a", created_at=100)
    for now, (_, status) in enumerate(pairwise(("queued", "in_progress", "requires_action", "queued", "in_progress"))):
        run = run_in(run, status, 101 + now, SOURCES)
    assert run["started_at"] == 101


def test_a_step_and_a_message_have_in_each_status_what_belongs_there() -> None:
    run = {"id": "run_a", "assistant_id": "asst_a", "thread_id": "thread_a", "expires_at": 700}
    step = step_body(run, id="step_a", created_at=100, details={"type": "tool_calls", "tool_calls": []})
    message = streamed_message({"id": "msg_a", "role": "assistant", "content": []}, "in_progress")
    for status in STEP_EFFECTS:
        ended = step_in(step, status, 101, SOURCES)
        assert {name for name in STEP_STATE_FIELDS if ended[name] is not None} == STEP_FIELDS[status]
    for status in MESSAGE_EFFECTS:
        ended = message_in(message, status, 101, "max_tokens")
        assert {name for name in MESSAGE_STATE_FIELDS if ended[name] is not None} == MESSAGE_FIELDS[status]


def test_entering_any_status_that_can_be_entered_has_its_effects() -> None:
    assert set(RUN_EFFECTS) == set(RUN_TRANSITIONS)
    assert set(STEP_EFFECTS) == STEP_TRANSITIONS["in_progress"]
    assert {"in_progress", *MESSAGE_EFFECTS} == set(MESSAGE_FIELDS) == set(get_args(MessageStatus))
    assert set(MESSAGE_STATE_FIELDS) <= set(MessageObject.model_fields)
