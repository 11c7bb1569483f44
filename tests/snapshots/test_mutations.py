"""Whatever changes in a run, a step, a tool call or a message changes its snapshot; new ids and other times do not."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_runsreplay import Lifecycle, RunFactory, RunsSnapshot, normalize, parse
from runsreplay_factories import code, message, search, tool_call

Where = tuple[str | int, ...]
Stored = Callable[[object], str | bytes]

BODIES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[1] / "data" / "bodies").glob("*.json"))
    if path.stem.startswith(("run-", "step-", "message-", "list-"))
}
ID = re.compile(r"<\w+:\d+>")
TIME = re.compile(r"t0(?:[+-]\d+s)?")


@pytest.fixture(params=["amber", "json", "amber in full"])
def stored(request: pytest.FixtureRequest) -> Stored:
    """What a test that makes one comparison would store, or compare with what is stored."""

    def store(value: object) -> str | bytes:
        snapshot = RunsSnapshot.of_test(request)
        snapshot = snapshot.json if request.param == "json" else snapshot
        return snapshot.with_defaults(full="full" in request.param)._serialize(value)

    return store


@pytest.mark.parametrize("name", BODIES)
def test_any_changed_value_changes_what_is_stored(name: str, stored: Stored) -> None:
    body = BODIES[name]
    before = stored(parse(body))
    assert stored(body) == before, "who read it does not matter"
    tried = 0
    for where, value in changed_values(body):
        assert stored(replaced(body, where, value)) != before, (where, value)
        tried += 1
    assert tried >= len(list(leaves(body))) / 2


@pytest.mark.parametrize("name", BODIES)
def test_renamed_ids_and_shifted_times_do_not(name: str, stored: Stored) -> None:
    before = stored(parse(BODIES[name]))
    for seed in range(3):
        assert stored(parse(retold(BODIES[name], random.Random(seed)))) == before


@pytest.fixture
def story() -> dict[str, Any]:
    steps = (tool_call("a") & tool_call("b", place="Bodø"), code("1 + 1", logs="2"), search("a.txt"), message("Hi"))
    return parts(RunFactory(seed="mutations").completed.with_steps(*steps)())


def parts(told: Lifecycle) -> dict[str, Any]:
    return {
        "run": told.run.wire(),
        "steps": [step.wire() for step in told.steps],
        "messages": [message.wire() for message in told.messages],
    }


def test_any_changed_value_of_a_whole_story_changes_what_is_stored(story: dict[str, Any], stored: Stored) -> None:
    before = stored(story)
    changes = list(changed_values(story))
    assert len(changes) > 100
    for where, value in changes:
        assert stored(replaced(story, where, value)) != before, (where, value)


def test_a_story_told_in_another_order_changes_what_is_stored(story: dict[str, Any], stored: Stored) -> None:
    before = stored(story)
    moved, swapped, calls, ids, later = (copy.deepcopy(story) for _ in range(5))
    moved["steps"][1]["run_id"] = "run_" + "another0" * 3
    swapped["steps"][0], swapped["steps"][1] = swapped["steps"][1], swapped["steps"][0]
    calls["steps"][0]["step_details"]["tool_calls"].reverse()
    ids["steps"][3]["step_details"]["message_creation"]["message_id"] = story["steps"][0]["id"]
    later["run"]["created_at"] += 1
    for other in (moved, swapped, calls, ids, later):
        assert stored(other) != before


def test_an_event_in_another_place_changes_what_is_stored(stored: Stored) -> None:
    events = RunFactory(seed="events").completed.with_steps(tool_call("a"), message("Hi"))().events()
    before = stored(events)
    kinds = [event.event for event in events]
    swapped = list(events)
    at = kinds.index("thread.run.step.created")
    swapped[at], swapped[at - 1] = swapped[at - 1], swapped[at]
    assert stored(swapped) != before
    assert stored(events[:-2] + events[-1:]) != before


def leaves(node: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """All values of a tree that hold no others."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    if not children:
        yield where, node
    for key, value in children:
        yield from leaves(value, (*where, key))


def changed_values(body: Any) -> Iterator[tuple[Where, Any]]:
    """Each value of a body, by its place, with one that says something else.

    A moment of creation may be all that is known of when something was, so that another would say the same.
    """
    written = dict(leaves(normalize(body)))
    raw = dict(leaves(body))
    ids = {value for where, value in raw.items() if is_token(ID, written.get(where))}
    for where, value in raw.items():
        if is_token(ID, written.get(where)):
            yield where, next((other for other in sorted(ids) if other != value), "")
        elif is_token(TIME, written.get(where)):
            yield where, None if where[-1] == "created_at" else value + 1
        else:
            yield where, other_than(value)


def is_token(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def other_than(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value} changed"
    return value + 1 if isinstance(value, (int, float)) else "set"


def replaced(body: Any, where: Where, value: Any) -> Any:
    changed = copy.deepcopy(body)
    node = changed
    for key in where[:-1]:
        node = node[key]
    node[where[-1]] = value
    return changed


def retold(body: Any, draw: random.Random) -> Any:
    """The same body with other ids, one for each, and all its times moved by the same distance."""
    written = dict(leaves(normalize(body)))
    ids = {value: other_id(value, draw) for where, value in leaves(body) if is_token(ID, written.get(where))}
    told_in_texts = re.compile("|".join([re.escape(value) for value in ids if len(value) > 12] or ["(?!)"]))
    moved = draw.randrange(1, 100_000_000)

    def retell(node: Any, where: Where) -> Any:
        if isinstance(node, dict):
            return {key: retell(value, (*where, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [retell(value, (*where, index)) for index, value in enumerate(node)]
        if is_token(TIME, written.get(where)):
            return node + moved
        if is_token(ID, written.get(where)):
            return ids[node]
        return told_in_texts.sub(lambda found: ids[found[0]], node) if isinstance(node, str) else node

    return retell(body, ())


def other_id(value: str, draw: random.Random) -> str:
    """As many drawn letters and digits behind the same prefix."""
    prefix, mark, drawn = re.fullmatch(r"(?:([a-z]+)([_-]))?(.*)", value, re.DOTALL).groups("")  # type: ignore[union-attr]
    return prefix + mark + "1" + "".join(draw.choices("abcdefABCDEF0123456789", k=max(9, len(drawn) - 1)))
