"""A plan unfolded into what happens, moment by moment, in the order a stream would tell it (wire.md §4.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .bodies import (
    JsonObject,
    message_body,
    step_body,
    streamed_message,
    text_content,
    total_usage,
    usage_body,
)
from .plan import Code, Message, Plan, PlannedStep, Search, ToolCalls
from .states import FINAL_RUN_STATUSES, RUN_TRANSITIONS

NewId = Callable[[str], str]
WORD = re.compile(r"\s*\S+\s*$|\s*\S+")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when (Unix seconds), under which event name, and the body as it then was.

    ``event`` is ``None`` for a change that shows to those who poll but is told in no stream.
    """

    at: int
    event: str | None
    data: JsonObject


class IllegalTransition(ValueError):
    """A run was asked to go where its status does not let it; ``status`` is the one it is in."""

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(f"a run in status {status!r} cannot become {wanted!r}")
        self.status = status


class Unfolding:
    """A run on its way through a plan. ``moments`` grows until the run ends or waits for tool outputs.

    ``run`` is the body of the run just created. ``new_id`` draws an id for a prefix such as ``step_``.
    """

    def __init__(self, run: JsonObject, plan: Plan, new_id: NewId) -> None:
        self.run = run
        self.plan = plan
        self.moments: list[Moment] = []
        self.waiting_for: tuple[str, ...] = ()
        self._new_id = new_id
        self._now: int = run["created_at"]
        self._todo: Iterator[PlannedStep] = iter(plan.steps)
        self._waiting_step: JsonObject | None = None
        self._usages: list[JsonObject] = []
        self._tell("thread.run.created", run)
        self._tell("thread.run.queued", run)
        self._proceed()

    @property
    def status(self) -> str:
        """The status that the run has come to, which is the last of its moments'."""
        return str(self.run["status"])

    def submit(self, outputs: Mapping[str, str], at: int | None = None) -> None:
        """Go on with the outputs of the calls that the run waits for, by call id, submitted at Unix second ``at``.

        Raises IllegalTransition if the run waits for nothing, KeyError if an output is missing.
        """
        if self._waiting_step is None:
            raise IllegalTransition(self.status, "queued")
        self._now = max(self._now, at if at is not None else self._now + 1)
        step, self._waiting_step, self.waiting_for = self._waiting_step, None, ()
        self._end_step(_with_outputs(step, outputs))
        self._become("queued", required_action=None)
        self._proceed()

    def cut(self, at: int) -> None:
        """Forget what has not happened by Unix second ``at``, as when a run is cancelled or expires."""
        self.moments = [moment for moment in self.moments if moment.at <= at]
        self.run = next(moment.data for moment in reversed(self.moments) if _is_run(moment))
        self._todo, self._waiting_step, self.waiting_for, self._now = iter(()), None, (), at

    def cancel(self, at: int) -> None:
        """Cancel the run at Unix second ``at``. Raises IllegalTransition if it has ended by then."""
        self._check(
            "cancelling", next(moment.data for moment in reversed(self.moments) if moment.at <= at and _is_run(moment))
        )
        self.cut(at)
        self._become("cancelling", required_action=None)
        self._now += 1
        self._stop_open_steps("cancelled", cancelled_at=self._now)
        self._end("cancelled", cancelled_at=self._now)

    def expire(self, at: int) -> None:
        """Let the run expire at Unix second ``at``; nothing happens if it has ended by then."""
        self.cut(at)
        if self.status not in FINAL_RUN_STATUSES:
            self._stop_open_steps("expired")
            self._end("expired", completed_at=at, required_action=None)

    def _proceed(self) -> None:
        self._now += 1
        self._become("in_progress", started_at=self.run["started_at"] or self._now)
        for step in self._todo:
            TAKE[type(step)](self, step)
            if self._waiting_step is not None:
                return
        self._finish()

    def _finish(self) -> None:
        ending = self.plan.ending
        if ending == "cancelled":
            return self.cancel(self._now)
        if ending == "expired":
            return self.expire(self.run["expires_at"])
        usage = total_usage(self._usages)
        if ending == "failed":
            error = dict(zip(("code", "message"), self.plan.error, strict=True))
            return self._end("failed", failed_at=self._now, last_error=error, usage=usage)
        details = {"reason": self.plan.reason} if ending == "incomplete" else None
        self._end(ending, completed_at=self._now, incomplete_details=details, usage=usage)

    def take_message(self, step: Message) -> None:
        message = self._new_message()
        details = {"type": "message_creation", "message_creation": {"message_id": message["id"]}}
        body = self._begin_step(details)
        for state in ("created", "in_progress"):
            self._tell(f"thread.message.{state}", streamed_message(message, "in_progress"))
        self._now += step.seconds
        for index, piece in enumerate(_pieces(step.text)):
            self._tell("thread.message.delta", _message_delta(message["id"], piece, first=index == 0))
        done = {**message, "content": [text_content(step.text)]}
        self._tell("thread.message.completed", streamed_message(done, "completed", self._now))
        self._end_step(body, _spent(step.text))

    def take_code(self, step: Code) -> None:
        call = {"id": self._new_id("call_"), "type": "code_interpreter"}
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        head = {"index": 0, **call, "code_interpreter": {"input": "", "outputs": []}}
        self._tell("thread.run.step.delta", _step_delta(body["id"], head))
        for piece in _pieces(step.input):
            rest = {"index": 0, "type": "code_interpreter", "code_interpreter": {"input": piece}}
            self._tell("thread.run.step.delta", _step_delta(body["id"], rest))
        outputs: list[JsonObject] = [] if step.logs is None else [{"type": "logs", "logs": step.logs}]
        if outputs:
            shown = {"outputs": [{"index": 0, **outputs[0]}]}
            rest = {"index": 0, "type": "code_interpreter", "code_interpreter": shown}
            self._tell("thread.run.step.delta", _step_delta(body["id"], rest))
        done = {**call, "code_interpreter": {"input": step.input, "outputs": outputs}}
        self._end_step(_with_calls(body, [done]), _spent(step.input))

    def take_search(self, step: Search) -> None:
        call = {"id": self._new_id("call_"), "type": "file_search"}
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        self._tell("thread.run.step.delta", _step_delta(body["id"], {"index": 0, **call, "file_search": {}}))
        results = [self._found(name, rank) for rank, name in enumerate(step.file_names)]
        ranking = {"ranker": "default_2024_08_21", "score_threshold": 0.0}
        done = {**call, "file_search": {"ranking_options": ranking, "results": results}}
        self._end_step(_with_calls(body, [done]), _spent(" ".join(step.file_names)))

    def take_tool_calls(self, step: ToolCalls) -> None:
        calls = [
            {
                "id": self._new_id("call_"),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments, "output": None},
            }
            for call in step.calls
        ]
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        for index, call in enumerate(calls):
            self._tell_function_call(body["id"], index, call)
        self._waiting_step = _with_calls(body, calls)
        self._tell(None, self._waiting_step)
        self.waiting_for = tuple(str(call["id"]) for call in calls)
        asked = [{**call, "function": _without_output(call["function"])} for call in calls]
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": asked}}
        self._become("requires_action", required_action=action)

    def _tell_function_call(self, step_id: str, index: int, call: JsonObject) -> None:
        function = call["function"]
        head = {"index": index, **call, "function": {**function, "arguments": ""}}
        self._tell("thread.run.step.delta", _step_delta(step_id, head))
        for piece in _pieces(function["arguments"]):
            rest = {"index": index, "type": "function", "function": {"arguments": piece}}
            self._tell("thread.run.step.delta", _step_delta(step_id, rest))

    def _begin_step(self, details: JsonObject) -> JsonObject:
        body = step_body(self.run, id=self._new_id("step_"), created_at=self._now, details=details)
        for state in ("created", "in_progress"):
            self._tell(f"thread.run.step.{state}", body)
        return body

    def _end_step(self, body: JsonObject, usage: JsonObject | None = None) -> None:
        usage = usage or _spent(str(body["step_details"]["tool_calls"]))
        self._usages.append(usage)
        done = {**body, "status": "completed", "completed_at": self._now, "usage": usage}
        self._tell("thread.run.step.completed", done)

    def _stop_open_steps(self, status: str, **fields: Any) -> None:
        latest = {m.data["id"]: m.data for m in self.moments if m.data["object"] == "thread.run.step"}
        for body in latest.values():
            if body["status"] == "in_progress":
                self._tell(f"thread.run.step.{status}", {**body, "status": status, **fields})

    def _become(self, status: str, **fields: Any) -> None:
        self._check(status, self.run)
        self.run = {**self.run, "status": status, **fields}
        self._tell(f"thread.run.{status}", self.run)

    def _end(self, status: str, **fields: Any) -> None:
        self._become(status, expires_at=None, **fields)

    def _check(self, status: str, run: JsonObject) -> None:
        if status not in RUN_TRANSITIONS[run["status"]]:
            raise IllegalTransition(run["status"], status)

    def _tell(self, event: str | None, data: JsonObject) -> None:
        self.moments.append(Moment(self._now, event, data))

    def _new_message(self) -> JsonObject:
        return message_body(
            id=self._new_id("msg_"),
            created_at=self._now,
            thread_id=self.run["thread_id"],
            role="assistant",
            content=[],
            assistant_id=self.run["assistant_id"],
            run_id=self.run["id"],
        )

    def _found(self, file_name: str, rank: int) -> JsonObject:
        return {"file_id": self._new_id("file-"), "file_name": file_name, "score": round(0.9 / (rank + 1), 4)}


TAKE: Mapping[type, Callable[[Unfolding, Any], None]] = {
    ToolCalls: Unfolding.take_tool_calls,
    Code: Unfolding.take_code,
    Search: Unfolding.take_search,
    Message: Unfolding.take_message,
}


def _is_run(moment: Moment) -> bool:
    return bool(moment.data["object"] == "thread.run")


def _pieces(text: str) -> list[str]:
    """The text as a model would send it, a word at a time."""
    return WORD.findall(text) or ([text] if text else [])


def _spent(text: str) -> JsonObject:
    return usage_body(100 + len(text), 1 + len(text) // 4)


def _message_delta(message_id: str, piece: str, *, first: bool) -> JsonObject:
    text = {"value": piece, "annotations": []} if first else {"value": piece}
    content = [{"index": 0, "type": "text", "text": text}]
    return {"id": message_id, "object": "thread.message.delta", "delta": {"content": content}}


def _step_delta(step_id: str, call: JsonObject) -> JsonObject:
    details = {"type": "tool_calls", "tool_calls": [call]}
    return {"id": step_id, "object": "thread.run.step.delta", "delta": {"step_details": details}}


def _with_calls(body: JsonObject, calls: list[JsonObject]) -> JsonObject:
    return {**body, "step_details": {"type": "tool_calls", "tool_calls": calls}}


def _with_outputs(body: JsonObject, outputs: Mapping[str, str]) -> JsonObject:
    calls = body["step_details"]["tool_calls"]
    done = [{**call, "function": {**call["function"], "output": outputs[call["id"]]}} for call in calls]
    return _with_calls(body, done)


def _without_output(function: JsonObject) -> JsonObject:
    return {key: value for key, value in function.items() if key != "output"}
