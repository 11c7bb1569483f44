"""Which tests have a cassette, and that it is the first of their fixtures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from . import marking

USED_WITH_THE_API = frozenset({"runs_cassette", "runs_service"})
DEPRECATED = ("The Assistants API is deprecated", "deprecated$")
"""What the openai client says at every call of threads, runs and assistants."""


def prepare(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Give marked tests their cassette before their other fixtures; the tests that have one."""
    with_cassette = []
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        marked = marking.MARKER in item.keywords and item.get_closest_marker(marking.MARKER) is not None
        if (marked and hasattr(item, "fixturenames")) or "runs_cassette" in names:
            names = ["runs_cassette", *(name for name in names if name != "runs_cassette")]
            item.fixturenames = names  # type: ignore[attr-defined] # functions, methods and doctests have it
            with_cassette.append(item)
        if not USED_WITH_THE_API.isdisjoint(names):
            item.add_marker(
                pytest.mark.filterwarnings(*(f"ignore:{message}:DeprecationWarning" for message in DEPRECATED))
            )
    return with_cassette
