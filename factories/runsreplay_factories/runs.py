"""The factory of runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from pytest_runsreplay.lifecycle import OPTIONAL_RUN_FIELDS, RUN_FIELDS, RUN_STATE_FIELDS, PlannedStep
from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import RunObject

from .errors import Incoherent, told
from .lifecycles import LifecycleFactory
from .objects import ObjectBuilder
from .overrides import RunOverrides
from .recipes import Draft
from .rules import broken_rules
from .run_bodies import draft_in
from .run_builder import RunBuilder

RULED = frozenset({*RUN_STATE_FIELDS, "id", "created_at", "assistant_id", "thread_id"})
"""The fields that a rule is about: with others a run stays coherent whatever they are."""


class RunFactory(RunBuilder[RunObject], ObjectBuilder[RunObject]):
    """Makes coherent runs, in any of the nine states, completed where none is asked for.

    A trait is a property that gives another builder, and a builder is called to give a run: ``run_factory.failed()``.
    Subclasses may set ``defaults`` and add traits of their own: properties that return ``self.with_(...)``.
    """

    model = RunObject
    ruled = RULED

    def as_dict(self, **overrides: Unpack[RunOverrides]) -> dict[str, Any]:
        """The next run as a JSON object, with keys in the order that servers send."""
        return self._next_body(overrides)

    def as_json(self, **overrides: Unpack[RunOverrides]) -> str:
        """The next run as the text of a response: indented by two, nothing escaped, no final newline (wire.md §1.6)."""
        return self._next_text(overrides)

    def with_steps(self, *steps: PlannedStep) -> LifecycleFactory:
        """The factory of whole lifecycles: runs that take these steps on the way to this builder's state.

        Raises Incoherent on an incoherent builder: a lifecycle is what the rules make of its steps.
        """
        return LifecycleFactory.taking(steps, self)

    def _draft(self) -> Draft:
        obeys = self._settled is not None
        draft = draft_in(self._status or "completed", self._followed(), self._seconds, obeys=obeys)
        draft.body["model"] = find_era(self._era).model
        return draft

    def _check(self, made: RunObject) -> None:
        found = broken_rules(self._era, made)
        if found:
            status, asked = self._status or "completed", self._asked()
            raise Incoherent(f"a run in status {status!r} with {told(asked)}", found, _advice(status, asked))

    def _asked(self) -> Mapping[str, Any]:
        return {name: value for name, value in self._overrides.items() if name in RULED}


def _advice(found: str, asked: Mapping[str, Any]) -> str:
    fitting = [] if _fits(found, asked) else [f".{status}" for status in RUN_FIELDS if _fits(status, asked)]
    other = f"Choose a state that allows it ({', '.join(fitting)})" if fitting else "Leave these fields to the factory"
    return f"{other}, or, if the body is meant to break the rule, say .incoherent({told(asked)})."


def _fits(status: str, asked: Mapping[str, Any]) -> bool:
    optional = OPTIONAL_RUN_FIELDS.get(status, frozenset())
    ruled = [name for name in asked if name in RUN_STATE_FIELDS and name not in optional]
    return all((asked[name] is not None) == (name in RUN_FIELDS[status]) for name in ruled)
