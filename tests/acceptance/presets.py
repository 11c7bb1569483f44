"""Bodies of every kind in each era and in each client's preset, as their JSON text gives them back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from acceptance.plans import lifecycle_in, plans_in
from acceptance.rules import DATA
from factories.everything import TOOLS as EVERY_TOOL

from pytest_runsreplay.lifecycle import STEP_FIELDS
from pytest_runsreplay.lifecycle.eras import ERAS, find_era
from pytest_runsreplay.models import WireModel
from runsreplay_factories import AssistantFactory, MessageFactory, RunFactory, RunStepFactory, ThreadFactory

JsonObject = dict[str, Any]
Titled = Iterator[tuple[str, Any]]

PRESETS = tuple(ERAS)
PRESET_OF: Mapping[str, str] = {client: about["preset"] for client, about in DATA["clients"].items()}
V2_DIALECTS = ("v2", "az-2024-05-01", "az-2025-01-01")
STREAMING = [name for name, era in ERAS.items() if era.streams]
FOUNDRY = ("foundry_v1", "foundry_preview")
V2 = tuple(name for name, era in ERAS.items() if era.dialect.startswith(V2_DIALECTS))

ERRORS = ("server_error", "rate_limit_exceeded")
TOOLS: Mapping[str, JsonObject] = {body["type"]: body for body in EVERY_TOOL}
CALL_TRAITS = {"function": "function_call"}
"""Traits of steps that are not called like the type of their calls."""


@cache
def bodies(era: str, kind: str) -> Mapping[str, Any]:
    """Bodies of a kind of object in an era, by what is special about them: every status, every tool, every call."""
    made = dict(MAKERS[kind](era))
    assert bool(made) == (kind != "event" or era in STREAMING), f"{len(made)} of {kind} in {era}"
    return {title: json.loads(json.dumps(body)) for title, body in made.items()}


def page_of(found: Sequence[JsonObject]) -> JsonObject:
    """A list page of these bodies."""
    ids = {"first_id": found[0]["id"], "last_id": found[-1]["id"]}
    return {"object": "list", "data": list(found), **ids, "has_more": False}


def _runs(era: str) -> Titled:
    runs = getattr(RunFactory("acceptance"), era)
    for status in find_era(era).statuses:
        yield status, getattr(runs, status).as_dict()
    for tool in sorted(find_era(era).tools):
        yield f"with {tool}", runs.with_tools(TOOLS[tool]).as_dict()
    for code in ERRORS:
        yield code, runs.with_error(code).as_dict()
    yield "with metadata", runs.with_metadata(order="17").as_dict()
    if era.startswith("real_"):
        yield "without instructions", runs.with_(instructions=None).as_dict()


def _steps(era: str) -> Titled:
    steps = getattr(RunStepFactory("acceptance"), era)
    for call in ("message_creation", *sorted(find_era(era).calls)):
        for status in STEP_FIELDS:
            yield f"{call} {status}", getattr(getattr(steps, CALL_TRAITS.get(call, call)), status).as_dict()
    for kind in ("parallel_function_calls", "code_interpreter_image", "file_search_content"):
        yield kind, getattr(steps, kind).as_dict()
    for code in ERRORS:
        yield code, steps.with_error(code).as_dict()
    if "metadata" in steps.as_dict():
        yield "with metadata", steps.with_(metadata={"order": "17"}).as_dict()


def _messages(era: str) -> Titled:
    messages = getattr(MessageFactory("acceptance"), era)
    for role in ("user", "assistant"):
        yield role, getattr(messages, role).as_dict()
    for part in sorted((find_era(era).parts | find_era(era).annotations) - {"text"}):
        yield f"with {part}", getattr(messages, part).as_dict()
    yield "with files", messages.user.with_files("file-1").as_dict()
    yield "with metadata", messages.with_metadata(order="17").as_dict()


def _streamed_messages(era: str) -> Titled:
    messages = getattr(MessageFactory("acceptance"), era)
    for status in ("in_progress", "completed", "incomplete"):
        yield status, getattr(messages, status).as_dict()


def _threads(era: str) -> Titled:
    threads = getattr(ThreadFactory("acceptance"), era)
    yield "empty", threads.as_dict()
    yield "with metadata", threads.with_metadata(order="17").as_dict()


def _assistants(era: str) -> Titled:
    assistants = getattr(AssistantFactory("acceptance"), era)
    yield "without tools", assistants.as_dict()
    for tool in sorted(find_era(era).tools):
        yield f"with {tool}", assistants.with_tools(TOOLS[tool]).as_dict()
    yield "with metadata", assistants.with_metadata(order="17").as_dict()


def _pages(era: str) -> Titled:
    yield "of runs", page_of(list(bodies(era, "run").values()))
    yield "of steps", page_of(list(bodies(era, "run_step").values()))


def _events(era: str) -> Titled:
    for plan in plans_in(era) if era in STREAMING else ():
        events = [event.data for event in lifecycle_in(era, plan).events() if isinstance(event.data, WireModel)]
        yield from ((f"{plan}, {index}", data.wire()) for index, data in enumerate(events))


MAKERS: Mapping[str, Callable[[str], Titled]] = {
    "run": _runs,
    "run_step": _steps,
    "message": _messages,
    "streamed_message": _streamed_messages,
    "thread": _threads,
    "assistant": _assistants,
    "page": _pages,
    "event": _events,
}
