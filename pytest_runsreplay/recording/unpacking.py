"""Bodies without their compression, as far as there is room: a small one may hold more than any machine."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import partial

from vcr.filters import brotli  # None where it is not installed

from . import limits

GZIP_MAGIC = b"\x1f\x8b"
PIECE = 16
"""How many bytes of Brotli are given at once, which cannot be told to stop: each gives no more than some megabytes."""


class CannotUnpack(ValueError):
    """A body that is not compressed in this way, or not to its end."""


class Room:
    """How much may still be unpacked of what is in one file."""

    def __init__(self) -> None:
        self._left = limits.LARGEST

    def unpacked(self, encoding: str, content: bytes) -> bytes | None:
        """A body without this ``content-encoding``, None for one that is not known here.

        A recorder may have unpacked it and kept the header: it is given back as it is then. Raises LimitError for more
        than there is room for, CannotUnpack for a body that is broken.
        """
        unpack = UNPACKERS.get(encoding)
        if unpack is None:
            return None
        try:
            plain = unpack(content, self._left)
        except CannotUnpack:
            if encoding == "gzip" and content.startswith(GZIP_MAGIC):
                raise
            return content
        if len(plain) > self._left:
            raise limits.LimitError(f"what is packed in the file is more than {limits.LARGEST:,} bytes")
        self._left -= len(plain)
        return plain


def _inflated(bits: int, content: bytes, room: int) -> bytes:
    decompressor = zlib.decompressobj(bits)
    try:
        plain = decompressor.decompress(content, room + 1)
    except zlib.error as error:
        raise CannotUnpack(str(error)) from None
    if len(plain) <= room and not decompressor.eof:
        raise CannotUnpack("it is cut short")
    return plain


def _unbrotlied(content: bytes, room: int) -> bytes:
    decompressor, plain = brotli.Decompressor(), bytearray()
    try:
        for start in range(0, len(content), PIECE):
            plain += decompressor.process(content[start : start + PIECE])
            if len(plain) > room:
                return bytes(plain)
    except brotli.error as error:
        raise CannotUnpack(str(error)) from None
    if not decompressor.is_finished():
        raise CannotUnpack("it is cut short")
    return bytes(plain)


UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": partial(_inflated, zlib.MAX_WBITS | 16),
    "deflate": partial(_inflated, zlib.MAX_WBITS),
    **({"br": _unbrotlied} if brotli else {}),
}
