"""Plans are written in a few words, and say what tools they need."""

from __future__ import annotations

import json

import pytest

from pytest_runsreplay.lifecycle import code, message, search, tool_call, tools_of


def test_arguments_of_a_call_are_json_text() -> None:
    (call,) = tool_call("book", city="Tromsø", seats=2, window=None).calls
    assert call.arguments == '{"city": "Tromsø", "seats": 2, "window": null}'
    assert call.output is None


def test_a_function_may_have_an_argument_of_any_name() -> None:
    (call,) = tool_call("run", function="f", name="n", self=1).calls
    assert json.loads(call.arguments) == {"function": "f", "name": "n", "self": 1}


def test_outputs_are_planned_one_for_each_call() -> None:
    both = tool_call("a") & tool_call("b")
    assert [call.output for call in both.returning("1", "2").calls] == ["1", "2"]
    with pytest.raises(ValueError, match="expected 2 outputs, one for each call, found 1"):
        both.returning("1")


def test_tools_are_those_that_the_steps_use_each_once() -> None:
    call = tool_call("book", city="Oslo", seats=2, price=1.5, now=True, stops=["Rome"], extra={}, note=None)
    tools = tools_of((search("a.pdf"), call, code("1"), message("Hi"), call, code("2")))
    assert [tool["type"] for tool in tools] == ["file_search", "function", "code_interpreter"]
    properties = json.loads(json.dumps(tools[1]))["function"]["parameters"]["properties"]
    types = ["string", "integer", "number", "boolean", "array", "object", "null"]
    assert [schema["type"] for schema in properties.values()] == types
