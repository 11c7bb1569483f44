"""How a body of 2026 becomes one of another era: an era is data, and bodies are dressed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .bodies import JsonObject

STREAMED = "thread.message streamed"
"""The form of a message in a stream; retrieved ones have another (wire.md §8, row 17)."""

Fill = Callable[[JsonObject], Any]
Part = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Form:
    """The keys of an object in the order in which they are sent.

    ``parts`` turn values of the body of 2026 into those that are sent; ``filled`` are keys that it lacks, or that need
    the whole body; ``unless_null`` are left out while they are null.
    """

    keys: tuple[str, ...]
    parts: Mapping[str, Part] = field(default_factory=dict)
    filled: Mapping[str, Fill] = field(default_factory=dict)
    unless_null: frozenset[str] = frozenset()

    def dress(self, body: Mapping[str, Any]) -> JsonObject:
        """A body of 2026 in this form."""
        sent = {key: self.part(key, body.get(key)) for key in self.keys}
        for key, fill in self.filled.items():
            sent[key] = fill({**body, **sent})
        return {key: value for key, value in sent.items() if value is not None or key not in self.unless_null}

    def part(self, key: str, value: Any) -> Any:
        """The value of one key as it is sent."""
        return self.parts[key](value) if key in self.parts else value


@dataclass(frozen=True, slots=True)
class Era:
    """One form of the API.

    ``dialect`` is the published schema that its bodies are held against, ``model`` a model of its time, ``forms`` the
    keys of each ``object``, and ``statuses`` how each status of a run is sent: one that is not there was not known.
    ``always`` are the fields of a run's state, ``step_always`` those of a step, that are set in every state.
    ``tools``, ``calls`` and ``parts`` are the types of tools, tool calls, and parts of messages that there were,
    ``file_search`` included where it is sent as ``retrieval``; ``annotations`` those of citations.
    ``streams`` tells whether runs could be streamed, ``full_deltas`` whether a delta says also what is known from
    elsewhere: the id of its call, the role of its message, what a search found. ``silent`` are types of calls that no
    delta tells of.
    ``events`` are those that were told under another name.
    """

    name: str
    dialect: str
    model: str
    forms: Mapping[str, Form]
    statuses: Mapping[str, str]
    always: frozenset[str] = frozenset()
    step_always: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset({"code_interpreter", "file_search", "function"})
    calls: frozenset[str] = frozenset({"code_interpreter", "file_search", "function"})
    parts: frozenset[str] = frozenset({"text", "image_file"})
    annotations: frozenset[str] = frozenset({"file_citation", "file_path"})
    streams: bool = True
    full_deltas: bool = False
    silent: frozenset[str] = frozenset()
    events: Mapping[str, str] = field(default_factory=dict)

    def form_of(self, body: Mapping[str, object]) -> Form | None:
        """The form of a body; none for what is sent alike in all eras, such as deltas."""
        kind = str(body.get("object"))
        return self.forms.get(STREAMED if kind == "thread.message" and "status" in body else kind)


def dressed(body: JsonObject, era: Era) -> JsonObject:
    """A body of 2026 as it was sent in ``era``: its keys, in their order."""
    form = era.form_of(body)
    return body if form is None else form.dress(body)
