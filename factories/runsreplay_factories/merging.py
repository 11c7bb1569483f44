"""Laying one JSON value over another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCALARS = frozenset({str, int, float, bool, type(None)})


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """``base`` with ``over`` laid over it, objects merged key by key at every depth, all else replaced.

    Two objects of different ``type`` are different things and do not merge. The result shares nothing with ``over``.
    """
    result = dict(base)
    for key, value in over.items():
        result[key] = _laid(result.get(key), value)
    return result


def _laid(base: Any, over: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return copied(over)
    if "type" in base and over.get("type", base["type"]) != base["type"]:
        return copied(over)
    return merged(base, over)


def copied(value: Any) -> Any:
    """A JSON value that shares nothing with the given one; tuples become lists."""
    if type(value) in SCALARS:  # asked first: most values are, and to ask for an abstract class costs more than to copy
        return value
    if isinstance(value, Mapping):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, (list, tuple)) else value
