"""Base64 in a text, decoded."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from .suspicion import HARMLESS

RUN = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:(?:[A-Za-z0-9+/]{60,76}+\r?\n)++[A-Za-z0-9+/]*+={0,2}|[A-Za-z0-9+/_-]{20,}+={0,2})",
    re.ASCII,
)
"""A word that may be base64, standard or for URLs, also in lines as mail has them."""
LONG = 1 << 16
"""From which length on a word is taken to begin where its base64 begins, so that no image is decoded four times."""

SHORTEST = 20
LONGEST_PATH = 2048
SKIPPED = re.compile(r"[\r\n=]")
STANDARD = str.maketrans("-_", "+/")

Span = tuple[int, int]


def base64_runs(text: str) -> Iterator[Span]:
    """Spans that may be base64: the parts of what may be a path, then all of it. Ids and names are left out."""
    for run in RUN.finditer(text):
        if HARMLESS.fullmatch(run[0]):
            continue
        at = run.start()
        for part in run[0].split("/") if "/" in run[0] and len(run[0]) < LONGEST_PATH else ():
            if len(part) >= SHORTEST:
                yield at, at + len(part)
            at += len(part) + 1
        yield run.span()


def decodings(run: str) -> Iterator[str]:
    """What a run is, wherever in it the base64 begins."""
    word = SKIPPED.sub("", run).translate(STANDARD)
    for start in range(4 if len(word) < LONG else 1):
        shifted = word[start:]
        whole = shifted[: len(shifted) - (len(shifted) % 4 == 1)]
        yield base64.b64decode(whole + "=" * (-len(whole) % 4)).decode("latin-1")
