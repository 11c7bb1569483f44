"""What stands below aiohttp's connector: bodies that are read on demand, and connections that play a recording."""

from __future__ import annotations

import asyncio
import errno
from abc import ABC, abstractmethod
from collections.abc import Callable
from http.client import responses
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.http import HttpVersion11, RawResponseMessage
from aiohttp.streams import StreamReader
from multidict import CIMultiDict, CIMultiDictProxy

from .arrivals import Arrival
from .exchanges import Failure, Response
from .failures import aiohttp_failure

LIMIT = 2**20
"""The longest line that a reader may ask for, in bytes; half of it is where aiohttp would stop reading ahead."""

Cut = Callable[[], BaseException]


class _Stream(StreamReader, ABC):
    """A body that is asked for its next chunk only when its reader waits for it."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(ResponseHandler(loop), LIMIT, loop=loop)
        self.begin_http_chunk_receiving()

    @abstractmethod
    async def _next(self) -> bytes:
        """The next chunk; empty at the end."""

    async def _wait(self, func_name: str) -> None:
        chunk = await self._next()
        if chunk:
            self.feed_data(chunk)
            self.end_http_chunk_receiving()
        else:
            self.feed_eof()


class HeardBody(_Stream):
    """Hands the chunks of a real body on as they arrive, and notes them."""

    def __init__(self, body: StreamReader, arrival: Arrival) -> None:
        super().__init__()
        self._body, self._arrival = body, arrival

    async def _next(self) -> bytes:
        try:
            chunk = await self._body.readany()
        except Exception as error:
            self._arrival.fail(aiohttp_failure(error))
            raise
        if chunk:
            self._arrival.add(chunk)
        else:
            self._arrival.end()
        return chunk

    def set_exception(self, exc: BaseException, *args: Any, **options: Any) -> None:
        """Called when the response is given up, read or not."""
        if not self.total_bytes and self._body.is_eof() and self._body.exception() is None:
            self._arrival.add(self._body.read_nowait())
            self._arrival.end()
        self._arrival.leave()
        super().set_exception(exc, *args, **options)


class _Replay(_Stream):
    """Recorded chunks, then how the recording ended."""

    def __init__(self, answer: Response, broken: Callable[[Failure], Exception], cut: Cut) -> None:
        super().__init__()
        self._chunks, self._answer, self._broken, self._cut = iter(answer.chunks), answer, broken, cut

    async def _next(self) -> bytes:
        chunk = next(self._chunks, b"")
        if not chunk and self._answer.failure is not None:
            raise self._broken(self._answer.failure)
        if not chunk and self._answer.cut:
            raise self._cut()
        return chunk


def played(connector: Any, request: Any, answer: Response, cut: Cut) -> Connection:
    """A connection that takes any request, and answers what was recorded."""
    failure = answer.failure
    if failure is not None and failure.kind == "connect":
        refused = ConnectionRefusedError(errno.ECONNREFUSED, failure.message)
        raise aiohttp.ClientConnectorError(request.connection_key, refused)
    if failure is not None and failure.kind in ("connect_timeout", "pool_timeout"):
        raise TimeoutError(failure.message)  # of which the session makes its own
    loop = asyncio.get_running_loop()
    return _Played(connector, request.connection_key, _Player(loop, answer, cut), loop)


class _Played(Connection):
    """A connection that no connector knows of."""

    def close(self) -> None:
        self._notify_release()
        self._protocol = None

    release = close


class _Player(ResponseHandler):
    """The protocol of such a connection."""

    def __init__(self, loop: Any, answer: Response, cut: Cut) -> None:
        super().__init__(loop)
        self._answer, self._cut = answer, cut
        self._timeout: Callable[[str], Exception] = TimeoutError
        self.connection_made(_Nowhere())

    def set_response_params(self, *, read_timeout: float | None = None, **params: Any) -> None:
        """Nothing is parsed here; only a session that limits each read has an exception of its own for that."""
        self._timeout = aiohttp.SocketTimeoutError if read_timeout else TimeoutError

    async def read(self) -> Any:
        await asyncio.sleep(0)  # let the request be written first
        answer = self._answer
        if answer.failure is not None and not answer.status:
            raise self._error(answer.failure)
        headers = CIMultiDictProxy(CIMultiDict(answer.headers))
        raw = tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in answer.headers)
        reason = responses.get(answer.status, "")
        head = RawResponseMessage(HttpVersion11, answer.status, reason, headers, raw, True, None, False, False)
        return head, _Replay(answer, self._error, self._cut)

    def _error(self, failure: Failure) -> Exception:
        """The exception of aiohttp for a failure of a connection that was made."""
        if failure.kind.endswith("timeout"):
            return self._timeout(failure.message)
        if self._answer.status:
            return aiohttp.ClientPayloadError(failure.message)
        if failure.kind == "protocol":
            return aiohttp.ServerDisconnectedError(failure.message)
        return aiohttp.ClientOSError(errno.ECONNRESET, failure.message)


class _Nowhere(asyncio.Transport):
    """Where the request goes."""

    def write(self, data: Any) -> None:
        """Nothing is sent."""

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""
