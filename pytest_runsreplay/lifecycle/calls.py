"""The tool calls of planned steps as a step shows them (wire.md §3.4)."""

from __future__ import annotations

import json
from collections.abc import Callable

from .bodies import JsonObject
from .steps import Call, Code, Found, Search, ToolCalls

NewId = Callable[[str], str]
RANKING = {"ranker": "default_2024_08_21", "score_threshold": 0.0}
FLAT = frozenset({"mcp"})
"""Types of calls whose payload lies beside their id and type, not under a key of its own."""


def function_calls(step: ToolCalls, new_id: NewId) -> list[JsonObject]:
    """Calls of functions as a run waits for them: without outputs."""
    return [
        {
            "id": new_id("call_"),
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in step.calls
    ]


def answered(calls: list[JsonObject], outputs: list[str | None]) -> list[JsonObject]:
    """The same calls with their outputs, which are null until they are submitted."""
    pairs = zip(calls, outputs, strict=True)
    return [{**call, "function": {**call["function"], "output": output}} for call, output in pairs]


def code_call(step: Code, new_id: NewId, *, done: bool) -> JsonObject:
    """What the code interpreter was given and, once it is done, what came out of it."""
    id = new_id("call_")
    printed = [] if step.logs is None else [{"type": "logs", "logs": step.logs}]
    drawn = [{"type": "image", "image": {"file_id": image or new_id("file-")}} for image in step.images]
    payload = {"input": step.input, "outputs": [*printed, *drawn] if done else []}
    return {"id": id, "type": "code_interpreter", "code_interpreter": payload}


def search_call(step: Search, new_id: NewId, *, done: bool) -> JsonObject:
    """How files were searched and, once it is done, what was found."""
    results = [_result(one, new_id) for one in step.found] if done else []
    payload = {"ranking_options": dict(RANKING), "results": results}
    return {"id": new_id("call_"), "type": "file_search", "file_search": payload}


def foundry_call(step: Call, new_id: NewId, *, done: bool) -> JsonObject:
    """A call of one of Foundry's tools, told whole."""
    payload = json.loads(json.dumps(step.payload))
    head = {"id": new_id("call_"), "type": step.type}
    return {**head, **payload} if step.type in FLAT else {**head, step.type: payload}


def _result(found: Found, new_id: NewId) -> JsonObject:
    result: JsonObject = {"file_id": new_id("file-"), "file_name": found.file_name, "score": found.score}
    return result if found.text is None else {**result, "content": [{"type": "text", "text": found.text}]}
