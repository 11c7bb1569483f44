"""The factory of messages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, Self, Unpack

from pytest_runsreplay.models import MessageObject, RunObject, ThreadObject

from .accepting import text
from .errors import Incoherent, shown, told
from .message_bodies import ENDED, Belonging, Content, message_draft
from .objects import ObjectBuilder
from .overrides import MessageOverrides
from .recipes import Draft
from .rules import broken_rules


class MessageFactory(ObjectBuilder[MessageObject]):
    """Makes messages of a thread: those of an assistant in a run where no other role is asked for.

    They are as lists and retrievals show them; with a state (``in_progress``, ``completed``, ``incomplete``) as streams
    tell them (wire.md §8, row 17).
    """

    kind = "message"
    model = MessageObject
    takes = MessageOverrides
    fields = frozenset(MessageOverrides.__optional_keys__)
    ruled = frozenset({"id", "created_at", "thread_id", "run_id", "assistant_id", "completed_at", "incomplete_at"})
    statuses = tuple(ENDED)
    defaults: ClassVar[MessageOverrides] = {}
    """Fields that all messages of a subclass are made with; those of its base classes hold too."""

    _role: str = "assistant"
    _content: Content = Content()
    _belonging: Belonging = Belonging()

    def __call__(self, **overrides: Unpack[MessageOverrides]) -> MessageObject:
        """The next message, with these fields.

        Raises TypeError for a field that a message does not have, or of another type, and Incoherent for values that
        do not go together or that its era had not.
        """
        return self._next(overrides)

    def with_(self, **overrides: Unpack[MessageOverrides]) -> Self:
        """The builder whose messages have these fields; nested objects are merged key by key."""
        return self._with(overrides)

    def as_dict(self, **overrides: Unpack[MessageOverrides]) -> dict[str, Any]:
        """The next message as a JSON object, with keys in the order that servers send."""
        return self._next_body(overrides)

    def as_json(self, **overrides: Unpack[MessageOverrides]) -> str:
        """The next message as the text of a response: indented by two, nothing escaped, no final newline."""
        return self._next_text(overrides)

    def of(self, owner: RunObject | ThreadObject) -> Self:
        """Messages of a run, in its time, or of a thread."""
        if isinstance(owner, RunObject):
            ids = {"thread_id": owner.thread_id, "run_id": owner.id, "assistant_id": owner.assistant_id}
            return self._derived(_belonging=Belonging(ids, owner))
        if isinstance(owner, ThreadObject):
            return self._derived(_belonging=Belonging({"thread_id": owner.id}))
        raise TypeError(f"messages of {shown(owner)} were asked for; give a run or a thread")

    @property
    def user(self) -> Self:
        """Messages that a user wrote: they belong to no run."""
        return self._derived(_role="user")

    @property
    def assistant(self) -> Self:
        """Messages that an assistant wrote in a run; the role when no other is asked for."""
        return self._derived(_role="assistant")

    @property
    def in_progress(self) -> Self:
        """Messages as a stream tells them when they begin: with nothing in them yet."""
        return self._in("in_progress")

    @property
    def completed(self) -> Self:
        """Messages as a stream tells them when they are done."""
        return self._in("completed")

    @property
    def incomplete(self) -> Self:
        """Messages as a stream tells them when they met a token limit."""
        return self._in("incomplete")

    def with_text(self, value: str) -> Self:
        """Messages that say this."""
        return self._derived(_content=replace(self._content, text=text(value, "the text")))

    @property
    def file_citation(self) -> Self:
        """Messages that cite a file that was searched."""
        return self._citing("file_citation")

    @property
    def file_path(self) -> Self:
        """Messages that name a file that code wrote."""
        return self._citing("file_path")

    @property
    def url_citation(self) -> Self:
        """Messages that cite a page. Foundry."""
        return self._citing("url_citation")

    @property
    def image_file(self) -> Self:
        """Messages that show an uploaded picture."""
        return self._showing("image_file")

    @property
    def image_url(self) -> Self:
        """Messages that show a picture from elsewhere."""
        return self._showing("image_url")

    @property
    def refusal(self) -> Self:
        """Messages that refuse to answer, and have nothing else in them."""
        return self._showing("refusal")

    def with_files(self, *file_ids: str, tool: str = "file_search") -> Self:
        """Messages with these files attached for a tool; the first version tells them as ``file_ids``."""
        tools = {"tools": [{"type": text(tool, "the tool")}]}
        attached = tuple({"file_id": text(one, "the file id"), **tools} for one in file_ids)
        return self._derived(_content=replace(self._content, attached=attached))

    def with_metadata(self, **metadata: str) -> Self:
        """Messages with these entries in their metadata, added to those they have."""
        return self._with({"metadata": metadata})

    def _citing(self, kind: str) -> Self:
        return self._derived(_content=replace(self._content, cited=self._content.cited | {kind}))

    def _showing(self, kind: str) -> Self:
        return self._derived(_content=replace(self._content, parts=self._content.parts | {kind}))

    def _draft(self) -> Draft:
        role = self._followed().get("role", self._role)
        return message_draft(role, self._status, self._content, self._belonging, self._followed(), self._seconds)

    def _check(self, made: MessageObject) -> None:
        found = broken_rules(self._era, self._belonging.run or _run_around(made), messages=[made], about="messages")
        if found:
            asked = told(self._overrides)
            advice = f"Leave these fields to the factory, or, if that is meant, say .incoherent({asked})."
            raise Incoherent(f"a message with {asked}", found, advice)


def _run_around(message: MessageObject) -> RunObject:
    ids = {"id": message.run_id or "run_", "thread_id": message.thread_id, "assistant_id": message.assistant_id}
    return RunObject.model_validate({**ids, "created_at": message.created_at, "status": "in_progress"})
