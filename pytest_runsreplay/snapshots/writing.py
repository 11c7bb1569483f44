"""Texts in which tokens stand for ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .ids import DISTINCTIVE, DRAWN_LENGTH, ESCAPES, ID, MAY_HOLD_ID, SHORTEST, START, WORD, is_drawn, kind_of_match
from .times import Place
from .tokens import Tokens


class Writing:
    """How ids are written in one tree: ``<run:1>``, or with ``valid`` as ids that servers could have drawn."""

    def __init__(self, tokens: Tokens, *, valid: bool) -> None:
        self._tokens = tokens
        self._valid = valid
        self._texts: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        given = [text for text in (*tokens.names, *tokens.kept) if isinstance(text, str) and text]
        alternatives = "|".join(map(re.escape, sorted(given, key=len, reverse=True)))
        self._given = re.compile(f"{START}(?:{alternatives})(?![A-Za-z0-9])") if given else None
        self._leaves_words = not given and not tokens.finds_words

    @property
    def written(self) -> Iterator[str]:
        """All texts that may hold more than words, ids in fields apart, each once."""
        return iter(self._texts.values())

    def in_field(self, value: str) -> str:
        """The token of what an id field holds."""
        known = self._ids.get(value)
        if known is None:
            known = self._ids[value] = self._given_one(value) or self._token(value, self._tokens.kinds[value])
        return known

    def in_text(self, text: str) -> str:
        """The text with a token in the place of each id, wherever in the text it stands."""
        if self._leaves_words and len(text) < SHORTEST:
            return text
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = self._replaced(text)
        return known

    def write_given(self, place: Place, value: object) -> bool:
        """Put the name of a time or number in its place; whether it has one, or is to be kept."""
        if value in self._tokens.names:
            place[0][place[1]] = f"<{self._tokens.names[value]}>"
            return True
        return value in self._tokens.kept

    def _replaced(self, text: str) -> str:
        if self._given is None:
            return self._ids_replaced(text)
        parts = self._given.split(text)
        given = [self._given_one(match[0]) or match[0] for match in self._given.finditer(text)]
        between = [self._ids_replaced(part) for part in parts]
        return "".join(piece for pair in zip(between, [*given, ""], strict=True) for piece in pair)

    def _ids_replaced(self, text: str) -> str:
        if len(text) >= SHORTEST and MAY_HOLD_ID.search(text):
            text = ID.sub(self._of_match, text)
        return WORD.sub(self._of_word, text) if self._tokens.finds_words else text

    def _given_one(self, value: str) -> str | None:
        if value in self._tokens.names:
            return f"<{self._tokens.names[value]}>"
        return value if value in self._tokens.kept else None

    def _of_match(self, match: re.Match[str]) -> str:
        if not is_drawn(match):
            return match[0]
        return self._token(match[0], self._tokens.kinds.get(match[0]) or kind_of_match(match))

    def _of_word(self, match: re.Match[str]) -> str:
        word, before = match[0], match.string[match.start() - 1 : match.start()]
        for skipped in (0, *(length for sign, length in ESCAPES if sign == before)):
            id = word[skipped:]
            # What looks like a server's own has been written already, with valid ids as what looks like one again.
            if id in self._tokens.kinds and DISTINCTIVE.fullmatch(id) and not _is_servers(id):
                return word[:skipped] + self._token(id, self._tokens.kinds[id])
        return word

    def _token(self, value: str, kind: str) -> str:
        kind, number = self._tokens.number(value, kind)
        if not self._valid:
            return f"<{kind}:{number}>"
        return f"{kind}{'-' if kind == 'file' else '_'}{number:0{DRAWN_LENGTH}}"


def _is_servers(id: str) -> bool:
    match = ID.fullmatch(id)
    return match is not None and is_drawn(match)
