"""Which tokens stand for which ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from .fields import ANY_ID
from .ids import DISTINCTIVE, ID, is_drawn, kind_by_prefix, kind_of_match

NAME = re.compile(r"(?![a-z]+:[0-9]+\Z)[^<>\s](?:[^<>]*[^<>\s])?")
"""What can be told from a token: no ``run:1``, and no end of a token inside."""


class Tokens:
    """Which token stands for which id, and which moments times are counted from.

    One object stands behind all comparisons of a test, so that an id keeps its token and times stay comparable from
    one comparison to the next. Tokens are numbered within their kind in the order in which ids are first met.
    ``names`` and ``keep`` are those of ``normalize``.
    """

    def __init__(self, names: Mapping[Any, str] | None = None, keep: Iterable[str | float] = ()) -> None:
        self.names: dict[Any, str] = {}
        self.kept: set[Any] = set()
        self.starts: dict[str, float] = {}
        self.kinds: dict[str, str] = {}
        self.finds_words = False
        self._numbers: dict[str, tuple[str, int]] = {}
        self._counts: Counter[str] = Counter()
        self.learn(names, keep)

    def learn(self, names: Mapping[Any, str] | None = None, keep: Iterable[str | float] = ()) -> None:
        """Show these values by a name of their own, ``<the run>``, and those of ``keep`` as they are.

        Raises ValueError for a name that could be taken for another token, TypeError where ``keep`` is one text.
        """
        if isinstance(keep, str):
            raise TypeError(f"keep is the text {keep!r}: put it in a list, [{keep!r}]")
        self.kept.update(keep)
        if names:
            self.names |= names
            self._check_names()

    def note(self, value: str, kind: str) -> None:
        """Remember that an id field holds this value; the first field to say what it is an id of counts."""
        if self.kinds.get(value, ANY_ID) != ANY_ID:
            return
        like_servers = ID.fullmatch(value)
        self.kinds[value] = kind_of_match(like_servers) if like_servers else kind_by_prefix(value) or kind
        if DISTINCTIVE.fullmatch(value) and not (like_servers and is_drawn(like_servers)):
            self.finds_words = True

    def number(self, value: str, kind: str) -> tuple[str, int]:
        """The kind and number of an id, numbered now if it is new."""
        if value not in self._numbers:
            self._counts[kind] += 1
            self._numbers[value] = (kind, self._counts[kind])
        return self._numbers[value]

    def _check_names(self) -> None:
        for value, name in self.names.items():
            if not NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name for {value!r}: use words without < and >, not such as 'run:1'")
        twice = [name for name, count in Counter(self.names.values()).items() if count > 1]
        if twice:
            raise ValueError(f"the name {twice[0]!r} stands for two values, which could then be swapped unseen")
