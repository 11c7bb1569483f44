"""What one call asks for gives the object that the same gives when it is asked for beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from factories.everything import known_makers

from pytest_runsreplay.lifecycle import ERAS
from runsreplay_factories import Incoherent, RunFactory

FIELDS: dict[str, list[Any]] = {
    "metadata": [{"team": "blue"}, {}, None],
    "model": ["gpt-4o"],
    "instructions": ["Be brief.", None],
    "temperature": [0.5, None],
    "max_completion_tokens": [256, None],
    "reasoning_effort": ["low", None],
    "tool_choice": ["none"],
    "name": ["Weather", None],
}
ASKED = [{name: value} for name, values in FIELDS.items() for value in values]
ASKED += [{"model": "gpt-4o", "metadata": {"team": "blue"}}, {"model": "gpt-4o", "created_at": 1_700_000_000}]


def outcome(make: Callable[[], Any]) -> str:
    try:
        return json.dumps(make().wire())
    except Incoherent as refused:
        return str(refused)


@pytest.mark.parametrize("era", ERAS)
def test_a_field_gives_the_same_in_a_call_and_beforehand(era: str) -> None:
    calling: Any
    before: Any
    compared = 0
    for (name, calling), (_, before) in zip(known_makers(era), known_makers(era), strict=True):
        for asked in ASKED:
            if type(calling).fields >= asked.keys():
                called = outcome(partial(calling, **asked))
                assert called == outcome(before.with_(**asked)), (name, asked)
                compared += 1
    assert compared > 100


def test_a_call_with_fields_leaves_the_builder_as_it_was() -> None:
    runs, untouched = RunFactory(3), RunFactory(3)
    runs(model="gpt-4o", metadata={"team": "blue"})
    untouched()
    assert runs() == untouched()


def test_what_one_call_made_is_not_shared_with_the_next() -> None:
    metadata = {"team": "blue"}
    runs = RunFactory().with_metadata(city="Oslo")
    first = runs.as_dict(metadata=metadata)
    first["metadata"]["team"] = metadata["more"] = "spoilt"
    assert runs.as_dict(metadata={"team": "red"})["metadata"] == {"city": "Oslo", "team": "red"}
    assert runs.as_dict()["metadata"] == {"city": "Oslo"}
