"""The body of a run step of any kind, in any of its states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_runsreplay.lifecycle import RUN_LIFETIME, STEP_FIELDS, STEP_STATE_FIELDS, step_body, usage_body
from pytest_runsreplay.models import RunObject

from .arguments import function_call, function_tool, function_tools
from .draws import Draws
from .run_bodies import error_of, second_of, usage_of

JsonObject = dict[str, Any]

RUN_IDS = (("run_id", "id", "run_"), ("assistant_id", "assistant_id", "asst_"), ("thread_id", "thread_id", "thread_"))
STATUS_IN: Mapping[str, str] = {
    "completed": "completed",
    "incomplete": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
}
"""The status of a step of a run in that status, where no other is asked for; a step of a live run is in progress."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands: the run it belongs to, and which of how many it is that share the run's usage."""

    run: RunObject | None = None
    share: tuple[int, int] = (0, 1)


def step_in(
    status: str, kind: str, draws: Draws, number: int, given: Mapping[str, Any], seconds: int | None, place: Place
) -> JsonObject:
    """The step of that number, of that kind, in that status; other fields follow from the ``given`` ones."""
    run = _run_of(draws, number, given) if place.run is None else place.run.wire()
    created = _created(run, number if place.run else 0, given)
    length = draws.whole(1, 8) if seconds is None else seconds
    details = DETAILS[kind](draws, status == "completed", run)
    body = step_body(run, id=draws.id("step_"), created_at=created, details=details)
    body["status"] = status
    body["expires_at"] = run.get("expires_at") if place.run or status == "in_progress" else None
    ended = max(created, min(created + length, _end_of(run, created + length)))
    for name in STEP_STATE_FIELDS:
        if name in STEP_FIELDS[status]:
            body[name] = error_of(draws) if name == "last_error" else ended
    body["usage"] = _usage(draws, given, run, place.share) if status == "completed" else None
    return body


def _run_of(draws: Draws, number: int, given: Mapping[str, Any]) -> JsonObject:
    ids = {name: given.get(field) or draws.id(prefix) for field, name, prefix in RUN_IDS}
    created = second_of(number, {})
    return {**ids, "created_at": created, "expires_at": created + RUN_LIFETIME, "tools": []}


def _created(run: Mapping[str, Any], number: int, given: Mapping[str, Any]) -> int:
    created = given.get("created_at")
    if isinstance(created, int):
        return created
    begun: int = run.get("started_at") or run["created_at"] + 1
    return min(begun + number, _end_of(run, begun + number))


def _end_of(run: Mapping[str, Any], otherwise: int) -> int:
    ends = [run.get(name) for name in ("completed_at", "failed_at", "cancelled_at")]
    return next((end for end in ends if end is not None), otherwise)


def _usage(draws: Draws, given: Mapping[str, Any], run: Mapping[str, Any], share: tuple[int, int]) -> JsonObject:
    whole = run.get("usage")
    if whole is None or given.get("usage"):
        return usage_of(draws, given)
    return usage_body(_part(whole["prompt_tokens"], share), _part(whole["completion_tokens"], share))


def _part(total: int, share: tuple[int, int]) -> int:
    index, count = share
    return total * (index + 1) // count - total * index // count


def _message(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    return {"type": "message_creation", "message_creation": {"message_id": draws.id("msg_")}}


def _functions(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    action = run.get("required_action")
    tools = function_tools(run.get("tools") or []) or [function_tool(draws)]
    calls = action["submit_tool_outputs"]["tool_calls"] if action else [function_call(tools, draws)]
    outputs = [draws.prose.answer() if done else None for _ in calls]
    pairs = zip(calls, outputs, strict=True)
    return _tool_calls(*({**call, "function": {**call["function"], "output": output}} for call, output in pairs))


def _code(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    left, right = draws.whole(2, 99), draws.whole(2, 99)
    text = f"# {draws.prose.sentence(5)}\nprint({left} * {right})"
    outputs = [{"type": "logs", "logs": str(left * right)}] if done else []
    payload = {"input": text, "outputs": outputs}
    return _tool_calls({"id": draws.id("call_"), "type": "code_interpreter", "code_interpreter": payload})


def _search(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    ranking = {"ranker": "default_2024_08_21", "score_threshold": 0.0}
    results = [_found(draws, rank) for rank in range(draws.whole(1, 3))] if done else []
    payload = {"ranking_options": ranking, "results": results}
    return _tool_calls({"id": draws.id("call_"), "type": "file_search", "file_search": payload})


def _found(draws: Draws, rank: int) -> JsonObject:
    score = (draws.whole(7000, 9999) - 2000 * rank) / 10000
    return {"file_id": draws.id("file-"), "file_name": draws.prose.file_name(), "score": score}


def _tool_calls(*calls: JsonObject) -> JsonObject:
    return {"type": "tool_calls", "tool_calls": list(calls)}


DETAILS: Mapping[str, Callable[[Draws, bool, Mapping[str, Any]], JsonObject]] = {
    "message_creation": _message,
    "function": _functions,
    "code_interpreter": _code,
    "file_search": _search,
}
"""How the details of each kind of step are made; a step that did not complete has no outputs yet."""
