"""A plain copy of what is compared, and what in it has to be written anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .fields import ODD_KEY, OWN_DATA, SECRET, TIME, anchor_of, kind_of, role_of
from .ids import BARE_ID, FIELD_VALUE
from .times import EARLIEST, Place, Time, moment_of
from .trees import DEEPEST, is_stream, opened, why_deep

NO_TIMES = frozenset({2**31 - 1, 2**31, 2**32 - 1, 2**32})
"""Limits of integers, as schemas name them."""

Around = tuple[str, bool, int]
"""What is known of the objects around a value: the id from whose beginning times count, whether all is the user's own
data, and how many there are."""


class Survey:
    """A copy of ``value`` in dicts, lists and scalars, in ``root``, with all places that hold ids, texts and times.

    ``texts`` are containers, keys, texts and what the field says of them, in document order, the odd keys of dicts
    among them; ``numbers`` are what could be times under keys that do not say so; ``births`` when the objects from
    which times count came to be; ``secrets`` what stands under names of secrets. Raises ValueError for what nests
    without end.
    """

    def __init__(self, value: object) -> None:
        self.texts: list[tuple[Any, Any, str, str]] = []
        self.times: list[Time] = []
        self.numbers: list[tuple[Place, float]] = []
        self.secrets: list[tuple[Place, str]] = []
        self.births: dict[str, float] = {}
        self.root: list[Any] = [None]
        try:
            self._put(self.root, 0, value, "", "", ("", False, 0))
        except RecursionError:
            raise ValueError(f"a snapshot is made of trees, but {why_deep(value)}") from None

    def _put(self, container: Any, key: Any, value: Any, role: str, inside: Any, around: Around) -> None:
        """Put a copy of the value under ``key``; ``inside`` is the last key of an object on the way there."""
        kind = type(value)
        if kind is dict:
            container[key] = self._object(value, inside, around)
        elif kind is list and not is_stream(value):
            container[key] = self._list(value, role, inside, around)
        elif kind is str:
            container[key] = value
            self._text(container, key, value, role, around)
        elif value is None or kind is bool or kind is int or kind is float:
            container[key] = value
            if value is not None and value > EARLIEST:
                self._number((container, key), value, role, around)
        elif kind is datetime:
            self.times.append(Time((container, key), value, moment_of(value) or 0, around[0]))
        else:
            self._put(container, key, opened(value), role, inside, _deeper(around))

    def _object(self, node: dict[Any, Any], inside: Any, around: Around) -> dict[Any, Any]:
        anchor, own, depth = _deeper(around)
        if "created_at" in node or "createdAt" in node:
            anchor = self._anchor(node, anchor)
        within = (anchor, own or inside in OWN_DATA, depth)
        copy: dict[Any, Any] = {}
        for key, value in node.items():
            role = role_of(key) if type(key) is str else ""
            if role is ODD_KEY:
                self.texts.append((copy, key, key, ODD_KEY))
                role = ""
            # Most values need no more than this, and it is the innermost loop.
            if value is None or (type(value) is int and value <= EARLIEST):
                copy[key] = value
            elif type(value) is dict:
                copy[key] = self._object(value, key, within)
            elif role:
                self._put(copy, key, value, kind_of(node, inside) if key == "id" else role, key, within)
            elif type(value) is str:
                copy[key] = value
                self.texts.append((copy, key, value, ""))
            else:
                self._put(copy, key, value, "", key, within)
        return copy

    def _list(self, node: list[Any], role: str, inside: Any, around: Around) -> list[Any]:
        within = _deeper(around)
        copy = [None] * len(node)
        for index, value in enumerate(node):
            self._put(copy, index, value, role, inside, within)
        return copy

    def _text(self, container: Any, key: Any, text: str, role: str, around: Around) -> None:
        if role is TIME:
            moment = moment_of(text)
            if moment is not None:
                self.times.append(Time((container, key), text, moment, around[0]))
                return
            role = ""
        if role is SECRET:
            self.secrets.append(((container, key), text))
            role = ""
        is_id = role and FIELD_VALUE.fullmatch(text) and not (around[1] and not BARE_ID.fullmatch(text))
        self.texts.append((container, key, text, role if is_id else ""))

    def _number(self, place: Place, value: float, role: str, around: Around) -> None:
        moment = moment_of(value)
        if moment is None or value in NO_TIMES:
            return
        if role is TIME:
            self.times.append(Time(place, value, moment, around[0]))
        else:
            self.numbers.append((place, value))

    def _anchor(self, node: dict[Any, Any], outer: str) -> str:
        """The anchor of an object that tells when it began."""
        anchor = anchor_of(node)
        if anchor is None:
            return outer
        moment = moment_of(node.get("created_at", node.get("createdAt")))
        if moment is not None and node.get("id") == anchor:
            self.births.setdefault(anchor, moment)
        return anchor


def _deeper(around: Around) -> Around:
    anchor, own, depth = around
    if depth >= DEEPEST:
        raise RecursionError
    return anchor, own, depth + 1
