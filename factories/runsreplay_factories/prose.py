"""Words for people, drawn from Faker; it is loaded when the first of them is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from faker.generator import Generator

DOCUMENTS = ("csv", "docx", "md", "pdf", "txt")
SPEAKING = Lock()
"""Held while a locale's Faker, which the whole process shares, speaks with one object's chance."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a locale makes sentences: its words, what stands between them, and what ends them."""

    words: tuple[str, ...]
    connector: str
    stop: str


class Prose:
    """The prose of one object, in a Faker locale such as ``de_DE``; what it says follows from ``random`` alone."""

    __slots__ = ("_locale", "_random")

    def __init__(self, locale: str, random: Random) -> None:
        self._locale = locale
        self._random = random

    def word(self) -> str:
        """A single word."""
        return self._random.choice(voice_of(self._locale).words)

    def sentence(self, words: int = 8) -> str:
        """A statement of so many words, ended as the locale ends it; for instructions and code comments."""
        voice = voice_of(self._locale)
        text = voice.connector.join(self._random.choices(voice.words, k=words))
        return text[:1].upper() + text[1:] + voice.stop

    def answer(self) -> str:
        """What a tool or an assistant has to say, in two sentences."""
        return f"{self.sentence(6)} {self.sentence(9)}"

    def city(self) -> str:
        """The name of a city."""
        return self._said("city")

    def file_name(self) -> str:
        """The name of a document, with its ending."""
        return self._said("file_name", extension=self._random.choice(DOCUMENTS))

    def _said(self, formatter: str, **arguments: str) -> str:
        faker = faker_of(self._locale)
        with SPEAKING:
            faker.random = self._random
            return str(faker.format(formatter, **arguments))


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
    return Voice(tuple(lorem.get_words_list()), lorem.word_connector, lorem.sentence_punctuation)
