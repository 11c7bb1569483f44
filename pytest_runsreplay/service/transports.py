"""In-process transports: a service in place of the network, for clients built on httpx2 or httpx."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Any

from .requests import Request, Response

Handler = Callable[[Request], Response]


def mock_transport(library: str, handle: Handler) -> Any:
    """A ``MockTransport`` of ``httpx2`` or ``httpx``, for sync and async clients alike.

    Recorders patch that class, so that what it carries can be recorded like any other traffic.
    Raises ImportError, saying what to install, where the library is missing.
    """
    module = imported(library, f"service.{TRANSPORTS[library]}()")
    chunked = _chunk_stream(module)

    def answer(request: Any) -> Any:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw}
        asked = Request(request.method, request.url.path, request.url.query.decode(), headers, request.content)
        told = handle(asked)
        if isinstance(told.body, bytes):
            return module.Response(told.status, headers=dict(told.headers), content=told.body)
        return module.Response(told.status, headers=dict(told.headers), stream=chunked(told.body))

    return module.MockTransport(answer)


TRANSPORTS = {"httpx2": "transport", "httpx": "httpx_transport"}


def imported(library: str, wanted_by: str, install: str | None = None) -> Any:
    """A module that is needed only here. Raises ImportError, saying who needs it and what to install."""
    try:
        return importlib.import_module(library)
    except ImportError as error:
        hint = f"{wanted_by} needs {library}, which cannot be imported ({error}): pip install {install or library}"
        raise ImportError(hint, name=library) from error


class _Chunks:
    """Yields the chunks it is given one by one, to sync and async readers."""

    def __init__(self, chunks: tuple[bytes, ...]) -> None:
        self.chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


@cache
def _chunk_stream(module: Any) -> Any:
    """Chunks that are also a byte stream of this library, for sync and async clients."""
    return type("ChunkStream", (_Chunks, module.SyncByteStream, module.AsyncByteStream), {})
