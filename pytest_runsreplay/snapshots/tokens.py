"""The tokens that stand for ids and times."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Times = Literal["delta", "mask"]

ID = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2}))"
    r"(?:(?P<kind>run|step|thread|asst|msg|call|vs|req)_|(?P<file>file)-)"
    r"(?P<drawn>[A-Za-z0-9]{10,})"
)
"""A prefix of wire.md §7.1 and what may be drawn letters; a JSON or URL escape may stand right before an id."""

DRAWN_LENGTH = 24
WORDS = re.compile(r"[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+")
MASK = "<time>"


class Tokens:
    """Which token stands for which id, and which moment is ``t0``.

    One object stands behind all comparisons of a test, so that an id keeps its token and times stay comparable from
    one comparison to the next. Tokens are numbered within their kind in the order in which ids are first asked for.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._t0: int | None = None

    def in_text(self, text: str) -> str:
        """The text with a token in the place of each id, wherever in the text it stands."""
        return ID.sub(self._of_match, text)

    def start_at(self, moment: int | None) -> None:
        """Take this moment, in Unix seconds, as ``t0``, unless there is one already."""
        if self._t0 is None:
            self._t0 = moment

    def of_time(self, moment: int) -> str:
        """The token of a moment in Unix seconds: ``t0``, ``t0+3s``, ``t0-2s``."""
        distance = moment - (moment if self._t0 is None else self._t0)
        return f"t0{distance:+d}s" if distance else "t0"

    def _of_match(self, match: re.Match[str]) -> str:
        if not _is_drawn(match["drawn"]):
            return match[0]
        return self._of_id(match["kind"] or match["file"], match[0])

    def _of_id(self, kind: str, value: str) -> str:
        if value not in self._ids:
            self._counts[kind] += 1
            self._ids[value] = f"<{kind}:{self._counts[kind]}>"
        return self._ids[value]


def _is_drawn(letters: str) -> bool:
    """Whether a server drew these letters at random: a word, as in ``call_internationally``, is no id.

    Ids hold digits but for one in seventy; one without is told by its full length or by letters that no words make.
    """
    if any(letter.isdigit() for letter in letters):
        return True
    mixed = not letters.islower() and not letters.isupper()
    return mixed and (len(letters) == DRAWN_LENGTH or not WORDS.fullmatch(letters))
