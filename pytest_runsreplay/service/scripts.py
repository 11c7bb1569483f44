"""What runs are going to do, as told by the test that uses the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from ..lifecycle import Ending, Plan, PlannedStep, checked_steps, message

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Script:
    """A plan, and the id or name of the assistant whose runs it is for: ``None`` for any."""

    plan: Plan
    assistant: str | None = None

    def suits(self, assistant: JsonObject) -> bool:
        """Whether a run of this assistant may take the script."""
        return self.assistant is None or self.assistant in (assistant["id"], assistant["name"])


class Scripts:
    """The scripts of a service: a queue, each for one run, and those that stay for every other run."""

    def __init__(self) -> None:
        self.unused: list[Script] = []
        self._standing: list[Script] = []

    def add(self, script: Script) -> None:
        """Queue a script for the next run that it suits."""
        self.unused.append(script)

    def always(self, script: Script) -> None:
        """Keep a script for all runs that it suits and that find nothing in the queue; the latest wins."""
        self._standing.insert(0, script)

    def take(self, assistant: JsonObject, last_words: str | None) -> Plan:
        """The plan of a run that begins now; without a script it repeats the user's last words."""
        for script in self.unused:
            if script.suits(assistant):
                self.unused.remove(script)
                return script.plan
        standing = next((script.plan for script in self._standing if script.suits(assistant)), None)
        return standing or Plan((message(_reply(last_words)),))


def planned(
    steps: Iterable[PlannedStep], ending: Ending, error: tuple[str, str] | None = None, reason: str | None = None
) -> Plan:
    """A plan of these steps. Raises TypeError or ValueError, naming what was given, where they make none."""
    taken = checked_steps(steps)
    if ending not in get_args(Ending):
        raise ValueError(f"a run cannot end in {ending!r}; it ends in one of {', '.join(get_args(Ending))}")
    if error is not None and (not isinstance(error, tuple) or len(error) != 2):
        raise TypeError(f"an error is a pair of code and message, such as ('server_error', 'no luck'), found {error!r}")
    details: dict[str, Any] = {"error": error, "reason": reason}
    return Plan(taken, ending, **{name: value for name, value in details.items() if value is not None})


def _reply(last_words: str | None) -> str:
    return "You have not said anything yet." if last_words is None else f"You said: {last_words}"
