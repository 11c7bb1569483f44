"""What a recorded request matches where something of it was redacted: anything, and nothing at all.

So a recording made with a key replays with another, or without one, while all that was kept must be as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .exchanges import NotJson, Request
from .matching import Body, Key, Matching, Pairs
from .placeholders import PLACEHOLDER, REDACTED

HINTS = ("redacted", "00000000-0000-")
"""What every placeholder holds one of: worth a look before a search."""


Outline = tuple[str, str | None, Body | None]


class Blanks:
    """The recorded requests of which something was redacted, as far as it is compared, by what was kept of them."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._places: dict[Key, int] = {}
        self._found: dict[Outline, list[Key]] = {}
        for key in keys:
            if _redacted(_texts(key)):
                self._places[key] = len(self._places)
                path, body = not _redacted([key.path]), not _redacted(_texts_of_body(key.body))
                self._found.setdefault(_outline(key, path=path, body=body), []).append(key)

    def near(self, key: Key) -> list[Key]:
        """Those with the same path and body, unless something of these was redacted; in the order of the recording."""
        outlines = [_outline(key, path=path, body=body) for path in (True, False) for body in (True, False)]
        return sorted((one for each in outlines for one in self._found.get(each, ())), key=self._places.__getitem__)


def _outline(key: Key, *, path: bool, body: bool) -> Outline:
    return key.method, key.path if path else None, key.body if body else None


def _redacted(texts: list[str]) -> bool:
    return any(any(hint in text for hint in HINTS) and PLACEHOLDER.search(text) for text in texts)


def fits(recorded: Request, key: Key, asked: Request, asked_key: Key, matching: Matching) -> bool:
    """Whether a request is a recorded one but for what was redacted of that."""
    return (
        key.method == asked_key.method
        and _fits_text(key.host, asked_key.host)
        and _fits_text(key.path, asked_key.path)
        and _fits_pairs(key.query, asked_key.query)
        and (key.body == asked_key.body or _fits_body(recorded, key.body, asked, asked_key.body, matching))
    )


def stands_for(recorded: Any, asked: Any) -> bool:
    """Whether a recorded value or part of one was redacted, and the asked one is the same but for that."""
    return _is_blank(recorded) or (isinstance(recorded, str) and isinstance(asked, str) and _fits_text(recorded, asked))


class Accounts:
    """Which account a placeholder stood for, as far as requests told, so that none is taken for another one."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}

    def note(self, key: Key, asked: Key) -> None:
        """Take it that a request asked for the accounts of a recorded one."""
        for placeholder, account in _accounts(key, asked):
            self._of.setdefault(placeholder, account)

    def mistaken(self, key: Key, asked: Key) -> int:
        """How many accounts of a recorded request would have to be others than they have been so far."""
        known = set(self._of.values())
        return sum(
            self._of.get(placeholder, "" if account in known else account) != account
            for placeholder, account in _accounts(key, asked)
        )


def _accounts(key: Key, asked: Key) -> Iterator[tuple[str, str]]:
    """The placeholders of accounts in a recorded request, each with what an asked one that fits has there."""
    for text, other in zip(_texts(key), _texts(asked), strict=False):
        for placeholder, value in zip(PLACEHOLDER.findall(text), _between(text, other) or (), strict=False):
            if placeholder != REDACTED:
                yield placeholder, value.lower()


def _texts(key: Key) -> list[str]:
    return [key.host, key.path, *(value for _, value in key.query), *_texts_of_body(key.body)]


def _texts_of_body(body: Body) -> list[str]:
    if isinstance(body, (str, bytes)):
        return [_text(body)]
    return [_text(each) for part in body for each in part]


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _fits_body(recorded: Request, body: Body, asked: Request, asked_body: Body, matching: Matching) -> bool:
    if isinstance(body, tuple) and isinstance(asked_body, tuple):
        return _fits_parts(body, asked_body)
    if not isinstance(body, (str, bytes)) or not isinstance(asked_body, (str, bytes)):
        return False
    try:
        return _fits_value(matching.json(recorded), matching.json(asked))
    except (NotJson, RecursionError):
        return _fits_text(_text(body), _text(asked_body))


def _fits_parts(parts: Sequence[tuple[Any, ...]], asked: Sequence[tuple[Any, ...]]) -> bool:
    """The fields of a form, or the parts of a multipart body: each of the same name in its order."""
    if all(len(part) == 2 for part in (*parts, *asked)):
        return _fits_pairs(tuple(parts), tuple(asked))
    return len(parts) == len(asked) and all(
        all(_fits_text(_text(each), _text(its)) for each, its in zip(one, other, strict=True))
        for one, other in zip(parts, asked, strict=True)
    )


def _fits_pairs(pairs: Pairs, asked: Pairs) -> bool:
    """Parameters without regard to their order: the redacted ones may be there with any value, or not at all."""
    left = list(asked)
    blank: list[tuple[str, str]] = []
    for pair in pairs:
        if pair in left:
            left.remove(pair)
        elif PLACEHOLDER.search(pair[1]):
            blank.append(pair)
        else:
            return False
    for name, value in blank:
        found = next((pair for pair in left if pair[0] == name and _fits_text(value, pair[1])), None)
        if found is not None:
            left.remove(found)
        elif not PLACEHOLDER.fullmatch(value):
            return False
    return not left


def _fits_value(value: Any, asked: Any) -> bool:
    if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
        return True
    if isinstance(value, str) and isinstance(asked, str):
        return _fits_text(value, asked)
    if isinstance(value, dict) and isinstance(asked, dict):
        return _fits_object(value, asked)
    if isinstance(value, list) and isinstance(asked, list):
        return len(value) == len(asked) and all(map(_fits_value, value, asked))
    return isinstance(value, bool) == isinstance(asked, bool) and bool(value == asked)


def _fits_object(value: dict[str, Any], asked: dict[str, Any]) -> bool:
    blank = [key for key in value if key not in asked and PLACEHOLDER.search(key)]
    extra = [key for key in asked if key not in value]
    if len(extra) > len(blank) or not all(
        any(_fits_text(key, other) and _fits_value(value[key], asked[other]) for key in blank) for other in extra
    ):
        return False
    return all(
        _fits_value(item, asked[key]) if key in asked else key in blank or _is_blank(item)
        for key, item in value.items()
    )


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value) is not None


def _fits_text(text: str, asked: str) -> bool:
    """Whether a text is a recorded one with anything in the place of what was redacted."""
    return text == asked or bool(_between(text, asked))


def _between(text: str, asked: str) -> list[str]:
    """What an asked text has in the place of each part of a recorded one that was redacted; empty if it is another
    text. In linear time."""
    first, *others = PLACEHOLDER.split(text)
    if not others:
        return []
    *middle, last = others
    if not asked.startswith(first) or not asked.endswith(last) or len(asked) < len(first) + len(last):
        return []
    found, place, end = [], len(first), len(asked) - len(last)
    for piece in middle:
        at = asked.find(piece, place, end)
        if at < 0:
            return []
        found.append(asked[place:at])
        place = at + len(piece)
    return [*found, asked[place:end]]
