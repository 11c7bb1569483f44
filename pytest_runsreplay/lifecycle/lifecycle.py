"""A run with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..models import DONE, MessageObject, RunObject, RunStepObject, StreamEvent, parse
from .states import FINAL_RUN_STATUSES
from .unfolding import Moment

PAUSE = "thread.run.requires_action"
RESUMPTION = "thread.run.step.completed"
LAST_EVENTS = frozenset({PAUSE, *(f"thread.run.{status}" for status in FINAL_RUN_STATUSES)})
STREAMED_ONLY = frozenset({"status", "incomplete_details", "incomplete_at", "completed_at"})


@dataclass(frozen=True, slots=True, repr=False)
class Lifecycle:
    """A run, its steps (oldest first), the messages it wrote, and every moment on the way there."""

    run: RunObject
    steps: tuple[RunStepObject, ...]
    messages: tuple[MessageObject, ...]
    moments: tuple[Moment, ...]

    def __repr__(self) -> str:
        counts = f"{len(self.steps)} steps, {len(self.messages)} messages"
        return f"<Lifecycle of {self.run.id}, {self.run.status}: {counts}>"

    def events(self) -> list[StreamEvent]:
        """The events that a streaming client would have received, with ``done`` at the end of each stream.

        A run that waited for tool outputs was told in several streams, one after the other here.
        """
        return [event for stream in self.streams() for event in stream]

    def streams(self) -> list[list[StreamEvent]]:
        """The same events, one list for each request that would have been answered with a stream.

        The stream of a run still under way has no ``done``. What becomes of a run that waits is told in a stream only
        if outputs were submitted: a cancellation or expiry then reaches nobody.
        """
        return [[event for moment in told for event in _told(moment)] for told in self._requests()]

    def _requests(self) -> list[list[Moment]]:
        requests: list[list[Moment]] = [[]]
        for moment in self.moments:
            if moment.event is None:
                continue
            if requests[-1] and requests[-1][-1].event == PAUSE:
                if moment.event != RESUMPTION:
                    break
                requests.append([])
            requests[-1].append(moment)
        return requests

    def history(self) -> list[RunObject]:
        """The run as it was in each of its states, oldest first: what polling often enough would have shown."""
        bodies = [moment.data for moment in self.moments if moment.data["object"] == "thread.run"]
        return [RunObject.model_validate(body) for body, _ in groupby(bodies)]


def lifecycle_of(moments: Sequence[Moment]) -> Lifecycle:
    """Fold moments into the run, steps and messages that they leave behind, as a retrieval then shows them."""
    run = RunObject.model_validate(_latest(moments, "thread.run")[-1])
    steps = [_retrieved_step(body, run) for body in _latest(moments, "thread.run.step")]
    messages = [_retrieved_message(body) for body in _latest(moments, "thread.message")]
    return Lifecycle(
        run=run,
        steps=tuple(RunStepObject.model_validate(body) for body in steps),
        messages=tuple(MessageObject.model_validate(body) for body in messages),
        moments=tuple(moments),
    )


def _told(moment: Moment) -> list[StreamEvent]:
    told = [StreamEvent(moment.event, parse(moment.data))]
    return [*told, StreamEvent("done", DONE)] if moment.event in LAST_EVENTS else told


def _latest(moments: Iterable[Moment], kind: str) -> list[dict[str, Any]]:
    return list({m.data["id"]: m.data for m in moments if m.data["object"] == kind}.values())


def _retrieved_step(body: dict[str, Any], run: RunObject) -> dict[str, Any]:
    # A step keeps its run's expiry while that lives, and loses it with it (wire.md §5.3).
    return {**body, "expires_at": run.expires_at}


def _retrieved_message(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in STREAMED_ONLY}
