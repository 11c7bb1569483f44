"""The patch of httpx and httpx2: requests are answered by the current cassette, or recorded chunk by chunk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache, partial
from types import ModuleType
from typing import Any

from . import scopes
from .arrivals import ENCODING, Arrival, failed
from .cassette import RunsCassette
from .exchanges import Request, Response
from .failures import httpx_error, httpx_failure
from .headers import KEPT_OF_RESPONSES, READ_OF_REQUESTS, keep, without
from .recorder import Slot

SYNC_TRANSPORTS = ("HTTPTransport", "MockTransport")
ASYNC_TRANSPORTS = ("AsyncHTTPTransport", "MockTransport")

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
        with _noting_failure(cassette, slot):
            response = real(self, request)
        return _recorded(module, response, cassette, slot)

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
        with _noting_failure(cassette, slot):
            response = await real(self, request)
        return _recorded(module, response, cassette, slot)

    return handle_async_request


@contextmanager
def _noting_failure(cassette: RunsCassette, slot: Slot) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        failed(cassette, slot, httpx_failure(error))
        raise


def _request(request: Any, content: bytes) -> Request:
    return Request.read(
        request.method, str(request.url), keep(request.headers.multi_items(), READ_OF_REQUESTS), content
    )


def _replayed(module: ModuleType, response: Response, cassette: RunsCassette, asked: Request) -> Any:
    if response.failure is not None and not response.status:
        raise httpx_error(module, response.failure)
    if response.cut or response.failure is not None or len(response.chunks) > 1:
        stream = _streams(module).Replay(module, response, cassette, asked)
    else:
        stream = module.ByteStream(response.content)
    headers = [(name, value.encode("utf-8", "surrogateescape")) for name, value in response.headers]
    return module.Response(response.status, headers=headers, stream=stream)


def _recorded(module: ModuleType, response: Any, cassette: RunsCassette, slot: Slot) -> Any:
    headers = tuple(response.headers.multi_items())
    if response.is_stream_consumed:  # as mock transports answer: there is no stream to read along
        kept = without(keep(headers, KEPT_OF_RESPONSES), ENCODING)
        cassette.finish(slot, Response.read(response.status_code, kept, [response.content]))
        return response
    arrival = Arrival(cassette, slot, response.status_code, headers, partial(_decoded, module))
    response.stream = _streams(module).Tee(response.stream, arrival)
    return response


def _decoded(module: ModuleType, encoding: str, content: bytes) -> bytes:
    try:
        plain: bytes = module.Response(200, headers={ENCODING: encoding}, content=content).content
    except module.DecodingError as error:
        raise ValueError(str(error)) from None
    return plain


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
    """Recorded chunks, then how the recording ended: reading past a point where it was cut is a miss."""

    def __init__(self, module: ModuleType, response: Response, cassette: RunsCassette, asked: Request) -> None:
        self._module, self._response, self._cassette, self._asked = module, response, cassette, asked

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.chunks
        if self._response.failure is not None:
            raise httpx_error(self._module, self._response.failure)
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
    """Hands chunks on as they arrive, and notes them."""

    def __init__(self, inner: Any, arrival: Arrival) -> None:
        self._inner, self._arrival = inner, arrival

    def __iter__(self) -> Iterator[bytes]:
        with self._noting_the_end():
            for chunk in self._inner:
                self._arrival.add(chunk)
                yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._noting_the_end():
            async for chunk in self._inner:
                self._arrival.add(chunk)
                yield chunk

    def close(self) -> None:
        self._arrival.leave()
        self._inner.close()

    async def aclose(self) -> None:
        self._arrival.leave()
        await self._inner.aclose()

    @contextmanager
    def _noting_the_end(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._arrival.fail(httpx_failure(error))
            raise
        self._arrival.end()
