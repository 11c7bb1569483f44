"""From a body to its model."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from .assistants import AssistantObject
from .base import WireModel, copied
from .deltas import MessageDeltaObject, RunStepDeltaObject
from .errors import ErrorResponse
from .messages import MessageObject
from .pages import (
    ListAssistantsResponse,
    ListMessagesResponse,
    ListRunsResponse,
    ListRunStepsResponse,
    ListThreadsResponse,
    Page,
)
from .run_steps import RunStepObject
from .runs import RunObject
from .threads import DeletedObject, ThreadObject

OBJECTS: Mapping[str, type[WireModel]] = {
    "thread.run": RunObject,
    "thread.run.step": RunStepObject,
    "thread.run.step.delta": RunStepDeltaObject,
    "thread.message": MessageObject,
    "thread.message.delta": MessageDeltaObject,
    "thread": ThreadObject,
    "assistant": AssistantObject,
    "thread.deleted": DeletedObject,
    "thread.message.deleted": DeletedObject,
    "assistant.deleted": DeletedObject,
}
PAGES: Mapping[str, type[Page]] = {
    "thread.run": ListRunsResponse,
    "thread.run.step": ListRunStepsResponse,
    "thread.message": ListMessagesResponse,
    "assistant": ListAssistantsResponse,
    "thread": ListThreadsResponse,
}

KIND = re.compile(r'"object"\s*:\s*"([a-z.]+)"')
KIND_IN_BYTES = re.compile(KIND.pattern.encode())

Model = TypeVar("Model", bound=WireModel)
Body = str | bytes | bytearray | Mapping[str, Any]


class ParseError(ValueError):
    """A body that is not an object of the Runs API; the message says what was expected, what was found, and where."""

    def __init__(self, expected: str, found: str, where: str = "$") -> None:
        super().__init__(expected, found, where)
        self.expected = expected
        self.found = found
        self.where = where

    def __str__(self) -> str:
        return f"expected {self.expected}, found {self.found}, at {self.where}"


def parse(body: Body) -> WireModel:
    """Read a body of the API, given as JSON text or as a dict, into its model, chosen by ``object``.

    ``parse(body).wire()`` gives the body back; a dict is copied. Raises ParseError for what is not JSON, not an object,
    or not one of this API; whatever else is unusual about the body is kept, not refused.
    """
    if isinstance(body, (str, bytes, bytearray)):
        return _parse_at_once(body) or _parse_value(read_json(body))
    return _parse_value(_own(body))


def _own(body: object) -> object:
    """A copy of the body, so that neither it nor the model changes with the other."""
    try:
        return copied(dict(body)) if isinstance(body, Mapping) else body
    except RecursionError:
        raise ParseError("a JSON object", "nesting without end") from None


def _parse_at_once(text: str | bytes | bytearray) -> WireModel | None:
    """The model that the first ``object`` in the text names, where the body then says the same of itself."""
    kind = _first_kind(text)
    if kind not in OBJECTS:
        return None
    try:
        model = OBJECTS[kind].model_validate_json(text)
    except ValidationError:  # read_json finds better words for it
        return None
    return model if getattr(model, "object", None) == kind else None


def _first_kind(text: str | bytes | bytearray) -> str:
    if isinstance(text, str):
        found = KIND.search(text)
        return found[1] if found else ""
    raw = KIND_IN_BYTES.search(text)
    return raw[1].decode() if raw else ""


def _parse_value(value: Any) -> WireModel:
    if not isinstance(value, Mapping):
        raise ParseError("a JSON object", _describe(value))
    return read_object(_model_of(value), value)


def read_object(model: type[Model], value: Mapping[str, Any]) -> Model:
    """Read a dict into a given model, or raise ParseError where a key is no Unicode text, which is all it refuses."""
    try:
        return model.model_validate(value)
    except RecursionError:
        raise ParseError("a JSON object", "nesting without end") from None
    except ValidationError as error:
        raise ParseError("a JSON object", error.errors(include_url=False)[0]["msg"]) from None


def read_json(text: str | bytes | bytearray) -> Any:
    """Read JSON text, or raise ParseError with the line and column of what is wrong."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ParseError("JSON", error.msg, f"line {error.lineno} column {error.colno}") from None
    except UnicodeDecodeError as error:
        raise ParseError("UTF-8 text", f"byte 0x{error.object[error.start]:02x}", f"byte {error.start}") from None
    except ValueError as error:  # an integer of more digits than Python reads
        raise ParseError("JSON", str(error)) from None
    except RecursionError:
        raise ParseError("JSON", "nesting without end") from None


def _model_of(body: Mapping[str, Any]) -> type[WireModel]:
    kind = body.get("object")
    if kind == "list":
        return _page_of(body.get("data"))
    if isinstance(kind, str) and kind in OBJECTS:
        return OBJECTS[kind]
    if kind is None and isinstance(body.get("error"), Mapping):
        return ErrorResponse
    known = ", ".join(sorted(OBJECTS))
    raise ParseError(f"an object of the Runs API ({known}, list, or an error)", _describe(kind), "$.object")


def _page_of(data: Any) -> type[Page]:
    if not isinstance(data, list):
        raise ParseError("a JSON array", _describe(data), "$.data")
    if not data:
        return Page
    kind = data[0].get("object") if isinstance(data[0], Mapping) else None
    if isinstance(kind, str) and kind in PAGES:
        return PAGES[kind]
    raise ParseError(f"a page of {', '.join(sorted(PAGES))}", _describe(kind), "$.data[0].object")


def _describe(value: Any) -> str:
    if value is None:
        return "nothing"
    try:
        text = json.dumps(value, default=str)
    except (TypeError, ValueError, RecursionError):  # made in Python, and not of JSON
        return f"a Python {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:57]}..."
