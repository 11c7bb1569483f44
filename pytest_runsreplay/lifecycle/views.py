"""How steps and messages show to those who ask for them, and to those who listen to a stream."""

from __future__ import annotations

from .bodies import JsonObject
from .dressing import Era, dressed
from .eras import DEFAULT_ERA, ERAS
from .states import FINAL_RUN_STATUSES

STREAMED_ONLY = ("status", "incomplete_details", "incomplete_at", "completed_at")
"""Keys of a message that only streams send (wire.md §8, row 17)."""

BORN_IN = ERAS[DEFAULT_ERA]
"""The era in whose form all bodies are made."""


def retrieved_step(step: JsonObject, run: JsonObject) -> JsonObject:
    """The step as a retrieval shows it: it keeps its run's expiry while that lives, and loses it with it
    (wire.md §5.3)."""
    return {**step, "expires_at": None} if run["status"] in FINAL_RUN_STATUSES else step


def retrieved_message(message: JsonObject, era: Era = BORN_IN) -> JsonObject:
    """The message as a retrieval shows it, without the keys that only streams send, unless ``era`` has them in all."""
    form = era.forms.get("thread.message")
    if form is not None and "status" in form.keys:
        return message
    return {key: value for key, value in message.items() if key not in STREAMED_ONLY}


def in_form(body: JsonObject, era: Era) -> JsonObject:
    """A body as it was sent in ``era``."""
    return body if era is BORN_IN else dressed(body, era)


def event_in(event: str, era: Era) -> str:
    """The name under which ``era`` told an event: a status that was sent as another was told as that, too."""
    told = era.events.get(event, event)
    kind, _, status = told.rpartition(".")
    return f"{kind}.{era.statuses.get(status, status)}" if kind == "thread.run" else told
