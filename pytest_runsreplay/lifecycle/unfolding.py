"""A plan unfolded into what happens, moment by moment, in the order a stream would tell it (wire.md §4.3)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from .bodies import JsonObject, message_body, step_body, streamed_message, total_usage, usage_body
from .calls import NewId, answered, code_call, foundry_call, function_calls, search_call
from .moments import Moment
from .plan import Plan
from .states import RUN_TRANSITIONS
from .steps import Call, Code, Message, PlannedStep, Search, ToolCalls
from .texts import Writing
from .transitions import IllegalTransition, message_in, require_transition, run_in, step_in

OwnCall = Callable[..., JsonObject]


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
        self._files: dict[str, str] = {}
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
        calls = self._waiting_step["step_details"]["tool_calls"]
        step = _with_calls(self._waiting_step, answered(calls, [outputs[call["id"]] for call in calls]))
        self._now = max(self._now, at if at is not None else self._now + 1)
        self._waiting_step, self.waiting_for = None, ()
        self._end_step(step, str(step["step_details"]["tool_calls"]))
        self._become("queued")
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
        require_transition(self._run_at(at), "cancelling")
        self.cut(at)
        self._become("cancelling")
        self._now += 1
        self._end("cancelled")

    def expire(self, at: int) -> None:
        """Let the run expire at Unix second ``at``; nothing happens if it has ended or is being cancelled by then."""
        if "expired" in RUN_TRANSITIONS[self._run_at(at)["status"]]:
            self.cut(at)
            self._end("expired")

    def _proceed(self) -> None:
        self._now += 1
        self._become("in_progress")
        while self._todo and self._waiting_step is None:
            step = self._todo.popleft()
            if isinstance(step, Message):
                self._take_message(step)
            elif isinstance(step, ToolCalls):
                self._take_tool_calls(step)
            else:
                self._take_own_call(step)
        if self._waiting_step is None:
            self._finish()

    def _finish(self) -> None:
        if self.plan.ending == "cancelled":
            self.cancel(self._now)
        elif self.plan.ending == "expired":
            self.expire(self.run["expires_at"])
        else:
            self._end(self.plan.ending)

    def _take_message(self, step: Message) -> None:
        message = self._new_message()
        details = {"type": "message_creation", "message_creation": {"message_id": message["id"]}}
        body = self._begin_step(details)
        begun = streamed_message(message, "in_progress")
        self._tell("thread.message.created", begun)
        self._tell("thread.message.in_progress", begun)
        self._now += step.seconds
        stays_open = self._stays_open()
        grown = {**begun, "content": Writing(step, self._files).content(whole=not stays_open)}
        self._tell("thread.message.delta", grown)
        if stays_open:
            return
        # A run that meets its token limit meets it in what it writes last.
        status = "incomplete" if self.plan.ending == "incomplete" and not self._todo else "completed"
        self._tell(f"thread.message.{status}", message_in(grown, status, self._now, "max_tokens"))
        self._end_step(body, step.text)

    def _take_own_call(self, step: Code | Search | Call) -> None:
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        stays_open = self._stays_open()
        made = OWN_CALLS[type(step)](step, self._new_id, done=not stays_open)
        if isinstance(step, Search) and not stays_open:
            found = made["file_search"]["results"]
            self._files.update((one["file_name"], one["file_id"]) for one in found)
        grown = _with_calls(body, [made])
        self._tell("thread.run.step.delta", grown)
        if not stays_open:
            self._end_step(grown, WRITTEN[type(step)](step))

    def _take_tool_calls(self, step: ToolCalls) -> None:
        body = self._begin_step({"type": "tool_calls", "tool_calls": []})
        self._now += step.seconds
        calls = function_calls(step, self._new_id)
        self._waiting_step = _with_calls(body, answered(calls, [None] * len(calls)))
        self._tell("thread.run.step.delta", self._waiting_step)
        self.waiting_for = tuple(call["id"] for call in calls)
        action = {"type": "submit_tool_outputs", "submit_tool_outputs": {"tool_calls": calls}}
        self._become("requires_action", calls=action)

    def _stays_open(self) -> bool:
        return not self._todo and self.plan.stops_within_its_last_step

    def _begin_step(self, details: JsonObject) -> JsonObject:
        body = step_body(self.run, id=self._new_id("step_"), created_at=self._now, details=details)
        self._tell("thread.run.step.created", body)
        self._tell("thread.run.step.in_progress", body)
        return body

    def _end_step(self, body: JsonObject, written: str) -> None:
        usage = usage_body(100 + len(written), 1 + len(written) // 4)
        self._usages.append(usage)
        self._tell("thread.run.step.completed", step_in(body, "completed", self._now, {"usage": usage}))

    def _end(self, status: str) -> None:
        code, text = self.plan.error
        error = {"code": code, "message": text}
        if status not in {"completed", "incomplete"}:
            self._stop_open_parts(status, error)
        usage = total_usage(self._usages)
        self._become(status, error=error, reason={"reason": self.plan.reason}, usage=usage)

    def _stop_open_parts(self, status: str, error: JsonObject) -> None:
        for body in self._open("thread.message"):
            self._tell("thread.message.incomplete", message_in(body, "incomplete", self._now, f"run_{status}"))
        for body in self._open("thread.run.step"):
            self._tell(f"thread.run.step.{status}", step_in(body, status, self._now, {"error": error}))

    def _open(self, kind: str) -> list[JsonObject]:
        latest = {moment.data["id"]: moment.data for moment in self.moments if moment.data["object"] == kind}
        return [body for body in latest.values() if body["status"] == "in_progress"]

    def _run_at(self, at: int) -> JsonObject:
        bodies = [moment.data for moment in self.moments if moment.data["object"] == "thread.run" and moment.at <= at]
        return bodies[-1] if bodies else self.moments[0].data

    def _become(self, status: str, **sources: Any) -> None:
        self.run = run_in(self.run, status, self._now, sources)
        self._tell(f"thread.run.{status}", self.run)

    def _tell(self, event: str, data: JsonObject) -> None:
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


OWN_CALLS: Mapping[type, OwnCall] = {Code: code_call, Search: search_call, Call: foundry_call}
WRITTEN: Mapping[type, Callable[[Any], str]] = {
    Code: lambda step: str(step.input),
    Search: lambda step: " ".join(step.file_names),
    Call: lambda step: str(step.payload),
}
"""What the model wrote in a step, which its usage follows from."""


def _with_calls(body: JsonObject, calls: list[JsonObject]) -> JsonObject:
    return {**body, "step_details": {"type": "tool_calls", "tool_calls": calls}}
