"""Every change of a story is seen; other ids and another time are no change."""

from __future__ import annotations

import copy
import json
import random
import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_runsreplay import RunFactory, normalize
from pytest_runsreplay.lifecycle import Lifecycle, code, message, search, tool_call
from pytest_runsreplay.snapshots import concise

LIFE: Lifecycle = RunFactory(seed=6).with_steps(
    tool_call("get_weather", city="Oslo"), code("print(1)", logs="1"), search("a.txt", "b.txt"), message("It is 3 °C.")
)()
STORY: dict[str, Any] = {
    "run": {**LIFE.run.wire(), "metadata": {"team": "blue"}, "last_error": {"code": "server_error", "message": "No."}},
    "waiting": next(run for run in LIFE.history() if run.status == "requires_action").wire(),
    "steps": [step.wire() for step in LIFE.steps],
    "messages": [message.wire() for message in LIFE.messages],
    "cited": {
        "object": "thread.message",
        "id": "msg_u8HkTzLr3NvXe6WqPy1JbGsd",
        "created_at": LIFE.run.created_at + 5,
        "run_id": LIFE.run.id,
        "thread_id": LIFE.run.thread_id,
        "status": "incomplete",
        "incomplete_details": {"reason": "max_tokens"},
        "incomplete_at": LIFE.run.created_at + 7,
        "role": "assistant",
        "content": [
            {"type": "image_file", "image_file": {"file_id": "file-Qm5Zs9WxTn2LbVk7RcYpHd3E", "detail": "low"}},
            {"type": "refusal", "refusal": "I will not."},
        ],
        "attachments": [{"file_id": "file-Qm5Zs9WxTn2LbVk7RcYpHd3E", "tools": [{"type": "file_search"}]}],
    },
}
ID = re.compile(r"(?:run_|step_|thread_|asst_|msg_|call_|file-)[A-Za-z0-9]{24}")
Path = tuple[Any, ...]


def _leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(tree, (dict, list)) and tree:
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _leaves(value, (*path, key))
    else:
        yield path, tree


LEAVES = [(path, value) for path, value in _leaves(STORY) if not (isinstance(value, str) and ID.fullmatch(value))]
IDS = [(path, value) for path, value in _leaves(STORY) if isinstance(value, str) and ID.fullmatch(value)]


def _with(path: Path, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(STORY)
    node: Any = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return changed


def _others(value: Any) -> list[Any]:
    """Other values of its kind, and of other kinds."""
    if isinstance(value, bool):
        return [not value, None, int(value)]
    if isinstance(value, (int, float)):
        return [value + 1, -1, None, str(value)]
    if isinstance(value, str):
        return [value + "!", value[:-1], "", None]
    return [None if value is not None else 7, "set", [1]]


def _told(tree: Any) -> str:
    return json.dumps(normalize(tree))


def _story_told(tree: Any) -> str:
    return json.dumps(concise(normalize(tree), objects=True))


@pytest.mark.parametrize("tell", [_told, _story_told])
def test_another_value_of_any_field_is_seen(tell: Any) -> None:
    told, seen = tell(STORY), 0
    for path, value in LEAVES:
        for other in _others(value):
            assert tell(_with(path, other)) != told, (path, value, other)
            seen += 1
    assert seen > 400


def test_another_id_in_place_of_any_that_stands_elsewhere_too_is_seen() -> None:
    told = _told(STORY)
    repeated = [(path, id) for path, id in IDS if sum(id == other for _, other in IDS) > 1]
    for path, id in repeated:
        fresh = id[:-24] + "7Gq2XhLw9TzKcVb4NpRs1Yed"
        assert _told(_with(path, fresh)) != told, path
    assert len(repeated) > 20


def test_a_step_of_another_run_and_two_steps_in_another_order_are_seen() -> None:
    steps = STORY["steps"]
    assert _told({**STORY, "steps": [steps[1], steps[0], *steps[2:]]}) != _told(STORY)
    moved = [steps[0], {**steps[1], "run_id": "run_Zk3UoPa8MvJx5QtWn0HbFgCy"}, *steps[2:]]
    assert _told({**STORY, "steps": moved}) != _told(STORY)


def test_leaving_out_any_field_is_seen() -> None:
    told = _told(STORY)
    for path, _ in [*LEAVES, *IDS]:
        changed = copy.deepcopy(STORY)
        node: Any = changed
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]
        assert _told(changed) != told, path


def test_ids_swapped_in_two_of_their_places_are_seen() -> None:
    told = _told(STORY)
    pairs = [(one, other) for one in IDS for other in IDS if one[1] < other[1] and one[1][:4] == other[1][:4]]
    for (path, id), (place, other) in pairs:
        swapped = copy.deepcopy(_with(path, other))
        node: Any = swapped
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = id
        if _renamed(STORY, {id: other, other: id}) != swapped:
            assert _told(swapped) != told, (path, place)


@given(seed=st.integers(), seconds=st.integers(-(10**8), 10**8))
def test_other_ids_and_another_time_are_no_change(seed: int, seconds: int) -> None:
    letters = random.Random(seed)
    drawn = {id: id[:-24] + "".join(letters.choices(string.ascii_letters + string.digits, k=23)) + "7" for _, id in IDS}
    assert _told(_later(_renamed(STORY, drawn), seconds)) == _told(STORY)


def _renamed(tree: Any, names: dict[str, str]) -> Any:
    return json.loads(ID.sub(lambda match: names.get(match[0], match[0]), json.dumps(tree)))


def _later(tree: Any, seconds: int) -> Any:
    if isinstance(tree, list):
        return [_later(item, seconds) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: value + seconds if key.endswith("_at") and value else _later(value, seconds) for key, value in tree.items()
    }
