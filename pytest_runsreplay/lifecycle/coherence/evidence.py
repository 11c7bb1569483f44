"""What the rules look at, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...models import (
    MessageObject,
    RunObject,
    RunStepObject,
    StreamEvent,
    SubmitToolApprovalAction,
    SubmitToolOutputsAction,
    ToolCallsDetails,
)
from ..dressing import Era

Finding = tuple[str, str]
"""A JSON path, and what was found there."""


@dataclass(frozen=True, slots=True)
class Incoherence:
    """A broken rule: its name, the JSON path where it shows, and what was found there."""

    rule: str
    path: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.path} {self.found}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at; bodies are read leniently, so any value in it may be of any type.

    ``era`` is the form of the API that the bodies are held against, ``None`` for any of the real ones.
    """

    run: RunObject
    steps: Sequence[RunStepObject]
    messages: Sequence[MessageObject]
    events: Sequence[StreamEvent] = ()
    era: Era | None = None

    def placed_steps(self) -> Iterator[tuple[str, RunStepObject]]:
        """The steps with their paths."""
        return ((f"steps[{index}]", step) for index, step in enumerate(self.steps))

    def placed_messages(self) -> Iterator[tuple[str, MessageObject]]:
        """The messages with their paths."""
        return ((f"messages[{index}]", message) for index, message in enumerate(self.messages))

    def placed_bodies(self) -> Iterator[tuple[str, RunObject | RunStepObject | MessageObject]]:
        """The run, the steps and the messages with their paths."""
        yield "$", self.run
        yield from self.placed_steps()
        yield from self.placed_messages()

    def awaited_calls(self) -> Iterator[tuple[str, Any]]:
        """The calls that the run waits for, with their paths."""
        action = self.run.required_action
        if isinstance(action, SubmitToolOutputsAction):
            asked = getattr(action.submit_tool_outputs, "tool_calls", None)
            yield from placed(f"$.required_action.{action.type}.tool_calls", asked)
        elif isinstance(action, SubmitToolApprovalAction):
            asked = getattr(action.submit_tool_approval, "tool_calls", None)
            yield from placed(f"$.required_action.{action.type}.tool_calls", asked)

    def made_calls(self) -> Iterator[tuple[str, Any]]:
        """The calls of the steps, with their paths."""
        for path, step in self.placed_steps():
            yield from calls_of(step, path)


Rule = Callable[[Evidence], Iterator[Finding]]


def calls_of(step: RunStepObject, path: str) -> Iterator[tuple[str, Any]]:
    """The tool calls of a step, with their paths."""
    if isinstance(step.step_details, ToolCallsDetails):
        yield from placed(f"{path}.step_details.tool_calls", step.step_details.tool_calls)


def placed(path: str, items: Any) -> Iterator[tuple[str, Any]]:
    """The items of what should be a list, with their paths."""
    return ((f"{path}[{index}]", item) for index, item in enumerate(items if isinstance(items, list) else ()))
