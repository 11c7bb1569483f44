"""A text as it reads when its escapes are taken off, and where in the text each part of such a reading stands.

All of it is bytes as Latin-1 text, one character for one byte, so that any body can be read and every position is an
offset in it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]

DEEPEST = 6
"""How many times escapes are taken off: JSON in JSON in JSON with percent-encoding in it is four."""
DEEPEST_OF_BINARY = 1
"""Text within a file that is none is not escaped again and again; what looks so is there by chance."""
JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\"\\/'bfnrt])"
)
PERCENT_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Reading:
    """A text, and the spans of the body that it was read from."""

    def __init__(self, text: str) -> None:
        self.text = text

    def places(self, start: int, end: int) -> list[Span]:
        """Where in the body a span of this text stands: several spans if the body has it in pieces."""
        return [(start, end)]


class Joined(Reading):
    """Pieces of a body that are one text; ``spans`` tells where they stand, in the order of the text."""

    def __init__(self, body: str, spans: Sequence[Span]) -> None:
        super().__init__("".join(body[start:end] for start, end in spans))
        self._spans = spans
        self._starts = [0]
        for start, end in spans:
            self._starts.append(self._starts[-1] + end - start)

    def places(self, start: int, end: int) -> list[Span]:
        found, index = [], bisect_right(self._starts, start) - 1
        while index < len(self._spans) and self._starts[index] < end:
            at, origin = self._starts[index], self._spans[index][0]
            first, last = max(start, at), min(end, self._starts[index + 1])
            if first < last:
                found.append((origin + first - at, origin + last - at))
            index += 1
        return found


class Decoded(Reading):
    """Another reading without one layer of its escapes."""

    def __init__(self, parent: Reading, escape: re.Pattern[str], decode: Callable[[str], str]) -> None:
        self._parent = parent
        self._starts, self._ends, self._origins, self._after = (array("Q") for _ in range(4))
        pieces: list[str] = []
        at = done = 0
        for match in escape.finditer(parent.text):
            plain, decoded = parent.text[done : match.start()], decode(match[0])
            pieces += plain, decoded
            at += len(plain)
            self._starts.append(at)
            at += len(decoded)
            self._ends.append(at)
            self._origins.append(match.start())
            done = match.end()
            self._after.append(done)
        super().__init__("".join([*pieces, parent.text[done:]]))

    def places(self, start: int, end: int) -> list[Span]:
        return self._parent.places(self._origin(start), self._end(end))

    def _origin(self, position: int) -> int:
        """Where a character begins in the parent; what is within an escape begins where it does."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self._ends[index]:
            return self._origins[index]
        return position if index < 0 else self._after[index] + position - self._ends[index]

    def _end(self, position: int) -> int:
        index = bisect_left(self._ends, position)
        if index < len(self._ends) and self._starts[index] < position:
            return self._after[index]
        return position if index == 0 else self._after[index - 1] + position - self._ends[index - 1]


def readings(root: Reading) -> Iterator[Reading]:
    """A text and every other way to read it, each once: escapes of JSON and of URLs, layer by layer."""
    layer, seen = [root], {root.text}
    for _ in range(DEEPEST_OF_BINARY if "\0" in root.text else DEEPEST):
        yield from layer
        layer = [child for reading in layer for child in _children(reading, seen)]
        if not layer:
            return
    yield from layer


def _children(reading: Reading, seen: set[str]) -> Iterator[Reading]:
    for sign, escape, decode in (("\\", JSON_ESCAPE, _json), ("%", PERCENT_ESCAPE, _percent)):
        if sign in reading.text and escape.search(reading.text):
            child = Decoded(reading, escape, decode)
            if child.text not in seen:
                seen.add(child.text)
                yield child


def _json(escape: str) -> str:
    if escape[1] == "u":
        units = bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "surrogatepass")
        return units.encode("utf-8", "surrogatepass").decode("latin-1")
    return chr(int(escape[2:], 16)) if escape[1] == "x" else LETTERS.get(escape[1], escape[1])


def _percent(escape: str) -> str:
    return chr(int(escape[1:], 16))
