"""Plans are written in a few words, and say what tools they need."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_runsreplay.lifecycle import Plan, call, checked_steps, code, message, search, tool_call, tools_of
from pytest_runsreplay.lifecycle.steps import CALL_KEYS
from pytest_runsreplay.models import OtherTool, OtherToolCall, RunObject, RunStepObject


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


FOUNDRYS: dict[str, dict[str, Any]] = {
    "azure_function": {"name": "look", "arguments": "{}", "output": "42"},
    "browser_automation": {"input": "look", "output": "42", "steps": []},
    "computer_use_preview": {"action": {"type": "screenshot"}, "pending_safety_checks": []},
    "connected_agent": {"name": "other", "output": "42"},
    "deep_research": {"input": "why", "output": "42"},
    "mcp": {"name": "look", "arguments": "{}", "output": "42", "server_label": "maps"},
}


@pytest.mark.parametrize("type", CALL_KEYS)
def test_every_call_of_foundrys_is_one_that_its_schema_knows_and_has_its_tool(type: str) -> None:
    step = call(type, **FOUNDRYS.get(type, {"query": "Oslo"}))
    run = RunObject.model_validate({"tools": tools_of([step])})
    assert [tool.type for tool in run.tools] == [type]
    assert not isinstance(run.tools[0], OtherTool)
    made = {"id": "call_a", "type": type, **(step.payload if type == "mcp" else {type: step.payload})}
    body = RunStepObject.model_validate({"step_details": {"type": "tool_calls", "tool_calls": [made]}})
    assert not isinstance(body.step_details.tool_calls[0], OtherToolCall)  # type: ignore[union-attr]


def test_a_tool_is_that_of_its_calls() -> None:
    server, function = tools_of([call("mcp", **FOUNDRYS["mcp"]), call("azure_function", **FOUNDRYS["azure_function"])])
    assert server["server_label"] == "maps"
    assert json.loads(json.dumps(function))["azure_function"]["function"]["name"] == "look"


@pytest.mark.parametrize(
    ("build", "error", "words"),
    [
        (lambda: call("function", name="f"), ValueError, r"no call of type 'function': plan it with tool_call\(…\)"),
        (lambda: call("bing_groundin"), ValueError, "did you mean 'bing_grounding'"),
        (lambda: call("mcp", name="look"), TypeError, "lacks arguments; it takes arguments, name, output"),
        (lambda: call("deep_research", input="a", depth="b"), TypeError, "does not take depth; it takes input, output"),
        (lambda: call("bing_grounding", count=3), TypeError, "takes text, found 3"),
        (lambda: code("1", images=-1), ValueError, "draws 0 to 100 images, found -1"),
        (lambda: code("1", images=10**9), ValueError, "draws 0 to 100 images, found 1000000000"),
        (lambda: code("1", images=True), TypeError, "a number of images or the ids of their files, found True"),
        (lambda: code(1), TypeError, r"code\(\) takes text, found 1"),
        (lambda: search("a", scores=3), TypeError, r"search\(scores=…\) takes a list, found 3"),
        (lambda: search("a", texts="b"), TypeError, r"search\(texts=…\) takes a list, found 'b'"),
        (lambda: message("a", cites=3), TypeError, r"message\(cites=…\) takes a list, found 3"),
        (lambda: tool_call(""), ValueError, "a function is named with up to 64 of"),
        (lambda: tool_call("look up"), ValueError, "_ -, found 'look up'"),
        (lambda: tool_call("f", n=float("nan")), TypeError, r"tool_call.*takes what JSON has: Out of range"),
        (lambda: tool_call("f", n=object()), TypeError, "takes what JSON has: .*object is not"),
        (lambda: search("a", scores=(2.0,)), ValueError, "scores from 0 to 1, found"),
        (lambda: search("a", texts=("b", "c")), ValueError, "one of texts for each of 1 files, found 2"),
        (lambda: tool_call("f").returning(3), TypeError, r"returning\(\) takes text, found 3"),
        (lambda: tool_call("f") & code("1"), TypeError, "unsupported operand"),
        (lambda: checked_steps([code("1").failing(), message("Hi")]), ValueError, "ends with the step that fails"),
        (lambda: checked_steps([message("Hi", cites="a.pdf")]), ValueError, "'a.pdf', .* no search comes before it"),
        (lambda: checked_steps([search("b"), message("", cites="a")]), ValueError, "found are b"),
        (lambda: Plan((code("1").failing(),), "expired"), ValueError, "ends failed; it cannot end expired"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(build: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        build()
