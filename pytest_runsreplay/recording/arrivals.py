"""What comes of one answer while it is recorded: chunk by chunk, until it ends, fails, or its reader leaves it."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING

from .exchanges import Failure, Response
from .headers import KEPT_OF_RESPONSES, Headers, keep, value_of, without

if TYPE_CHECKING:
    from .cassette import RunsCassette
    from .recorder import Slot

DONE = b"data: [DONE]"
ENCODING = "content-encoding"
GZIP = frozenset({"gzip", "x-gzip"})
ANY_HEADER = zlib.MAX_WBITS | 32  # zlib finds out by itself whether it is gzip

Decode = Callable[[str, bytes], bytes]


class Arrival:
    """Notes the chunks of an answer as they come, and finishes its exchange once.

    ``decode`` is how its client takes a compression off, given its name and the whole body; it raises ValueError if
    it cannot. Gzip is taken off chunk by chunk.
    """

    def __init__(self, cassette: RunsCassette, slot: Slot, status: int, headers: Headers, decode: Decode) -> None:
        self._cassette, self._slot, self._decode = cassette, slot, decode
        self._status, self._headers = status, keep(headers, KEPT_OF_RESPONSES)
        self._chunks: list[bytes] = []
        self._seconds: list[float] = []
        self._ended = self._finished = False
        slot.interrupt = self.leave

    def add(self, chunk: bytes) -> None:
        """Note a chunk that arrived now."""
        self._seconds.append(perf_counter())
        self._chunks.append(chunk)

    def end(self) -> None:
        """Note that the answer is complete."""
        self._ended = True
        self._finish(None)

    def fail(self, failure: Failure | None) -> None:
        """Note that the connection broke; what is no failure of the connection leaves the exchange out."""
        if failure is not None:
            self._finish(failure)
        self._finished = True

    def leave(self) -> None:
        """Note that nobody reads on."""
        self._finish(None)

    def _finish(self, failure: Failure | None) -> None:
        if self._finished:
            return
        self._finished = True
        headers, chunks = self._plain()
        first = self._seconds[0] if self._seconds else 0.0
        times = [round((at - first) * 1000) for at in self._seconds][: len(chunks)]
        cut = failure is None and not self._ended and DONE not in b"".join(self._chunks[-2:])
        read = Response.read(self._status, headers, chunks, cut=cut, failure=failure, times=times)
        self._cassette.finish(self._slot, read)

    def _plain(self) -> tuple[Headers, list[bytes]]:
        """The headers to keep and the body without its compression; with both as they came if it cannot be undone."""
        encoding = value_of(self._headers, ENCODING).lower()
        if not encoding or not self._chunks:
            return self._headers, self._chunks
        try:
            if encoding in GZIP:
                gunzip = zlib.decompressobj(ANY_HEADER)
                plain = [gunzip.decompress(chunk) for chunk in self._chunks]
                if gunzip.unused_data:
                    raise ValueError("something follows what was compressed")
            else:
                plain = [self._decode(encoding, b"".join(self._chunks))]
        except (ValueError, zlib.error):
            return self._headers, self._chunks
        return without(self._headers, ENCODING), plain


def failed(cassette: RunsCassette, slot: Slot, failure: Failure | None) -> None:
    """Note that the connection broke before anything was answered."""
    if failure is not None:
        cassette.finish(slot, Response(0, failure=failure))
