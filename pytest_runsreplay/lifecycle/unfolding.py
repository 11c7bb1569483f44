"""A plan unfolded into what happens, moment by moment, in the order a stream would tell it (wire.md §4.3)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .bodies import JsonObject, message_body, step_body, streamed_message, text_content, total_usage, usage_body
from .deltas import code_deltas, function_deltas, message_deltas, search_delta
from .plan import Code, Message, Plan, PlannedStep, Search, ToolCalls
from .states import FINAL_RUN_STATUSES, RUN_TRANSITIONS

NewId = Callable[[str], str]
RANKING = {"ranker": "default_2024_08_21", "score_threshold": 0.0}


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
        self._todo: deque[PlannedStep] = deque(plan.steps)
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
        step = _with_outputs(self._waiting_step, outputs)
        self._now = max(self._now, at if at is not None else self._now + 1)
        self._waiting_step, self.waiting_for = None, ()
        self._end_step(step, str(step["step_details"]["tool_calls"]))
        self._become("queued", required_action=None)
        self._proceed()

    def cut(self, at: int) -> None:
        """Forget what has not happened by Unix second ``at``, as when a run is cancelled or expires."""
        at = max(at, self.moments[0].at)
        self.run = self._run_at(at)
        self.moments = [moment for moment in self.moments if moment.at <= at]
        self._todo.clear()
        self._waiting_step, self.waiting_for, self._now = None, (), at

    def cancel(self, at: int) -> None:
        """Cancel the run at Unix second ``at``. Raises IllegalTransition if it has ended by then."""
        _check(self._run_at(at), "cancelling")
        self.cut(at)
        self._become("cancelling", required_action=None)
        self._now += 1
        self._stop_open_parts("cancelled", cancelled_at=self._now)
        self._end("cancelled", cancelled_at=self._now)

    def expire(self, at: int) -> None:
        """Let the run expire at Unix second ``at``; nothing happens if it has ended by then."""
        self.cut(at)
        if self.status not in FINAL_RUN_STATUSES:
            self._stop_open_parts("expired")
            self._end("expired", completed_at=at, required_action=None)

    def _proceed(self) -> None:
        self._now += 1
        self._become("in_progress", started_at=self.run["started_at"] or self._now)
        while self._todo and self._waiting_step is None:
            step = self._todo.popleft()
            TAKE[type(step)](self, step)
        if self._waiting_step is None:
            self._finish()

    def _finish(self) -> None:
        ending = self.plan.ending
        if ending == "cancelled":
            self.cancel(self._now)
        elif ending == "expired":
            self.expire(self.run["expires_at"])
        else:
            self._end(ending, **self._outcome(), usage=total_usage(self._usages))

    def _outcome(self) -> JsonObject:
        if self.plan.ending == "failed":
            error = dict(zip(("code", "message"), self.plan.error, strict=True))
            return {"failed_at": self._now, "last_error": error}
        details = {"reason": self.plan.reason} if self.plan.ending == "incomplete" else None
        return {"completed_at": self._now, "incomplete_details": details}

    def _take_message(self, step: Message) -> None:
        message = self._new_message()
        details = {"type": "message_creation", "message_creation": {"message_id": message["id"]}}
        body = self._begin_step(details)
        for state in ("created", "in_progress"):
            self._tell(f"thread.message.{state}", streamed_message(message, "in_progress"))
        self._now += step.seconds
        self._tell_all("thread.message.delta", message_deltas(message["id"], step.text))
        # A run that meets its token limit meets it in what it writes last.
        status = "incomplete" if self.plan.ending == "incomplete" and not self._todo else "completed"
        done = {**message, "content": [text_content(step.text)]}
        self._tell(f"thread.message.{status}", streamed_message(done, status, self._now))
        self._end_step(body, step.text)

    def _take_code(self, step: Code) -> None:
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        outputs = [] if step.logs is None else [{"type": "logs", "logs": step.logs}]
        payload = {"input": step.input, "outputs": outputs}
        call: JsonObject = {"id": self._new_id("call_"), "type": "code_interpreter", "code_interpreter": payload}
        self._tell_all("thread.run.step.delta", code_deltas(body["id"], call))
        self._end_step(_with_calls(body, [call]), step.input)

    def _take_search(self, step: Search) -> None:
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        results = [self._found(name, rank) for rank, name in enumerate(step.file_names)]
        payload = {"ranking_options": dict(RANKING), "results": results}
        call: JsonObject = {"id": self._new_id("call_"), "type": "file_search", "file_search": payload}
        self._tell("thread.run.step.delta", search_delta(body["id"], call["id"]))
        self._end_step(_with_calls(body, [call]), " ".join(step.file_names))

    def _take_tool_calls(self, step: ToolCalls) -> None:
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        asked: list[JsonObject] = [
            {
                "id": self._new_id("call_"),
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in step.calls
        ]
        calls = [{**call, "function": {**call["function"], "output": None}} for call in asked]
        for index, call in enumerate(calls):
            self._tell_all("thread.run.step.delta", function_deltas(body["id"], index, call))
        self._waiting_step = _with_calls(body, calls)
        self._tell(None, self._waiting_step)
        self.waiting_for = tuple(call["id"] for call in calls)
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": asked}}
        self._become("requires_action", required_action=action)

    def _begin_step(self, details: JsonObject) -> JsonObject:
        body = step_body(self.run, id=self._new_id("step_"), created_at=self._now, details=details)
        for state in ("created", "in_progress"):
            self._tell(f"thread.run.step.{state}", body)
        return body

    def _end_step(self, body: JsonObject, written: str) -> None:
        usage = usage_body(100 + len(written), 1 + len(written) // 4)
        self._usages.append(usage)
        done = {**body, "status": "completed", "completed_at": self._now, "usage": usage}
        self._tell("thread.run.step.completed", done)

    def _stop_open_parts(self, status: str, **fields: Any) -> None:
        for body in self._open("thread.message"):
            details = {"reason": f"run_{status}"}
            stopped = {"status": "incomplete", "incomplete_details": details, "incomplete_at": self._now}
            self._tell("thread.message.incomplete", {**body, **stopped})
        for body in self._open("thread.run.step"):
            self._tell(f"thread.run.step.{status}", {**body, "status": status, **fields})

    def _open(self, kind: str) -> list[JsonObject]:
        latest = {moment.data["id"]: moment.data for moment in self.moments if moment.data["object"] == kind}
        return [body for body in latest.values() if body["status"] == "in_progress"]

    def _run_at(self, at: int) -> JsonObject:
        bodies = [moment.data for moment in self.moments if moment.data["object"] == "thread.run" and moment.at <= at]
        return bodies[-1] if bodies else self.moments[0].data

    def _become(self, status: str, **fields: Any) -> None:
        _check(self.run, status)
        self.run = {**self.run, "status": status, **fields}
        self._tell(f"thread.run.{status}", self.run)

    def _end(self, status: str, **fields: Any) -> None:
        self._become(status, expires_at=None, **fields)

    def _tell(self, event: str | None, data: JsonObject) -> None:
        self.moments.append(Moment(self._now, event, data))

    def _tell_all(self, event: str, bodies: Iterable[JsonObject]) -> None:
        for body in bodies:
            self._tell(event, body)

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
    ToolCalls: Unfolding._take_tool_calls,
    Code: Unfolding._take_code,
    Search: Unfolding._take_search,
    Message: Unfolding._take_message,
}


def _check(run: JsonObject, wanted: str) -> None:
    if wanted not in RUN_TRANSITIONS[run["status"]]:
        raise IllegalTransition(run["status"], wanted)


def _with_calls(body: JsonObject, calls: list[JsonObject]) -> JsonObject:
    return {**body, "step_details": {"type": "tool_calls", "tool_calls": calls}}


def _with_outputs(body: JsonObject, outputs: Mapping[str, str]) -> JsonObject:
    calls = body["step_details"]["tool_calls"]
    done = [{**call, "function": {**call["function"], "output": outputs[call["id"]]}} for call in calls]
    return _with_calls(body, done)
