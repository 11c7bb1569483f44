"""Values of the right type that make no sense are refused as Incoherent, or sent as they are: nothing else happens."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay.lifecycle import ERAS
from runsreplay_factories import AssistantFactory, Incoherent, MessageFactory, RunFactory, RunStepFactory

TYPES = st.sampled_from(["function", "file_search", "retrieval", "text", "code_interpreter", "submit_tool_outputs"])
KEYS = st.sampled_from(
    ["type", "id", "function", "file_search", "text", "annotations", "tool_calls", "name", "parameters"]
)
LEAVES = st.none() | st.booleans() | st.integers(0, 9) | TYPES
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=10
)
OBJECTS = st.dictionaries(KEYS, JSON, max_size=3)


@given(
    era=st.sampled_from(sorted(ERAS)),
    tools=st.lists(OBJECTS, max_size=2),
    action=OBJECTS,
    details=OBJECTS,
    content=st.lists(OBJECTS, max_size=2),
    choice=OBJECTS,
)
def test_anything_is_refused_as_incoherent_or_made(era: str, **values: Any) -> None:
    runs = getattr(RunFactory(), era)
    makers = [
        lambda: runs(tools=values["tools"]),
        lambda: runs.requires_action(tools=values["tools"]),
        lambda: runs.requires_action(required_action=values["action"]),
        lambda: runs(tool_choice=values["choice"]),
        lambda: getattr(RunStepFactory(), era)(step_details=values["details"]),
        lambda: getattr(MessageFactory(), era)(content=values["content"]),
        lambda: getattr(AssistantFactory(), era)(tools=values["tools"]),
    ]
    for make in makers:
        with suppress(Incoherent):
            make()


@given(era=st.sampled_from(sorted(ERAS)), tools=st.lists(OBJECTS, max_size=2))
def test_anything_is_sent_by_incoherent_as_it_is(era: str, tools: list[Any]) -> None:
    assert getattr(RunFactory(), era).incoherent.as_dict(tools=tools)["tools"] == tools


@given(parameters=st.dictionaries(st.sampled_from(["type", "properties", "items", "enum"]), JSON, max_size=3) | JSON)
def test_any_schema_of_a_function_gets_arguments_that_are_an_object(parameters: Any) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": parameters}}
    (call,) = RunFactory().requires_action(tools=[tool]).function_calls
    assert isinstance(json.loads(call.function.arguments), dict)


@pytest.mark.parametrize("tool", [{"type": "function"}, {"type": "function", "function": {}}])
def test_a_function_without_a_name_is_none_to_wait_for(tool: dict[str, Any]) -> None:
    with pytest.raises(Incoherent, match="hold no function"):
        RunFactory().requires_action(tools=[tool])
