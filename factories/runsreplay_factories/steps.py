"""The factory of run steps."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.lifecycle import STEP_FIELDS, incoherences
from pytest_runsreplay.models import RunObject, RunStepObject

from .builder import Builder
from .errors import Incoherent, told
from .merging import merged
from .overrides import RunStepOverrides
from .step_bodies import STATUS_IN, Place, step_in


class RunStepFactory(Builder[RunStepObject]):
    """Makes coherent run steps, of any kind and in any of the five states; a completed message where none is asked for.

    A trait is a property that gives another builder, and a builder is called to give a step:
    ``run_step_factory.code_interpreter.failed()``.
    """

    kind = "step"
    fields = frozenset(RunStepOverrides.__optional_keys__)
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

    def at(self, number: int) -> RunStepObject:
        """The step of that number, counted from 0: the one that the call of that number on a new factory gives.

        Raises Incoherent for fields that the step's status or its run does not allow.
        """
        return RunStepObject.model_validate(self._body(number))

    def batch(self, count: int) -> list[RunStepObject]:
        """The next ``count`` steps; those of a run share its usage, so that they are all of its steps."""
        if self._place.run is None or count < 1:
            return super().batch(count)
        shares = [Place(self._place.run, (index, count)) for index in range(count)]
        return [self._derived(_place=place)() for place in shares]

    def as_dict(self, **overrides: Unpack[RunStepOverrides]) -> dict[str, Any]:
        """The next step as a JSON object, with keys in the order that servers send."""
        builder = self._with(overrides) if overrides else self
        return builder._body(next(self._numbers))

    def as_json(self, **overrides: Unpack[RunStepOverrides]) -> str:
        """The next step as the text of a response: indented by two, nothing escaped, no final newline."""
        return json.dumps(self.as_dict(**overrides), indent=2, ensure_ascii=False)

    @property
    def incoherent(self) -> Self:
        """The builder that obeys: fields are laid over the body as they are, whatever rules that breaks."""
        return self._disobeying()

    def of(self, run: RunObject) -> Self:
        """Steps of ``run``: with its ids, in its time, in a state that fits its own, and one alone with its usage.

        The steps of a run that waits are the calls that it waits for.
        """
        return self._derived(_place=Place(run))

    @property
    def message_creation(self) -> Self:
        """Steps that wrote a message; the kind when no other is asked for."""
        return self._derived(_details="message_creation")

    @property
    def function_call(self) -> Self:
        """Steps that called a function of their run's tools."""
        return self._derived(_details="function")

    @property
    def tool_calls(self) -> Self:
        """Steps of type ``tool_calls`` with the commonest of calls: the same as ``function_call``."""
        return self.function_call

    @property
    def code_interpreter(self) -> Self:
        """Steps that ran code."""
        return self._derived(_details="code_interpreter")

    @property
    def file_search(self) -> Self:
        """Steps that searched files."""
        return self._derived(_details="file_search")

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
        error = {"code": code} if message is None else {"code": code, "message": message}
        return self._in("failed")._with({"last_error": error})

    def _body(self, number: int) -> dict[str, Any]:
        status, kind = self._status or _status_in(self._place.run), self._details or _kind_in(self._place.run)
        body = step_in(status, kind, self._draws(number), number, self._followed(), self._seconds, self._place)
        if not self._overrides:
            return body
        body = merged(body, self._overrides)
        if self._settled is None:
            body["type"] = self._overrides.get("type", body["step_details"].get("type"))
            self._check(body)
        return body

    def _check(self, body: dict[str, Any]) -> None:
        step = RunStepObject.model_validate(body)
        run = self._place.run or _run_around(step)
        found = [str(one) for one in incoherences(run, [step]) if one.path.startswith("steps")]
        if found:
            asked = told(self._overrides)
            advice = f"Choose another trait, or, if the body is meant to break the rule, say .incoherent({asked})."
            raise Incoherent(f"a step in status {step.status!r} with {asked}", found, advice)


def _status_in(run: RunObject | None) -> str:
    return "completed" if run is None else STATUS_IN.get(run.status, "in_progress")


def _kind_in(run: RunObject | None) -> str:
    return "message_creation" if run is None or run.required_action is None else "function"


def _run_around(step: RunStepObject) -> RunObject:
    fields = {"id": step.run_id, "thread_id": step.thread_id, "created_at": step.created_at}
    return RunObject.model_validate({**fields, "status": "in_progress"})
