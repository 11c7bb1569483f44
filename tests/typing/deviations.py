"""What type checkers know of deviations; checked, never run."""

from __future__ import annotations

from typing import Literal, assert_type

from pytest_runsreplay import RunObject
from pytest_runsreplay.models import Deviation, Deviations, Unknown, deviations


def a_body_is_json_or_a_model(run: RunObject) -> None:
    assert_type(deviations(run), Deviations)
    assert_type(deviations(b"{}", "v2"), Deviations)
    assert_type(deviations({"object": "thread.run"}, dialect="az-0501+"), Deviations)


def a_deviation_tells_where_and_what(found: Deviations) -> None:
    assert_type(found[0], Deviation)
    assert_type([each.path for each in found], list[str])
    assert_type(found[0].expected, str)
    assert_type(found[0].found, str)
    assert_type(found[0].rule, str)
    assert_type(found.dialect, str)


def what_no_schema_knows_is_told_apart(found: Deviations) -> None:
    assert_type(found.unknown, tuple[Unknown, ...])
    assert_type(found.unknown[0].what, Literal["key", "value", "null"])
