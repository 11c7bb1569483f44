"""What the factories of runs and of lifecycles have in common: the nine states, and what a run may be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.lifecycle import RUN_FIELDS

from .accepting import text
from .builder import Builder, Made
from .overrides import RunOverrides
from .tools import tool_bodies


class RunBuilder(Builder[Made]):
    """Makes something about a run. Each trait is another builder; each builder is called for what it makes."""

    kind = "run"
    takes = RunOverrides
    fields = frozenset(RunOverrides.__optional_keys__)
    statuses = tuple(RUN_FIELDS)
    defaults: ClassVar[RunOverrides] = {}
    """Fields that all objects of a subclass are made with; those of its base classes hold too."""

    def __call__(self, **overrides: Unpack[RunOverrides]) -> Made:
        """The next object, with these fields.

        Raises TypeError for a field that a run does not have, ValueError for a status that there is not, and
        Incoherent for values that the run's status does not allow.
        """
        return self._next(overrides)

    def with_(self, **overrides: Unpack[RunOverrides]) -> Self:
        """The builder whose objects have these fields; nested objects are merged key by key."""
        return self._with(overrides)

    @property
    def queued(self) -> Self:
        """Runs that wait for their turn."""
        return self._in("queued")

    @property
    def in_progress(self) -> Self:
        """Runs under way."""
        return self._in("in_progress")

    @property
    def requires_action(self) -> Self:
        """Runs that wait for the output of a function call, of a function among their tools."""
        return self._in("requires_action")

    @property
    def cancelling(self) -> Self:
        """Runs that were cancelled and have not stopped yet."""
        return self._in("cancelling")

    @property
    def cancelled(self) -> Self:
        """Runs that were cancelled and have stopped."""
        return self._in("cancelled")

    @property
    def failed(self) -> Self:
        """Runs that failed, with the error that servers give."""
        return self._in("failed")

    @property
    def completed(self) -> Self:
        """Runs that did what they were to do; this is the state when no other is asked for."""
        return self._in("completed")

    @property
    def incomplete(self) -> Self:
        """Runs that met a token limit."""
        return self._in("incomplete")

    @property
    def expired(self) -> Self:
        """Runs that did not end within 600 s of their creation."""
        return self._in("expired")

    def with_tools(self, *tools: str | Mapping[str, Any]) -> Self:
        """Runs with these tools: bodies made by ``tools``, or names of types that need no more: ``code_interpreter``.

        Raises TypeError or ValueError for what is no tool.
        """
        return self._with({"tools": tool_bodies(tools)})

    def with_metadata(self, **metadata: str) -> Self:
        """Runs with these entries in their metadata, added to those they have."""
        return self._with({"metadata": metadata})

    def with_error(self, code: str, message: str | None = None) -> Self:
        """Failed runs with this error; known codes are server_error, rate_limit_exceeded and invalid_prompt."""
        error = {"code": text(code, "the error code")}
        return self._in("failed")._with({"last_error": error if message is None else {**error, "message": message}})
