"""The factory of whole lifecycles: a run, its steps, its messages, and every moment on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from pytest_runsreplay.lifecycle import (
    RUN_LIFETIME,
    RUN_STATE_FIELDS,
    Call,
    Code,
    Ending,
    Lifecycle,
    Message,
    Moment,
    Plan,
    PlannedStep,
    Search,
    ToolCalls,
    Unfolding,
    checked_steps,
    failure_of,
    lifecycle_of,
    tools_of,
)
from pytest_runsreplay.lifecycle.eras import Era, find_era

from .draws import Draws
from .errors import Incoherent, told
from .knowing import check_known
from .recipes import Recipe
from .run_bodies import draft_in
from .run_builder import RunBuilder

JsonObject = dict[str, Any]

ENDINGS: Mapping[str, Ending] = {
    "completed": "completed",
    "incomplete": "incomplete",
    "failed": "failed",
    "cancelled": "cancelled",
    "cancelling": "cancelled",
    "expired": "expired",
}
"""How the plan of a run ends that is to come to a status; a run that is to come to another is stopped on its way."""

STOPS: Mapping[str, Callable[[str], bool]] = {
    "queued": lambda event: event == "thread.run.queued",
    "in_progress": lambda event: event.endswith(".in_progress"),
    "cancelling": lambda event: event == "thread.run.cancelling",
}
"""After which event, the last one like it, a run is stopped that is to stay in a status."""

WAITING = frozenset({"requires_action", "cancelling", "cancelled", "expired"})
"""Statuses in which, or on the way to which, a run waits for a call that the plan has no output for."""

PLANNED = {"last_error": "failed", "incomplete_details": "incomplete"}
"""Fields of a state that a plan can be given, and the status that has them."""


BEFORE_FAILURE = frozenset({"queued", "in_progress", "requires_action", "failed"})
"""Statuses of a run whose last step fails, or is to fail."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What all lifecycles of a builder have in common."""

    status: str
    era: Era
    plan: Plan
    created: Recipe


class LifecycleFactory(RunBuilder[Lifecycle]):
    """Makes coherent lifecycles: runs that take the steps they were given on the way to a state.

    Outputs of function calls are submitted as the plan has them (``tool_call(...).returning(...)``), else in prose. A
    run that is to wait, to be cancelled or to expire stops at the first call without an output, if there is one.
    """

    _steps: tuple[PlannedStep, ...] = ()
    _prepared: Prepared | None = None

    @classmethod
    def taking(cls, steps: Sequence[PlannedStep], builder: RunBuilder[Any]) -> LifecycleFactory:
        """The factory that goes on where ``builder`` stands, with these steps. See ``RunFactory.with_steps``."""
        factory = object.__new__(cls)
        vars(factory).update(vars(builder), _steps=checked_steps(steps))
        if factory._settled is not None:
            rules = ["steps: they unfold by the rules alone"]
            raise Incoherent(
                "a lifecycle of an incoherent run",
                rules,
                "Make the lifecycle, then change a body: made.run.completed_at = None.",
            )
        return factory

    def at(self, number: int) -> Lifecycle:
        """The lifecycle of that number, counted from 0; its run has the ids of the run of that number.

        Raises Incoherent for fields that follow from the steps, for a wait where no call is left unanswered, and for
        what the era did not have.
        """
        prepared = self._prepared or self._prepare()
        draws, status, plan = self._draws(number), prepared.status, prepared.plan
        unfolding = Unfolding(prepared.created.body(draws, number), plan, draws.id)
        _answer(unfolding, plan.steps, draws, patient=status in WAITING)
        _come_to(unfolding, status)
        return lifecycle_of(_stopped(unfolding.moments, STOPS.get(status)), prepared.era)

    def _prepare(self) -> Prepared:
        fails = failure_of(self._steps) is not None
        status, era = self._status or ("failed" if fails else "completed"), find_era(self._era)
        self._check_overrides(status)
        steps = _stretched(self._steps, self._seconds)
        plan = self._plan(status, () if status == "queued" else steps)
        self._prepared = Prepared(status, era, plan, self._created(status, era, steps))
        return self._prepared

    def _created(self, status: str, era: Era, steps: tuple[PlannedStep, ...]) -> Recipe:
        given = {name: value for name, value in self._overrides.items() if name not in PLANNED}
        tools = list(given.pop("tools", ()))
        known = {_tool_name(tool) for tool in tools}
        tools += [tool for tool in tools_of(steps) if _tool_name(tool) not in known]
        draft = draft_in("queued", {**given, "tools": tools}, None)
        draft.body["model"] = era.model
        draft.lay({**given, "tools": tools})
        body = {**draft.body, "status": status}
        check_known(era, kind="lifecycle", asked=given, body=body, types=_types(steps))
        return draft.plain()

    def _plan(self, status: str, steps: tuple[PlannedStep, ...]) -> Plan:
        plan = Plan(steps, ENDINGS.get(status, "completed"))
        error = self._overrides.get("last_error") or {}
        reason = (self._overrides.get("incomplete_details") or {}).get("reason", plan.reason)
        code, text = plan.error
        return replace(plan, error=(error.get("code", code), error.get("message", text)), reason=reason)

    def _derived(self, **changes: Any) -> Self:
        return super()._derived(**{"_prepared": None, **changes})

    def _check_overrides(self, status: str) -> None:
        names = [name for name in RUN_STATE_FIELDS if name in self._overrides and PLANNED.get(name) != status]
        rules = [f"{name}: it follows from the steps and the state" for name in names]
        if failure_of(self._steps) is not None:
            if status not in BEFORE_FAILURE:
                rules.append("steps: the last one fails, and the run with it")
            if "last_error" in self._overrides and not rules:
                rules.append("last_error: it is that of the step that fails")
        if rules:
            asked = told({name: self._overrides[name] for name in names})
            raise Incoherent(
                f"a lifecycle in status {status!r}{asked and ' with '}{asked}", rules, "Leave out one or the other."
            )


def _answer(unfolding: Unfolding, steps: Sequence[PlannedStep], draws: Draws, *, patient: bool) -> None:
    for step in steps:
        if isinstance(step, ToolCalls):
            planned = [call.output for call in step.calls]
            if patient and None in planned:
                return
            outputs = [draws.prose.answer() if output is None else output for output in planned]
            unfolding.submit(dict(zip(unfolding.waiting_for, outputs, strict=True)))


def _come_to(unfolding: Unfolding, status: str) -> None:
    waits = unfolding.status == "requires_action"
    if status == "requires_action" and not waits:
        rules = ["steps: there is no call without an output, and so nothing to wait for"]
        raise Incoherent("a lifecycle that ends waiting", rules, "Add tool_call(…) without .returning(…).")
    if waits and status in {"cancelling", "cancelled"}:
        unfolding.cancel(unfolding.moments[-1].at + 1)
    elif waits and status == "expired":
        unfolding.expire(unfolding.run["expires_at"])


def _stopped(moments: Sequence[Moment], at: Callable[[str], bool] | None) -> Sequence[Moment]:
    if at is None:
        return moments
    last = max(index for index, moment in enumerate(moments) if at(moment.event))
    return moments[: last + 1]


def _stretched(steps: tuple[PlannedStep, ...], seconds: int | None) -> tuple[PlannedStep, ...]:
    # A second to be started, and for each call one to be answered and one to be started again.
    needed = 1 + sum(step.seconds + 2 * isinstance(step, ToolCalls) for step in steps)
    limit = RUN_LIFETIME if seconds is None else seconds
    leeway = seconds is None  # a run may be told ended a second after it would expire, as the rules have it
    if steps and limit + leeway < needed:
        raise ValueError(f"these steps take {needed} s; a run that takes them cannot last {limit} s")
    if seconds is None or not steps:
        return steps
    last = replace(steps[-1], seconds=steps[-1].seconds + seconds - needed)
    return (*steps[:-1], last)


def _types(steps: Sequence[PlannedStep]) -> Mapping[str, Sequence[str]]:
    """The types of calls and of annotations that the steps come with."""
    cited = ["file_citation" for step in steps if isinstance(step, Message) for _ in step.cites]
    return {"calls": [TYPES[type(step)](step) for step in steps if type(step) in TYPES], "annotations": cited}


TYPES: Mapping[type, Callable[[Any], str]] = {
    ToolCalls: lambda step: "function",
    Code: lambda step: "code_interpreter",
    Search: lambda step: "file_search",
    Call: lambda step: str(step.type),
}


def _tool_name(tool: Mapping[str, Any]) -> str:
    return str(tool["function"]["name"] if tool.get("type") == "function" else tool.get("type"))
