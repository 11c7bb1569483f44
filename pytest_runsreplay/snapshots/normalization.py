"""Trees in which ids and times are tokens."""

from __future__ import annotations

from typing import Any, get_args

from .leaks import refuse_secrets
from .tokens import MASK, Times, Tokens
from .trees import plain

EARLIEST_TIME = 1_000_000_000
SHORTEST = len("vs_") + 10
"""Most texts are words shorter than any id or secret, and need no look."""


def normalize(obj: object, *, times: Times = "delta") -> Any:
    """A tree of dicts, lists and scalars in wire order, the same for every recording of the same story.

    Ids become ``<run:1>``, ``<step:2>`` and so on, numbered in document order, the same id always the same token, also
    inside texts and as a key. Times, which are the integers above 1e9 under keys that end in ``_at``, become ``t0``
    for the earliest, ``t0+3s`` and so on, or all ``<time>`` with ``times="mask"``.

    Raises SecretFound where a text looks like a key or a bearer token, TypeError for what is neither JSON nor a
    model, and ValueError for another ``times``.
    """
    return normalized(obj, Tokens(), times)


def normalized(obj: object, tokens: Tokens, times: Times = "delta") -> Any:
    """What ``normalize`` gives, with the tokens that earlier trees were given."""
    if times not in get_args(Times):
        raise ValueError(f"times is {times!r}: use one of {', '.join(map(repr, get_args(Times)))}")
    tree = plain(obj)
    tokens.start_at(_earliest(tree))
    return _replaced(tree, "", (), tokens, times)


def _replaced(node: Any, key: object, path: tuple[Any, ...], tokens: Tokens, times: Times) -> Any:
    if isinstance(node, str):
        return _text(node, path, tokens)
    if isinstance(node, dict):
        return {
            _key(name, path, tokens): _replaced(value, name, (*path, name), tokens, times)
            for name, value in node.items()
        }
    if isinstance(node, list):
        return [_replaced(value, "", (*path, index), tokens, times) for index, value in enumerate(node)]
    if _is_time(key, node):
        return MASK if times == "mask" else tokens.of_time(node)
    return node


def _key(key: Any, path: tuple[Any, ...], tokens: Tokens) -> Any:
    return _text(key, path, tokens) if isinstance(key, str) else key


def _text(text: str, path: tuple[Any, ...], tokens: Tokens) -> str:
    if len(text) < SHORTEST:
        return text
    result = tokens.in_text(text)
    refuse_secrets(result, path)
    return result


def _is_time(key: object, value: object) -> bool:
    return type(value) is int and value > EARLIEST_TIME and isinstance(key, str) and key.endswith("_at")


def _earliest(tree: Any) -> int | None:
    times: list[int] = []
    unseen = [("", tree)]
    while unseen:
        key, node = unseen.pop()
        if isinstance(node, dict):
            unseen.extend(node.items())
        elif isinstance(node, list):
            unseen.extend(("", item) for item in node)
        elif _is_time(key, node):
            times.append(node)
    return min(times, default=None)
