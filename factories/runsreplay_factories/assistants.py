"""The factory of assistants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.lifecycle.eras import find_era
from pytest_runsreplay.models import AssistantObject

from .draws import Draws
from .errors import Incoherent, told
from .objects import ObjectBuilder
from .overrides import AssistantOverrides
from .recipes import Begin, Draft, Maker
from .run_bodies import ASSISTANT_ID, second_of
from .tools import tool_bodies

MAKERS: dict[str, Maker] = {
    "id": lambda draws: draws.id_at("asst_", ASSISTANT_ID),
    "name": lambda draws: draws.prose.name(),
    "instructions": lambda draws: draws.instructions(),
}


class AssistantFactory(ObjectBuilder[AssistantObject]):
    """Makes assistants, without tools where none are asked for; the assistant of a run takes its id."""

    kind = "assistant"
    model = AssistantObject
    takes = AssistantOverrides
    fields = frozenset(AssistantOverrides.__optional_keys__)
    ruled = frozenset({"id"})
    defaults: ClassVar[AssistantOverrides] = {}
    """Fields that all assistants of a subclass are made with; those of its base classes hold too."""

    def __call__(self, **overrides: Unpack[AssistantOverrides]) -> AssistantObject:
        """The next assistant, with these fields.

        Raises TypeError for a field that an assistant does not have, or of another type, and Incoherent for one that
        its era had not.
        """
        return self._next(overrides)

    def with_(self, **overrides: Unpack[AssistantOverrides]) -> Self:
        """The builder whose assistants have these fields; nested objects are merged key by key."""
        return self._with(overrides)

    def as_dict(self, **overrides: Unpack[AssistantOverrides]) -> dict[str, Any]:
        """The next assistant as a JSON object, with keys in the order that servers send."""
        return self._next_body(overrides)

    def as_json(self, **overrides: Unpack[AssistantOverrides]) -> str:
        """The next assistant as the text of a response: indented by two, nothing escaped, no final newline."""
        return self._next_text(overrides)

    def with_tools(self, *tools: str | Mapping[str, Any]) -> Self:
        """Assistants with these tools: bodies made by ``tools``, or names of types that need no more."""
        return self._with({"tools": tool_bodies(tools)})

    def with_metadata(self, **metadata: str) -> Self:
        """Assistants with these entries in their metadata, added to those they have."""
        return self._with({"metadata": metadata})

    def _draft(self) -> Draft:
        body = {
            "id": "",
            "object": "assistant",
            "created_at": 0,
            "name": None,
            "description": None,
            "model": find_era(self._era).model,
            "instructions": None,
            "tools": [],
            "top_p": 1.0,
            "temperature": 1.0,
            "reasoning_effort": None,
            "tool_resources": {},
            "metadata": {},
            "response_format": "auto",
        }
        return Draft(body, MAKERS, _begin(self._followed()))

    def _check(self, made: AssistantObject) -> None:
        if not made.id.startswith("asst_"):
            rules = [f"id prefixes: $.id is {made.id!r}, which does not begin with asst_"]
            asked = told({"id": made.id})
            raise Incoherent(f"an assistant with {asked}", rules, f"Leave it out, or say .incoherent({asked}).")


def _begin(given: Mapping[str, Any]) -> Begin:
    def begin(draws: Draws, number: int, body: dict[str, Any]) -> None:
        body["created_at"] = second_of(number, given)

    return begin
