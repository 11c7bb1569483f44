"""Texts of several lines, and long ones, as lines that can be read one by one and say exactly what the text was."""

from __future__ import annotations

import re
from collections.abc import Iterator

MARGIN, FOLD = "|", ">"
WIDTH = 100
SINGLE_SPACE = re.compile(r"(?<=\S) (?=\S)")


def is_long(text: str) -> bool:
    """Whether a text is better shown as a block."""
    return len(text) > WIDTH or "\n" in text


def block(text: str, opening: str, indent: str, end: str) -> Iterator[str]:
    """The lines of a block after ``opening``: one for each line of the text, behind a margin.

    A long line goes on behind ``>``, which stands for one space. No line ends with a blank, which editors would strip;
    a text that editors or terminals would change otherwise is shown as quoted lines instead.
    """
    lines = text.split("\n")
    if all(map(_is_safe, lines)):
        yield opening + MARGIN
        for line in lines:
            yield from (f"{indent}  {part}" for part in _folded(line))
    else:
        yield f"{opening}("
        for line in text.splitlines(keepends=True):
            yield from (f"{indent}  {line[at : at + WIDTH]!r}" for at in range(0, len(line), WIDTH))
        yield f"{indent}){end}"


def _is_safe(line: str) -> bool:
    return line == line.rstrip() and line.replace("\t", "").isprintable()


def _folded(line: str) -> Iterator[str]:
    mark, part = MARGIN, ""
    for word in SINGLE_SPACE.split(line) if len(line) > WIDTH else (line,):
        if part and len(part) + len(word) >= WIDTH:
            yield f"{mark} {part}"
            mark, part = FOLD, word
        else:
            part = f"{part} {word}" if part else word
    yield f"{mark} {part}" if part else mark
