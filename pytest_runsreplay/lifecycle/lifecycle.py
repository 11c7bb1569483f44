"""A run with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..models import DONE, MessageObject, RunObject, RunStepObject, StreamEvent, parse
from .bodies import JsonObject
from .dressing import Era
from .eras import find_era
from .moments import Moment
from .states import FINAL_RUN_STATUSES
from .views import BORN_IN, in_form, retrieved_message, retrieved_step

PAUSE = "thread.run.requires_action"
RESUMPTION = "thread.run.step.completed"
LAST_EVENTS = frozenset({PAUSE, *(f"thread.run.{status}" for status in FINAL_RUN_STATUSES)})


@dataclass(frozen=True, slots=True, repr=False)
class Lifecycle:
    """A run, its steps (oldest first), the messages it wrote, and every moment on the way there.

    All that it shows is in the form of its ``era``, but for ``moments``, whose bodies are those of 2026.
    """

    run: RunObject
    steps: tuple[RunStepObject, ...]
    messages: tuple[MessageObject, ...]
    moments: tuple[Moment, ...]
    era: Era = BORN_IN

    def __repr__(self) -> str:
        counts = f"{len(self.steps)} steps, {len(self.messages)} messages"
        return f"<Lifecycle of {self.run.id}, {self.run.status}: {counts}>"

    def events(self) -> list[StreamEvent]:
        """The events that a streaming client would have received, with ``done`` at the end of each stream.

        A run that waited for tool outputs was told in several streams, one after the other here. Raises ValueError for
        an era that had no streams.
        """
        return [event for stream in self.streams() for event in stream]

    def streams(self) -> list[list[StreamEvent]]:
        """The same events, one list for each request that would have been answered with a stream.

        The stream of a run still under way has no ``done``. What becomes of a run that waits is told in a stream only
        if outputs were submitted: a cancellation or expiry then reaches nobody.
        """
        if not self.era.streams:
            raise ValueError(f"{self.era.name} had no streams; choose an era that had, or poll with history()")
        return [[event for moment in told for event in self._told(moment)] for told in self._requests()]

    def history(self) -> list[RunObject]:
        """The run as it was in each of its states, oldest first: what polling often enough would have shown."""
        bodies = (moment.data for moment in self.moments if moment.data["object"] == "thread.run")
        return [RunObject.model_validate(in_form(body, self.era)) for body, _ in groupby(bodies)]

    def _requests(self) -> list[list[Moment]]:
        requests: list[list[Moment]] = [[]]
        for moment in self.moments:
            if requests[-1] and requests[-1][-1].event == PAUSE:
                if moment.event != RESUMPTION:
                    break
                requests.append([])
            requests[-1].append(moment)
        return requests

    def _told(self, moment: Moment) -> Iterator[StreamEvent]:
        for event, body in moment.told(self.era):
            yield StreamEvent(event, parse(body))
        if moment.event in LAST_EVENTS:
            yield StreamEvent("done", DONE)


def lifecycle_of(moments: Sequence[Moment], era: Era | str = BORN_IN) -> Lifecycle:
    """Fold moments into the run, steps and messages that they leave behind, as a retrieval in ``era`` then shows them.

    Raises ValueError for the name of an era that there is not.
    """
    form = find_era(era) if isinstance(era, str) else era
    latest = _latest(moments)
    (run,) = latest["thread.run"].values()
    steps = (retrieved_step(step, run) for step in latest.get("thread.run.step", {}).values())
    messages = (retrieved_message(message, form) for message in latest.get("thread.message", {}).values())
    return Lifecycle(
        run=RunObject.model_validate(in_form(run, form)),
        steps=tuple(RunStepObject.model_validate(in_form(step, form)) for step in steps),
        messages=tuple(MessageObject.model_validate(in_form(message, form)) for message in messages),
        moments=tuple(moments),
        era=form,
    )


def _latest(moments: Iterable[Moment]) -> dict[str, dict[str, JsonObject]]:
    latest: dict[str, dict[str, JsonObject]] = {}
    for moment in moments:
        latest.setdefault(moment.data["object"], {})[moment.data["id"]] = moment.data
    return latest
