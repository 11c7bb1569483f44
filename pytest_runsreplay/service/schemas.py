"""The request bodies of each operation, as tables (wire.md §1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .validation import (
    Check,
    Field,
    Fields,
    any_object,
    array_of,
    boolean,
    choice,
    decimal,
    either,
    integer,
    metadata,
    object_of,
    text,
)

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
MAX_INSTRUCTIONS = 256_000
NAME_PATTERN = "[a-zA-Z0-9_-]+"


def tagged(**shapes: Fields) -> Check:
    """An object whose ``type`` says which other keys it may have."""
    tag = Field(choice(*shapes), required=True)

    def check(value: Any, path: str) -> Any:
        kind = any_object(value, path).get("type")
        others = dict.fromkeys(value.keys() - {"type"}, ANYTHING)
        shape = shapes.get(kind, others) if isinstance(kind, str) else others
        return object_of({"type": tag, **shape})(value, path)

    return check


def typed_object(value: Any, path: str) -> dict[str, Any]:
    """An object with a ``type`` and any other keys: a tool of a service that has more of them than OpenAI."""
    others = dict.fromkeys(any_object(value, path), ANYTHING)
    object_of({**others, "type": Field(text(), required=True)})(value, path)
    return dict(value)


def _as_given(value: Any, path: str) -> Any:
    return value


ANYTHING = Field(_as_given)
FUNCTION: Fields = {
    "name": Field(text(at_most=64, pattern=NAME_PATTERN), required=True),
    "description": Field(text()),
    "parameters": Field(any_object),
    "strict": Field(boolean),
}
TOOL = tagged(
    code_interpreter={},
    file_search={"file_search": Field(any_object)},
    function={"function": Field(object_of(FUNCTION), required=True)},
)
NAMED = {"function": Field(object_of({"name": Field(text(), required=True)}), required=True)}
TOOL_CHOICE = either(
    string=choice("none", "auto", "required"),
    object=tagged(function=NAMED, code_interpreter={}, file_search={}),
)
JSON_SCHEMA: Fields = {
    "name": Field(text(at_most=64, pattern=NAME_PATTERN), required=True),
    "description": Field(text()),
    "schema": Field(any_object),
    "strict": Field(boolean),
}
RESPONSE_FORMAT = either(
    string=choice("auto"),
    object=tagged(text={}, json_object={}, json_schema={"json_schema": Field(object_of(JSON_SCHEMA), required=True)}),
)
TRUNCATION = object_of(
    {"type": Field(choice("auto", "last_messages"), required=True), "last_messages": Field(integer(1))}
)
PART = tagged(
    text={"text": Field(text(), required=True)},
    image_file={"image_file": Field(any_object, required=True)},
    image_url={"image_url": Field(any_object, required=True)},
)
MESSAGE: Fields = {
    "role": Field(choice("user", "assistant"), required=True),
    "content": Field(either(string=text(), array=array_of(PART)), required=True),
    "attachments": Field(array_of(any_object)),
    "metadata": Field(metadata),
}
THREAD: Fields = {
    "messages": Field(array_of(object_of(MESSAGE))),
    "tool_resources": Field(any_object),
    "metadata": Field(metadata),
}
SAMPLING: Fields = {
    "temperature": Field(decimal(0, 2)),
    "top_p": Field(decimal(0, 1)),
    "response_format": Field(RESPONSE_FORMAT),
    "metadata": Field(metadata),
}
COMMON_RUN: Fields = {
    "assistant_id": Field(text(), required=True),
    "model": Field(text()),
    "instructions": Field(text(at_most=MAX_INSTRUCTIONS)),
    "tools": Field(array_of(TOOL, at_most=20)),
    **SAMPLING,
    "stream": Field(boolean),
    # The schema says 256 at least; servers took 16 (wire.md §8, row 12).
    "max_prompt_tokens": Field(integer(1)),
    "max_completion_tokens": Field(integer(1)),
    "truncation_strategy": Field(TRUNCATION),
    "tool_choice": Field(TOOL_CHOICE),
    "parallel_tool_calls": Field(boolean, nullable=False),
}
CREATE_RUN: Fields = {
    **COMMON_RUN,
    "additional_instructions": Field(text()),
    "additional_messages": Field(array_of(object_of(MESSAGE))),
    "reasoning_effort": Field(choice(*EFFORTS)),
}
CREATE_THREAD_AND_RUN: Fields = {
    **COMMON_RUN,
    "thread": Field(object_of(THREAD)),
    "tool_resources": Field(any_object),
}
TOOL_OUTPUT: Fields = {"tool_call_id": Field(text(), required=True), "output": Field(text())}
SUBMIT: Fields = {
    "tool_outputs": Field(array_of(object_of(TOOL_OUTPUT)), required=True),
    "stream": Field(boolean),
}
ASSISTANT: Fields = {
    "model": Field(text()),
    "name": Field(text(at_most=256)),
    "description": Field(text(at_most=512)),
    "instructions": Field(text(at_most=MAX_INSTRUCTIONS)),
    "tools": Field(array_of(TOOL, at_most=128)),
    "tool_resources": Field(any_object),
    "reasoning_effort": Field(choice(*EFFORTS)),
    **SAMPLING,
}
CREATE_ASSISTANT: Fields = {**ASSISTANT, "model": Field(text(), required=True)}
MODIFY: Fields = {"metadata": Field(metadata)}
MODIFY_THREAD: Fields = {"metadata": Field(metadata), "tool_resources": Field(any_object)}

OPEN_TOOLS = Field(array_of(typed_object))
OPEN_FIELDS: Mapping[str, Field] = {"tools": OPEN_TOOLS, "tool_resources": Field(any_object)}


def widened(fields: Fields) -> Fields:
    """The same body as services with tools of their own take it (wire.md §2.8, the Foundry rows)."""
    return {**fields, **OPEN_FIELDS} if "tools" in fields else fields
