"""The body of a run in any of its states, filled as the tables of the lifecycle say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_runsreplay.lifecycle import RUN_FIELDS, RUN_LIFETIME, RUN_STATE_FIELDS, run_body, usage_body

from .arguments import function_call, function_tool, function_tools
from .draws import Draws
from .errors import Incoherent

JsonObject = dict[str, Any]

FIRST_SECOND = 1_772_323_200
"""When the run of number 0 is created: 2026-03-01T00:00:00Z. Later numbers are created later, so lists are stable."""

SECONDS_BETWEEN_RUNS = 60
ERRORS = (
    ("server_error", "Sorry, something went wrong."),
    ("rate_limit_exceeded", "Rate limit is exceeded. Try again in 60 seconds."),
)
REASONS = ("max_completion_tokens", "max_prompt_tokens")
FIELDS_IN: Mapping[str, tuple[str, ...]] = {
    status: tuple(name for name in RUN_STATE_FIELDS if name in fields) for status, fields in RUN_FIELDS.items()
}
NO_FUNCTION = "required_action: the run's tools hold no function that it could wait for"
GIVE_FUNCTION = 'Give it a function tool, or none at all: .with_tools({"type": "function", "function": {...}}).'


@dataclass(slots=True)
class Circumstances:
    """What the fields of a state follow from. Times are Unix seconds."""

    draws: Draws
    given: Mapping[str, Any]
    tools: Sequence[Mapping[str, Any]]
    created: int
    started: int
    ended: int


def body_in(status: str, draws: Draws, number: int, given: Mapping[str, Any], seconds: int | None) -> JsonObject:
    """The run of that number in that status, ``seconds`` long; other fields follow from the ``given`` ones."""
    ids = {name: draws.id(prefix) for name, prefix in IDS}
    created = second_of(number, given)
    around = _circumstances(status, draws, given, created, seconds)
    body = run_body(**ids, created_at=created, instructions=draws.prose.sentence(), tools=list(around.tools))
    body["status"], body["expires_at"] = status, None
    for name in FIELDS_IN[status]:
        body[name] = VALUES[name](around)
    return body


def second_of(number: int, given: Mapping[str, Any]) -> int:
    """When the run of that number is created, in Unix seconds."""
    created = given.get("created_at")
    return created if isinstance(created, int) else FIRST_SECOND + number * SECONDS_BETWEEN_RUNS


def usage_of(draws: Draws, given: Mapping[str, Any]) -> JsonObject:
    """Token counts with the given ones among them; the total is that of the other two."""
    part = given.get("usage") or {}
    prompt, completion = draws.whole(80, 900), draws.whole(8, 400)
    return usage_body(part.get("prompt_tokens", prompt), part.get("completion_tokens", completion))


def error_of(draws: Draws) -> JsonObject:
    """Why a run or a step failed, as servers put it (wire.md §2.4)."""
    return dict(zip(("code", "message"), draws.pick(ERRORS), strict=True))


def _circumstances(
    status: str, draws: Draws, given: Mapping[str, Any], created: int, seconds: int | None
) -> Circumstances:
    length = draws.whole(2, 40) if seconds is None else seconds
    wait = min(length, draws.whole(0, 1))
    started = given.get("started_at")
    begun = started if isinstance(started, int) else created + wait
    ended = created + RUN_LIFETIME if status == "expired" else max(begun, created + length)
    tools = given.get("tools")
    if tools is None:
        tools = [function_tool(draws)] if status == "requires_action" else []
    return Circumstances(draws, given, tools, created, begun, ended)


def _action(around: Circumstances) -> JsonObject:
    functions = function_tools(around.tools)
    if around.given.get("required_action") is not None:
        functions = functions or [function_tool(around.draws)]
    if not functions:
        raise Incoherent("a run in requires_action without a function", [NO_FUNCTION], GIVE_FUNCTION)
    calls = [function_call(functions, around.draws)]
    return {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": calls}}


IDS = (("id", "run_"), ("assistant_id", "asst_"), ("thread_id", "thread_"))
VALUES: Mapping[str, Callable[[Circumstances], Any]] = {
    "started_at": lambda around: around.started,
    "expires_at": lambda around: around.created + RUN_LIFETIME,
    "cancelled_at": lambda around: around.ended,
    "failed_at": lambda around: around.ended,
    "completed_at": lambda around: around.ended,
    "required_action": _action,
    "last_error": lambda around: error_of(around.draws),
    "incomplete_details": lambda around: {"reason": around.draws.pick(REASONS)},
    "usage": lambda around: usage_of(around.draws, around.given),
}
