"""Objects changed, copied and made in Python, and what their wire form then is."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from models.bodies import body, read_run

from pytest_runsreplay import ListRunsResponse, RunObject, parse
from pytest_runsreplay.models import CodeInterpreterTool, Usage, WireModel

NAME = "run-2024-10-requires-action"


@pytest.fixture
def run() -> RunObject:
    return read_run(NAME)


def test_an_object_that_was_not_changed_tells_the_body_that_was_read() -> None:
    given = body("run-2026-03-completed")
    assert RunObject.model_validate(given).as_read() is given
    assert RunObject(id="run_1").as_read() is None


@pytest.mark.parametrize("value", [2, 1, True, "1.0", None, float("nan"), "\ud800"])
def test_an_object_that_was_changed_does_not(value: Any) -> None:
    run = read_run("run-2026-03-completed")
    assert run.as_read() is not None
    run.temperature = value
    assert run.as_read() is None
    assert str(run.wire()["temperature"]) == str(value)


def test_changing_what_wire_gave_changes_nothing(run: RunObject) -> None:
    run.wire()["tools"].clear()
    assert run.wire() == body(NAME)


def test_a_changed_attribute_shows_in_its_place(run: RunObject) -> None:
    run.status = "cancelled"
    assert json.dumps(run.wire()) == json.dumps(body(NAME) | {"status": "cancelled"})


def test_a_changed_attribute_of_a_nested_object_shows(run: RunObject) -> None:
    assert run.required_action is not None
    run.required_action.submit_tool_outputs.tool_calls[1].function.output = "12 kn"
    expected = body(NAME)
    expected["required_action"]["submit_tool_outputs"]["tool_calls"][1]["function"]["output"] = "12 kn"
    assert json.dumps(run.wire()) == json.dumps(expected)


def test_a_key_that_was_absent_is_appended(run: RunObject) -> None:
    run.reasoning_effort = "low"
    assert list(run.wire()) == [*body(NAME), "reasoning_effort"]


def test_a_model_put_into_a_field_shows(run: RunObject) -> None:
    run.usage = Usage(prompt_tokens=1, completion_tokens=2, total_tokens=3)
    run.tools = [CodeInterpreterTool(type="code_interpreter")]
    wire = run.wire()
    assert wire["usage"] == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    assert wire["tools"] == [{"type": "code_interpreter"}]


def test_a_model_put_into_untyped_json_shows(run: RunObject) -> None:
    run.tool_resources = {"nested": [{"usage": Usage(total_tokens=3)}]}
    assert run.wire()["tool_resources"] == {"nested": [{"usage": {"total_tokens": 3}}]}


def test_an_object_made_in_python_has_its_keys_in_declared_order() -> None:
    run = RunObject(status="queued", object="thread.run", id="run_1", made_by="hand")
    assert list(run.wire()) == ["id", "object", "status", "made_by"]


def test_a_deleted_attribute_is_no_longer_written(run: RunObject) -> None:
    del run.status
    expected = {key: value for key, value in body(NAME).items() if key != "status"}
    assert json.dumps(run.wire()) == json.dumps(copy.deepcopy(run).wire()) == json.dumps(expected)


def test_neither_the_dict_that_was_parsed_nor_the_object_changes_with_the_other() -> None:
    given_body = body(NAME)
    run = parse(given_body)
    assert isinstance(run, RunObject)
    assert run.metadata is not None
    run.metadata["trip"] = "changed"
    assert given_body == body(NAME)
    given_body["metadata"].clear()
    given_body["tools"].clear()
    assert run.wire() == {**body(NAME), "metadata": {**body(NAME)["metadata"], "trip": "changed"}}


def test_a_buffer_may_be_used_again_after_it_was_parsed() -> None:
    buffer = bytearray(json.dumps(body(NAME)).encode())
    run = parse(buffer)
    buffer.clear()
    assert json.dumps(run.wire()) == json.dumps(body(NAME))


def pickled(model: WireModel) -> Any:
    return pickle.loads(pickle.dumps(model))


COPIES: list[Callable[[WireModel], Any]] = [
    copy.copy,
    copy.deepcopy,
    pickled,
    lambda model: model.model_copy(),
    lambda model: model.model_copy(deep=True),
]


@pytest.mark.parametrize("copied", COPIES, ids=["copy", "deepcopy", "pickle", "model_copy", "deep model_copy"])
@pytest.mark.parametrize("name", [NAME, "list-runs", "step-2026-03-code", "run-azure-cancelled"])
def test_a_copy_has_the_wire_form_of_its_original(name: str, copied: Callable[[WireModel], Any]) -> None:
    backwards = dict(reversed(body(name).items()))
    twin = copied(parse(backwards))
    assert json.dumps(twin.wire()) == json.dumps(backwards)
    assert twin == parse(backwards)


@pytest.mark.parametrize("copied", COPIES[1:3], ids=["deepcopy", "pickle"])
def test_the_items_of_a_copied_page_have_their_own_wire_form(copied: Callable[[WireModel], Any]) -> None:
    page = {"object": "list", "data": [dict(reversed(run.items())) for run in body("list-runs")["data"]]}
    twin = copied(parse(page))
    assert [json.dumps(run.wire()) for run in twin.data] == [json.dumps(run) for run in page["data"]]


def test_a_page_can_be_shortened_and_turned_round_in_a_copy() -> None:
    page = parse(body("list-runs"))
    assert isinstance(page, ListRunsResponse)
    first, last = page.data
    turned = page.model_copy(update={"data": [last, first]})
    shortened = page.model_copy(update={"data": [last]})
    assert shortened.wire()["data"] == [last.wire()]
    assert json.dumps(turned.data[0].wire()) == json.dumps(body("list-runs")["data"][1])
    assert json.dumps(page.wire()) == json.dumps(body("list-runs"))
