"""Pages of a list (wire.md §1.2, §3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .errors import no_such
from .validation import choice, integer, wrong_type

JsonObject = dict[str, Any]

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


def page_of(items: Iterable[JsonObject], query: Mapping[str, str], kind: str) -> JsonObject:
    """A page of ``items``, which are given oldest first; ``kind`` names one of them in errors.

    ``after`` gives the items that follow it in the list's order, ``before`` those next to it on the other side.
    """
    limit = _limit(query)
    ordered = list(items)
    if choice("asc", "desc")(query.get("order", "desc"), "order") == "desc":
        ordered.reverse()
    left = _between(ordered, query.get("after"), query.get("before"), kind)
    is_backward = "before" in query and "after" not in query
    shown = left[-limit:] if is_backward else left[:limit]
    return {
        "object": "list",
        "data": shown,
        "first_id": shown[0]["id"] if shown else None,
        "last_id": shown[-1]["id"] if shown else None,
        "has_more": len(left) > len(shown),
    }


def _limit(query: Mapping[str, str]) -> int:
    asked = query.get("limit")
    if asked is None:
        return DEFAULT_LIMIT
    try:
        return int(integer(1, MAX_LIMIT)(int(asked), "limit"))
    except ValueError:
        raise wrong_type("limit", "an integer", asked) from None


def _between(ordered: list[JsonObject], after: str | None, before: str | None, kind: str) -> list[JsonObject]:
    start = 0 if after is None else _place(ordered, after, kind) + 1
    end = len(ordered) if before is None else _place(ordered, before, kind)
    return ordered[start:end]


def _place(ordered: list[JsonObject], id: str, kind: str) -> int:
    for index, item in enumerate(ordered):
        if item["id"] == id:
            return index
    raise no_such(kind, id)
