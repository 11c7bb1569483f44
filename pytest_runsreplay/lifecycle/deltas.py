"""The pieces in which a stream tells what grew (wire.md §4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .bodies import JsonObject

WORD = re.compile(r"\s*\S+\s*$|\s*\S+")


def pieces(text: str) -> list[str]:
    """The text as a model would send it, a word at a time; joined, the pieces are the text."""
    return WORD.findall(text) or ([text] if text else [])


def message_deltas(message_id: str, text: str) -> Iterator[JsonObject]:
    """The deltas in which a text arrives; only the first says that there are no annotations."""
    for index, piece in enumerate(pieces(text)):
        value = {"value": piece} if index else {"value": piece, "annotations": []}
        content = [{"index": 0, "type": "text", "text": value}]
        yield {"id": message_id, "object": "thread.message.delta", "delta": {"content": content}}


def code_deltas(step_id: str, call: JsonObject) -> Iterator[JsonObject]:
    """The deltas in which a call of the code interpreter arrives: its id, its input, its output."""
    payload = call["code_interpreter"]
    yield _call_delta(step_id, {"index": 0, **call, "code_interpreter": {"input": "", "outputs": []}})
    shown = [{"index": index, **output} for index, output in enumerate(payload["outputs"])]
    grown: list[JsonObject] = [{"input": piece} for piece in pieces(payload["input"])]
    for rest in [*grown, *([{"outputs": shown}] if shown else [])]:
        yield _call_delta(step_id, {"index": 0, "type": "code_interpreter", "code_interpreter": rest})


def search_delta(step_id: str, call_id: str) -> JsonObject:
    """The one delta of a file search, which says nothing but that it searches."""
    return _call_delta(step_id, {"index": 0, "id": call_id, "type": "file_search", "file_search": {}})


def function_deltas(step_id: str, index: int, call: JsonObject) -> Iterator[JsonObject]:
    """The deltas in which the ``index``-th of a step's function calls arrives: its name, its arguments."""
    function = call["function"]
    yield _call_delta(step_id, {"index": index, **call, "function": {**function, "arguments": ""}})
    for piece in pieces(function["arguments"]):
        yield _call_delta(step_id, {"index": index, "type": "function", "function": {"arguments": piece}})


def _call_delta(step_id: str, call: JsonObject) -> JsonObject:
    details = {"type": "tool_calls", "tool_calls": [call]}
    return {"id": step_id, "object": "thread.run.step.delta", "delta": {"step_details": details}}
