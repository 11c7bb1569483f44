"""The state machine of a run and of its steps, as tables (wire.md §5)."""

from __future__ import annotations

from collections.abc import Mapping

RUN_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"in_progress", "cancelling", "expired", "failed"}),
    "in_progress": frozenset({"requires_action", "completed", "incomplete", "failed", "cancelling", "expired"}),
    "requires_action": frozenset({"queued", "cancelling", "expired"}),
    "cancelling": frozenset({"cancelled", "completed", "failed"}),
    "cancelled": frozenset(),
    "failed": frozenset(),
    "completed": frozenset(),
    "incomplete": frozenset(),
    "expired": frozenset(),
}
STEP_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "in_progress": frozenset({"completed", "failed", "cancelled", "expired"}),
    "completed": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}
FINAL_RUN_STATUSES = frozenset(status for status, following in RUN_TRANSITIONS.items() if not following)

UNFINISHED_STATUSES = frozenset(RUN_TRANSITIONS) - FINAL_RUN_STATUSES | {
    *("validating", "finalizing"),  # batches
    *("validating_files", "running"),  # fine-tuning jobs
    "uploaded",  # files
    "pending",  # uploads
}
"""Statuses of any polled object of the API, vector-store files and responses included, that are known not to be
final."""

FINAL_STATUSES = FINAL_RUN_STATUSES | {"succeeded", "processed", "error"}
"""Statuses of any polled object of the API after which it does not change by itself: those of runs, of fine-tuning jobs
and of files."""

RUN_FIELDS: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"expires_at"}),
    "in_progress": frozenset({"started_at", "expires_at"}),
    "requires_action": frozenset({"started_at", "expires_at", "required_action"}),
    "cancelling": frozenset({"started_at", "expires_at"}),
    "cancelled": frozenset({"started_at", "cancelled_at"}),
    "failed": frozenset({"started_at", "failed_at", "last_error", "usage"}),
    "completed": frozenset({"started_at", "completed_at", "usage"}),
    "incomplete": frozenset({"started_at", "completed_at", "incomplete_details", "usage"}),
    "expired": frozenset({"started_at", "completed_at"}),
}
"""Which of the fields that depend on the status are set in it (wire.md §5.3); the others are null."""

OPTIONAL_RUN_FIELDS: Mapping[str, frozenset[str]] = {
    "queued": frozenset({"started_at"}),
    "requires_action": frozenset({"usage"}),
    "cancelling": frozenset({"started_at"}),
    "cancelled": frozenset({"started_at", "usage"}),
    "failed": frozenset({"started_at", "usage"}),
    "expired": frozenset({"started_at", "usage", "completed_at"}),
}
"""Which of them may be set or null: seen both ways, or not known."""

RUN_STATE_FIELDS = (
    "started_at",
    "expires_at",
    "cancelled_at",
    "failed_at",
    "completed_at",
    "required_action",
    "last_error",
    "incomplete_details",
    "usage",
)

STEP_FIELDS: Mapping[str, frozenset[str]] = {
    "in_progress": frozenset(),
    "completed": frozenset({"completed_at"}),
    "failed": frozenset({"failed_at", "last_error"}),
    "cancelled": frozenset({"cancelled_at"}),
    "expired": frozenset(),
}
STEP_STATE_FIELDS = ("cancelled_at", "completed_at", "failed_at", "last_error")

MESSAGE_FIELDS: Mapping[str, frozenset[str]] = {
    "in_progress": frozenset(),
    "completed": frozenset({"completed_at"}),
    "incomplete": frozenset({"incomplete_at", "incomplete_details"}),
}
"""The same of a message in a stream; elsewhere it has no status (wire.md §8, row 17)."""
MESSAGE_STATE_FIELDS = ("incomplete_details", "incomplete_at", "completed_at")

Effects = Mapping[str, Mapping[str, str]]
"""What entering a status sets: fields, and from what. ``now`` is a time in Unix seconds, ``nothing`` is null; the other
sources are ``start`` (when work began first), ``calls``, ``error``, ``reason`` and ``usage``."""

RUN_EFFECTS: Effects = {
    "queued": {"required_action": "nothing"},
    "in_progress": {"started_at": "start"},
    "requires_action": {"required_action": "calls"},
    "cancelling": {"required_action": "nothing"},
    "cancelled": {"cancelled_at": "now", "expires_at": "nothing"},
    "failed": {"failed_at": "now", "last_error": "error", "usage": "usage", "expires_at": "nothing"},
    "completed": {"started_at": "start", "completed_at": "now", "usage": "usage", "expires_at": "nothing"},
    "incomplete": {"completed_at": "now", "incomplete_details": "reason", "usage": "usage", "expires_at": "nothing"},
    "expired": {"completed_at": "now", "required_action": "nothing", "expires_at": "nothing"},
}
STEP_EFFECTS: Effects = {
    "completed": {"completed_at": "now", "usage": "usage"},
    "failed": {"failed_at": "now", "last_error": "error"},
    "cancelled": {"cancelled_at": "now"},
    "expired": {},
}
MESSAGE_EFFECTS: Effects = {
    "completed": {"completed_at": "now"},
    "incomplete": {"incomplete_at": "now", "incomplete_details": "reason"},
}

RUN_LIFETIME = 600
"""Seconds from ``created_at`` to ``expires_at`` (wire.md §4.4, 133 of 133 recorded runs)."""
