"""Each rule of a run's life catches what it names, and nothing that a server could have sent."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_runsreplay import RunObject, RunStepObject, incoherences, parse
from pytest_runsreplay.lifecycle import RUN_FIELDS, message_body, run_body, step_body, text_content, usage_body
from pytest_runsreplay.models import MessageObject

BORN = 1_772_323_200
IDS = {"id": "run_a", "assistant_id": "asst_a", "thread_id": "thread_a"}
WRITTEN = {"type": "message_creation", "message_creation": {"message_id": "msg_a"}}
PING = {"type": "function", "function": {"name": "ping", "parameters": {}}}
CALL = {"id": "call_a", "type": "function", "function": {"name": "ping", "arguments": "{}", "output": None}}
ACTION = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": [CALL]}}
ERROR = {"code": "server_error", "message": "Sorry, something went wrong."}
ENDED = {"started_at": BORN + 1, "expires_at": None}

SOUND_RUNS: dict[str, dict[str, Any]] = {
    "queued": {},
    "in_progress": {"started_at": BORN},
    "requires_action": {"started_at": BORN, "required_action": ACTION},
    "cancelling": {"started_at": BORN},
    "cancelled": {**ENDED, "cancelled_at": BORN + 3},
    "failed": {**ENDED, "failed_at": BORN + 3, "last_error": ERROR, "usage": usage_body(1, 2)},
    "completed": {**ENDED, "completed_at": BORN + 3, "usage": usage_body(1, 2)},
    "incomplete": {
        **ENDED,
        "completed_at": BORN + 3,
        "usage": usage_body(1, 2),
        "incomplete_details": {"reason": "max_prompt_tokens"},
    },
    "expired": {**ENDED, "completed_at": BORN + 600},
}


def body_of(status: str, **fields: Any) -> dict[str, Any]:
    return run_body(**{**IDS, "created_at": BORN, "tools": [PING], **SOUND_RUNS[status], "status": status, **fields})


def run_in(status: str = "completed", **fields: Any) -> RunObject:
    return RunObject.model_validate(body_of(status, **fields))


def step_of(run: RunObject, **fields: Any) -> RunStepObject:
    body = step_body(run.wire(), id="step_a", created_at=BORN + 1, details=WRITTEN)
    done = {"status": "completed", "completed_at": BORN + 3, "usage": usage_body(1, 2)}
    return RunStepObject.model_validate({**body, **done, **fields})


def message_of(run: RunObject, **fields: Any) -> MessageObject:
    content = [text_content("It is 3 °C.")]
    body = message_body(
        id="msg_a", created_at=BORN + 1, thread_id=run.thread_id, role="assistant", content=content, run_id=run.id
    )
    return MessageObject.model_validate({**body, **fields})


def broken(run: RunObject, *steps: RunStepObject, messages: tuple[MessageObject, ...] = ()) -> list[tuple[str, str]]:
    return [(found.rule, found.path) for found in incoherences(run, steps, messages)]


@pytest.mark.parametrize("status", RUN_FIELDS)
def test_a_run_as_servers_send_it_breaks_no_rule(status: str) -> None:
    assert incoherences(run_in(status)) == []


def test_a_completed_run_with_its_step_and_message_breaks_no_rule() -> None:
    run = run_in()
    assert incoherences(run, [step_of(run)], [message_of(run)]) == []


@pytest.mark.parametrize("status", ["in_progress", "failed", "cancelled", "expired"])
def test_a_step_as_servers_send_it_breaks_no_rule(status: str) -> None:
    ends: dict[str, dict[str, Any]] = {
        "failed": {"failed_at": BORN + 3, "last_error": ERROR},
        "cancelled": {"cancelled_at": BORN + 3},
    }
    run = run_in("in_progress")
    fields = {"completed_at": None, "usage": None, **ends.get(status, {})}
    assert incoherences(run, [step_of(run, status=status, **fields)]) == []


@pytest.mark.parametrize("status", RUN_FIELDS)
def test_a_field_that_a_status_has_is_missed_when_null(status: str) -> None:
    for name in sorted(RUN_FIELDS[status]):
        found = broken(run_in(status, **{name: None}))
        optional = {("queued", "started_at"), ("cancelled", "started_at"), ("failed", "started_at")}
        optional |= {("cancelling", "started_at"), ("failed", "usage"), ("expired", "started_at")}
        optional |= {("expired", "completed_at")}
        expected = [] if (status, name) in optional else [("fields of the run's status", f"$.{name}")]
        assert found == expected, (status, name)


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("queued", {"completed_at": BORN + 3}),
        ("in_progress", {"usage": usage_body(1, 2)}),
        ("completed", {"last_error": ERROR}),
        ("completed", {"required_action": ACTION}),
        ("failed", {"completed_at": BORN + 3}),
        ("completed", {"expires_at": BORN + 600}),
        ("cancelled", {"failed_at": BORN + 3}),
        ("expired", {"incomplete_details": {"reason": "max_prompt_tokens"}}),
    ],
)
def test_a_field_that_a_status_does_not_have_is_found_when_set(status: str, fields: dict[str, Any]) -> None:
    (name,) = fields
    assert broken(run_in(status, **fields)) == [("fields of the run's status", f"$.{name}")]


def test_a_status_that_there_is_not_is_found() -> None:
    assert broken(RunObject.model_validate({**body_of("queued"), "status": "done"})) == [
        ("fields of the run's status", "$.status")
    ]
    run = run_in()
    assert broken(run, step_of(run, status="queued")) == [("fields of the step's status", "steps[0].status")]


def test_a_field_that_was_not_sent_is_not_missed() -> None:
    body = body_of("expired")
    for name in ("required_action", "usage", "incomplete_details"):
        del body[name]
    assert incoherences(RunObject.model_validate(body)) == []


@pytest.mark.parametrize(
    "fields", [{"completed_at": None}, {"last_error": ERROR}, {"failed_at": BORN + 3}, {"cancelled_at": BORN + 3}]
)
def test_fields_of_a_step_follow_from_its_status(fields: dict[str, Any]) -> None:
    (name,) = fields
    run = run_in()
    assert broken(run, step_of(run, **fields)) == [("fields of the step's status", f"steps[0].{name}")]


@pytest.mark.parametrize(
    ("fields", "paths"),
    [
        ({"started_at": BORN - 1}, ["$.started_at"]),
        ({"completed_at": BORN - 1}, ["$.completed_at", "$.completed_at"]),
        ({"started_at": BORN + 9}, ["$.completed_at"]),
    ],
)
def test_time_runs_forward_in_a_run(fields: dict[str, Any], paths: list[str]) -> None:
    assert broken(run_in(**fields)) == [("time order", path) for path in paths]


@pytest.mark.parametrize(
    ("fields", "name"), [({"created_at": BORN - 1}, "created_at"), ({"completed_at": BORN}, "completed_at")]
)
def test_time_runs_forward_in_a_step(fields: dict[str, Any], name: str) -> None:
    run = run_in()
    assert broken(run, step_of(run, **fields)) == [("time order", f"steps[0].{name}")]


def test_a_live_run_expires_600_seconds_after_its_creation() -> None:
    assert broken(run_in("queued", expires_at=BORN + 601)) == [("600 s expiry", "$.expires_at")]


def test_ids_begin_as_their_kind_does() -> None:
    assert broken(run_in(id="a")) == [("id prefixes", "$.id")]
    assert broken(run_in(thread_id="run_a")) == [("id prefixes", "$.thread_id")]
    assert broken(run_in(assistant_id="agent_a")) == [("id prefixes", "$.assistant_id")]
    run = run_in()
    assert broken(run, step_of(run, id="run_a")) == [("id prefixes", "steps[0].id")]
    assert broken(run, messages=(message_of(run, id="a"),)) == [("id prefixes", "messages[0].id")]


def test_steps_and_messages_belong_to_the_run_and_its_thread() -> None:
    run = run_in()
    assert broken(run, step_of(run, run_id="run_b")) == [("belonging", "steps[0].run_id")]
    assert broken(run, step_of(run, thread_id="thread_b")) == [("belonging", "steps[0].thread_id")]
    assert broken(run, messages=(message_of(run, run_id="run_b"),)) == [("belonging", "messages[0].run_id")]
    assert broken(run, messages=(message_of(run, thread_id="thread_b"),)) == [("belonging", "messages[0].thread_id")]
    assert broken(run, messages=(message_of(run, run_id=None, role="user"),)) == []


def test_the_type_of_a_step_is_that_of_its_details() -> None:
    run = run_in()
    assert broken(run, step_of(run, type="tool_calls")) == [("step type", "steps[0].step_details.type")]


def test_the_usage_of_a_completed_run_is_the_sum_of_its_steps() -> None:
    run = run_in(usage=usage_body(5, 2))
    paths = ["$.usage.prompt_tokens", "$.usage.total_tokens"]
    assert broken(run, step_of(run)) == [("usage sums", path) for path in paths]
    unused = {"status": "cancelled", "completed_at": None, "cancelled_at": BORN + 3, "usage": None}
    assert broken(run, step_of(run), step_of(run, id="step_b", **unused)) == []
    assert broken(run) == []


def test_a_total_is_the_sum_of_what_was_read_and_written() -> None:
    wrong = {**usage_body(1, 2), "total_tokens": 4}
    assert broken(run_in(usage=wrong)) == [("usage totals", "$.usage.total_tokens")]
    run = run_in("in_progress")
    assert broken(run, step_of(run, usage=wrong)) == [("usage totals", "steps[0].usage.total_tokens")]


@pytest.mark.parametrize("arguments", ["{", "city=Oslo", "", None, "[1]", "7", "[" * 100_000])
def test_arguments_are_a_json_object(arguments: str | None) -> None:
    call = {"id": "call_b", "type": "function", "function": {"name": "ping", "arguments": arguments}}
    action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": [CALL, call]}}
    path = "$.required_action.submit_tool_outputs.tool_calls[1].function.arguments"
    assert broken(run_in("requires_action", required_action=action)) == [("arguments are a JSON object", path)]
    run = run_in()
    step = step_of(run, type="tool_calls", step_details={"type": "tool_calls", "tool_calls": [call]})
    path = "steps[0].step_details.tool_calls[0].function.arguments"
    assert broken(run, step) == [("arguments are a JSON object", path)]


def test_a_finding_reads_as_a_sentence() -> None:
    (found,) = incoherences(run_in(completed_at=None))
    assert str(found) == "fields of the run's status: $.completed_at is null though the run is completed"


@pytest.mark.parametrize("odd", [None, "odd", 7, 1.5, True, [], {}, {"type": "odd"}, [{}]])
def test_a_body_with_values_of_any_type_is_judged_and_not_stumbled_over(odd: Any) -> None:
    run, step, message = body_of("requires_action"), step_of(run_in()).wire(), message_of(run_in()).wire()
    for name in run:
        if name != "object":
            incoherences(RunObject.model_validate({**run, name: odd}), [step_of(run_in())], [message_of(run_in())])
    for name in step:
        if name != "object":
            incoherences(run_in(), [RunStepObject.model_validate({**step, name: odd})])
    for name in message:
        incoherences(run_in(), [], [MessageObject.model_validate({**message, name: odd})])


@pytest.mark.parametrize("odd", [None, "odd", 1.5, [], {}])
def test_token_counts_and_calls_of_any_type_are_judged_too(odd: Any) -> None:
    run = run_in(usage={**usage_body(1, 2), "total_tokens": odd})
    assert ("usage sums", "$.usage.total_tokens") in broken(run, step_of(run))
    assert incoherences(run_in(), [step_of(run_in(), usage={**usage_body(1, 2), "total_tokens": odd})])
    details = {"type": "tool_calls", "tool_calls": [{**CALL, "function": odd}, odd]}
    incoherences(run_in(), [step_of(run_in(), type="tool_calls", step_details=details)])
    for action in ({**ACTION, "submit_tool_outputs": odd}, {**ACTION, "submit_tool_outputs": {"tool_calls": odd}}):
        incoherences(run_in("requires_action", required_action=action))


def test_a_body_with_nothing_in_it_is_judged_too() -> None:
    run, step = parse({"object": "thread.run"}), parse({"object": "thread.run.step"})
    assert isinstance(run, RunObject)
    assert isinstance(step, RunStepObject)
    assert "fields of the run's status" in {found.rule for found in incoherences(run, [step])}
