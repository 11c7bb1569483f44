"""Words for people, asked of Faker once a locale; it is loaded when the first of them is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faker.generator import Generator

DOCUMENTS = ("csv", "docx", "md", "pdf", "txt")
SPEAKING = Lock()
"""Held while a locale's Faker, which the whole process shares, is asked for what it has to say."""

POOL = 256
"""How many words, cities, names … of a locale there are: as many as a byte can tell apart."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a locale makes sentences: its words, what stands between them, and what ends them.

    ``openings`` and ``endings`` are halves of sentences, so that most sentences need not be put together of words.
    """

    words: tuple[str, ...]
    connector: str
    stop: str
    openings: tuple[str, ...]
    endings: tuple[str, ...]

    def sentence(self, chance: bytes) -> str:
        """A statement with a word for each byte."""
        return capital(self.connector.join([self.words[byte] for byte in chance])) + self.stop


class Prose:
    """The prose of one object, in a Faker locale such as ``de_DE``; what it says follows from the bytes it takes."""

    __slots__ = ("_locale", "_take")

    def __init__(self, locale: str, take: Callable[[int], bytes]) -> None:
        self._locale = locale
        self._take = take

    def word(self) -> str:
        """A single word."""
        return voice_of(self._locale).words[self._take(1)[0]]

    def sentence(self, words: int = 8) -> str:
        """A statement of so many words, ended as the locale ends it; for instructions and code comments."""
        return voice_of(self._locale).sentence(self._take(words))

    def answer(self) -> str:
        """What a tool or an assistant has to say, in two sentences."""
        return f"{self.sentence(6)} {self.sentence(9)}"

    def city(self) -> str:
        """The name of a city."""
        return self._said("city")

    def name(self) -> str:
        """The name of a person."""
        return self._said("name")

    def file_name(self) -> str:
        """The name of a document, with its ending."""
        return self._said("file_name", self._take(1)[0] % len(DOCUMENTS))

    def _said(self, formatter: str, document: int | None = None) -> str:
        extension = None if document is None else DOCUMENTS[document]
        return sayings_of(self._locale, formatter, extension)[self._take(1)[0]]


@cache
def faker_of(locale: str) -> Generator:
    """This package's own Faker for a locale, one a process: other users of Faker neither see nor disturb it.

    Raises ValueError for a locale that Faker does not have.
    """
    from faker import Faker

    try:
        generator: Generator = Faker(locale, use_weighting=False).factories[0]
    except AttributeError as error:
        advice = "Choose one of faker.config.AVAILABLE_LOCALES, such as 'en_US' or 'de_DE'."
        raise ValueError(f"Faker refused the locale {locale!r}: {error}. {advice}") from None
    return generator


@cache
def voice_of(locale: str) -> Voice:
    """How sentences are made in a locale, from Faker's word list for it."""
    lorem: Any = faker_of(locale).provider("faker.providers.lorem")
    known, connector, stop = lorem.get_words_list(), lorem.word_connector, lorem.sentence_punctuation
    words = tuple(known[index * len(known) // POOL] for index in range(POOL))
    chance = Random(locale)  # noqa: S311 - repeatable on purpose, guards nothing
    halves = [connector.join(chance.choices(words, k=4)) for _ in range(2 * POOL)]
    openings = tuple(capital(half) for half in halves[:POOL])
    endings = tuple(connector + half + stop for half in halves[POOL:])
    return Voice(words, connector, stop, openings, endings)


def capital(text: str) -> str:
    """The text with a capital letter first, where its script has such."""
    return text[:1].upper() + text[1:]


@cache
def sayings_of(locale: str, formatter: str, extension: str | None = None) -> tuple[str, ...]:
    """What a formatter of Faker's has to say in a locale: the same in every process, whatever was asked before."""
    arguments = {} if extension is None else {"extension": extension}
    faker = faker_of(locale)
    with SPEAKING:
        faker.random = Random(f"{locale} {formatter} {extension}")  # noqa: S311 - repeatable on purpose, guards nothing
        return tuple(str(faker.format(formatter, **arguments)) for _ in range(POOL))
