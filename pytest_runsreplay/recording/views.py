"""The objects that a recording shows, as parsed models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..models import (
    MessageObject,
    Page,
    ParseError,
    RunObject,
    RunStepObject,
    StreamEvent,
    WireModel,
    parse,
    parse_stream,
)
from .headers import value_of
from .streams import EVENT_STREAM

if TYPE_CHECKING:
    from .exchanges import Exchange, Response

Model = TypeVar("Model", RunObject, RunStepObject, MessageObject)


class Shown(NamedTuple):
    """What one answer shows: the objects in it, and if it is a stream, its events."""

    objects: list[WireModel]
    events: list[StreamEvent]


class RecordedObjects:
    """Mixed into what has ``exchanges``: the runs, steps, messages and events in them, each as it was last seen.

    Each answer is parsed once, however often it is looked at.
    """

    if TYPE_CHECKING:

        @property
        def exchanges(self) -> list[Exchange]: ...

    @cached_property
    def _shown(self) -> dict[int, tuple[Response, Shown]]:
        """What was parsed, by the identity of the answer, which is kept so that no other takes it over."""
        return {}

    @property
    def runs(self) -> list[RunObject]:
        """Every run, in the order in which they were first seen."""
        return list(_latest(self._objects(), RunObject).values())

    def run(self, id: str) -> RunObject:
        """The run with this id. Raises LookupError naming the runs that there are."""
        runs = _latest(self._objects(), RunObject)
        if id not in runs:
            raise LookupError(f"no run {id!r} was recorded; there are {', '.join(runs) or 'no runs'}")
        return runs[id]

    def history(self, id: str) -> list[RunObject]:
        """A run in each of the states in which it was seen, oldest first."""
        seen = (item for item in self._objects() if isinstance(item, RunObject) and item.id == id)
        return [state for state, _ in groupby(seen)]

    def steps(self, run_id: str) -> list[RunStepObject]:
        """The steps of a run, oldest first."""
        steps = _latest(self._objects(), RunStepObject).values()
        return sorted((step for step in steps if step.run_id == run_id), key=lambda step: step.created_at)

    def messages(self, thread_id: str) -> list[MessageObject]:
        """The messages of a thread, oldest first."""
        messages = _latest(self._objects(), MessageObject).values()
        return sorted((one for one in messages if one.thread_id == thread_id), key=lambda one: one.created_at)

    @property
    def events(self) -> list[StreamEvent]:
        """The events of every streamed answer, in order."""
        return [event for exchange in self.exchanges for event in self._show(exchange.response).events]

    def _objects(self) -> Iterator[WireModel]:
        for exchange in self.exchanges:
            yield from self._show(exchange.response).objects

    def _show(self, response: Response) -> Shown:
        if id(response) not in self._shown:
            self._shown[id(response)] = response, _parsed(response)
        return self._shown[id(response)][1]


def _latest(objects: Iterable[WireModel], kind: type[Model]) -> dict[str, Model]:
    return {item.id: item for item in objects if isinstance(item, kind)}


def _parsed(response: Response) -> Shown:
    """What an answer shows; nothing, if it is none of the API's objects."""
    try:
        if value_of(response.headers, "content-type").startswith(EVENT_STREAM):
            events = list(parse_stream(response.content))
            return Shown([event.data for event in events if isinstance(event.data, WireModel)], events)
        body = parse(response.content)
    except ParseError:
        return Shown([], [])
    return Shown(list(body.data) if isinstance(body, Page) else [body], [])
