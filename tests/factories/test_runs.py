"""Runs made by RunFactory."""

from __future__ import annotations

import copy
import json
import re
from datetime import UTC, datetime

import pytest
from openai.types.beta.threads import Run

from pytest_runsreplay import RunObject, incoherences, parse
from pytest_runsreplay.lifecycle import RUN_FIELDS, run_body
from runsreplay_factories import RunFactory

STATUSES = tuple(RUN_FIELDS)
ID = re.compile(r"(run|thread|asst|call)_[A-Za-z0-9]{24}")


@pytest.fixture(params=STATUSES)
def status(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def runs_in(status: str, count: int = 100, seed: str | int = "states") -> list[RunObject]:
    builder: RunFactory = getattr(RunFactory(seed), status)
    return builder.batch(count)


def test_there_is_a_trait_for_each_of_the_nine_statuses(status: str) -> None:
    assert len(STATUSES) == 9
    assert getattr(RunFactory(), status)().status == status


def test_every_run_keeps_every_rule(status: str) -> None:
    assert [incoherences(run) for run in runs_in(status)] == [[]] * 100


def test_every_run_validates_strictly_in_the_openai_client(status: str) -> None:
    for run in runs_in(status):
        assert Run.model_validate(run.wire(), strict=True).status == status


def test_every_run_has_its_keys_in_the_order_of_servers(status: str) -> None:
    order = list(run_body())
    assert all(list(run.wire()) == order for run in runs_in(status))


def test_every_id_has_the_length_and_alphabet_of_real_ones(status: str) -> None:
    for run in runs_in(status, 20):
        assert all(ID.fullmatch(value) for value in (run.id, run.thread_id, run.assistant_id))


def test_all_ids_of_a_batch_differ() -> None:
    runs = RunFactory().batch(1000)
    ids = {value.split("_")[1] for run in runs for value in (run.id, run.thread_id, run.assistant_id)}
    assert len(ids) == 3000


def test_a_run_with_no_state_asked_for_is_completed() -> None:
    assert RunFactory()().status == "completed"


def test_later_runs_are_created_later_so_that_lists_keep_their_order() -> None:
    times = [run.created_at for run in RunFactory().batch(50)]
    assert times == sorted(set(times))
    assert datetime.fromtimestamp(times[0], UTC) == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_run_that_waits_calls_a_function_that_it_has_with_arguments_that_fit() -> None:
    for run in RunFactory("tools").requires_action.batch(50):
        (tool,) = run.wire()["tools"]
        (call,) = run.wire()["required_action"]["submit_tool_outputs"]["tool_calls"]
        assert ID.fullmatch(call["id"])
        assert call["function"]["name"] == tool["function"]["name"]
        assert list(json.loads(call["function"]["arguments"])) == tool["function"]["parameters"]["required"]
        assert "output" not in call["function"]


def test_arguments_fit_the_schema_of_a_tool_that_was_given() -> None:
    properties = {
        "text": {"type": "string"},
        "whole": {"type": "integer"},
        "part": {"type": "number"},
        "flag": {"type": ["boolean", "null"]},
        "unit": {"type": "string", "enum": ["c", "f"]},
        "list": {"type": "array", "items": {"type": "integer"}},
        "nested": {"type": "object", "properties": {"city": {"type": "string"}}},
        "nothing": {"type": "null"},
        "any": {},
    }
    tool = {"type": "function", "function": {"name": "measure", "parameters": {"properties": properties}}}
    run = RunFactory().with_tools("code_interpreter", tool).requires_action()
    assert run.required_action is not None
    arguments = json.loads(run.required_action.submit_tool_outputs.tool_calls[0].function.arguments)
    assert list(arguments) == list(properties)
    types = [str, int, float, bool, str, list, dict, type(None), str]
    assert [type(value) for value in arguments.values()] == types
    assert arguments["unit"] in {"c", "f"}
    assert isinstance(arguments["list"][0], int)
    assert isinstance(arguments["nested"]["city"], str)


def test_a_function_without_parameters_is_called_without_arguments() -> None:
    run = RunFactory().with_tools({"type": "function", "function": {"name": "ping"}}).requires_action()
    assert run.required_action is not None
    assert run.required_action.submit_tool_outputs.tool_calls[0].function.arguments == "{}"


def test_tools_are_given_as_bodies_or_as_names() -> None:
    tool = {"type": "function", "function": {"name": "ping"}}
    assert RunFactory().with_tools("file_search", tool).as_dict()["tools"] == [{"type": "file_search"}, tool]


@pytest.mark.parametrize("name", ["completed", "incomplete", "failed", "cancelled"])
def test_a_run_lasts_as_long_as_it_is_told_to(name: str) -> None:
    ends = {"failed": "failed_at", "cancelled": "cancelled_at"}
    for seconds in (0, 1, 45, 600):
        run = getattr(RunFactory().lasting(seconds), name)()
        assert getattr(run, ends.get(name, "completed_at")) - run.created_at == seconds
        assert incoherences(run) == []


@pytest.mark.parametrize("seconds", [-1, 601])
def test_no_run_lasts_less_than_nothing_or_longer_than_it_lives(seconds: int) -> None:
    with pytest.raises(ValueError, match=f"cannot last {seconds} s"):
        RunFactory().lasting(seconds)


def test_with_error_makes_a_failed_run_with_that_error() -> None:
    run = RunFactory().with_error("rate_limit_exceeded", "Slow down.")()
    assert (run.status, run.wire()["last_error"]) == (
        "failed",
        {"code": "rate_limit_exceeded", "message": "Slow down."},
    )
    assert incoherences(run) == []


def test_with_error_makes_up_a_message_where_none_is_given() -> None:
    error = RunFactory().with_error("invalid_prompt").as_dict()["last_error"]
    assert error["code"] == "invalid_prompt"
    assert error["message"]


def test_a_batch_has_as_many_runs_as_asked_for_and_may_be_empty() -> None:
    factory = RunFactory()
    assert len(factory.failed.batch(3)) == 3
    assert factory.batch(0) == []
    with pytest.raises(ValueError, match="batch of -1"):
        factory.batch(-1)


def test_as_dict_is_the_wire_form_of_the_run_of_the_same_number() -> None:
    assert RunFactory(3).failed.as_dict() == RunFactory(3).failed.at(0).wire()


def test_as_json_is_written_as_servers_write_it() -> None:
    text = RunFactory(3).as_json(instructions="Grüße")
    assert text == json.dumps(RunFactory(3).as_dict(instructions="Grüße"), indent=2, ensure_ascii=False)
    assert '\n  "instructions": "Grüße",\n' in text
    assert isinstance(parse(text), RunObject)


def test_a_body_that_was_made_is_the_callers_to_change() -> None:
    factory = RunFactory().with_(metadata={"team": "blue"}, response_format={"type": "json_schema", "json_schema": {}})
    untouched = copy.deepcopy(factory.at(1).wire())
    body = factory.as_dict()
    body["metadata"]["team"] = body["response_format"]["json_schema"]["name"] = "changed"
    run = factory()
    assert run.wire() == untouched
