"""The factory of run steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.lifecycle import STEP_FIELDS
from pytest_runsreplay.models import RunObject, RunStepObject

from .accepting import natural_number, text
from .errors import Incoherent, shown, told
from .objects import ObjectBuilder
from .overrides import RunStepOverrides
from .recipes import Draft
from .rules import broken_rules
from .step_bodies import STATUS_IN, Place, step_draft
from .step_kinds import StepKinds


class RunStepFactory(StepKinds, ObjectBuilder[RunStepObject]):
    """Makes coherent run steps, of any kind and in any of the five states; a completed message where none is asked for.

    A trait is a property that gives another builder, and a builder is called to give a step:
    ``run_step_factory.code_interpreter.failed()``.
    """

    kind = "step"
    model = RunStepObject
    takes = RunStepOverrides
    fields = frozenset(RunStepOverrides.__optional_keys__)
    ruled = fields
    statuses = tuple(STEP_FIELDS)
    defaults: ClassVar[RunStepOverrides] = {}
    """Fields that all steps of a subclass are made with; those of its base classes hold too."""

    _details: str | None = None
    _place: Place = Place()

    def __call__(self, **overrides: Unpack[RunStepOverrides]) -> RunStepObject:
        """The next step, with these fields.

        Raises TypeError for a field that a step does not have, ValueError for a status that there is not, and
        Incoherent for values that the step's status or its run does not allow.
        """
        return self._next(overrides)

    def with_(self, **overrides: Unpack[RunStepOverrides]) -> Self:
        """The builder whose steps have these fields; nested objects are merged key by key."""
        return self._with(overrides)

    def batch(self, count: int) -> list[RunStepObject]:
        """The next ``count`` steps; those of a run share its usage, so that they are all of its steps.

        The last one of a run that waits is the call that it waits for.
        """
        run = self._place.run
        if run is None or natural_number(count, "a batch of") == 0:
            return super().batch(count)
        placed = [self._derived(_place=Place(run, (index, count))) for index in range(count)]
        if run.required_action is not None and self._status is None:
            placed[:-1] = [one._of_kind(self._details or "message_creation").completed for one in placed[:-1]]
        return [one() for one in placed]

    def as_dict(self, **overrides: Unpack[RunStepOverrides]) -> dict[str, Any]:
        """The next step as a JSON object, with keys in the order that servers send."""
        return self._next_body(overrides)

    def as_json(self, **overrides: Unpack[RunStepOverrides]) -> str:
        """The next step as the text of a response: indented by two, nothing escaped, no final newline."""
        return self._next_text(overrides)

    def of(self, run: RunObject) -> Self:
        """Steps of ``run``: with its ids, in its time, in a state that fits its own, and one alone with its usage.

        The steps of a run that waits are the calls that it waits for.
        """
        if not isinstance(run, RunObject):
            raise TypeError(f"steps of {shown(run)} were asked for; give a run, such as run_factory()")
        return self._derived(_place=Place(run))

    @property
    def in_progress(self) -> Self:
        """Steps under way."""
        return self._in("in_progress")

    @property
    def completed(self) -> Self:
        """Steps that are done; the state when no other is asked for and no run asks for one."""
        return self._in("completed")

    @property
    def failed(self) -> Self:
        """Steps that failed, with the error that servers give."""
        return self._in("failed")

    @property
    def cancelled(self) -> Self:
        """Steps that stopped because their run was cancelled."""
        return self._in("cancelled")

    @property
    def expired(self) -> Self:
        """Steps whose run expired."""
        return self._in("expired")

    def with_error(self, code: str, message: str | None = None) -> Self:
        """Failed steps with this error; known codes are server_error and rate_limit_exceeded."""
        error = {"code": text(code, "the error code")}
        return self._in("failed")._with({"last_error": error if message is None else {**error, "message": message}})

    def _of_kind(self, name: str) -> Self:
        return self._derived(_details=name)

    def _draft(self) -> Draft:
        status, kind = self._status or _status_in(self._place.run), self._details or _kind_in(self._place.run)
        draft = step_draft(status, kind, self._followed(), self._seconds, self._place)
        given = self._followed().get("step_details")
        if given is not None:
            draft.body["type"] = given.get("type", draft.body["type"])
        return draft

    def _may_break(self, followed: Mapping[str, Any]) -> bool:
        chosen = self._details is not None or self._status is not None
        return super()._may_break(followed) or (self._place.run is not None and chosen)

    def _check(self, made: RunStepObject) -> None:
        found = broken_rules(self._era, self._place.run or _run_around(made), [made], about="steps")
        if found:
            asked = told(self._overrides)
            advice = f"Choose another trait, or, if the body is meant to break the rule, say .incoherent({asked})."
            raise Incoherent(f"a step in status {made.status!r}{asked and f' with {asked}'}", found, advice)


def _status_in(run: RunObject | None) -> str:
    return "completed" if run is None else STATUS_IN.get(run.status, "in_progress")


def _kind_in(run: RunObject | None) -> str:
    return "message_creation" if run is None or run.required_action is None else "function"


def _run_around(step: RunStepObject) -> RunObject:
    fields: Mapping[str, Any] = {"id": step.run_id, "thread_id": step.thread_id, "created_at": step.created_at}
    return RunObject.model_validate({**fields, "status": "in_progress"})
