"""A body whose keys are camelCase, as Scala and JavaScript clients save it, is read into the same fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models.bodies import NAMES, body
from pydantic.alias_generators import to_camel

from pytest_runsreplay import RunObject, parse

USERS_OWN = frozenset({"metadata", "parameters", "schema", "spec", "headers", "properties"})
RUN = {
    "id": "run_1",
    "object": "thread.run",
    "createdAt": 1707281996,
    "threadId": "thread_1",
    "metadata": {"myKey": "1", "my_key": "2"},
    "lastError": {"code": "server_error", "message": "Busy."},
    "usage": {"promptTokens": 3, "completionTokens": 4, "totalTokens": 7},
    "somethingNew": {"innerKey": 1},
}


def camel(value: Any) -> Any:
    """The same JSON as a camelCase client writes it; the keys of users' own maps stay as they are."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {to_camel(key): item if key in USERS_OWN else camel(item) for key, item in value.items()}


@pytest.mark.parametrize("as_text", [False, True])
def test_it_is_read_into_the_fields_at_every_depth(as_text: bool) -> None:
    run = parse(json.dumps(RUN) if as_text else RUN)
    assert isinstance(run, RunObject)
    assert (run.created_at, run.thread_id) == (1707281996, "thread_1")
    assert run.last_error is not None
    assert run.last_error.message == "Busy."
    assert run.usage is not None
    assert run.usage.total_tokens == 7


def test_users_own_keys_are_left_alone() -> None:
    assert RunObject.model_validate(RUN).metadata == {"myKey": "1", "my_key": "2"}


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_back_as_it_was(name: str) -> None:
    saved = camel(body(name))
    assert json.dumps(parse(saved).wire()) == json.dumps(saved)
    assert json.dumps(parse(json.dumps(saved)).wire()) == json.dumps(saved)


NESTED: list[dict[str, Any]] = [
    {"object": "thread.run.step.delta", "delta": {"stepDetails": {"type": "tool_calls", "toolCalls": [{"index": 0}]}}},
    {
        "object": "thread.message.delta",
        "delta": {"content": [{"index": 0, "type": "image_file", "imageFile": {"fileId": "file_1"}}]},
    },
    {"object": "list", "data": [RUN]},
]


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("saved", NESTED, ids=["step delta", "message delta", "page without ids"])
def test_it_is_read_where_only_inner_keys_are_of_two_words(saved: dict[str, Any], as_text: bool) -> None:
    read = parse(json.dumps(saved) if as_text else saved)
    assert read.model_dump(exclude_unset=True, by_alias=True) == saved
    assert read.model_dump(exclude_unset=True) != saved
    assert json.dumps(read.wire()) == json.dumps(saved)


def test_both_kinds_of_names_are_dumped() -> None:
    run = RunObject.model_validate(RUN)
    dumped = run.model_dump(exclude_unset=True, by_alias=True)
    assert dumped == RUN
    assert run.model_dump(exclude_unset=True)["usage"] == {
        "prompt_tokens": 3,
        "completion_tokens": 4,
        "total_tokens": 7,
    }
    assert '"createdAt":1707281996' in run.model_dump_json(by_alias=True)
    assert '"created_at":1707281996' in run.model_dump_json()


def test_a_changed_field_is_written_under_the_name_it_came_with() -> None:
    run = RunObject.model_validate(RUN)
    run.thread_id = "thread_2"
    run.completed_at = 1707282000
    assert run.wire() == {**RUN, "threadId": "thread_2", "completed_at": 1707282000}


def test_where_both_names_stand_each_keeps_its_value() -> None:
    both = {"object": "thread.run", "created_at": 1, "createdAt": 2}
    run = RunObject.model_validate(both)
    assert run.created_at == 1
    assert run.wire() == both


NAMES_OF_FIELDS = st.sampled_from([*RunObject.model_fields, *RunObject.camel_names])
VALUES = st.none() | st.integers() | st.text(max_size=3) | st.just("2024-02-07T04:59:56.000Z") | st.just(camel(RUN))


@given(fields=st.dictionaries(NAMES_OF_FIELDS, VALUES, max_size=8))
def test_any_mixture_of_names_comes_back(fields: dict[str, Any]) -> None:
    mixed = {**fields, "object": "thread.run"}
    assert json.dumps(parse(mixed).wire()) == json.dumps(mixed)
    assert json.dumps(parse(json.dumps(mixed)).wire()) == json.dumps(mixed)
