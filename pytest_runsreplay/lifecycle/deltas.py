"""The pieces in which a stream tells what grew (wire.md §4.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

from .bodies import JsonObject

WORD = re.compile(r"\s*\S+\s*$|\s*\S+")
OF_THEIR_OWN = frozenset({"mcp", "openapi"})
"""Types of calls whose deltas Foundry's preview wraps in details of the same type (wire.md §4.1)."""


def pieces(text: str) -> list[str]:
    """The text as a model would send it, a word at a time; joined, the pieces are the text."""
    return WORD.findall(text) or ([text] if text else [])


def message_deltas(message: JsonObject, *, full: bool = False) -> Iterator[JsonObject]:
    """The deltas in which a message's texts arrive, each annotation with the mark that it stands for.

    Only the first piece of a text says that there are no annotations. ``full`` deltas name the role, as Foundry's.
    """
    role = {"role": message["role"]} if full else {}
    for index, part in enumerate(message["content"]):
        for text in _texts(part["text"]):
            content = [{"index": index, "type": "text", "text": text}]
            yield {"id": message["id"], "object": "thread.message.delta", "delta": {**role, "content": content}}


def step_deltas(step: JsonObject, *, full: bool = False, silent: Container[str] = ()) -> Iterator[JsonObject]:
    """The deltas in which the tool calls of a step arrive, one call after the other, but for those of ``silent`` types.

    ``full`` deltas name the call in each of its pieces and tell what a search found, as Foundry's.
    """
    for index, call in enumerate(step["step_details"].get("tool_calls", ())):
        names = {"index": index, "id": call["id"]} if full else {"index": index}
        for piece in _grown(call, full=full) if call["type"] not in silent else ():
            kind = call["type"] if call["type"] in OF_THEIR_OWN else "tool_calls"
            details = {"type": kind, "tool_calls": [{**names, **piece}]}
            yield {"id": step["id"], "object": "thread.run.step.delta", "delta": {"step_details": details}}


def _grown(call: JsonObject, *, full: bool) -> Iterator[JsonObject]:
    grow = CALLS.get(call["type"], _whole)
    return _whole(call) if full and grow is _search else grow(call)


def _texts(text: Mapping[str, Any]) -> Iterator[JsonObject]:
    annotations = text["annotations"]
    told = text["value"][: annotations[0]["start_index"]] if annotations else text["value"]
    for number, piece in enumerate(pieces(told) or [""]):
        yield {"value": piece} if number else {"value": piece, "annotations": []}
    for index, annotation in enumerate(annotations):
        yield {"value": annotation["text"], "annotations": [{"index": index, **annotation}]}


def _function(call: JsonObject) -> Iterator[JsonObject]:
    function = call["function"]
    yield {**call, "function": {**function, "arguments": ""}}
    for piece in pieces(function["arguments"]):
        yield {"type": "function", "function": {"arguments": piece}}


def _code(call: JsonObject) -> Iterator[JsonObject]:
    payload = call["code_interpreter"]
    yield {**call, "code_interpreter": {"input": "", "outputs": []}}
    for piece in pieces(payload["input"]):
        yield {"type": "code_interpreter", "code_interpreter": {"input": piece}}
    if payload["outputs"]:
        shown = [{"index": index, **output} for index, output in enumerate(payload["outputs"])]
        yield {"type": "code_interpreter", "code_interpreter": {"outputs": shown}}


def _search(call: JsonObject) -> Iterator[JsonObject]:
    yield {**call, "file_search": {}}


def _whole(call: JsonObject) -> Iterator[JsonObject]:
    yield call


CALLS: Mapping[str, Callable[[JsonObject], Iterator[JsonObject]]] = {
    "function": _function,
    "code_interpreter": _code,
    "file_search": _search,
}
"""How calls grow; what a search finds is not told in its delta, and calls that are not named here come whole."""
