"""Which client reads which bodies of which preset: as tests/data/acceptance/matrix.json says, cell by cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from acceptance.openai_models import complaints as openai_complaints
from acceptance.presets import MAKERS, PRESET_OF, PRESETS, bodies
from acceptance.rules import RULES, refusals

MATRIX = json.loads((Path(__file__).parents[1] / "data" / "acceptance" / "matrix.json").read_text(encoding="utf-8"))
ROWS: Mapping[str, Mapping[str, list[Any]]] = MATRIX["clients"]
CELLS = [(client, kind, era) for client, kinds in ROWS.items() for kind in kinds for era in PRESETS]


def foundry_complaints(kind: str, body: Any) -> Any:
    from acceptance.foundry import complaints  # where the client is installed

    return complaints(kind, body)


COMPLAINTS: Mapping[str, Callable[[str, Any], Any]] = {
    **{client: partial(refusals, client) for client in PRESET_OF},
    "openai": openai_complaints,
    "azure-ai-agents": foundry_complaints,
}


@pytest.mark.parametrize(("client", "kind", "era"), CELLS)
def test_a_client_fails_on_those_bodies_of_a_preset_that_the_matrix_says(client: str, kind: str, era: str) -> None:
    made = bodies(era, kind)
    said = {title for title in made if any(fnmatch(title, pattern) for pattern in patterns(row_of(client, kind, era)))}
    assert {title for title, body in made.items() if COMPLAINTS[client](kind, body)} == said


@pytest.mark.parametrize(("client", "kind"), [(client, kind) for client, kinds in ROWS.items() for kind in kinds])
def test_every_row_and_every_pattern_of_the_matrix_is_about_something(client: str, kind: str) -> None:
    for row in ROWS[client][kind]:
        titles = {title for era in PRESETS if holds(row, era) for title in bodies(era, kind)}
        assert [one for one in row["presets"] if not any(fnmatch(era, one) for era in PRESETS)] == []
        assert [one for one in patterns(row) if not any(fnmatch(title, one) for title in titles)] == []


def test_the_matrix_has_every_client_and_every_object_that_there_are_rules_for() -> None:
    rules = {(rule.client, rule.object) for rule in RULES}
    assert {(client, kind) for client in PRESET_OF for kind in ROWS[client]} == rules
    assert set(ROWS) == set(COMPLAINTS)
    assert {kind for kinds in ROWS.values() for kind in kinds} == set(MAKERS)


def row_of(client: str, kind: str, era: str) -> Any:
    """The one row about a preset."""
    [row] = [row for row in ROWS[client][kind] if holds(row, era)]
    return row


def holds(row: Any, era: str) -> bool:
    return any(fnmatch(era, pattern) for pattern in row["presets"])


def patterns(row: Any) -> Iterator[str]:
    for pattern in row["refuses"]:
        yield from MATRIX["groups"].get(pattern, [pattern])
