"""Bodies in a form that people can read, as long as it gives the very same bytes back."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple

from .layout import LAYOUTS, encoder
from .limits import refuse

Stored = Mapping[str, Any]

INDENT = re.compile(r"[\[{]\n( +)")
DEEPEST = 100
"""How deep the JSON of a body may be nested to be shown as JSON: far from what parsers and writers can bear."""


class Style(NamedTuple):
    """How JSON was written: a layout of LAYOUTS, non-ASCII escaped or not, and what stood after the last bracket."""

    layout: str
    ascii: bool = False
    newline: bool = False

    def __str__(self) -> str:
        return self.layout + " ascii" * self.ascii + " newline" * self.newline

    @classmethod
    @cache
    def read(cls, text: str) -> Style:
        """The style of this name; raises ValueError for one that is not known."""
        layout, *flags = text.split(" ")
        style = cls(layout, "ascii" in flags, "newline" in flags)
        if layout not in LAYOUTS or str(style) != text:
            raise ValueError(f"unknown style {text!r:.40}")
        return style

    def render(self, value: Any) -> str:
        """The text of a value in this style."""
        return encoder(self.layout, self.ascii)(value) + "\n" * self.newline


class Unstored(Mapping[str, Any]):
    """A body as it came, which is stored when someone looks: a request that is only looked up never is."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def _stored(self) -> Stored:
        return store(self.content)

    def __getitem__(self, key: str) -> Any:
        return self._stored[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def __bool__(self) -> bool:
        return bool(self.content)

    def __repr__(self) -> str:
        return repr(self._stored)


def store(content: bytes) -> Stored:
    """A body as a cassette shows it: ``json`` with its ``style`` if that is exact, else ``text``, else ``base64``."""
    if not content:
        return {}
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    return _readable(text) or {"text": text}


def restore(stored: Stored) -> bytes:
    """The bytes of a stored body. Raises ValueError if it is none."""
    if isinstance(stored, Unstored):
        return stored.content
    if "json" in stored:
        text = Style.read(_checked(stored.get("style", "compact"))).render(stored["json"])
        return text.encode(errors="backslashreplace")  # half a surrogate pair stands as JSON escapes it
    if "text" in stored:
        return _checked(stored["text"]).encode()
    try:
        return base64.b64decode(_checked(stored.get("base64", "")), validate=True)
    except binascii.Error as error:
        raise ValueError(f"base64 that cannot be read ({error})") from None


def read_exactly(text: str) -> Any:
    """Parse JSON that can be written again; raises ValueError for what cannot: NaN, lone surrogates, deep nesting."""
    try:
        value = json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nesting without end") from None
    if "\\ud" in text.lower():
        json.dumps(value, ensure_ascii=False).encode()
    if text.count("[") + text.count("{") > DEEPEST and _deeper(value, DEEPEST):
        raise ValueError(f"nesting deeper than {DEEPEST}")
    return value


def _readable(text: str) -> Stored | None:
    try:
        value = read_exactly(text)
        style = next((style for style in _candidates(text) if style.render(value) == text), None)
    except (ValueError, RecursionError):
        return None
    return None if style is None else {"json": value, "style": str(style)}


def _candidates(text: str) -> Iterator[Style]:
    newline = text.endswith("\n")
    indented = INDENT.match(text)
    layouts = [f"indent={len(indented[1])}"] if indented else ["compact", "spaced"]
    for layout in layouts:
        if layout in LAYOUTS:
            yield Style(layout, False, newline)
            yield Style(layout, True, newline)


def _deeper(value: Any, limit: int) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return bool(items) and (limit == 0 or any(_deeper(item, limit - 1) for item in items))


def _checked(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a string, found {type(value).__name__}")
    return value
