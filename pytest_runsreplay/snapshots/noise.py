"""What a stored snapshot need not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pytest_runsreplay.lifecycle import RUN_FIELDS, RUN_STATE_FIELDS, STEP_FIELDS, STEP_STATE_FIELDS

from .fields import OWN_DATA

Node = dict[str, Any]
Defaults = tuple[Any, ...]

EMPTY: Mapping[str, Defaults] = {
    "annotations": ([],),
    "attachments": ([],),
    "file_ids": ([],),
    "metadata": ({},),
    "tool_resources": ({}, {"code_interpreter": {"file_ids": []}}),
    "prompt_token_details": ({"cached_tokens": 0},),
    "completion_tokens_details": ({"reasoning_tokens": 0},),
}
"""What stands in these fields of any object of the API when there is nothing to tell."""

SAMPLING: Mapping[str, Defaults] = {
    "temperature": (1.0,),
    "top_p": (1.0,),
    "reasoning_effort": (None,),
    "response_format": ("auto",),
}
RUN_DEFAULTS: Mapping[str, Defaults] = {
    **SAMPLING,
    "instructions": (None,),
    "tools": ([],),
    "max_completion_tokens": (None,),
    "max_prompt_tokens": (None,),
    "truncation_strategy": ({"type": "auto", "last_messages": None},),
    "tool_choice": ("auto",),
    "parallel_tool_calls": (True,),
}
DEFAULTS: Mapping[str, Mapping[str, Defaults]] = {
    "thread.run": RUN_DEFAULTS,
    "assistant": {**SAMPLING, **dict.fromkeys(("name", "description", "instructions"), (None,)), "tools": ([],)},
}
"""What a server fills in where a request says nothing (wire.md §2.1)."""

STEP_SET: Mapping[str, frozenset[str]] = {
    "in_progress": frozenset({"expires_at"}),
    "completed": STEP_FIELDS["completed"] | {"usage"},
    "failed": STEP_FIELDS["failed"] | {"usage"},
    "cancelled": STEP_FIELDS["cancelled"] | {"usage"},
    "expired": frozenset({"expired_at", "usage"}),
}
MESSAGE_SET: Mapping[str, frozenset[str]] = {
    "in_progress": frozenset(),
    "completed": frozenset({"completed_at"}),
    "incomplete": frozenset({"incomplete_details", "incomplete_at"}),
}
STATES: Mapping[str, tuple[tuple[str, ...], Mapping[str, frozenset[str]]]] = {
    "thread.run": (RUN_STATE_FIELDS, RUN_FIELDS),
    "thread.run.step": ((*STEP_STATE_FIELDS, "expired_at", "expires_at", "usage"), STEP_SET),
    "thread.message": (("incomplete_details", "incomplete_at", "completed_at"), MESSAGE_SET),
    "assistant": ((), {}),
    "thread": ((), {}),
}
"""Which fields depend on the status, and which of them it does not imply to be null."""


def concise(tree: Any, *, objects: bool = False) -> Any:
    """A normalised tree without what a reader takes for granted; what deviates from that stays.

    Left out are nulls that the status implies (wire.md §5.3), defaults where the value is the default, empty lists
    and objects of the API, and the ``object`` of those that the API has, unless ``objects`` asks for it (for those who
    show it in another way). Of a page goes what its ``data`` tells. The user's own data stays whole.
    """
    if isinstance(tree, dict):
        return _object(tree, objects)
    return [concise(item, objects=objects) for item in tree] if isinstance(tree, list) else tree


def _object(node: Node, objects: bool) -> Node:
    kind = node.get("object")
    implied = KNOWN[kind](node) if isinstance(kind, str) and kind in KNOWN else EMPTY
    shown: Node = {}
    for key, value in node.items():
        defaults = implied.get(key)
        if defaults is not None and _is_one(value, defaults):
            continue
        whole = key in OWN_DATA or not isinstance(value, (dict, list))
        shown[key] = value if whole else concise(value, objects=objects)
    if implied is not EMPTY and not objects:
        del shown["object"]
    return shown


def _is_one(value: Any, defaults: Defaults) -> bool:
    # The type counts: 1 is not what a server fills in where it says 1.0.
    return any(type(value) is type(default) and value == default for default in defaults)


def _of_page(page: Node) -> Mapping[str, Defaults]:
    data = page.get("data")
    ids = [item.get("id") for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    first, last = (ids[0], ids[-1]) if ids else (None, None)
    return {"first_id": (first,), "last_id": (last,), "has_more": (False,)}


@cache
def _of_state(kind: str, status: str, *, of_user: bool) -> Mapping[str, Defaults]:
    fields, set_in = STATES[kind]
    nulls = [field for field in fields if field not in set_in[status]] if status in set_in else []
    authors = ("assistant_id", "run_id") if of_user else ()
    return {**EMPTY, **DEFAULTS.get(kind, {}), **dict.fromkeys((*nulls, *authors), (None,))}


def _stated(node: Node) -> Mapping[str, Defaults]:
    status = node.get("status")
    known = status if isinstance(status, str) and status in RUN_FIELDS else ""
    return _of_state(node["object"], known, of_user=node.get("role") == "user")


KNOWN: Mapping[str, Callable[[Node], Mapping[str, Defaults]]] = {**dict.fromkeys(STATES, _stated), "list": _of_page}
"""What goes without saying in an object of the API, by its ``object``."""
