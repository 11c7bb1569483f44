"""Whether a text may hold a secret, found out at little cost: nearly all that is recorded holds none.

It must hold for every text that a shape of ``shapes`` or a name of ``secret_names`` finds something in, also under
escapes; that it holds for others costs a closer look and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .shapes import API_ID

WORD = b"+-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
AS_WORDS = bytes(ord("w") if byte in WORD else ord(" ") for byte in range(256))
"""For ``translate``: what keys and base64 are written in becomes ``w``, all the rest a space."""
LONG = b"w" * 20
"""The length from which on a word is looked at: no known key is shorter, but for those with a sign of their own."""
SIGNS = (b"sk-", b"org-", b"proj_", b"bearer ", b"basic ", b"cookie:", b"-----begin", b"subscription", b"provided:")
ESCAPES = ("\\u00", "\\/", "\\x", "%")
HIDING = re.compile(r"\\(?:/|u00[2-7]|x[2-7])|%[2-7][0-9A-Fa-f]")
"""An escape of what needs none."""
OF_FIELDS = b"key eys ken ret ets ord rds swd pwd als ial ing ase sig sas dsn kie jwt ngs"
OF_ASSIGNED = OF_FIELDS + b" ode ion ure uth mac nse yid nid lue"
ENDS_OF_FIELDS, ENDS_OF_ASSIGNED = frozenset(OF_FIELDS.split()), frozenset(OF_ASSIGNED.split())
"""The last three letters of all names of secrets."""
AROUND_NAMES = b" \"'`\\\t\r\n>*[]_-0123456789"
OF_KEYS = r"(?:hf|gh[a-z]|github|npm|gsk|ek|whsec|dop|r8|pcsk|[sr]k)_|(?:glpat|pplx|xai|tvly|sess|xapp|xox[a-z])-"
"""How keys begin that may have nothing but small letters."""
HARMLESS = re.compile(rf"[nrt]?/*+(?:(?:{API_ID.pattern}|v\d|\d++|(?!{OF_KEYS})[a-z]++(?:[_-][a-z]++)*+)(?:/++|\Z))++")
"""Long words that are none: ids of this API, names of its fields and events, and paths of those."""


def suspicious(text: str) -> bool:
    """Whether a text may hold a secret by its shape or its name."""
    raw = text.encode("latin-1")
    low = raw.lower()
    return (
        b"@" in low
        or any(map(low.__contains__, SIGNS))
        or _names_secrets(low)
        or (any(map(text.__contains__, ESCAPES)) and HIDING.search(text) is not None)
        or any(HARMLESS.fullmatch(word) is None for word in long_words(text))
    )


def _names_secrets(low: bytes) -> bool:
    """Whether a name of a secret may stand before a colon or an equals sign."""
    if b"authorization" in low:
        return True
    close = low.translate(None, AROUND_NAMES)
    if not ENDS_OF_FIELDS.isdisjoint([before[-3:] for before in close.split(b":")[:-1]]):
        return True
    return b"=" in low and (
        b"form-data" in low or not ENDS_OF_ASSIGNED.isdisjoint([before[-3:] for before in close.split(b"=")[:-1]])
    )


def long_words(text: str) -> Iterator[str]:
    """The words of 20 characters and more."""
    words = text.encode("latin-1").translate(AS_WORDS)
    at = words.find(LONG)
    while at >= 0:
        end = words.find(b" ", at)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = words.find(LONG, end)
