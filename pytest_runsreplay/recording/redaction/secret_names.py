"""Names that tell that what follows is a secret: of JSON fields, query parameters, form fields and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from ...secret_words import ALWAYS, names_secret, plain_name
from ..placeholders import PLACEHOLDER
from .shapes import API_ID

Span = tuple[int, int]
Kind = Literal["any", "keylike", "hashlike"]

KEYLIKE = ("token", "primarykey", "secondarykey", "hostkey", "authkey", "servicekey")
HASHLIKE = frozenset({"key", "key1", "key2"})
OF_NO_SECRETS = (
    "max min page continuation next prev previous sync cursor start end eos bos pad unk sep cls mask stop special "
    "first last prompt completion"
)
"""What may stand before ``token`` in the name of something that is none."""
OF_QUERIES = (
    "key code sig signature token auth hmac assertion clientassertion samlresponse xamzsignature xamzcredential "
    "xgoogsignature xgoogcredential awsaccesskeyid sessionid"
)
SHORTEST_OF_QUERIES = {"key": 4, "code": 4}

OF_LITERALS = "true false null none undefined string include omit same-origin inherit"
"""Values that are none: of JSON, of schemas in short, of the options of browsers and of build tools."""

FIELD = re.compile(r"""(["'])([^"'\\\s]{2,64}(?: [^"'\\\s]{2,64})?)\1\s*+:\s*+(\[\s*+)?(?=["'\d])""")
DIGITS = re.compile(r"\d{4,}+(?=\s*+[,}\]])")
STRING = re.compile(r'"((?:[^"\\\r\n]|\\.)*+)|\'((?:[^\'"\\\r\n]|\\.)*+)', re.DOTALL)
NEXT = re.compile(r"""["']\s*+,\s*+(?=["'])""")
PARAMETER = re.compile(r"""(?:\A|[?&;#])([A-Za-z_][\w.~\[\]-]{0,63})=([^&#;\s"'<>\\]++)""", re.ASCII)
PARAMETERS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*+://|[\w.~%\[\]-]++=)[^\s\"\\]*+", re.ASCII)
"""A text that is a URL or a form and nothing else."""
PARAMETER_THERE = re.compile(r"(?:\A|[?&;#])([A-Za-z_][\w.~\[\]-]{0,63})=([^&#]++)", re.ASCII)
PART = re.compile(r'name="?([^"\r\n;]{2,64})[^\r\n]{0,400}+(?:\r?\n[^\r\n]++){0,8}(\r?\n)\2')
ASSIGNED = re.compile(r"""(?<![\w.])(?<!\w-)([A-Za-z][\w.-]{1,63}+)[`*]{0,2}\s{0,4}(?::=|=>|[:=])\s{0,4}""", re.ASCII)
QUOTED = re.compile(r"""(["'`])([^"'`\s\\<>]{4,}+)\1""")
BARE = re.compile(r"""([^\s"'`,;&<>(){}\[\]\\]++)(?![(\[])""")
HASH = re.compile(r"[0-9a-fA-F]{32}|[A-Za-z0-9]{84}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==")
LITERALS = frozenset(OF_LITERALS.split())
LETTER, DIGIT = re.compile(r"[A-Za-z]"), re.compile(r"\d")
LOGPROB = re.compile(r"\"(?:logprob|top_logprobs|bytes)\"\s*+:")
NEVER, IN_QUERIES = (tuple(names.split()) for names in (OF_NO_SECRETS, OF_QUERIES))
AROUND = 400
"""How far around a ``token`` its ``logprob`` is looked for, in characters."""


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind | None:
    """What has to be true of a value for it to be a secret under this name; None if it is none."""
    plain = plain_name(name)
    if plain in ALWAYS if " " in name else names_secret(plain):
        return "any"
    if plain in HASHLIKE:
        return "hashlike"
    if plain.endswith(KEYLIKE) and not plain.removesuffix("token").endswith(NEVER):
        return "keylike"
    return None


def keylike(value: str) -> bool:
    """Whether a value looks like a key: a word of 8 characters or more with letters and digits, no id of the API."""
    return (
        len(value) >= 8
        and not any(each.isspace() for each in value)
        and DIGIT.search(value) is not None
        and LETTER.search(value) is not None
        and API_ID.fullmatch(value) is None
    )


def named(text: str) -> Iterator[Span]:
    """Values of JSON fields, query parameters and form fields with secret names."""
    yield from _fields(text)
    if "=" in text:
        for match in (PARAMETER_THERE if PARAMETERS.fullmatch(text) else PARAMETER).finditer(text):
            if _secret_parameter(match[1], match[2]):
                yield match.span(2)
        yield from _parts(text)


def assigned(text: str) -> Iterator[Span]:
    """Values in ``name = value`` and ``name: value`` in code, in prose and in the text of headers."""
    at = 0
    while match := ASSIGNED.search(text, at):
        at = match.end()
        kind = kind_of(match[1])
        if kind is None:
            continue
        if quoted := QUOTED.match(text, at):
            if _secret(kind, quoted[2]):
                yield quoted.span(2)
            at = quoted.end()
        elif bare := BARE.match(text, at):
            at = bare.end()
            if keylike(bare[1].rstrip(".")) and _secret(kind, bare[1].rstrip(".")):
                yield bare.start(1), bare.start(1) + len(bare[1].rstrip("."))


def _parts(text: str) -> Iterator[Span]:
    at = 0
    while match := PART.search(text, at):
        at = match.end()
        if kind := kind_of(match[1]):
            end = text.find(f"{match[2]}--", at)
            start, at = at, len(text) if end < 0 else end
            if _secret(kind, text[start:at]):
                yield start, at


def _fields(text: str) -> Iterator[Span]:
    at = 0
    while match := FIELD.search(text, at):
        at = match.end()
        kind = kind_of(match[2])
        if kind is None or (match[2] == "token" and _of_logprobs(text, match)):
            continue
        for span in _strings(text, at, many=match[3] is not None):
            at = span[1]
            if _secret(kind, text[span[0] : span[1]]):
                yield span


def _strings(text: str, at: int, *, many: bool) -> Iterator[Span]:
    if not many and (digits := DIGITS.match(text, at)):
        yield digits.span()
    while string := STRING.match(text, at):
        yield string.span(string.lastindex or 0)
        following = NEXT.match(text, string.end()) if many else None
        if following is None:
            return
        at = following.end()


def _of_logprobs(text: str, field: re.Match[str]) -> bool:
    """Whether this is a token of a model's output, which has its probability beside it."""
    furthest = max(0, field.start() - AROUND)
    before = text[max(text.rfind("{", furthest, field.start()), furthest) : field.start()]
    value = STRING.match(text, field.end())
    after = text[value.end() : value.end() + AROUND] if value else ""
    return bool(LOGPROB.search(before) or LOGPROB.search(after.partition("}")[0]))


def _secret_parameter(name: str, value: str) -> bool:
    plain = plain_name(name)
    if plain in IN_QUERIES:
        return len(value) >= SHORTEST_OF_QUERIES.get(plain, 1) and _secret("any", value)
    return _secret(kind_of(name), value)


def _secret(kind: Kind | None, value: str) -> bool:
    if kind is None or not value.strip("*xX. ") or value.lower() in LITERALS or PLACEHOLDER.fullmatch(value):
        return False
    if kind == "any":
        return True
    return keylike(value) if kind == "keylike" else HASH.fullmatch(value) is not None
