"""What must never reach a snapshot: secrets, and what the next recording would have otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pytest_runsreplay.secret_words import names_secret, plain_name

from .ids import BARE_ID
from .times import ISO
from .trees import json_path

SHOWN = 3
WORD = r"(?<![A-Za-z0-9])"
SECRETS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"sk-", b"sess-"), WORD + r"(?:sk|sess)-(?=[A-Za-z0-9_-]{0,200}[0-9])[A-Za-z0-9_-]{16,}"),
    ((b"bearer",), r"(?i:(?<![a-z])bearer\s+)[A-Za-z0-9._~+/=-]{16,}"),
    ((b"eyj",), WORD + r"eyJ[\w-]{8,2000}\.[\w-]{6,}"),
    ((b"akia", b"asia"), WORD + r"(?:AKIA|ASIA)[A-Z0-9]{16}"),
    ((b"ghp_", b"gho_", b"ghs_", b"ghu_", b"github_pat_"), WORD + r"(?:gh[oprsu]|github_pat)_\w{20,}"),
    ((b"xox", b"xapp-"), WORD + r"(?:xox[a-z]|xapp)-[\w-]{10,}"),
    ((b"aiza",), WORD + r"AIza[\w-]{30,}"),
    ((b"hf_",), WORD + r"hf_[A-Za-z0-9]{20,}"),
    ((b"_live_", b"_test_"), WORD + r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ((b"accountkey=", b"accesskey="), r"(?i:Account|SharedAccess)Key=[A-Za-z0-9+/=]{16,}"),
    ((b"sig=",), WORD + r"sig=[\w%+/~-]{16,}"),
    ((b"private key",), r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY"),
)
"""Secrets by shape, each with what stands in every text that has one, in small letters."""

SECRET = re.compile("|".join(pattern for _, pattern in SECRETS))
FIELD = re.compile(r"""["']([\w.-]{2,40})\\?["']\s{0,4}:\s{0,4}\\?["']([^"'\\]{8,})""")
"""A name and a value in a JSON text, such as the arguments of a call."""

ENDINGS = ("key", "secret", "secrets", "word", "words", "wd", "phrase", "token", "credential", "credentials", "string")
"""How names of secrets end (``secret_words``), which is cheap to look for."""

SIGNS = (
    *(sign for signs, _ in SECRETS for sign in signs),
    *(f"{ending}{quote}".encode() for ending in ENDINGS for quote in ('"', "'", "\\")),
)
MARK = re.compile(r"<[^<>]*>")
"""A token, or what redaction left: it hides nothing."""

SHORTEST_SECRET = 8

OUTLINE = bytes(
    ord("x") if chr(byte) in "0123456789abcdef" else byte if chr(byte) in " :-t" else ord(".") for byte in range(256)
)
OUTLINES = (b"x" * 24, b"xxxxxxxx-xxxx-xxxx-xxxx-", b"xxxx-xx-xxtxx:", b"xxxx-xx-xx xx:")
"""What unprefixed ids and date-times look like when each hexadecimal digit is an ``x``."""

WAYS_OUT = (
    "call it by a name, names={{{0!r}: 'the …'}}, or let it stand where it is the same each time, keep=[{0!r}], "
    "or leave it out before the comparison"
)


class LeakFound(ValueError):
    """A value about to be compared with a snapshot would differ in the next recording; ``path`` is where it stands."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


class SecretFound(LeakFound):
    """A value about to be compared with a snapshot looks like a secret."""


def may_leak(texts: Iterable[str]) -> bool:
    """Whether a closer look at these texts is worth it; nearly always it is not, and this costs little."""
    everything = "\n".join(texts).encode("ascii", "replace").lower()
    return any(map(everything.__contains__, SIGNS)) or any(map(everything.translate(OUTLINE).__contains__, OUTLINES))


def refuse_text(root: Any, place: tuple[Any, Any], text: str, kept: Collection[Any]) -> None:
    """Raise SecretFound or LeakFound if a text that is not ``kept`` holds a secret, or a raw id, or is a date-time."""
    for each in kept:
        text = text.replace(each, "") if isinstance(each, str) else text
    if any(is_open(value) and names_secret(plain_name(name)) for name, value in FIELD.findall(text)):
        refuse_secret(root, place)
    if found := SECRET.search(text):
        path = path_to(root, place)
        raise SecretFound(
            path,
            f"a snapshot must not hold a secret, but the text at {path} has one that begins with {found[0][:SHOWN]!r}: "
            "replace or remove it before the comparison; what only looks like one may be named in keep=[…]",
        )
    if found := BARE_ID.search(text):
        _refuse(root, place, "the text", found[0], "an id")
    if ISO.fullmatch(text):
        _refuse(root, place, "the text", text, "a time")


def is_open(value: str) -> bool:
    """Whether a value under the name of a secret is one: neither short nor masked."""
    rest = MARK.sub("", value).strip()
    return len(rest) >= SHORTEST_SECRET and "*" not in rest


def refuse_secret(root: Any, place: tuple[Any, Any]) -> None:
    """Raise SecretFound for what is a secret by its name."""
    path = path_to(root, place)
    raise SecretFound(
        path,
        f"a snapshot must not hold a secret, but {path} names one: replace or remove it before the comparison; "
        "what is none may be named in keep=[…]",
    )


def refuse_number(root: Any, place: tuple[Any, Any], number: float) -> None:
    """Raise LeakFound for a number that could be a time."""
    _refuse(root, place, "the number", number, "a time")


def path_to(root: list[Any], place: tuple[Any, Any]) -> str:
    """The JSON path of a place in the tree, the only item of ``root``."""
    container, key = place
    path = next(path for found, path in _containers(root) if found is container)
    return json_path([*path, key][1:])


def _refuse(root: Any, place: tuple[Any, Any], what: str, found: object, kind: str) -> None:
    path = path_to(root, place)
    raise LeakFound(
        path,
        f"{what} at {path} holds {found!r}, which looks like {kind}, and would differ in the next recording: "
        + WAYS_OUT.format(found),
    )


def _containers(tree: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    unread: list[tuple[Any, tuple[Any, ...]]] = [(tree, ())]
    while unread:
        node, path = unread.pop()
        yield node, path
        items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        unread.extend((item, (*path, key)) for key, item in items if isinstance(item, (dict, list)))
