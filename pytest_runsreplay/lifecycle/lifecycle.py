"""A run with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..models import DONE, MessageObject, RunObject, RunStepObject, StreamEvent, parse
from .unfolding import Moment

PAUSE = "thread.run.requires_action"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A run, its steps (oldest first), the messages it wrote, and every moment on the way there."""

    run: RunObject
    steps: tuple[RunStepObject, ...]
    messages: tuple[MessageObject, ...]
    moments: tuple[Moment, ...]

    def events(self) -> list[StreamEvent]:
        """The events that a streaming client would have received, with ``done`` at the end of each stream.

        A run that waited for tool outputs was told in several streams, one after the other here.
        """
        return [event for stream in self.streams() for event in stream]

    def streams(self) -> list[list[StreamEvent]]:
        """The same events, one list for each request that would have been answered with a stream."""
        streams: list[list[StreamEvent]] = [[]]
        for moment in self.moments:
            if moment.event is not None:
                streams[-1].append(StreamEvent(moment.event, parse(moment.data)))
            if moment.event == PAUSE:
                streams[-1].append(StreamEvent("done", DONE))
                streams.append([])
        streams[-1].append(StreamEvent("done", DONE))
        return [stream for stream in streams if len(stream) > 1]

    def history(self) -> list[RunObject]:
        """The run as it was in each of its states, oldest first: what polling often enough would have shown."""
        bodies = [moment.data for moment in self.moments if moment.data["object"] == "thread.run"]
        return [RunObject.model_validate(body) for body, _ in groupby(bodies)]


def lifecycle_of(moments: Sequence[Moment]) -> Lifecycle:
    """Fold moments into the run, steps and messages that they leave behind."""
    runs = _latest(moments, "thread.run")
    messages = [_retrieved(body) for body in _latest(moments, "thread.message")]
    return Lifecycle(
        run=RunObject.model_validate(runs[-1]),
        steps=tuple(RunStepObject.model_validate(body) for body in _latest(moments, "thread.run.step")),
        messages=tuple(MessageObject.model_validate(body) for body in messages),
        moments=tuple(moments),
    )


def _latest(moments: Iterable[Moment], kind: str) -> list[dict[str, Any]]:
    return list({m.data["id"]: m.data for m in moments if m.data["object"] == kind}.values())


def _retrieved(body: dict[str, Any]) -> dict[str, Any]:
    streamed = {"status", "incomplete_details", "incomplete_at", "completed_at"}
    return {key: value for key, value in body.items() if key not in streamed}
