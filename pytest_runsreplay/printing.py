"""Text that came from elsewhere, as it may stand in a terminal."""

from __future__ import annotations

LONGEST_LINE = 2_000


def printable(text: str) -> str:
    """The text in one line of bounded length: what moves a cursor, changes colours or turns the direction of writing
    is escaped, and so is half a surrogate pair, which no terminal can be sent."""
    if len(text) > LONGEST_LINE:
        text = f"{text[:LONGEST_LINE]}… ({len(text):,} characters)"
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def printable_lines(text: str) -> str:
    """The same for text of several lines, which stay apart."""
    return "\n".join(map(printable, text.split("\n")))
