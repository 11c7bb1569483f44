"""What a run is going to do: the steps of a plan, and how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .steps import FAILURE, Message, OwnWork, PlannedStep, Search

Ending = Literal["completed", "incomplete", "failed", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run and the status it ends in. ``error`` is the code and message of a failed run.

    A run that is cancelled or expires does so within its last step, unless that waits for outputs. A run whose last
    step fails ends failed, with that step's error. Raises ValueError where the ending is not what the steps lead to.
    """

    steps: tuple[PlannedStep, ...] = ()
    ending: Ending = "completed"
    error: tuple[str, str] = FAILURE
    reason: str = "max_completion_tokens"

    def __post_init__(self) -> None:
        failure = failure_of(self.steps)
        if failure is None:
            return
        if self.ending not in {"completed", "failed"}:
            raise ValueError(f"a run whose last step fails ends failed; it cannot end {self.ending}")
        object.__setattr__(self, "ending", "failed")
        object.__setattr__(self, "error", failure)

    @property
    def stops_within_its_last_step(self) -> bool:
        """Whether the last step is still open when the run ends."""
        return self.ending in {"cancelled", "expired"} or failure_of(self.steps) is not None


def checked_steps(steps: Iterable[object]) -> tuple[PlannedStep, ...]:
    """The steps of a plan.

    Raises TypeError, naming what was given, for what is none, and ValueError for steps that cannot follow each other:
    one after a step that fails, a message citing a file that no search before it found.
    """
    taken: list[PlannedStep] = []
    found: set[str] = set()
    for step in steps:
        if not isinstance(step, PlannedStep):
            raise TypeError(f"a plan takes steps made by tool_call, code, search, call and message, found {step!r}")
        if failure_of(taken) is not None:
            raise ValueError(f"a run ends with the step that fails; {step!r} would come after it")
        if isinstance(step, Search):
            found.update(step.file_names)
        if isinstance(step, Message):
            _require_found(step.cites, found)
        taken.append(step)
    return tuple(taken)


def failure_of(steps: Iterable[PlannedStep]) -> tuple[str, str] | None:
    """The code and message that the last of the steps fails with, if it does."""
    last = next(reversed(tuple(steps)), None)
    return last.error if isinstance(last, OwnWork) else None


def _require_found(names: Iterable[str], found: set[str]) -> None:
    for name in names:
        if name not in found:
            known = f"found are {', '.join(sorted(found))}" if found else "no search comes before it"
            raise ValueError(f"a message cites {name!r}, which no search before it found; {known}")
