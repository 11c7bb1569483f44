"""Opening and closing a cassette."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from ..naming import GOLDEN
from ..settings import Settings
from . import locating, scopes, waiting
from .cassette import RunsCassette
from .errors import CassetteError, shown
from .patching import patched

UNUSED = "Record it again without them (record_mode='rewrite'), or keep them: unused='ignore'"

Function = TypeVar("Function", bound=Callable[..., Any])
Cassette = TypeVar("Cassette", bound=RunsCassette)


@contextmanager
def opened(cassette: RunsCassette) -> Iterator[RunsCassette]:
    """Let a cassette answer or record the requests made meanwhile. It is not saved by this."""
    with patched(), scopes.entered(cassette), waiting.entered(waiting.Waiter()):
        cassette.is_open = True
        try:
            yield cassette
        finally:
            cassette.close()


class use_cassette:
    """Record or replay in a ``with`` block or a decorated function, sync or async, without pytest.

    ``path`` is a cassette file, or ``golden:…`` for one that comes with the package; ``settings`` are the marker's.
    With ``allow_loss`` refusals and failures may take the place of recorded answers.
    Raises CassetteError for a cassette that is missing or broken, SettingsError for a setting that does not exist,
    at the end CassetteMiss if a request found no answer and whoever made it swallowed that, and with
    ``unused="error"`` CassetteError if exchanges were not used.
    """

    def __init__(self, path: str | os.PathLike[str], *, allow_loss: bool = False, **settings: Any) -> None:
        self._path = os.fspath(path)
        self._allow_loss = allow_loss
        self._settings = Settings().updated(settings, "use_cassette()")
        self._cassette: RunsCassette | None = None
        self._open: AbstractContextManager[RunsCassette] | None = None

    def __enter__(self) -> RunsCassette:
        self._cassette = load(self._path, self._settings)
        self._open = opened(self._cassette)
        return self._open.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._open is not None
        assert self._cassette is not None
        try:
            self._open.__exit__(kind, error, traceback)
        finally:
            self._cassette.save(passed=error is None, allow_loss=self._allow_loss)
        if error is not None and self._cassette.told:
            error.add_note(self._cassette.told)
        elif self._cassette.masked:
            warnings.warn(f"{shown(self._cassette.file)}: {masked(self._cassette.masked)}", stacklevel=2)
        if error is None:
            self._check(self._cassette)

    def _check(self, cassette: RunsCassette) -> None:
        if cassette.misses:
            raise cassette.misses[0]
        if self._settings.unused == "error" and cassette.replaying and cassette.unused:
            first = cassette.tape.exchanges[cassette.unused[0]].request
            problem = f"{len(cassette.unused)} of {len(cassette.tape.exchanges)} exchanges were not used, first {first}"
            raise CassetteError(cassette.file, problem, UNUSED)

    async def __aenter__(self) -> RunsCassette:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, traceback)

    def __call__(self, function: Function) -> Function:
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            raise TypeError(f"use_cassette() cannot decorate the generator {function.__name__}: use a with block in it")
        again = self._path, {**self._settings.as_dict(), "allow_loss": self._allow_loss}

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with use_cassette(again[0], **again[1]):
                return function(*args, **kwargs)

        @wraps(function)
        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with use_cassette(again[0], **again[1]):
                return await function(*args, **kwargs)

        return cast(Function, call_async if iscoroutinefunction(function) else call)


def masked(places: Sequence[str]) -> str:
    """What to tell about places where something was masked that may not have been a secret."""
    more = f" and in {len(places) - 1} more places" if len(places) > 1 else ""
    return f"what looks like a secret was masked at {places[0]}{more}. Look at it before you commit"


def load(path: str, settings: Settings, kind: Callable[[Path, Settings], Cassette] = RunsCassette) -> Cassette:
    """The cassette in this file, made by ``kind``.

    Raises CassetteError if it is broken, or missing though it would only be replayed.
    """
    if path.startswith(GOLDEN):
        return kind(locating.find_golden(path), settings.updated({"frozen": True}, path))
    cassette = kind(locating.find_file(Path(path)), settings)
    if cassette.replaying and not cassette.exists:
        raise cassette.missing()
    return cassette
