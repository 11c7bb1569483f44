"""What ids look like, with and without a prefix (wire.md §7.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fields import ODD_KEY, TIME, role_of

START = r"(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2}))"
"""Where a word begins; the escape of a character in JSON or in a URL may stand right before it."""
PREFIXES = "run|step|thread|asst|msg|call|vs|req|resp|rs|fc|ci|ws|mcp|conv|batch|toolu|vsfb|ftjob|cntr|cfile"
ID = re.compile(
    START + rf"(?:(?P<kind>{PREFIXES})_|(?P<file>file|assistant)-)(?P<drawn>[A-Za-z0-9]{{10,}})"
    r"|(?<![A-Za-z0-9\\%])(?P<other>[a-z]{2,12})_(?P<whole>[A-Za-z0-9]{24})(?![A-Za-z0-9_])"
)
"""A prefix of wire.md §7.1 or of the Responses API and what may be drawn letters, or any prefix and as many letters."""
MAY_HOLD_ID = re.compile(r"[_-][A-Za-z0-9]{10}")
SHORTEST = len("vs_") + 10
"""Most texts are words shorter than any id, and need no look."""

UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
HEX = r"(?=[a-fA-F]*[0-9])(?=[0-9]*[a-fA-F])(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{24})"
BARE_ID = re.compile(rf"(?<![A-Za-z0-9])(?:{UUID}|{HEX})(?![A-Za-z0-9])")
"""An id without a prefix, as Azure and Foundry draw them; it is told from other numbers by the field it stands in."""
IN_JSON = re.compile(rf'\\?"(\w{{1,40}}|)\\?"\s{{0,4}}:\s{{0,4}}\\?"({UUID}|{HEX})\\?"')
FIELD_VALUE = re.compile(r"[A-Za-z0-9][\w.:=-]{0,99}")
"""What may be an id in an id field; paths of resources and sentences are not."""
OWN_PREFIX = re.compile(rf"(?:({PREFIXES})_|(file|assistant)-)[\w-]+")
WORD = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")
DISTINCTIVE = re.compile(rf"{OWN_PREFIX.pattern}|(?=[A-Za-z_-]*[0-9])(?=.{{6}}){WORD.pattern}")
"""Short ids that are found in texts too, as words; others, such as ``7`` or ``weather``, are ids in id fields only."""
ESCAPES = (("\\", 1), ("%", 2), ("\\", 5))
"""How many letters at the front of a word belong to the escape that begins with the character before it."""

DRAWN_LENGTH = 24
WORDS = re.compile(r"[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*|[A-Z]+")


def kind_of_match(match: re.Match[str]) -> str:
    """What an id that ``ID`` found is an id of."""
    return match["kind"] or match["other"] or "file"


def kind_by_prefix(value: str) -> str | None:
    """What an id says of itself by its prefix."""
    found = OWN_PREFIX.fullmatch(value)
    return found and (found[1] or "file")


def bare_ids_in(text: str) -> Iterator[tuple[str, str]]:
    """Kinds and unprefixed ids of the id fields in a JSON text, such as the arguments of a call."""
    found = ((role_of(match[1]), match[2]) for match in IN_JSON.finditer(text))
    return ((kind, id) for kind, id in found if kind not in ("", TIME, ODD_KEY))


def is_drawn(match: re.Match[str]) -> bool:
    """Whether a server drew the letters that ``ID`` found at random: ``call_internationally`` is a word and no id.

    Ids hold digits but for one in seventy; one without is told by its full length or by letters that no words make.
    """
    letters = match["drawn"] or match["whole"]
    if any(letter.isdigit() for letter in letters):
        return True
    mixed = not letters.islower() and not letters.isupper()
    return mixed and (len(letters) == DRAWN_LENGTH or not WORDS.fullmatch(letters))
