"""The patch of aiohttp, at its connector: below it are sockets or the cassette, above it all is aiohttp's own.

Redirects, cookies, retries and the decoding of answers thus are what they are without us, and each request on the
way is an exchange of its own.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import payload
from aiohttp.connector import Connection
from aiohttp.streams import EMPTY_PAYLOAD

from . import scopes
from .arrivals import ENCODING, Arrival, failed
from .exchanges import Request
from .failures import aiohttp_failure
from .headers import READ_OF_REQUESTS, keep
from .readers import HeardBody, played

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .recorder import Slot

Patch = tuple[Any, str, Any]


@dataclass
class _Call:
    """A call of a session: whether it decompresses answers, and the exchange that it waits for."""

    decompresses: bool = True
    exchange: tuple[RunsCassette, Slot] | None = None


_CALL: ContextVar[_Call] = ContextVar("runsreplay_aiohttp_call")


def session_patches() -> Iterator[Patch]:
    """What to put in the place of aiohttp's methods, as (class, name, replacement)."""
    yield aiohttp.BaseConnector, "connect", _connector(aiohttp.BaseConnector.connect)
    yield aiohttp.ClientSession, "_request", _watched(aiohttp.ClientSession._request)


def _connector(real: Callable[..., Awaitable[Connection]]) -> Any:
    async def connect(self: Any, request: Any, traces: Any, timeout: Any) -> Connection:
        cassette = scopes.current()
        if cassette is None:
            return await real(self, request, traces, timeout)
        asked = await _request(request)
        answer = cassette.answer(asked)
        if answer is not None:
            return played(self, request, answer, lambda: cassette.miss_past_cut(asked))
        call, slot = _CALL.get(_Call()), cassette.begin(asked, request.headers.get("User-Agent", ""))
        call.exchange = cassette, slot
        with _noting_failure(cassette, slot, "connect"):
            connection = await real(self, request, traces, timeout)
        protocol: Any = connection.protocol
        protocol.read = _heard(protocol, cassette, slot, call.decompresses)
        return connection

    return connect


def _watched(real: Callable[..., Awaitable[Any]]) -> Any:
    """A time-out of the whole call shows only where the call ends: on its way it is a cancellation."""

    async def request(self: Any, *args: Any, **options: Any) -> Any:
        wish = options.get("auto_decompress")
        call = _Call(self.auto_decompress if wish is None else wish)
        token = _CALL.set(call)
        try:
            return await real(self, *args, **options)
        except TimeoutError as error:
            if call.exchange is not None:
                failed(*call.exchange, aiohttp_failure(error))
            raise
        finally:
            _CALL.reset(token)

    return request


@contextmanager
def _noting_failure(cassette: RunsCassette, slot: Slot, phase: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        failed(cassette, slot, aiohttp_failure(error, phase))
        raise


async def _request(request: Any) -> Request:
    headers = keep(request.headers.items(), READ_OF_REQUESTS)
    return Request.read(request.method, str(request.url), headers, await _content(request))


async def _content(request: Any) -> bytes:
    """The body as it will be written; one that can be written only once is replaced by what it wrote."""
    body = request.body
    if not isinstance(body, payload.Payload):
        return bytes(body or b"")
    written = _Written()
    await request.body.write(written)
    content = bytes(written.content)
    if getattr(body, "consumed", True):
        again = payload.BytesIOPayload(io.BytesIO(content))
        setattr(request, "_body" if hasattr(request, "_body") else "body", again)
    return content


class _Written:
    """Takes what a body writes."""

    def __init__(self) -> None:
        self.content = bytearray()

    async def write(self, chunk: bytes | bytearray | memoryview) -> None:
        self.content += chunk


def _heard(protocol: Any, cassette: RunsCassette, slot: Slot, decompressed: bool) -> Callable[[], Awaitable[Any]]:
    """How a connection reads the head of an answer, so that what comes after it is read along."""

    async def read() -> Any:
        with _noting_failure(cassette, slot, "read"):
            message, body = await type(protocol).read(protocol)
        if message.code < 200 and message.code != 101:
            return message, body
        del protocol.read
        headers = tuple(message.headers.items())
        if message.compression and decompressed:
            headers = tuple(pair for pair in headers if pair[0].lower() != ENCODING)
        arrival = Arrival(cassette, slot, message.code, headers, _left_to_the_reader)
        if body is EMPTY_PAYLOAD or message.upgrade:
            arrival.end()
            return message, body
        return message, HeardBody(body, arrival)

    return read


def _left_to_the_reader(encoding: str, content: bytes) -> bytes:
    raise ValueError(f"the session was told not to take {encoding} off")
