"""The factory of threads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.models import ThreadObject

from .accepting import text
from .draws import Draws
from .errors import Incoherent, told
from .objects import ObjectBuilder
from .overrides import ThreadOverrides
from .recipes import Begin, Draft, Maker
from .run_bodies import THREAD_ID, second_of

SKELETON: dict[str, Maker] = {
    "id": lambda draws: draws.id_at("thread_", THREAD_ID),
}


class ThreadFactory(ObjectBuilder[ThreadObject]):
    """Makes threads, empty and without metadata where nothing is asked for."""

    kind = "thread"
    model = ThreadObject
    takes = ThreadOverrides
    fields = frozenset(ThreadOverrides.__optional_keys__)
    ruled = frozenset({"id"})
    defaults: ClassVar[ThreadOverrides] = {}
    """Fields that all threads of a subclass are made with; those of its base classes hold too."""

    def __call__(self, **overrides: Unpack[ThreadOverrides]) -> ThreadObject:
        """The next thread, with these fields.

        Raises TypeError for a field that a thread does not have, or of another type, and Incoherent for one that its
        era had not.
        """
        return self._next(overrides)

    def with_(self, **overrides: Unpack[ThreadOverrides]) -> Self:
        """The builder whose threads have these fields; nested objects are merged key by key."""
        return self._with(overrides)

    def as_dict(self, **overrides: Unpack[ThreadOverrides]) -> dict[str, Any]:
        """The next thread as a JSON object, with keys in the order that servers send."""
        return self._next_body(overrides)

    def as_json(self, **overrides: Unpack[ThreadOverrides]) -> str:
        """The next thread as the text of a response: indented by two, nothing escaped, no final newline."""
        return self._next_text(overrides)

    def with_files(self, *file_ids: str) -> Self:
        """Threads whose code may read these files."""
        return self._with(
            {"tool_resources": {"code_interpreter": {"file_ids": [text(one, "the file id") for one in file_ids]}}}
        )

    def with_vector_store(self, vector_store_id: str) -> Self:
        """Threads whose files are searched in this store; there may be one."""
        return self._with(
            {"tool_resources": {"file_search": {"vector_store_ids": [text(vector_store_id, "the vector store id")]}}}
        )

    def with_metadata(self, **metadata: str) -> Self:
        """Threads with these entries in their metadata, added to those they have."""
        return self._with({"metadata": metadata})

    def _draft(self) -> Draft:
        body = {"id": "", "object": "thread", "created_at": 0, "metadata": {}, "tool_resources": {}}
        return Draft(body, SKELETON, _begin(self._followed()))

    def _check(self, made: ThreadObject) -> None:
        if not made.id.startswith("thread_"):
            rules = [f"id prefixes: $.id is {made.id!r}, which does not begin with thread_"]
            asked = told({"id": made.id})
            raise Incoherent(
                f"a thread with {asked}", rules, f"Leave it out, or, if that is meant, say .incoherent({asked})."
            )


def _begin(given: Mapping[str, Any]) -> Begin:
    def begin(draws: Draws, number: int, body: dict[str, Any]) -> None:
        body["created_at"] = second_of(number, given)

    return begin
