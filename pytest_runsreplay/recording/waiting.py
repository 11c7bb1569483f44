"""Who waits for what: the tasks and threads of a test, and the objects that they were told are not yet done.

Whoever was told waits, and so does whoever started it, because a poll is often made in a task or a pool's worker
(``asyncio.to_thread``, ``wait_for``) and slept for outside of it. Tasks and threads beside them do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from ..lifecycle.states import FINAL_STATUSES, UNFINISHED_STATUSES

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .exchanges import Response

RETRIED_STATUSES = frozenset({408, 409, 429})
RETRY = "a request that is tried again"

POLLED_STATUSES = UNFINISHED_STATUSES - {"requires_action"}
"""Statuses that end by themselves. A run that requires action waits for its reader, who may be at work."""


class Waiter:
    """A task, or a thread: ``unfinished`` is the last cassette to show each object that is not done, by its id."""

    def __init__(self, starter: Waiter | None = None) -> None:
        self.starter = starter
        self.unfinished: dict[str, RunsCassette] = {} if starter is None else dict(starter.unfinished)

    def waits_for(self, cassette: RunsCassette) -> bool:
        """Whether the reader of this cassette would sleep and ask again."""
        return any(one is cassette for one in tuple(self.unfinished.values()))  # other threads may be writing

    def lineage(self) -> Iterator[Waiter]:
        """This one, who started it, and so on."""
        waiter: Waiter | None = self
        while waiter is not None:
            yield waiter
            waiter = waiter.starter


_CURRENT: ContextVar[Waiter | None] = ContextVar("runsreplay_waiter", default=None)


def current() -> Waiter:
    """The waiter of the running task or thread."""
    waiter = _CURRENT.get()
    if waiter is None:
        waiter = Waiter()
        _CURRENT.set(waiter)
    return waiter


@contextmanager
def entered(waiter: Waiter) -> Iterator[None]:
    """Make a waiter the current one; a task that is created meanwhile has it for its own."""
    token = _CURRENT.set(waiter)
    try:
        yield
    finally:
        with suppress(ValueError):  # left in another context than it was entered in, as async fixtures may do
            _CURRENT.reset(token)


def note_answer(cassette: RunsCassette, response: Response | None) -> None:
    """Remember what the answer just replayed shows of each object in it; None for an answer from the server."""
    for waiter in current().lineage():
        if response is None:
            waiter.unfinished.clear()
        else:
            _note(waiter.unfinished, cassette, response)


def _note(unfinished: dict[str, RunsCassette], cassette: RunsCassette, response: Response) -> None:
    unfinished.pop(RETRY, None)
    if response.failure is not None or response.status in RETRIED_STATUSES or response.status >= 500:
        unfinished[RETRY] = cassette
    for name, state in response.states.items():
        if state in POLLED_STATUSES:
            unfinished[name] = cassette
        elif state in FINAL_STATUSES or state in UNFINISHED_STATUSES:
            unfinished.pop(name, None)
