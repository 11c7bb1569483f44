"""Which operation a path and a method mean, and on which surface: OpenAI's, Azure's or Foundry's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import operations, runs, schemas
from .operations import Call
from .runs import Told
from .store import Store
from .validation import Fields

Operation = Callable[[Store, Call], "dict[str, Any] | Told"]

SURFACES = (
    ("openai", re.compile(r"/v1")),
    ("azure", re.compile(r"/openai(/.*)?")),
    ("foundry", re.compile(r"/api/projects(/.*)?")),
)
"""Whose URLs begin like this (wire.md §1.1); a server of one's own may have any prefix, or none."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation, and the body it takes."""

    operation: Operation
    body: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: the surface, the routes by method (none where nothing is served), and the ids on the way."""

    surface: str
    routes: Mapping[str, Route]
    ids: tuple[str, ...] = ()


ROUTES: Mapping[tuple[str, ...], Mapping[str, Route]] = {
    ("assistants",): {
        "POST": Route(operations.create_assistant, schemas.CREATE_ASSISTANT),
        "GET": Route(operations.list_assistants),
    },
    ("assistants", "*"): {
        "GET": Route(operations.get_assistant),
        "POST": Route(operations.modify_assistant, schemas.ASSISTANT),
        "DELETE": Route(operations.delete_assistant),
    },
    ("threads",): {"POST": Route(operations.create_thread, schemas.THREAD)},
    ("threads", "runs"): {"POST": Route(runs.create_thread_and_run, schemas.CREATE_THREAD_AND_RUN)},
    ("threads", "*"): {
        "GET": Route(operations.get_thread),
        "POST": Route(operations.modify_thread, schemas.MODIFY_THREAD),
        "DELETE": Route(operations.delete_thread),
    },
    ("threads", "*", "messages"): {
        "POST": Route(operations.create_message, schemas.MESSAGE),
        "GET": Route(operations.list_messages),
    },
    ("threads", "*", "messages", "*"): {
        "GET": Route(operations.get_message),
        "POST": Route(operations.modify_message, schemas.MODIFY),
        "DELETE": Route(operations.delete_message),
    },
    ("threads", "*", "runs"): {
        "POST": Route(runs.create_run, schemas.CREATE_RUN),
        "GET": Route(runs.list_runs),
    },
    ("threads", "*", "runs", "*"): {
        "GET": Route(runs.get_run),
        "POST": Route(runs.modify_run, schemas.MODIFY),
    },
    ("threads", "*", "runs", "*", "cancel"): {"POST": Route(runs.cancel_run)},
    ("threads", "*", "runs", "*", "submit_tool_outputs"): {"POST": Route(runs.submit_tool_outputs, schemas.SUBMIT)},
    ("threads", "*", "runs", "*", "steps"): {"GET": Route(operations.list_steps)},
    ("threads", "*", "runs", "*", "steps", "*"): {"GET": Route(operations.get_step)},
}


def place_of(path: str) -> Place:
    """Read a path; whatever stands before ``/threads`` or ``/assistants`` only tells the surface."""
    segments = path.split("/")
    start = next((index for index, name in enumerate(segments) if name in ("threads", "assistants")), None)
    if start is None:
        return Place(_surface("/".join(segments)), {})
    rest = tuple(segments[start:])
    surface = _surface("/".join(segments[:start]))
    if rest in ROUTES:
        return Place(surface, ROUTES[rest])
    shape = tuple("*" if index % 2 else name for index, name in enumerate(rest))
    ids = rest[1::2]
    return Place(surface, ROUTES.get(shape, {}) if all(ids) else {}, ids)


def _surface(prefix: str) -> str:
    return next((name for name, pattern in SURFACES if pattern.fullmatch(prefix)), "other")
