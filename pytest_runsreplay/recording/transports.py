"""The patch of httpx and httpx2: requests are answered by the current cassette, or recorded chunk by chunk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from . import scopes
from .cassette import RunsCassette
from .exchanges import Request, Response
from .headers import KEPT_OF_REQUESTS, KEPT_OF_RESPONSES, Headers, keep, value_of, without
from .recorder import Slot

SYNC_TRANSPORTS = ("HTTPTransport", "MockTransport")
ASYNC_TRANSPORTS = ("AsyncHTTPTransport", "MockTransport")
DONE = b"data: [DONE]"
ENCODING = "content-encoding"

Patch = tuple[Any, str, Any]


def transport_patches(module: ModuleType) -> Iterator[Patch]:
    """What to put in the place of the transports' methods of httpx or httpx2, as (class, name, replacement).

    ASGI and WSGI transports are left alone: behind them is the user's own application, which a test means to run.
    """
    for name in SYNC_TRANSPORTS:
        transport = getattr(module, name)
        yield transport, "handle_request", _sync_handler(module, transport.handle_request)
    for name in ASYNC_TRANSPORTS:
        transport = getattr(module, name)
        yield transport, "handle_async_request", _async_handler(module, transport.handle_async_request)


def _sync_handler(module: ModuleType, real: Any) -> Any:
    def handle_request(self: Any, request: Any) -> Any:
        cassette = scopes.current()
        if cassette is None:
            return real(self, request)
        asked = _request(request, request.read())
        answer = cassette.answer(asked)
        if answer is not None:
            return _replayed(module, answer, cassette, asked)
        slot = cassette.begin(asked, request.headers.get("user-agent", ""))
        return _recorded(module, real(self, request), cassette, slot)

    return handle_request


def _async_handler(module: ModuleType, real: Any) -> Any:
    async def handle_async_request(self: Any, request: Any) -> Any:
        cassette = scopes.current()
        if cassette is None:
            return await real(self, request)
        asked = _request(request, await request.aread())
        answer = cassette.answer(asked)
        if answer is not None:
            return _replayed(module, answer, cassette, asked)
        slot = cassette.begin(asked, request.headers.get("user-agent", ""))
        return _recorded(module, await real(self, request), cassette, slot)

    return handle_async_request


def _request(request: Any, content: bytes) -> Request:
    return Request.read(
        request.method, str(request.url), keep(request.headers.multi_items(), KEPT_OF_REQUESTS), content
    )


def _replayed(module: ModuleType, response: Response, cassette: RunsCassette, asked: Request) -> Any:
    if response.cut or len(response.chunks) > 1:
        stream = _streams(module).Replay(response, cassette, asked)
    else:
        stream = module.ByteStream(response.content)
    return module.Response(response.status, headers=list(response.headers), stream=stream)


def _recorded(module: ModuleType, response: Any, cassette: RunsCassette, slot: Slot) -> Any:
    headers = tuple(response.headers.multi_items())
    if response.is_stream_consumed:  # as mock transports answer: there is no stream to read along
        kept = without(keep(headers, KEPT_OF_RESPONSES), ENCODING)
        cassette.finish(slot, Response.read(response.status_code, kept, [response.content]))
        return response
    response.stream = _streams(module).Tee(module, response.stream, response.status_code, headers, cassette, slot)
    return response


class _Streams:
    """The two stream classes, made for httpx or for httpx2, whose clients insist on their own base classes."""

    def __init__(self, module: ModuleType) -> None:
        bases = (module.SyncByteStream, module.AsyncByteStream)
        self.Tee: Any = type("Tee", (_Tee, *bases), {})
        self.Replay: Any = type("Replay", (_Replay, *bases), {})


@cache
def _streams(module: ModuleType) -> _Streams:
    return _Streams(module)


class _Replay:
    """Recorded chunks; reading past a point where the recording was cut is a miss."""

    def __init__(self, response: Response, cassette: RunsCassette, asked: Request) -> None:
        self._response, self._cassette, self._asked = response, cassette, asked

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.chunks
        if self._response.cut:
            raise self._cassette.miss_past_cut(self._asked)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def close(self) -> None:
        """Nothing to close."""

    async def aclose(self) -> None:
        """Nothing to close."""


class _Tee:
    """Hands chunks on as they arrive, and notes them; the exchange is finished when the stream is closed."""

    def __init__(
        self, module: ModuleType, inner: Any, status: int, headers: Headers, cassette: RunsCassette, slot: Slot
    ) -> None:
        self._module, self._inner, self._status, self._headers = module, inner, status, headers
        self._cassette, self._slot = cassette, slot
        self._chunks: list[bytes] = []
        self._ended = self._failed = False
        slot.interrupt = self._finish

    def __iter__(self) -> Iterator[bytes]:
        with self._noting_failure():
            for chunk in self._inner:
                self._chunks.append(chunk)
                yield chunk
        self._ended = True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._noting_failure():
            async for chunk in self._inner:
                self._chunks.append(chunk)
                yield chunk
        self._ended = True

    def close(self) -> None:
        self._finish()
        self._inner.close()

    async def aclose(self) -> None:
        self._finish()
        await self._inner.aclose()

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            self._failed = True
            raise

    def _finish(self) -> None:
        """Note the exchange; one whose connection failed half-way is no answer of the server, and is left out."""
        if self._failed:
            return
        ended = self._ended or DONE in b"".join(self._chunks[-2:])
        kept, chunks = self._decoded()
        self._cassette.finish(self._slot, Response.read(self._status, kept, chunks, cut=not ended))

    def _decoded(self) -> tuple[Headers, list[bytes]]:
        """The headers to keep and the body without its compression; with both as they came if it cannot be undone."""
        kept = keep(self._headers, KEPT_OF_RESPONSES)
        encoding = value_of(kept, ENCODING)
        if not encoding or not self._chunks:
            return kept, self._chunks
        try:
            plain = self._module.Response(200, headers={ENCODING: encoding}, content=b"".join(self._chunks)).content
        except self._module.DecodingError:
            return kept, self._chunks
        return without(kept, ENCODING), [plain]
