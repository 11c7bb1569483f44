"""Everything drawn by chance for one object: a pure function of its kind, the seed and its number."""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Sequence
from hashlib import blake2b, shake_128
from struct import Struct
from typing import TypeVar

from .prose import Prose, voice_of

Choice = TypeVar("Choice")

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
BASE64 = bytes.maketrans(b"+/", b"x7")
ID_LENGTH = 24
"""Characters after the prefix of an id (wire.md §7.1)."""

OF_IDS = 54
"""How many of the bytes that have their place make three ids; the others make numbers."""

NUMBERS = Struct("<4H2B").unpack_from
"""What is drawn of the bytes after those of the ids: numbers below 65,536, and below 256."""

BLOCK = 136


class Draws:
    """The chance of one object. The same key and order of draws give the same values in any process.

    Bytes are hashed from the key, which costs a tenth of what seeding a ``random.Random`` does. The first 64 have their
    place: what is drawn there is the same whatever else is asked for.
    """

    __slots__ = ("_blocks", "_key", "_locale", "_rest", "created", "ended", "letters", "numbers", "started")

    created: int
    started: int
    ended: int
    """When the object was created, begun and ended, in Unix seconds: set by what begins it."""

    def __init__(self, key: bytes, locale: str) -> None:
        self._key = key
        self._locale = locale
        fixed = blake2b(key).digest()
        self.letters = b2a_base64(fixed[:OF_IDS]).translate(BASE64).decode("ascii")
        self.numbers = NUMBERS(fixed, OF_IDS)
        self._blocks = 0
        self._rest = b""

    @property
    def prose(self) -> Prose:
        """The words for people that come next."""
        return Prose(self._locale, self.take)

    def id_at(self, prefix: str, place: int) -> str:
        """One of the three ids that have their place: 0, 24 or 48."""
        return prefix + self.letters[place : place + ID_LENGTH]

    def instructions(self) -> str:
        """A sentence that has its place."""
        voice, numbers = voice_of(self._locale), self.numbers
        sentence: str = voice.openings[numbers[4]] + voice.endings[numbers[5]]
        return sentence

    def id(self, prefix: str) -> str:
        """An id such as servers give: the prefix (``run_``) and 24 letters and digits."""
        return prefix + self.take(ID_LENGTH).translate(LETTERS).decode()

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int.from_bytes(self.take(8), "big") % (high - low + 1)

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of ``choices``, which must not be empty."""
        return choices[self.whole(0, len(choices) - 1)]

    def take(self, count: int) -> bytes:
        """The next bytes; there is no end of them."""
        while count > len(self._rest):
            self._rest += shake_128(b"%b/%d" % (self._key, self._blocks)).digest(BLOCK)
            self._blocks += 1
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken
