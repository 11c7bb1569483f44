"""What is found in a text that must not be recorded, by all the rules that are on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ..placeholders import ACCOUNTS, PLACEHOLDER, REDACTED
from .edits import Edit, merge
from .encodings import base64_runs, decodings
from .known import Known
from .numbering import Numbering
from .pieces import joined_texts
from .readings import JSON_ESCAPE, Reading, readings
from .secret_names import assigned, keylike, named
from .shapes import SHAPES
from .suspicion import suspicious

CONTROL = re.compile(r"[\0-\x08\x0e-\x1f]")
NESTED = 2
"""How many times base64 in base64 is decoded."""
LONGEST_REMEMBERED = 400
LONGEST_ROW = 64


class Finding(NamedTuple):
    """A span, what to put there, and whether only its surroundings tell that it is a secret."""

    start: int
    end: int
    put: str
    by_context: bool = False


class Finder:
    """Finds secrets and identifiers of accounts, and remembers those it met: bytes as Latin-1 texts throughout."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], off: frozenset[str]) -> None:
        self.known = Known()
        self.accounts = Numbering()
        self._patterns = patterns
        self._shapes = [shape for shape in SHAPES if shape.rule not in off]
        self._off = off
        self._harmless: set[str] = set()

    def suspects(self, text: str) -> bool:
        """Whether there may be something in a text."""
        return suspicious(text) or self.known.within(text) or next(self._matches(text), None) is not None

    def suspects_pieces(self, body: str) -> bool:
        """Whether there may be something in the texts that a stream has in pieces."""
        return any(self.suspects(joined.text) for joined in joined_texts(body))

    def edits(self, body: str, *, streamed: bool, thorough: bool) -> list[Edit]:
        """What to change in a body; a ``thorough`` search has assignments in code and prose too."""
        self._harmless.clear()
        roots = chain([Reading(body)], joined_texts(body) if streamed else ())
        found = (self._edits(reading, thorough=thorough) for root in roots for reading in readings(root))
        return merge(chain.from_iterable(found))

    def _edits(self, reading: Reading, *, thorough: bool) -> Iterator[Edit]:
        text = reading.text
        if not self.suspects(text):
            return
        done = [each.span() for each in PLACEHOLDER.finditer(text)]
        for start, end, put, by_context in self._find(text, thorough=thorough):
            first = _past_escape(text, start)
            if first >= end or _within(done, first, end) or text[first:end] == put:
                continue
            self._remember(text[first:end], put, by_context=by_context)
            for index, (at, to) in enumerate(reading.places(first, end)):
                yield Edit(at, to, "" if index else put, end - first)

    def _find(self, text: str, *, thorough: bool, nested: int = 0) -> Iterator[Finding]:
        yield from self._of_shapes(text)
        if "names" not in self._off:
            yield from (Finding(*span, REDACTED, True) for span in named(text))
        if thorough and "assignments" not in self._off:
            yield from (Finding(*span, REDACTED, True) for span in assigned(text))
        yield from (Finding(*each) for each in self.known.find(text))
        yield from (Finding(*span, REDACTED) for span in self._matches(text))
        if nested < NESTED and "base64" not in self._off:
            for span in base64_runs(text):
                if self._encodes(text[span[0] : span[1]], nested + 1):
                    yield Finding(*span, REDACTED)

    def _of_shapes(self, text: str) -> Iterator[Finding]:
        low, binary = text.lower(), CONTROL.search(text) is not None
        for shape in self._shapes:
            for start, end in () if binary and shape.rule == "email" else shape.find(text, low):
                start = _past_escape(text, start)
                value = text[start:end]
                if not PLACEHOLDER.fullmatch(value):
                    yield Finding(start, end, self._put(shape.rule, value), shape.by_context)

    def _put(self, rule: str, value: str) -> str:
        return self.accounts.placeholder(rule, value) if rule in ACCOUNTS else REDACTED

    def _encodes(self, run: str, nested: int) -> bool:
        """Whether anything is found in what a run of base64 decodes to; the same run is decoded once."""
        if run not in self._harmless:
            if any(self._holds(decoded, nested) for decoded in decodings(run)):
                return True
            self._harmless.add(run)
        return False

    def _holds(self, text: str, nested: int) -> bool:
        return self.suspects(text) and any(
            self.suspects(reading.text) and any(True for _ in self._find(reading.text, thorough=True, nested=nested))
            for reading in readings(Reading(text))
        )

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        """What the user's own patterns match. They are written for text, not for its bytes."""
        if not self._patterns:
            return
        plain = text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")
        for pattern in self._patterns:
            at = offset = 0
            for match in pattern.finditer(plain):
                start = offset + _size(plain[at : match.start()])
                at, offset = match.end(), start + _size(match[0])
                if match[0]:
                    yield start, offset

    def _remember(self, value: str, put: str, *, by_context: bool) -> None:
        """Know a value from now on, wherever it stands alone: one that looks like a key, or that is an account's."""
        if put != REDACTED:
            if "@" not in value:
                self.known.add(value, put)
        elif by_context and len(value) <= LONGEST_REMEMBERED and keylike(value) and not set(value) & {"\\", "%"}:
            self.known.add(value)


def _past_escape(text: str, start: int) -> int:
    """A start that is not within an escape, where a pattern took the ``n`` of a line's end for a letter."""
    slash = text.rfind("\\", max(0, start - 5), start)
    row = text[max(0, slash - LONGEST_ROW) : slash + 1]
    if slash < 0 or (len(row) - len(row.rstrip("\\"))) % 2 == 0:
        return start
    escape = JSON_ESCAPE.match(text, slash)
    return max(start, escape.end()) if escape else start


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_right(spans, (start, len(spans) and 1 << 62)) - 1
    return index >= 0 and end <= spans[index][1]


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
