"""What a factory refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any


class Incoherent(ValueError):
    """What was asked for breaks a rule of the lifecycle; ``rules`` are the broken ones, each with what was found."""

    def __init__(self, asked: str, rules: Sequence[str], advice: str) -> None:
        self.rules = tuple(rules)
        super().__init__("\n  ".join([f"{asked} breaks what holds for every run:", *self.rules]) + f"\n{advice}")


def told(overrides: Mapping[str, Any]) -> str:
    """Overrides as a caller would write them."""
    return ", ".join(f"{name}={value!r}" for name, value in overrides.items())


def suggested(wrong: str, right: Iterable[str]) -> str:
    """What to say about a name that is none of the right ones: the closest of them, else all."""
    known = list(right)
    close = get_close_matches(wrong, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"it is none of {', '.join(known)}."
