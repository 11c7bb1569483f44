"""One patch of the clients, put on when the first cassette opens and taken off when the last one closes."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from vcr.patch import CassettePatcherBuilder, ConnectionRemover

from . import scopes
from .connections import connection_patches
from .patches import Patches, replacements_of
from .sleeping import sleep_patches
from .spawning import spawn_patches
from .transports import transport_patches

OWN_TRANSPORTS = ("httpx", "httpx2")
AIOHTTP = "aiohttp"
LIBRARIES = {
    "boto3": "botocore",
    "httplib2": "httplib2",
    "tornado": "tornado",
    "urllib3": "urllib3",
}
"""What vcrpy patches beside the standard library, and the package it comes in."""


def _installed(package: str) -> bool:
    try:
        return _found(package)
    except ValueError:  # a stub that a test put in its place
        return False


@cache
def _found(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


class _Dispatcher:
    """Stands where vcrpy's stubs expect a cassette, and hands each request to the current one."""

    _path = "runsreplay"

    @property
    def skip_patchers(self) -> tuple[str, ...]:
        """Ours, and those of packages that are not here, which vcrpy would look for at every opening."""
        return (*OWN_TRANSPORTS, AIOHTTP, *(name for name, package in LIBRARIES.items() if not _installed(package)))

    custom_patches = ()

    @property
    def record_mode(self) -> Any:
        cassette = scopes.current()
        return None if cassette is None else cassette.record_mode

    @property
    def write_protected(self) -> bool:
        cassette = scopes.current()
        return cassette is not None and cassette.write_protected

    def can_play_response_for(self, request: Any) -> bool:
        cassette = scopes.current()
        return cassette is not None and cassette.can_play_response_for(request)

    def play_response(self, request: Any) -> Any:
        cassette = scopes.current()
        if cassette is None:
            raise KeyError(f"no cassette is open for {request}")
        return cassette.play_response(request)

    def append(self, request: Any, response: Any) -> None:
        cassette = scopes.current()
        if cassette is not None:
            cassette.append(request, response)

    def __getattr__(self, name: str) -> Any:
        return getattr(scopes.current(), name)


_LOCK = threading.RLock()
_APPLIED = ExitStack()
_users = 0
_patches: Patches | None = None


@contextmanager
def patched() -> Iterator[None]:
    """Keep the clients patched; nested and overlapping uses share one patch."""
    _put_on()
    try:
        yield
    finally:
        _take_off()


def _put_on() -> None:
    global _users, _patches
    with _LOCK:
        if _users == 0:
            if _patches is None or not _patches.fit:
                _patches = _found_patches()
            _APPLIED.push(_patches.put_on())
        _users += 1


def _found_patches() -> Patches:
    """vcrpy's and ours. Its removers of connections remember those made while it was on; they are to forget them."""
    builder: Any = CassettePatcherBuilder(_Dispatcher())
    patchers = list(builder.build())
    removers = [patcher for patcher in patchers if isinstance(patcher, ConnectionRemover)]
    vcrpys = replacements_of(patcher for patcher in patchers if patcher not in removers)
    return Patches([*vcrpys, *_own_patches()], map(_Forgetting, removers))


def _own_patches() -> Iterator[tuple[Any, str, Any]]:
    for library in OWN_TRANSPORTS:
        if _installed(library):
            yield from transport_patches(importlib.import_module(library))
    if _installed(AIOHTTP):
        yield from importlib.import_module(".sessions", __package__).session_patches()
    yield from sleep_patches()
    yield from spawn_patches()
    yield from connection_patches()


class _Forgetting:
    """A remover of connections that keeps none of them when it is done."""

    def __init__(self, remover: Any) -> None:
        self._remover = remover

    def __enter__(self) -> None:
        self._remover.__enter__()

    def __exit__(self, *error: object) -> None:
        self._remover.__exit__(*error)
        self._remover._connection_pool_to_connections.clear()


def _take_off() -> None:
    global _users
    with _LOCK:
        _users -= 1
        if _users == 0:
            _APPLIED.close()
