"""Secrets whose values are known, and where they stand in a text, also in base64."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..placeholders import REDACTED
from .shapes import GUID, OWN_ID
from .vocabulary import KNOWN_TO_ALL, is_word

SHORTEST = 8
MOST = 1000
"""How many values are remembered: more than any test has, and few enough to look for in every exchange."""
OF_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-_")
END_OF_BASE64 = re.compile(r"[A-Za-z0-9+_-]*+={0,2}", re.ASCII)
ESCAPED = re.compile(r"[^A-Za-z0-9._~-]+", re.ASCII)
SHORTEST_SIGN = 4
FURTHEST = 4096
IDS = re.compile(rf"{OWN_ID.pattern}|(?<![0-9A-Fa-f]){GUID}(?![0-9A-Fa-f])")
LONGEST_ID = 80

Span = tuple[int, int]


class Form(NamedTuple):
    """One way to write a value."""

    value: str
    is_base64: bool = False


class Known:
    """Values that are replaced wherever they stand, each with what is put in its place.

    A value is looked for as it is, and in base64 at each of the three ways it may fall there. All texts are bytes as
    Latin-1.
    """

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._forms: dict[str, Form] = {}
        self._signs: set[str] = set()
        self._sure: set[str] = set()

    def __len__(self) -> int:
        return len(self._values)

    def add(self, value: str, put: str = REDACTED, *, sure: bool = False) -> None:
        """Take a value up. What is too short, an id or a word of the API is none, unless someone is ``sure``."""
        if value in self._values or not (sure or self._may_be_secret(value)):
            return
        self._values[value] = put
        if sure:
            self._sure.add(value)
        for written, form in _forms(value):
            self._forms.setdefault(written, form)
            self._signs.update(_signs(written, form))

    def within(self, text: str) -> bool:
        """Whether any of them may be in a text."""
        return any(map(text.__contains__, self._signs))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where to put what."""
        for written, form in [(written, form) for written, form in self._forms.items() if written in text]:
            if form.value not in self._sure and is_word(form.value):
                self._drop(form.value)
                continue
            at = text.find(written)
            while at >= 0:
                start, end = at, at + len(written)
                if form.is_base64:
                    start, end = _whole_base64(text, start, end)
                if form.is_base64 or form.value in self._sure or _stands_apart(text, start, end):
                    yield start, end, REDACTED if form.is_base64 else self._values[form.value]
                at = text.find(written, end)

    def _drop(self, value: str) -> None:
        self._forms = {written: form for written, form in self._forms.items() if form.value != value}
        self._signs = {sign for written, form in self._forms.items() for sign in _signs(written, form)}

    def _may_be_secret(self, value: str) -> bool:
        if len(value) < SHORTEST or len(self._values) >= MOST:
            return False
        return OWN_ID.fullmatch(value) is None and value not in KNOWN_TO_ALL


def _forms(value: str) -> Iterator[tuple[str, Form]]:
    yield value, Form(value)
    if " " in value:
        yield value.replace(" ", "+"), Form(value)
    raw = value.encode("latin-1")
    if len(raw) < SHORTEST:
        return
    for shift, unsure in ((0, 0), (1, 2), (2, 3)):
        encoded = base64.b64encode(bytes(shift) + raw).decode().rstrip("=")
        sure = encoded[unsure : len(encoded) - (1 if (shift + len(raw)) % 3 else 0)]
        yield sure, Form(value, is_base64=True)
        yield sure.replace("+", "-").replace("/", "_"), Form(value, is_base64=True)


def _signs(written: str, form: Form) -> tuple[str, ...]:
    """What a text holds if this is in it, however it is escaped: the part that no writer escapes, or an escape."""
    plain = written if form.is_base64 else max(ESCAPED.split(written), key=len)
    return (plain,) if len(plain) >= SHORTEST_SIGN else (written, "\\", "%")


def _whole_base64(text: str, start: int, end: int) -> Span:
    """The span with the rest of its word, so that nothing is left of what no longer can be read."""
    first = max(0, start - FURTHEST)
    while start > first and text[start - 1] in OF_BASE64:
        start -= 1
    rest = END_OF_BASE64.match(text, end)
    return start, rest.end() if rest else end


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether it is neither some digits of a number nor a part of an id."""
    if text[start:end].isdigit() and (text[start - 1 : start] + text[end : end + 1]).strip(
        " \"'<>(){}[],;:=&?/\\\r\n\t-"
    ):
        return False
    first = max(0, start - LONGEST_ID)
    ids = IDS.finditer(text, first, end + LONGEST_ID) if end - start < 20 else ()
    return not any(each.start() <= start and end <= each.end() for each in ids)
