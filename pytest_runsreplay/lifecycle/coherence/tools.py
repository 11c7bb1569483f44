"""What a run may use, and what it calls (wire.md §2.3, §2.8, §3.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...models import AzureFunctionToolCall, FunctionToolCall, McpToolCall, WireModel
from ..dressing import Era
from .evidence import Evidence, Finding, Rule, calls_of, placed

MOST_TOOLS = 20
SEARCHES = frozenset({"retrieval", "file_search"})
"""One tool under two names, that of the first version of the API and that of the second."""

OUTPUTS: Mapping[str, bool] = {"in_progress": False, "completed": True}
"""Whether a function call has its output in a step of this status: it is null until outputs are submitted."""

MAKERS = frozenset({"openapi", "mcp"})
"""Tools that bring functions of their own."""


def _number(evidence: Evidence) -> Iterator[Finding]:
    tools = evidence.run.tools
    if isinstance(tools, list) and len(tools) > MOST_TOOLS:
        yield "$.tools", f"are {len(tools)}, a run has {MOST_TOOLS} at most"


def _calls(evidence: Evidence) -> Iterator[Finding]:
    tools = evidence.run.tools
    if not isinstance(tools, list):
        return
    types = {str(getattr(tool, "type", None)) for tool in tools}
    names = [_function_name(tool) for tool in tools if getattr(tool, "type", None) == "function"]
    brought = not types.isdisjoint(MAKERS)
    for path, call in (*evidence.awaited_calls(), *evidence.made_calls()):
        type = str(getattr(call, "type", None))
        if type == "function" and brought:
            continue
        if types.isdisjoint(SEARCHES if type in SEARCHES else {type}):
            yield f"{path}.type", f"is {type!r}, the run has no such tool"
        elif isinstance(call, FunctionToolCall) and getattr(call.function, "name", None) not in names:
            name = getattr(call.function, "name", None)
            yield f"{path}.function.name", f"is {name!r}, no function of the run's tools"


def _function_name(tool: Any) -> Any:
    return getattr(getattr(tool, "function", None), "name", None)


def _arguments(evidence: Evidence) -> Iterator[Finding]:
    for path, call in (*evidence.awaited_calls(), *evidence.made_calls()):
        found = _arguments_of(call)
        if found is not None:
            where, arguments = found
            if not _is_object(arguments):
                yield f"{path}.{where}", f"is {arguments!r}, which is no JSON object"


def _arguments_of(call: Any) -> tuple[str, Any] | None:
    if isinstance(call, FunctionToolCall):
        return "function.arguments", getattr(call.function, "arguments", None)
    if isinstance(call, AzureFunctionToolCall):
        return "azure_function.arguments", getattr(call.azure_function, "arguments", None)
    return ("arguments", call.arguments) if isinstance(call, McpToolCall) else None


def _is_object(text: Any) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def _awaited(evidence: Evidence) -> Iterator[Finding]:
    awaited = list(evidence.awaited_calls())
    action = evidence.run.required_action
    if action is not None and not awaited:
        yield "$.required_action", "holds no call that it could wait for"
    open_calls = [
        call
        for path, step in evidence.placed_steps()
        if step.status == "in_progress"
        for _, call in calls_of(step, path)
    ]
    for path, call in awaited if open_calls else ():
        if not any(_same(call, other) for other in open_calls):
            yield path, f"is the call {getattr(call, 'id', None)!r}, the open step has no such call"
    asked = {str(getattr(call, "id", None)) for _, call in awaited}
    for call in open_calls if awaited else ():
        if isinstance(call, FunctionToolCall) and str(call.id) not in asked:
            yield "$.required_action", f"does not hold the call {call.id!r}, which the open step waits for"


def _outputs(evidence: Evidence) -> Iterator[Finding]:
    for path, step in evidence.placed_steps():
        expected = OUTPUTS.get(str(step.status))
        for place, call in calls_of(step, path) if expected is not None else ():
            is_set = _output_is_set(call)
            if is_set is not None and is_set != expected:
                yield f"{place}.function.output", f"is {'set' if is_set else 'null'} though the step is {step.status}"


def _output_is_set(call: Any) -> bool | None:
    """Whether a call has its output; ``None`` for what tells none, as Foundry's calls."""
    function = call.function if isinstance(call, FunctionToolCall) else None
    if not isinstance(function, WireModel) or "output" not in function.model_fields_set:
        return None
    return getattr(function, "output", None) is not None


def _same(awaited: Any, made: Any) -> bool:
    keys = ("id", "type")
    if any(getattr(awaited, key, None) != getattr(made, key, None) for key in keys):
        return False
    if not isinstance(awaited, FunctionToolCall) or not isinstance(made, FunctionToolCall):
        return True
    asked, told = awaited.function, made.function
    return all(getattr(asked, key, None) == getattr(told, key, None) for key in ("name", "arguments"))


def _types(evidence: Evidence) -> Iterator[Finding]:
    era = evidence.era
    if era is None:
        return
    places = [(path, tool, era.tools) for path, tool in placed("$.tools", evidence.run.tools)]
    places += [(path, call, era.calls) for path, call in (*evidence.awaited_calls(), *evidence.made_calls())]
    for path, thing, known in places:
        type = str(getattr(thing, "type", None))
        if type not in _as_sent(known, era):
            yield f"{path}.type", f"is {type!r}, which {era.name} did not have"
    for path, part in _parts(evidence):
        type = str(getattr(part, "type", None))
        if type not in era.parts:
            yield f"{path}.type", f"is {type!r}, which {era.name} did not have"


def _as_sent(types: frozenset[str], era: Era) -> frozenset[str]:
    form = era.forms.get("thread.run")
    if form is None or "file_search" not in types:
        return types
    (search,) = form.part("tools", [{"type": "file_search"}])
    return types - SEARCHES | {search["type"]}


def _parts(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    for path, message in evidence.placed_messages():
        yield from placed(f"{path}.content", message.content)


RULES: Mapping[str, Rule] = {
    "number of tools": _number,
    "calls of the run's tools": _calls,
    "arguments are a JSON object": _arguments,
    "awaited calls": _awaited,
    "outputs of calls": _outputs,
    "types of the era": _types,
}
