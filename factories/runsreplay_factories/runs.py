"""The factory of runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self, Unpack

from pytest_runsreplay.lifecycle import (
    OPTIONAL_RUN_FIELDS,
    RUN_FIELDS,
    RUN_STATE_FIELDS,
    PlannedStep,
    incoherences,
)
from pytest_runsreplay.models import RunObject

from .errors import Incoherent, told
from .lifecycles import LifecycleFactory
from .merging import merged
from .overrides import RunOverrides
from .run_bodies import body_in
from .run_builder import RunBuilder

RULED = frozenset({*RUN_STATE_FIELDS, "id", "created_at", "assistant_id", "thread_id"})
"""The fields that a rule is about: with others a run stays coherent whatever they are."""


class RunFactory(RunBuilder[RunObject]):
    """Makes coherent runs, in any of the nine states, completed where none is asked for.

    A trait is a property that gives another builder, and a builder is called to give a run: ``run_factory.failed()``.
    Subclasses may set ``defaults`` and add traits of their own: properties that return ``self.with_(...)``.
    """

    def at(self, number: int) -> RunObject:
        """The run of that number, counted from 0: the one that the call of that number on a new factory gives.

        Raises Incoherent for fields that the run's status does not allow, ValueError for a negative number.
        """
        return RunObject.model_validate(self._body(number))

    def as_dict(self, **overrides: Unpack[RunOverrides]) -> dict[str, Any]:
        """The next run as a JSON object, with keys in the order that servers send."""
        builder = self._with(overrides) if overrides else self
        return builder._body(next(self._numbers))

    def as_json(self, **overrides: Unpack[RunOverrides]) -> str:
        """The next run as the text of a response: indented by two, nothing escaped, no final newline (wire.md §1.6)."""
        return json.dumps(self.as_dict(**overrides), indent=2, ensure_ascii=False)

    @property
    def incoherent(self) -> Self:
        """The builder that obeys: fields are laid over the body as they are, whatever rules that breaks.

        A state is chosen by its trait, as in ``run_factory.incoherent.failed(last_error=None)``; ``status=`` only
        writes that word into the body.
        """
        return self._disobeying()

    def with_steps(self, *steps: PlannedStep) -> LifecycleFactory:
        """The factory of whole lifecycles: runs that take these steps on the way to this builder's state.

        Raises Incoherent on an incoherent builder: a lifecycle is what the rules make of its steps.
        """
        return LifecycleFactory.taking(steps, self)

    def _body(self, number: int) -> dict[str, Any]:
        body = body_in(self._status or "completed", self._draws(number), number, self._followed(), self._seconds)
        if not self._overrides:
            return body
        body = merged(body, self._overrides)
        if self._settled is None and not RULED.isdisjoint(self._overrides):
            self._check(body)
        return body

    def _check(self, body: dict[str, Any]) -> None:
        found = [str(one) for one in incoherences(RunObject.model_validate(body))]
        if found:
            asked = {name: value for name, value in self._overrides.items() if name in RULED}
            raise Incoherent(
                f"a run in status {body['status']!r} with {told(asked)}", found, _advice(body["status"], asked)
            )


def _advice(found: str, asked: Mapping[str, Any]) -> str:
    fitting = [] if _fits(found, asked) else [f".{status}" for status in RUN_FIELDS if _fits(status, asked)]
    other = f"Choose a state that allows it ({', '.join(fitting)})" if fitting else "Leave these fields to the factory"
    return f"{other}, or, if the body is meant to break the rule, say .incoherent({told(asked)})."


def _fits(status: str, asked: Mapping[str, Any]) -> bool:
    optional = OPTIONAL_RUN_FIELDS.get(status, frozenset())
    ruled = [name for name in asked if name in RUN_STATE_FIELDS and name not in optional]
    return all((asked[name] is not None) == (name in RUN_FIELDS[status]) for name in ruled)
