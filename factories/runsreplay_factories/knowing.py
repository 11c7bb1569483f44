"""What an era did not have, and which eras had it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from pytest_runsreplay.lifecycle.eras import ERAS, Era

from .errors import Incoherent, told

JsonObject = Mapping[str, Any]
Has = Callable[[Era], bool]


def check_known(
    era: Era, *, kind: str, asked: Mapping[str, Any], body: JsonObject, types: Mapping[str, Iterable[str]]
) -> None:
    """Raise Incoherent for a status, fields or types that the era did not have.

    ``kind`` is the word for what is made, ``asked`` the fields that were asked for, ``body`` what is constant in the
    body of 2026, and ``types`` those of what is drawn. The error names the eras that have it, and how to send it all
    the same.
    """
    form = era.form_of(body)
    keys = () if form is None else form.keys
    for name in asked:
        if name not in keys:
            what = f"field {name!r}{_hint(body, name)}"
            raise _lacking(era, kind, name, what, asked, partial(_has_field, name, body))
    status = body.get("status")
    if body["object"] == "thread.run" and status not in era.statuses:
        what = f"runs that are {status}"
        raise _lacking(era, kind, "status", what, {"status": status}, lambda era: status in era.statuses)
    for found in (types, _types_in(body)):
        for group, names in found.items():
            for each in names:
                _check_type(era, kind, group, each, asked)


def _check_type(era: Era, kind: str, group: str, wanted: str, asked: Mapping[str, Any]) -> None:
    same = SAME.get(wanted, wanted)
    if same not in getattr(era, group):
        name, what = GROUPS[group]
        raise _lacking(era, kind, name, f"{what} of type {wanted!r}", asked, lambda era: same in getattr(era, group))


def _lacking(era: Era, kind: str, name: str, what: str, asked: Mapping[str, Any], has: Has) -> Incoherent:
    rules = [f"{name}: that era had no {what}"]
    way_out = "" if kind == "lifecycle" else _way_out(name, asked)  # a lifecycle always keeps the rules
    return Incoherent(f"a {kind} of era {era.name!r}", rules, f"{_other_era(has)}{way_out}.")


def _types_in(body: JsonObject) -> Mapping[str, Iterable[str]]:
    details, content = body.get("step_details") or {}, _objects(body.get("content"))
    texts = _objects([part.get("text") for part in content])
    annotations = [one for text in texts for one in _objects(text.get("annotations"))]
    calls = [*_objects(details.get("tool_calls")), *_objects(details.get("activities"))]
    found = {"tools": _objects(body.get("tools")), "calls": calls, "parts": content, "annotations": annotations}
    return {group: [str(item.get("type")) for item in items] for group, items in found.items()}


def _has_field(name: str, body: JsonObject, era: Era) -> bool:
    form = era.form_of(body)
    return form is not None and name in form.keys


GROUPS = {
    "tools": ("tools", "tools"),
    "calls": ("step_details", "calls"),
    "parts": ("content", "parts"),
    "annotations": ("content", "annotations"),
}
"""Where the types of each group stand, and what they are types of."""

SAME = {"retrieval": "file_search"}
"""Types that are translated from one era to another."""


def _hint(body: JsonObject, name: str) -> str:
    told_in_streams = name in {"incomplete_details", "incomplete_at", "completed_at"}
    return " outside of streams" if body["object"] == "thread.message" and told_in_streams else ""


def _objects(value: Any) -> list[JsonObject]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, (list, tuple)) else []


def _other_era(has: Has) -> str:
    having = [f".{era.name}" for era in ERAS.values() if has(era)]
    return f"Choose an era that has it ({', '.join(having)})" if having else "No era has it: leave it out"


def _way_out(name: str, asked: Mapping[str, Any]) -> str:
    over = told({name: asked[name]}) if name in asked else ""
    all_the_same = f".incoherent.{asked[name]}()" if name == "status" else f".incoherent({over})"
    return f", or, if the body is meant to have it all the same, say {all_the_same}"
