"""How ids begin, what they refer to, and that each is one thing's (wire.md §4.4, §7.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...models import MessageCreationDetails, MessageObject, RunObject, RunStepObject
from .evidence import Evidence, Finding, Rule

OWN_PREFIX = {RunObject: "run_", RunStepObject: "step_", MessageObject: "msg_"}
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "run_id": ("run_",),
    "thread_id": ("thread_",),
    "assistant_id": ("asst_",),
    "message_id": ("msg_",),
    "file_id": ("file-", "assistant-"),
    "file_ids": ("file-", "assistant-"),
    "vector_store_ids": ("vs_",),
}
"""How the ids under each key begin; files of Azure OpenAI begin otherwise than OpenAI's."""

FREE = frozenset({"metadata", "tools", "response_format", "arguments", "output"})
"""Keys under which users put what they like."""

DEEPEST = 12


def _prefixes(evidence: Evidence) -> Iterator[Finding]:
    for path, body in evidence.placed_bodies():
        if not str(body.id).startswith(OWN_PREFIX[type(body)]):
            yield f"{path}.id", f"is {body.id!r}, which does not begin with {OWN_PREFIX[type(body)]}"
        yield from _wrong_ids(body.as_read() or body.wire(), path, DEEPEST)
    for path, call in (*evidence.awaited_calls(), *evidence.made_calls()):
        id = getattr(call, "id", None)
        if not str(id).startswith("call_"):
            yield f"{path}.id", f"is {id!r}, which does not begin with call_"


def _wrong_ids(value: Any, path: str, depth: int) -> Iterator[Finding]:
    if not depth:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _wrong_ids(item, f"{path}[{index}]", depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in PREFIXES:
                yield from _wrong_id(item, f"{path}.{key}", PREFIXES[key])
            elif isinstance(item, (dict, list)) and key not in FREE:
                yield from _wrong_ids(item, f"{path}.{key}", depth - 1)


def _wrong_id(value: Any, path: str, prefixes: tuple[str, ...]) -> Iterator[Finding]:
    many = isinstance(value, list)
    for index, id in enumerate(value if many else [value]):
        if id is not None and not str(id).startswith(prefixes):
            yield f"{path}[{index}]" if many else path, f"is {id!r}, which does not begin with {prefixes[0]}"


def _belonging(evidence: Evidence) -> Iterator[Finding]:
    run = evidence.run
    owners = (("run_id", run.id), ("thread_id", run.thread_id), ("assistant_id", run.assistant_id))
    for path, step in evidence.placed_steps():
        for name, own in owners:
            if own is not None and getattr(step, name) != own:
                yield f"{path}.{name}", f"is {getattr(step, name)!r}, not {own!r}"
    for path, message in evidence.placed_messages():
        if message.thread_id != run.thread_id:
            yield f"{path}.thread_id", f"is {message.thread_id!r}, not {run.thread_id!r}"
        if message.run_id not in (None, run.id):
            yield f"{path}.run_id", f"is {message.run_id!r}, not {run.id!r}"
        elif message.run_id is not None and message.assistant_id not in (None, run.assistant_id):
            yield f"{path}.assistant_id", f"is {message.assistant_id!r}, not {run.assistant_id!r}"


def _written_messages(evidence: Evidence) -> Iterator[Finding]:
    written = [str(message.id) for message in evidence.messages if message.run_id == evidence.run.id]
    for path, step in evidence.placed_steps():
        details = step.step_details
        if not written or step.status != "completed" or not isinstance(details, MessageCreationDetails):
            continue
        id = getattr(details.message_creation, "message_id", None)
        if str(id) not in written:
            yield f"{path}.step_details.message_creation.message_id", f"is {id!r}, no message of the run has this id"


def _distinct(evidence: Evidence) -> Iterator[Finding]:
    calls = (evidence.made_calls(), evidence.awaited_calls())
    for things in (evidence.placed_steps(), evidence.placed_messages(), *calls):
        seen: dict[str, str] = {}
        for path, thing in things:
            id = str(getattr(thing, "id", None))
            if seen.setdefault(id, path) != path:
                yield f"{path}.id", f"is {id!r}, which {seen[id]} has, too"


def _step_types(evidence: Evidence) -> Iterator[Finding]:
    for path, step in evidence.placed_steps():
        found = getattr(step.step_details, "type", None)
        if step.type != found:
            yield f"{path}.step_details.type", f"is {found!r}, not {step.type!r}"


RULES: Mapping[str, Rule] = {
    "id prefixes": _prefixes,
    "belonging": _belonging,
    "written messages": _written_messages,
    "distinct ids": _distinct,
    "step type": _step_types,
}
