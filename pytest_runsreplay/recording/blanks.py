"""What a recorded request matches where something of it was redacted: anything, and nothing at all.

So a recording made with a key replays with another, or without one, while all that was kept must be as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .exchanges import NotJson, Request
from .matching import Body, Key, Matching, Pairs
from .placeholders import PLACEHOLDER

HINTS = ("redacted", "00000000-0000-")
"""What every placeholder holds one of: worth a look before a search."""


def has_blanks(key: Key) -> bool:
    """Whether something of a recorded request was redacted, as far as it is compared."""
    return any(any(hint in text for hint in HINTS) and PLACEHOLDER.search(text) for text in _texts(key))


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


def _texts(key: Key) -> list[str]:
    return [key.host, key.path, *(value for _, value in key.query), *_texts_of_body(key.body)]


def _texts_of_body(body: Body) -> list[str]:
    if isinstance(body, (str, bytes)):
        return [_text(body)]
    return [_text(part[-1]) for part in body]


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
        one[:-1] == other[:-1] and _fits_text(_text(one[-1]), _text(other[-1]))
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
    """Whether a text is a recorded one with anything in the place of what was redacted; in linear time."""
    if text == asked:
        return True
    first, *others = PLACEHOLDER.split(text)
    if not others:
        return False
    *middle, last = others
    if not asked.startswith(first) or not asked.endswith(last) or len(asked) < len(first) + len(last):
        return False
    place, end = len(first), len(asked) - len(last)
    for piece in middle:
        place = asked.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True
