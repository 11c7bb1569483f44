"""Which dialect a body is of, as far as the body tells.

A server leaves out what its schema requires, and adds what no schema has. But it does not use what its publisher had
not yet, or no longer: such a word outweighs any number of deviations. A null or a key of which a schema says nothing
counts as a deviation does, or the schemas that tell least would fit best.
"""

from __future__ import annotations

from typing import Any

from .dialects import with_schema
from .reading import Path, Reading, read


def best_fitting(body: Any, name: str) -> Reading:
    """Hold a body against every dialect that has a schema of that name, and give the reading that suits it best.

    Of readings that suit it equally well the last is given.
    """
    readings = [read(body, name, dialect) for dialect in with_schema(name)]
    words = set().union(*(reading.words for reading in readings))
    kin: dict[str, list[Reading]] = {}
    for reading in readings:
        kin.setdefault(reading.dialect.publisher, []).append(reading)

    def misfit(reading: Reading) -> tuple[int, int, int]:
        strange = _count_strange(reading, words, kin[reading.dialect.publisher])
        absent = sum(deviation.rule == "required" for deviation in reading.deviations)
        return strange, len(reading.deviations) + len(reading.passed_over), absent

    return min(reversed(readings), key=misfit)


def _count_strange(reading: Reading, words: set[Path], kin: list[Reading]) -> int:
    """Count the words that only other dialects know, and the keys that only others of the same publisher know."""
    strangers = reading.strangers.items()
    return sum(path in words if what == "value" else _is_known(path, kin) for path, what in strangers)


def _is_known(path: Path, readings: list[Reading]) -> bool:
    """Tell if any of the dialects knows the key at a path and all that is above it."""
    above = [path[:length] for length in range(1, len(path) + 1)]
    return not all(any(step in reading.strangers for step in above) for reading in readings)
