"""The wire of HTTP/1.1 below http.client: a file that plays a recorded answer, and one that reads a real one along.

All that stands on http.client, urllib3 and requests among them, then works as it does with a real connection:
chunks keep their edges, and a connection that broke breaks again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from http.client import HTTPResponse, responses
from importlib.util import find_spec
from typing import Any

from .arrivals import Arrival
from .exchanges import Failure, Response
from .failures import socket_error, socket_failure

FRAMING = frozenset({"connection", "content-length", "transfer-encoding"})
SIZE_LINE = re.compile(rb"(?:\r\n)?([0-9a-fA-F]+)[^\r\n]*\r\n")
EARLY_END = Failure("protocol", "the connection was closed before the answer was complete")


def played(response: Response, past_cut: Callable[[], BaseException]) -> io.BufferedReader:
    """The file to read a recorded answer from. ``past_cut`` makes the miss of who reads on past a cut."""
    return io.BufferedReader(_Pieces(_wire(response, past_cut)))


def unframed(body: bytes) -> bytes:
    """What a chunked body holds."""
    return b"".join(_Chunks().feed(body))


def decoded(encoding: str, content: bytes) -> bytes:
    """A body without its compression, as far as urllib3 knows it. Raises ValueError for what cannot be undone."""
    if find_spec("urllib3") is None:
        raise ValueError(f"nothing here knows {encoding}")
    from urllib3 import HTTPResponse
    from urllib3.exceptions import DecodeError

    response = HTTPResponse(io.BytesIO(content), {"content-encoding": encoding}, preload_content=False)
    try:
        plain: bytes = response.read(decode_content=True)
    except DecodeError as error:
        raise ValueError(str(error)) from None
    return plain


def _wire(response: Response, past_cut: Callable[[], BaseException]) -> Iterator[bytes]:
    whole = len(response.chunks) <= 1 and not response.cut and response.failure is None
    if response.status:
        yield _head(response, f"content-length: {len(response.content)}" if whole else "transfer-encoding: chunked")
    for chunk in filter(None, response.chunks):
        yield chunk if whole else b"%x\r\n%b\r\n" % (len(chunk), chunk)
    if response.cut:
        raise past_cut()
    if response.failure is None:
        yield b"" if whole else b"0\r\n\r\n"
    elif response.failure.kind != "protocol":  # for which it is enough that the wire ends here
        raise socket_error(response.failure)


def _head(response: Response, framing: str) -> bytes:
    status = response.status
    kept = [f"{name}: {value}" for name, value in response.headers if name.lower() not in FRAMING]
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", *kept, framing]
    return "".join(re.sub(r"[\r\n]+", " ", line) + "\r\n" for line in [*lines, ""]).encode("latin-1", "replace")


class _Pieces(io.RawIOBase):
    """A file that gives one piece at a time, however much is asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


class HeardFile:
    """Stands in for the file that a response reads its body from, and notes what is read."""

    def __init__(self, response: HTTPResponse, arrival: Arrival) -> None:
        self._file, self._arrival = response.fp, arrival
        self._length = response.length
        self._chunks = _Chunks() if response.chunked else None
        self._heard = 0
        if self._length == 0:
            arrival.end()

    def read(self, size: int = -1, /) -> bytes:
        data = self._tried(self._file.read, size)
        return self._note(data, at_end=size < 0 or len(data) < size)

    def read1(self, size: int = -1, /) -> bytes:
        data = self._tried(self._file.read1, size)
        return self._note(data, at_end=not data and size != 0)

    def readline(self, size: int = -1, /) -> bytes:
        data = self._tried(self._file.readline, size)
        return self._note(data, at_end=not data)

    def readinto(self, buffer: Any, /) -> int:
        size: int = self._tried(self._file.readinto, buffer)
        self._note(bytes(memoryview(buffer)[:size]), at_end=size < len(buffer))
        return size

    def close(self) -> None:
        if self._chunks is not None:
            self._add(self._chunks.rest())
        self._arrival.leave()
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def _tried(self, read: Callable[..., Any], argument: Any) -> Any:
        try:
            return read(argument)
        except Exception as error:
            self._arrival.fail(socket_failure(error, "read"))
            raise

    def _note(self, data: bytes, *, at_end: bool) -> bytes:
        self._heard += len(data)
        for chunk in [data] if self._chunks is None else self._chunks.feed(data):
            self._add(chunk)
        if self._complete(at_end):
            self._arrival.end()
        elif at_end:
            self._arrival.fail(EARLY_END)
        return data

    def _complete(self, at_end: bool) -> bool:
        if self._chunks is not None:
            return self._chunks.ended
        return at_end if self._length is None else self._heard >= self._length

    def _add(self, chunk: bytes) -> None:
        if chunk:
            self._arrival.add(chunk)


class _Chunks:
    """Takes the framing off a chunked body."""

    def __init__(self) -> None:
        self._raw = b""
        self.ended = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._raw += data
        while not self.ended and (line := SIZE_LINE.match(self._raw)):
            size, start = int(line[1], 16), line.end()
            if size and len(self._raw) < start + size:
                return
            yield self._raw[start : start + size]
            self._raw, self.ended = self._raw[start + size :], size == 0

    def rest(self) -> bytes:
        """What there is of a chunk that nobody read to its end."""
        line = SIZE_LINE.match(self._raw)
        self._raw, rest = b"", self._raw[line.end() :] if line else b""
        return rest
