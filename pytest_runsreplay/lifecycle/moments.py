"""Something that happened to a run, and how a stream tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .bodies import JsonObject
from .deltas import message_deltas, step_deltas
from .dressing import Era
from .views import BORN_IN, event_in, in_form

GROWTH = frozenset({"thread.message.delta", "thread.run.step.delta"})


class Moment(NamedTuple):
    """Something that happened: when (Unix seconds), under which event name, and the body as it then was.

    Of what grew (a ``….delta``), the body is the whole as it had grown by then: those who poll see it at once, while a
    stream tells it in pieces.
    """

    at: int
    event: str
    data: JsonObject

    def told(self, era: Era = BORN_IN) -> Iterator[tuple[str, JsonObject]]:
        """The events, by name, with which a stream of ``era`` tells the moment, and their bodies."""
        body = in_form(self.data, era)
        if self.event not in GROWTH:
            yield event_in(self.event, era), body
            return
        grown = self.event == "thread.message.delta"
        full, silent = era.full_deltas, era.silent
        for piece in message_deltas(body, full=full) if grown else step_deltas(body, full=full, silent=silent):
            yield self.event, piece
