"""Everything drawn by chance for one object: a pure function of its kind, the seed and its number."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

from .prose import Prose

Choice = TypeVar("Choice")

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
LETTERS = bytes(ALPHABET[byte % len(ALPHABET)] for byte in range(256))
ID_LENGTH = 24
"""Characters after the prefix of an id (wire.md §7.1)."""


class Draws:
    """The chance of one object. The same kind, seed, number and order of draws give the same values in any process."""

    __slots__ = ("_random", "prose")

    def __init__(self, kind: str, seed: str, number: int, locale: str) -> None:
        digest = blake2b(f"{kind}:{seed}:{number}".encode(), digest_size=8).digest()
        self._random = Random(int.from_bytes(digest, "big"))  # noqa: S311 - repeatable on purpose, guards nothing
        self.prose = Prose(locale, self._random)

    def id(self, prefix: str) -> str:
        """An id such as servers give: the prefix (``run_``) and 24 letters and digits."""
        return prefix + self._random.randbytes(ID_LENGTH).translate(LETTERS).decode()

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of ``choices``, which must not be empty."""
        return choices[self.whole(0, len(choices) - 1)]
