"""Tools, tool calls and citations as other eras spelled them (wire.md §2.8, §3.4, §6.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any

from .bodies import JsonObject

Translation = Callable[[JsonObject], JsonObject]
Part = Callable[[Any], Any]


def retrieving(item: JsonObject) -> JsonObject:
    """A file search, tool or call, as the first version had it: a retrieval, which tells nothing."""
    if item.get("type") != "file_search":
        return item
    return {**_named(item), "type": "retrieval", **({"retrieval": {}} if "id" in item else {})}


def searching(item: JsonObject) -> JsonObject:
    """A retrieval as the second version has it."""
    if item.get("type") != "retrieval":
        return item
    return {**_named(item), "type": "file_search", **({"file_search": {}} if "id" in item else {})}


def silent_search(item: JsonObject) -> JsonObject:
    """A file search as it was told before August 2024: without what was found (wire.md §3.4)."""
    return {**item, "file_search": {}} if item.get("type") == "file_search" and "id" in item else item


def described(tool: JsonObject) -> JsonObject:
    """A function tool with the description and the parameters that clients of early 2024 ask for (wire.md §6.2)."""
    if not isinstance(tool.get("function"), dict):
        return tool
    function = {"description": "", "parameters": {"type": "object", "properties": {}}}
    return {**tool, "function": {**function, **tool["function"]}}


def without_output(call: JsonObject) -> JsonObject:
    """A function call as Foundry's schema has it, which tells no output."""
    if not isinstance(call.get("function"), dict):
        return call
    function = {key: value for key, value in call["function"].items() if key != "output"}
    return {**call, "function": function}


def awaiting_output(action: JsonObject | None) -> JsonObject | None:
    """A required action whose calls carry ``output: null``, as sttp-openai reads them (wire.md §6.2)."""
    asked = (action or {}).get("submit_tool_outputs")
    if action is None or not isinstance(asked, dict):
        return action
    return {**action, "submit_tool_outputs": {**asked, "tool_calls": _each(asked.get("tool_calls"), (with_output,))}}


def with_output(call: JsonObject) -> JsonObject:
    """A function call that carries ``output``, null where there is none yet."""
    if not isinstance(call.get("function"), dict):
        return call
    return {**call, "function": {**call["function"], "output": call["function"].get("output")}}


def quoting(content: Any) -> Any:
    """Parts of a message whose citations quote what they are about, as the first version and Foundry have it."""
    return _each(content, (_quoting,))


def of_tools(*translations: Translation) -> Part:
    """What becomes of a list of tools, each translated."""
    return lambda tools: _each(tools, translations)


def of_calls(*translations: Translation) -> Part:
    """What becomes of the details of a step, each of its calls translated."""

    def translate(details: Any) -> Any:
        if not isinstance(details, dict) or "tool_calls" not in details:
            return details
        return {**details, "tool_calls": _each(details["tool_calls"], translations)}

    return translate


def of_choice(translation: Translation) -> Part:
    """What becomes of the tool that a run was told to use."""
    return lambda choice: translation(choice) if isinstance(choice, dict) else choice


def _each(items: Any, translations: Sequence[Translation]) -> Any:
    """The items, each translated; what is no list of objects stays as it was asked for."""
    if not isinstance(items, list):
        return items
    return [reduce(_applied, translations, item) if isinstance(item, dict) else item for item in items]


def _applied(item: JsonObject, translation: Translation) -> JsonObject:
    return translation(item)


def _named(item: JsonObject) -> JsonObject:
    return {"id": item["id"]} if "id" in item else {}


def _quoting(part: JsonObject) -> JsonObject:
    text = part.get("text")
    if not isinstance(text, dict):
        return part
    value = str(text.get("value"))
    return {**part, "text": {**text, "annotations": _each(text.get("annotations"), (partial(_quoted, text=value),))}}


def _quoted(annotation: JsonObject, text: str) -> JsonObject:
    if not isinstance(annotation.get("file_citation"), dict):
        return annotation
    before = text[: annotation.get("start_index") or 0].strip()
    return {**annotation, "file_citation": {"quote": before, **annotation["file_citation"]}}
