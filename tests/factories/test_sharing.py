"""What was made is the caller's to change: nothing of it is shared with what is made next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from factories.everything import known_makers

from pytest_runsreplay.lifecycle import ERAS
from runsreplay_factories import RunFactory


def spoil(value: Any) -> None:
    """Change everything that can be changed, at every depth."""
    for item in list(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()):
        spoil(item)
    if isinstance(value, dict):
        value["spoilt"] = True
    elif isinstance(value, list):
        value.append("spoilt")


@pytest.mark.parametrize("era", ERAS)
def test_a_body_that_was_changed_changes_no_other(era: str) -> None:
    for name, builder in known_makers(era):
        untouched = json.dumps([builder.at(number).wire() for number in range(2)])
        for _ in range(2):
            spoil(builder.as_dict())  # type: ignore[attr-defined]
        assert json.dumps([builder.at(number).wire() for number in range(2)]) == untouched, name


OVERRIDES: list[Callable[[], dict[str, Any]]] = [
    lambda: {"metadata": {"team": "blue"}},
    lambda: {"tools": [{"type": "function", "function": {"name": "f", "parameters": {"required": ["a"]}}}]},
    lambda: {"response_format": {"type": "json_schema", "json_schema": {"schema": {"enum": ["a"]}}}},
    lambda: {"tool_resources": {"file_search": {"vector_store_ids": ["vs_1"]}}},
    lambda: {"usage": {"prompt_token_details": {"cached_tokens": 1}}},
]


@pytest.mark.parametrize("overrides", OVERRIDES)
def test_what_was_asked_for_is_copied(overrides: Callable[[], dict[str, Any]]) -> None:
    given = overrides()
    builder = RunFactory().with_(**given)
    untouched = builder.at(0).wire()
    spoil(given)
    spoil(builder.as_dict())
    assert builder.at(0).wire() == untouched


def test_a_model_that_was_changed_changes_no_other() -> None:
    builder = RunFactory().with_metadata(team="blue")
    first, untouched = builder.at(0), builder.at(0).wire()
    assert first.metadata is not None
    first.metadata["team"] = "red"
    first.tools.append(first)  # type: ignore[arg-type]
    assert builder.at(0).wire() == untouched
