"""What a factory refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

LONGEST = 120
"""Characters of a value that an error shows."""


class Incoherent(ValueError):
    """What was asked for breaks a rule of the lifecycle; ``rules`` are the broken ones, each with what was found."""

    def __init__(self, asked: str, rules: Sequence[str], advice: str) -> None:
        self.asked, self.rules, self.advice = asked, tuple(rules), advice
        super().__init__("\n  ".join([f"{asked} breaks what holds for every run:", *self.rules]) + f"\n{advice}")

    def __reduce__(self) -> tuple[type[Incoherent], tuple[Any, ...]]:
        return type(self), (self.asked, self.rules, self.advice)  # from a worker process it must arrive whole


def shown(value: object) -> str:
    """A value as a caller would write it; of a long one, a body such as, the beginning."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def told(overrides: Mapping[str, Any]) -> str:
    """Overrides as a caller would write them, long ones cut."""
    return ", ".join(f"{name}={shown(value)}" for name, value in overrides.items())


def suggested(wrong: str, right: Iterable[str]) -> str:
    """What to say about a name that is none of the right ones: the closest of them, else all."""
    known = list(right)
    close = get_close_matches(wrong, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of {', '.join(known)}."
