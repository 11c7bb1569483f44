"""What a service holds: assistants, threads with their messages and runs, the clock, and the source of ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from string import ascii_letters, digits
from typing import Any, TypeVar

from .errors import malformed_id, no_such
from .progress import LiveRun
from .scripts import Scripts

JsonObject = dict[str, Any]
Thing = TypeVar("Thing")

ID_ALPHABET = ascii_letters + digits
ID_LENGTH = 24


@dataclass(slots=True)
class Thread:
    """A thread: its body, and its messages and runs by id, oldest first."""

    body: JsonObject
    messages: dict[str, JsonObject] = field(default_factory=dict)
    runs: dict[str, LiveRun] = field(default_factory=dict)

    @property
    def active_run(self) -> LiveRun | None:
        """The run that has not ended, of which there is at most one (wire.md §5.1)."""
        latest = next(reversed(self.runs.values()), None)
        return None if latest is None or latest.is_final else latest


class Store:
    """The state of one service. ``now`` is its virtual clock in Unix seconds, which nothing but requests move."""

    def __init__(self, seed: str, start: int) -> None:
        self.now = start
        self.scripts = Scripts()
        self.assistants: dict[str, JsonObject] = {}
        self.threads: dict[str, Thread] = {}
        self._ids = Random(f"{seed}:ids")  # noqa: S311 - ids are to be the same for the same seed

    def new_id(self, prefix: str) -> str:
        """A new id in the form of real ones (wire.md §7.1)."""
        return prefix + "".join(self._ids.choices(ID_ALPHABET, k=ID_LENGTH))

    def assistant(self, id: str) -> JsonObject:
        """The assistant of this id. Raises ApiError if there is none."""
        return _found(self.assistants, id, "assistant", "assistant_id", "asst")

    def thread(self, id: str) -> Thread:
        """The thread of this id. Raises ApiError if there is none."""
        return _found(self.threads, id, "thread", "thread_id", "thread")

    def message(self, thread_id: str, id: str) -> JsonObject:
        """The message of this id in this thread. Raises ApiError if there is none."""
        return _found(self.thread(thread_id).messages, id, "message", "message_id", "msg")

    def run(self, thread_id: str, id: str) -> LiveRun:
        """The run of this id on this thread. Raises ApiError if there is none, or it is another thread's."""
        return _found(self.thread(thread_id).runs, id, "run", "run_id", "run")

    def step(self, thread_id: str, run_id: str, id: str) -> JsonObject:
        """The step of this id in this run. Raises ApiError if there is none yet."""
        steps = {step["id"]: step for step in self.run(thread_id, run_id).steps}
        return _found(steps, id, "run step", "step_id", "step")

    def pass_time(self, run: LiveRun, seconds: int) -> None:
        """Let time pass for one run and the clock; other runs stand still."""
        self.now += seconds
        run.move(seconds)

    def advance(self, seconds: int) -> None:
        """Let time pass for everything."""
        if seconds < 0:
            raise ValueError(f"time only moves forward, found {seconds} seconds")
        self.now += seconds
        for thread in self.threads.values():
            for run in thread.runs.values():
                run.move(seconds)


def _found(things: dict[str, Thing], id: str, kind: str, name: str, prefix: str) -> Thing:
    if id in things:
        return things[id]
    if not id.startswith(prefix):
        raise malformed_id(name, id, prefix)
    raise no_such(kind, id)
