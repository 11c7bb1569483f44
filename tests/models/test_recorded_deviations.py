"""How bodies that servers really sent differ from the schemas of their time; the figures are those of wire.md.

Exact are those of 2023 to 2025. For 2026, and for messages that came as JSON, the reference has samples only, each
standing for as many bodies as had its shape.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from models.recordings import Recorded, messages_on_file, recorded, samples
from reference import needs_reference

from pytest_runsreplay.models import deviations

pytestmark = needs_reference

STREAMED_ONLY = frozenset({"$.status", "$.incomplete_details", "$.completed_at", "$.incomplete_at"})
STREAMING = "2024-03-27"  # when the schema got these keys
NULL_INSTRUCTIONS = "$.instructions: expected a string, found null"
LIMIT_OF_16 = "$.max_completion_tokens: expected 256 or more, found 16"


def runs_of(version: str, *months: str) -> list[Recorded]:
    return [one for one in recorded("thread.run") if one.version == version and one.day[:7] in months]


def valid(bodies: list[Recorded], dialect: str | None = None) -> tuple[int, int]:
    """How many fit the schema of their day, or a given one, and how many there are."""
    fitting = sum(one.times for one in bodies if not deviations(one.body, dialect or one.dialect))
    return fitting, sum(one.times for one in bodies)


def told(bodies: list[Recorded], dialect: str | None = None) -> Counter[str]:
    return Counter(str(each) for one in bodies for each in deviations(one.body, dialect or one.dialect))


def paths(body: dict[str, Any], dialect: str) -> frozenset[str]:
    return frozenset(each.path for each in deviations(body, dialect))


def test_runs_of_november_2023_lack_their_required_action() -> None:
    runs = runs_of("v1", "2023-11")
    assert valid(runs, "v1-2023") == (0, 27)
    assert told(runs, "v1-2023") == {
        "$.required_action: expected an object or null, found nothing": 27,
        NULL_INSTRUCTIONS: 20,
        "$.expires_at: expected an integer, found null": 7,
    }


def test_runs_of_march_2024_fit_but_for_two() -> None:
    runs = runs_of("v1", "2024-03")
    assert valid(runs) == (33, 35)
    assert told(runs) == {"$.expires_at: expected an integer, found null": 2}


def test_runs_of_april_2024_have_no_instructions_and_a_limit_too_low() -> None:
    v1, v2 = runs_of("v1", "2024-04"), runs_of("v2", "2024-04")
    assert valid(v1) == (0, 30)
    assert told(v1) == {NULL_INSTRUCTIONS: 30, LIMIT_OF_16: 13}
    assert valid(v2) == (3, 18)
    assert told(v2)[LIMIT_OF_16] == 15
    assert [text for text in told(v2) if text.startswith("$.status:") and text.endswith('"incomplete"')]


def test_runs_of_summer_2024_lack_what_the_schema_had_just_got() -> None:
    """Three are of the day before that schema, and fit the one before; wire.md holds them against the new one."""
    runs = runs_of("v2", "2024-06", "2024-07")
    assert valid(runs, "v2-2024-06-06") == (0, 4)
    assert told(runs, "v2-2024-06-06") == {
        "$.parallel_tool_calls: expected a boolean, found nothing": 3,
        NULL_INSTRUCTIONS: 1,
    }
    assert [one.dialect for one in runs].count("v2-2024-05-13") == 3


def test_later_runs_fit() -> None:
    assert valid(runs_of("v2", "2024-10")) == (2, 2)
    assert valid(runs_of("v2", "2025-03")) == (1, 1)
    assert valid(samples("thread.run", "json stream", "2026"), "v2") == (51, 51)


def test_these_are_all_runs_of_the_corpus() -> None:
    of_2026 = samples("thread.run", "json stream", "2026")
    assert len(recorded("thread.run")) + sum(one.times for one in of_2026) == 168


def test_every_step_lacks_metadata_and_expired_at() -> None:
    steps = [*recorded("thread.run.step"), *samples("thread.run.step", "stream", "2026")]
    assert sum(step.times for step in steps) == 89
    for step in steps:
        lacking = {each.path for each in deviations(step.body) if each.found == "nothing"}
        assert lacking == {"$.metadata", "$.expired_at"}
        assert "$.expires_at" in [unknown.path for unknown in deviations(step.body).unknown]


@pytest.mark.parametrize(
    ("kind", "total", "there"),
    [("thread.run.step.delta", 560, 218), ("thread.message.delta", 827, 677), ("thread.message", 51, 33)],
)
def test_what_came_in_streams_fits(kind: str, total: int, there: int) -> None:
    of_2026 = samples(kind, "stream", "2026")
    assert there + sum(one.times for one in of_2026) == total
    assert len(recorded(kind)) == there
    assert all(not deviations(one.body, _dialect_with_streams(one)) for one in recorded(kind))
    assert all(not deviations(one.body, "v2") for one in of_2026)


def test_messages_that_came_as_json_lack_what_only_streams_send() -> None:
    """21 of 94 fit: 17 of 2023 and 4 of the 24 of March 2024; the samples do not tell which 4."""
    messages = samples("thread.message", "json")
    assert valid(messages, "v1-usage")[1] == 94
    early = [one for one in messages if one.day < "2024-04"]
    assert valid(early, "v1-usage") == (17 + 24, 17 + 24)
    assert {paths(one.body, "v1-2024") for one in early} == {STREAMED_ONLY}
    later = [one for one in messages if one.day > "2024-04"]
    assert valid(later) == (0, 73 - (24 - 4))
    assert {paths(one.body, one.dialect) for one in later} == {STREAMED_ONLY}


def test_messages_on_file_lack_the_same() -> None:
    found = Counter()
    for message in messages_on_file():
        created = message.created_time
        assert created is not None
        one = Recorded(message.wire(), created.date().isoformat(), "v1" if "file_ids" in message.wire() else "v2")
        found[one.day < STREAMING, paths(one.body, one.dialect)] += 1
    assert found == {(True, frozenset()): 5, (False, STREAMED_ONLY): 22}


def test_every_recorded_run_tells_its_version() -> None:
    for run in [*recorded("thread.run"), *samples("thread.run", "json stream", "2026")]:
        assert deviations(run.body).dialect.startswith(run.version)


def _dialect_with_streams(one: Recorded) -> str:
    """The schema of the day, or for the days when streams were sent but not yet published, the first that has them."""
    return one.dialect if one.day >= STREAMING else f"v1-{STREAMING}"
