"""What tests and runs carry with them from one hook to the next."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..recording import Exchange
    from .definitions import Definition
    from .owned import OwnedCassette

Fact = dict[str, Any]
"""What became of a cassette, made of plain values so that it can go from a worker of xdist to the terminal."""

CASSETTE: pytest.StashKey[OwnedCassette] = pytest.StashKey()
FAILURES_BEFORE = pytest.StashKey[int]()
PASSED = pytest.StashKey[bool]()
COLLISION = pytest.StashKey[tuple[str, str, str]]()
"""Of a test: why it may not have its cassette, as path, problem and remedy."""

RUNNING: pytest.StashKey[pytest.Item] = pytest.StashKey()
"""Of a run: the test whose cassette is open."""
FACTS = pytest.StashKey[list[Fact]]()
"""Of a run: what is to be told with the next report."""
NEEDED: pytest.StashKey[dict[Definition, bool]] = pytest.StashKey()
"""Of a run: the fixtures of wider scope that tests with a cassette need, and whether such a test records."""
NAMED_BY = pytest.StashKey[Counter[Any]]()
"""Of a run: how many collected tests name a cassette, by its name, and by test file and name."""
SELECTED_FROM = pytest.StashKey[list[pytest.Item]]()
"""Of a run: the tests that were collected and deselected."""
OWNERS = pytest.StashKey[dict[str, str]]()
RECORDED: pytest.StashKey[dict[Path, list[Exchange]]] = pytest.StashKey()
RECORDED_HERE = pytest.StashKey[set[Path]]()
"""Of a run: the cassettes of fixtures that it recorded."""
LISTED = pytest.StashKey[set[Path]]()
"""Of a run: the folders of cassettes that were looked through for recordings that were left over."""
