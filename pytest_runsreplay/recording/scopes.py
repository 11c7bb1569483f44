"""Which cassette a request belongs to: that of the running context, else of who started it, else the last opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cassette import RunsCassette

_ENTERED: ContextVar[tuple[RunsCassette, ...]] = ContextVar("runsreplay_entered", default=())
"""The cassettes that a context entered, the last one last; some may have been closed elsewhere since."""
_STARTED_BY: ContextVar[RunsCassette | None] = ContextVar("runsreplay_started_by", default=None)
"""The cassette in which a thread, a task or the work of a pool was started."""
_OPEN: list[RunsCassette] = []


def current() -> RunsCassette | None:
    """The cassette that answers here: the context's own, also one that has ended and only refuses, else the last one
    opened. That is for threads and tasks that were there before any cassette, or belong to a fixture."""
    cassette = own()
    if cassette is not None and (cassette.is_open or has_ended(cassette)):
        return cassette
    last = _OPEN[-1:]
    return last[0] if last else None


def own() -> RunsCassette | None:
    """The cassette that this context entered, else that of who started it, which may have been closed since."""
    for cassette in reversed(_ENTERED.get()):
        if cassette in _OPEN:
            return cassette
    return _STARTED_BY.get()


def has_ended(cassette: RunsCassette) -> bool:
    """Whether a cassette was closed, for good unless it is a fixture's."""
    return cassette not in _OPEN


@contextmanager
def inherited(cassette: RunsCassette | None, starter: RunsCassette | None) -> Iterator[None]:
    """Let the work of a thread or a pool have the cassette of who handed it in, whatever its thread did before."""
    tokens = _ENTERED.set(() if cassette is None else (cassette,)), _STARTED_BY.set(starter)
    try:
        yield
    finally:
        _ENTERED.reset(tokens[0])
        _STARTED_BY.reset(tokens[1])


@contextmanager
def started_by(starter: RunsCassette | None) -> Iterator[None]:
    """Let what is started meanwhile belong to a cassette, also when that is closed."""
    token = _STARTED_BY.set(starter)
    try:
        yield
    finally:
        _STARTED_BY.reset(token)


@contextmanager
def entered(cassette: RunsCassette) -> Iterator[None]:
    """Make a cassette the current one. It may be left in another order, and in another context, than it was entered
    in, as async fixtures may do."""
    cassette.opened_by = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    _ENTERED.set((*(one for one in _ENTERED.get() if one in _OPEN), cassette))
    _OPEN.append(cassette)
    try:
        yield
    finally:
        _OPEN.remove(cassette)
        _ENTERED.set(tuple(one for one in _ENTERED.get() if one is not cassette))
