"""Bodies and queries that are refused, with where, what was expected, and what was found."""

from __future__ import annotations

from typing import Any

import pytest
from service.asker import Asker

from pytest_runsreplay.service import Request, RunsService

KIND = "invalid_request_error"


def body(message: str, param: str | None = None, code: str | None = None) -> dict[str, str | None]:
    return {"message": message, "type": KIND, "param": param, "code": code}


BETWEEN = " Expected a value {}, but got {} instead."
LONG = "Expected {0} with maximum length {1}, but got {0} with length {2} instead."
MANY = "Expected an object with at most 16 properties, but got an object with 17 properties instead."
TYPE = "Invalid type for '{}': expected {}, but got {} instead."
RUN_TOOL = {"type": "function", "function": {}}
WRONG_BODIES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"assistant_id": None}, "assistant_id", "invalid_type", TYPE.format("assistant_id", "a string", "null")),
    ({"temperature": "hot"}, "temperature", "invalid_type", TYPE.format("temperature", "a decimal", "a string")),
    (
        {"temperature": 3},
        "temperature",
        "integer_above_max_value",
        f"Invalid 'temperature': integer above maximum value.{BETWEEN.format('<= 2', 3)}",
    ),
    ({"top_p": -0.5}, "top_p", "decimal_below_min_value", "Invalid 'top_p': decimal below minimum value."),
    (
        {"max_prompt_tokens": 0},
        "max_prompt_tokens",
        "integer_below_min_value",
        f"Invalid 'max_prompt_tokens': integer below minimum value.{BETWEEN.format('>= 1', 0)}",
    ),
    (
        {"max_completion_tokens": True},
        "max_completion_tokens",
        "invalid_type",
        TYPE.format("max_completion_tokens", "an integer", "a boolean"),
    ),
    (
        {"metadata": {"modified": True}},
        "metadata.modified",
        "invalid_type",
        TYPE.format("metadata.modified", "a string", "a boolean"),
    ),
    (
        {"metadata": {"a": "x" * 513}},
        "metadata.a",
        "string_above_max_length",
        f"Invalid 'metadata.a': string too long. {LONG.format('a string', 512, 513)}",
    ),
    (
        {"metadata": {str(number): "" for number in range(17)}},
        "metadata",
        "object_above_max_properties",
        f"Invalid 'metadata': too many properties. {MANY}",
    ),
    (
        {"tools": [{"type": "hammer"}]},
        "tools[0].type",
        "invalid_value",
        "Invalid value: 'hammer'. Supported values are: 'code_interpreter', 'file_search' and 'function'.",
    ),
    (
        {"tools": [RUN_TOOL]},
        "tools[0].function.name",
        "missing_required_parameter",
        "Missing required parameter: 'tools[0].function.name'.",
    ),
    (
        {"tools": [{"type": "code_interpreter"}] * 21},
        "tools",
        "array_above_max_length",
        f"Invalid 'tools': array too long. {LONG.format('an array', 20, 21)}",
    ),
    (
        {"tool_choice": 1},
        "tool_choice",
        "invalid_type",
        TYPE.format("tool_choice", "one of string or object", "an integer"),
    ),
    ({"colour": "red"}, "colour", "unknown_parameter", "Unknown parameter: 'colour'."),
]


@pytest.mark.parametrize(("wrong", "param", "code", "message"), WRONG_BODIES)
def test_a_wrong_body_is_told_where_what_was_expected_and_found(
    ask: Asker, wrong: dict[str, Any], param: str, code: str, message: str
) -> None:
    given = {"assistant_id": ask.assistant(), **wrong}
    status, error = ask.error("POST", f"/threads/{ask.thread('Hi')}/runs", given)
    assert (status, error["param"], error["code"]) == (400, param, code)
    assert error["message"].startswith(message)


def test_a_run_without_an_assistant_is_400(ask: Asker) -> None:
    refusal = ask.error("POST", f"/threads/{ask.thread('Hi')}/runs", {})
    words = "Missing required parameter: 'assistant_id'."
    assert refusal == (400, body(words, "assistant_id", "missing_required_parameter"))


def test_a_long_metadata_name_is_refused(ask: Asker) -> None:
    status, error = ask.error("POST", "/threads", {"metadata": {"k" * 65: "v"}})
    assert (status, error["code"]) == (400, "string_above_max_length")


@pytest.mark.parametrize(
    "raw",
    [b"{", b'{"a": NaN}', b"\xff", b'{"metadata": {"a": "\\ud800"}}', b"[" * 100_000, b'{"temperature": 1e999}'],
    ids=["cut short", "NaN", "not UTF-8", "lone surrogate", "nested without end", "out of range"],
)
def test_what_is_not_json_is_400(service: RunsService, ask: Asker, raw: bytes) -> None:
    answer = service.handle(Request("POST", "/v1/threads", headers=ask.headers, body=raw))
    assert answer.status == 400
    assert answer.json()["error"]["message"].startswith("We could not parse the JSON body of your request: ")


def test_json_nested_deeper_than_the_service_keeps_is_400(ask: Asker) -> None:
    nested = {"type": "object"}
    for _ in range(120):
        nested = {"properties": nested}
    tool = {"type": "function", "function": {"name": "f", "parameters": nested}}
    status, error = ask.error("POST", "/assistants", {"model": "m", "tools": [tool]})
    assert status == 400
    assert "nested more than 100 deep" in error["message"]


def test_a_body_that_is_no_object_is_400(ask: Asker) -> None:
    message = "Invalid type: expected an object, but got an array instead."
    assert ask.error("POST", "/threads", []) == (400, body(message, code="invalid_type"))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "integer_below_min_value"),
        ("limit=101", "integer_above_max_value"),
        ("limit=many", "invalid_type"),
        ("order=up", "invalid_value"),
    ],
)
def test_a_wrong_page_is_400(ask: Asker, query: str, code: str) -> None:
    status, error = ask.error("GET", f"/assistants?{query}")
    assert (status, error["param"], error["code"]) == (400, query.partition("=")[0], code)
