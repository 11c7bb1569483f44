"""How azure-ai-agents reads a body: whether each value, in each model inside a model, is the one that was sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, get_type_hints

import pytest
from acceptance.presets import FOUNDRY, JsonObject
from pydantic import ConfigDict, TypeAdapter, ValidationError

from pytest_runsreplay.lifecycle.eras import find_era

agents: Any = pytest.importorskip("azure.ai.agents.models")
types: Any = import_module("azure.ai.agents._types")

MODEL: Any = agents.ThreadRun.__mro__[1]
"""The class of all models of the client."""

MODELS: Mapping[str, Any] = {
    "run": agents.ThreadRun,
    "run_step": agents.RunStep,
    "message": agents.ThreadMessage,
    "thread": agents.AgentThread,
    "assistant": agents.Agent,
}
IS_PREVIEW = hasattr(agents, "McpTool")
"""Whether this client knows the preview of the service: 1.2, of which there are betas only."""

UNTYPED = ("$.attachments[0].tools",)
"""Where the client leaves objects as they were sent, though its annotations promise models."""


def complaints(kind: str, body: JsonObject) -> list[str]:
    """What the client makes of a body that the body does not say, but for what it cannot know."""
    found = misread(MODELS[kind](body), body)
    return [f"{path}: {said}" for path, said in found if said not in unknown_types() and path not in UNTYPED]


@cache
def unknown_types() -> frozenset[str]:
    """What is said of the types that only the preview of the service has, by a client that knows the service alone."""
    types = preview_only("tools") | preview_only("calls") | {"activities"}
    return frozenset() if IS_PREVIEW else frozenset(map(unknown, types))


def preview_only(what: str) -> frozenset[str]:
    """The types of ``tools``, or of ``calls``, that the preview of the service has and the service has not."""
    released, preview = (getattr(find_era(era), what) for era in FOUNDRY)
    return frozenset(preview - released)


def unknown(type: object) -> str:
    return f"the client knows no type {type!r}"


def misread(model: Any, body: JsonObject, path: str = "$") -> Iterator[tuple[str, str]]:
    """Where a model does not say what the body says that it was made of, or what its annotations promise."""
    if "__mapping__" in vars(type(model)):
        yield path, unknown(body.get("type"))
    for name, (sent_as, hint) in fields_of(model.__class__).items():
        where = f"{path}.{sent_as}"
        if sent_as in body:
            value = getattr(model, name)
            yield from _misread_value(value, body[sent_as], where)
            # Null is sent for many a field that is annotated as if it never were.
            if value is not None and not _fits(value, hint):
                yield where, f"{value!r} is no {hint}"
        elif not _fits(None, hint):
            yield where, "it is not there"


def _misread_value(value: Any, sent: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, MODEL):
        yield from misread(value, sent, path)
    elif isinstance(value, list) and isinstance(sent, list) and len(value) == len(sent):
        for index, (inner, inner_sent) in enumerate(zip(value, sent, strict=True)):
            yield from _misread_value(inner, inner_sent, f"{path}[{index}]")
    elif (value.timestamp() if isinstance(value, datetime) else value) != sent:
        yield path, f"{sent!r} was read as {value!r}"


def _fits(value: Any, hint: Any) -> bool:
    try:
        _adapter(hint).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@cache
def fields_of(kind: Any) -> Mapping[str, tuple[str, Any]]:
    """The attributes of a model: the key that each is sent as, and its annotation."""
    kind({})  # its fields are known once one was made
    hints = get_type_hints(kind, localns={"_models": agents, "_types": types})
    return {name: (rest._rest_name, hints[name]) for name, rest in kind._attr_to_rest_field.items()}


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))
