"""A run of the service in its own virtual time: what it has come to, as those who poll see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..lifecycle import (
    FINAL_RUN_STATUSES,
    RUN_LIFETIME,
    IllegalTransition,
    Moment,
    Plan,
    Unfolding,
    retrieved_message,
    retrieved_step,
)
from .errors import not_cancellable, other_outputs_expected, takes_no_outputs

JsonObject = dict[str, Any]

WRITTEN = frozenset({"thread.message.completed", "thread.message.incomplete"})
"""Events after which a message is in its thread."""


class LiveRun:
    """A run that shows its moments as its time passes. ``now`` is its own time, in Unix seconds.

    Messages that it has written, if only in part, are put into ``messages``, by id.
    """

    def __init__(
        self, body: JsonObject, plan: Plan, new_id: Callable[[str], str], messages: dict[str, JsonObject]
    ) -> None:
        self.now: int = body["created_at"]
        self._expires_at = self.now + RUN_LIFETIME
        self._unfolding = Unfolding(body, plan, new_id)
        self._messages = messages
        self._body = body
        self._steps: dict[str, JsonObject] = {}
        self._shown = 0
        self._changes: JsonObject = {}
        self._show()

    @property
    def status(self) -> str:
        """The status as it is now."""
        return str(self._body["status"])

    @property
    def is_final(self) -> bool:
        """Whether the run has ended."""
        return self.status in FINAL_RUN_STATUSES

    @property
    def body(self) -> JsonObject:
        """The run as it is now."""
        return {**self._body, **self._changes}

    @property
    def steps(self) -> list[JsonObject]:
        """The steps begun by now, oldest first; their ``expires_at`` goes when the run ends (wire.md §3.1)."""
        return [retrieved_step(step, self._body) for step in self._steps.values()]

    @property
    def shown(self) -> int:
        """How many moments have come to pass."""
        return self._shown

    def modify(self, **changes: Any) -> None:
        """Change fields that are the user's, such as ``metadata``."""
        self._changes.update(changes)

    def move(self, seconds: int) -> None:
        """Let this many seconds pass for the run; it expires 600 s after it was made."""
        self.now += seconds
        if not self.is_final and self.now >= self._expires_at:
            self._unfolding.expire(self._expires_at)
        self._show()

    def seconds_ahead(self) -> int:
        """Seconds from now until the run ends or waits for somebody, which is what a stream tells at once."""
        until: int = min(self._unfolding.moments[-1].at, self._expires_at)
        return max(0, until - self.now)

    def told_since(self, start: int) -> Iterator[tuple[str, JsonObject]]:
        """The events with which a stream tells the moments from the ``start``-th on to now."""
        for moment in self._unfolding.moments[start : self._shown]:
            yield from moment.told()

    def cancel(self) -> None:
        """Begin to cancel the run; it is cancelled a second later. Raises ApiError if it cannot be."""
        try:
            self._unfolding.cancel(self.now)
        except IllegalTransition as error:
            raise not_cancellable(error.status) from None
        self._show()

    def submit(self, outputs: Mapping[str, str], ids: list[str]) -> None:
        """Hand in outputs by call id; ``ids`` are those handed in, in order. Raises ApiError where they do not suit."""
        if self.status != "requires_action":
            raise takes_no_outputs(self.status)
        if sorted(ids) != sorted(self._unfolding.waiting_for):
            raise other_outputs_expected(self._unfolding.waiting_for, ids)
        self._unfolding.submit(outputs, self.now)
        self._show()

    def _show(self) -> None:
        moments = self._unfolding.moments
        while self._shown < len(moments) and moments[self._shown].at <= self.now:
            self._take(moments[self._shown])
            self._shown += 1

    def _take(self, moment: Moment) -> None:
        data = moment.data
        if data["object"] == "thread.run":
            self._body = data
        elif data["object"] == "thread.run.step":
            self._steps[data["id"]] = data
        elif moment.event in WRITTEN:
            self._messages[data["id"]] = retrieved_message(data)
