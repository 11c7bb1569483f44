"""The body of a run in any of its states, filled as the tables of the lifecycle say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_runsreplay.lifecycle import RUN_FIELDS, RUN_LIFETIME, RUN_STATE_FIELDS, run_body, usage_body

from .arguments import FUNCTIONS, function_call, function_tool, function_tools
from .draws import Draws
from .errors import Incoherent
from .recipes import Begin, Draft, Maker

JsonObject = dict[str, Any]

FIRST_SECOND = 1_772_323_200
"""When the run of number 0 is created: 2026-03-01T00:00:00Z. Later numbers are created later, so lists are stable."""

SECONDS_BETWEEN_RUNS = 60
ERRORS = (
    ("server_error", "Sorry, something went wrong."),
    ("rate_limit_exceeded", "Rate limit is exceeded. Try again in 60 seconds."),
)
MADE_UP = tuple(function_tool(choice) for choice in range(len(FUNCTIONS)))
REASONS = ("max_completion_tokens", "max_prompt_tokens")
FIELDS_IN: Mapping[str, tuple[str, ...]] = {
    status: tuple(name for name in RUN_STATE_FIELDS if name in fields) for status, fields in RUN_FIELDS.items()
}
RUN_ID, ASSISTANT_ID, THREAD_ID = 0, 24, 48
LENGTH, PROMPT, COMPLETION, CHOICE = range(4)
"""Where in an object's chance the parts of a run are drawn, so that one asked for does not change the others."""

NO_FUNCTION = "required_action: the run's tools hold no function that it could wait for"
GIVE_FUNCTION = (
    'Give it one, .with_tools(tools.function("look_up")), or leave its tools to the factory, '
    "or, if it is meant to wait for nothing that it has, say .incoherent.requires_action(tools=…)."
)


def body_in(status: str, draws: Draws, number: int, given: Mapping[str, Any], seconds: int | None) -> JsonObject:
    """The run of that number in that status as of 2026, ``seconds`` long; other fields follow from the ``given``."""
    return draft_in(status, given, seconds).plain().body(draws, number)


def draft_in(status: str, given: Mapping[str, Any], seconds: int | None, *, obeys: bool = False) -> Draft:
    """How runs in that status are made, ``seconds`` long; other fields follow from the ``given`` ones.

    One that ``obeys`` waits for a function that is made up where its tools have none.
    """
    tools, action = given.get("tools"), given.get("required_action")
    body = run_body(status=status, expires_at=None, tools=list(tools or ()))
    makers: dict[str, Maker] = {name: VALUES[name] for name in FIELDS_IN[status] if name in VALUES}
    if "usage" in FIELDS_IN[status]:
        usage = given.get("usage")
        makers["usage"] = (lambda draws: usage_of(draws, usage)) if usage else usage_of
    if status == "requires_action":
        makers["required_action"] = _waiting(
            function_tools(tools or ()), asked=obeys or action is not None or tools is None
        )
    if status == "requires_action" and tools is None:
        makers["tools"] = lambda draws: [function_tool(draws.numbers[CHOICE])]
    return Draft(body, makers, _begin(status, given, seconds))


def second_of(number: int, given: Mapping[str, Any]) -> int:
    """When the object of that number is created, in Unix seconds."""
    created = given.get("created_at")
    return created if isinstance(created, int) else FIRST_SECOND + number * SECONDS_BETWEEN_RUNS


def usage_of(draws: Draws, given: Mapping[str, Any] | None = None) -> JsonObject:
    """Token counts with the given ones among them; the total is that of the other two."""
    numbers = draws.numbers
    prompt, completion = 80 + numbers[PROMPT] % 821, 8 + numbers[COMPLETION] % 393
    if not given:
        return usage_body(prompt, completion)
    return usage_body(given.get("prompt_tokens", prompt), given.get("completion_tokens", completion))


def error_of(draws: Draws) -> JsonObject:
    """Why a run or a step failed, as servers put it (wire.md §2.4)."""
    code, message = ERRORS[draws.numbers[CHOICE] % len(ERRORS)]
    return {"code": code, "message": message}


def _begin(status: str, given: Mapping[str, Any], seconds: int | None) -> Begin:
    created_at, started_at = given.get("created_at"), given.get("started_at")

    def begin(draws: Draws, number: int, body: JsonObject) -> None:
        letters, drawn = draws.letters, draws.numbers[LENGTH]
        body["id"] = "run_" + letters[:24]
        body["assistant_id"] = "asst_" + letters[24:48]
        body["thread_id"] = "thread_" + letters[48:72]
        body["instructions"] = draws.instructions()
        created = FIRST_SECOND + number * SECONDS_BETWEEN_RUNS if created_at is None else created_at
        length = 2 + drawn % 39 if seconds is None else seconds
        started = created + (drawn >> 8 & 1 if length else 0) if started_at is None else started_at
        ended = created + length
        body["created_at"] = draws.created = created
        draws.started = started
        draws.ended = ended if ended > started else started

    return begin


def _waiting(functions: Sequence[Mapping[str, Any]], *, asked: bool) -> Maker:
    """What a run waits for: a call of one of these functions, or, where it was ``asked`` for, of one made up."""

    def action(draws: Draws) -> JsonObject:
        if not functions and not asked:
            raise Incoherent("a run in requires_action without a function", [NO_FUNCTION], GIVE_FUNCTION)
        calls = [function_call(functions or [MADE_UP[draws.numbers[CHOICE] % len(MADE_UP)]], draws)]
        return {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": calls}}

    return action


VALUES: Mapping[str, Maker] = {
    "started_at": lambda draws: draws.started,
    "expires_at": lambda draws: draws.created + RUN_LIFETIME,
    "cancelled_at": lambda draws: draws.ended,
    "failed_at": lambda draws: draws.ended,
    "completed_at": lambda draws: draws.ended,
    "last_error": error_of,
    "incomplete_details": lambda draws: {"reason": REASONS[draws.numbers[CHOICE] % len(REASONS)]},
}
"""How the fields that a state sets are made, but for those that what was asked for decides."""
