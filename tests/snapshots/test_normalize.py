"""What ``normalize`` makes of objects, without any stored snapshot."""

from __future__ import annotations

import copy
import json
import re
import string
import subprocess
import sys
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.beta.threads import Run

from pytest_runsreplay import ParseError, normalize, parse, parse_stream
from pytest_runsreplay.lifecycle import Lifecycle
from pytest_runsreplay.models import MessageObject, RunObject, RunStepObject
from pytest_runsreplay.secret_words import names_secret, plain_name

RUN = "run_7Gq2XhLw9TzKcVb4NpRs1Yed"
OTHER_RUN = "run_Zk3UoPa8MvJx5QtWn0HbFgCy"
STEP = "step_c4RfYw1KzXn8TgLq6VbPhs2M"
THREAD = "thread_M2sDnBx7Ke9QvRt4LwGzYp5A"
CALL = "call_u8HkTzLr3NvXe6WqPy1JbGsd"
FILE = "file-Qm5Zs9WxTn2LbVk7RcYpHd3E"
NOON = 1_760_000_000

PREFIXES = ("run_", "step_", "thread_", "asst_", "msg_", "call_", "file-", "vs_", "req_")
DRAWN = st.text(string.ascii_letters + string.digits, min_size=24, max_size=24).filter(
    lambda drawn: not (drawn.isalpha() and (drawn.islower() or drawn.isupper()))
)
IDS = st.builds("".join, st.tuples(st.sampled_from(PREFIXES), DRAWN))


def test_an_id_becomes_a_token_of_its_kind() -> None:
    ids = [f"{prefix}9wKz2XhLq7TzCcVb4NpRs1Ye" for prefix in PREFIXES]
    kinds = ["run", "step", "thread", "asst", "msg", "call", "file", "vs", "req"]
    assert normalize(ids) == [f"<{kind}:1>" for kind in kinds]


def test_ids_are_numbered_in_document_order_and_keep_their_token() -> None:
    tree = {"id": RUN, "before": OTHER_RUN, "again": [RUN, {"deep": OTHER_RUN}]}
    assert normalize(tree) == {"id": "<run:1>", "before": "<run:2>", "again": ["<run:1>", {"deep": "<run:2>"}]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"No run found with id '{RUN}'.", "No run found with id '<run:1>'."),
        (f"https://host/v1/threads/{THREAD}/runs/{RUN}?x=1", "https://host/v1/threads/<thread:1>/runs/<run:1>?x=1"),
        (f'{{"run":"{RUN}"}}', '{"run":"<run:1>"}'),
        (f"first\\n{RUN}", "first\\n<run:1>"),
        (f"\\u003c{RUN}\\u003e", "\\u003c<run:1>\\u003e"),
        (f"after%3D{RUN}%26", "after%3D<run:1>%26"),
        (f"backup_of_{RUN}_{FILE}.txt", "backup_of_<run:1>_<file:1>.txt"),
    ],
)
def test_ids_are_found_inside_texts(text: str, expected: str) -> None:
    assert normalize(text) == expected


@pytest.mark.parametrize(
    "prose",
    [
        "run_factory",
        "call_get_weather_for",
        "call_internationalisation",
        "call_getWeatherForecast",
        "thread_IMPLEMENTATION",
        "run_abc123",
        "msg_",
        "step_by_step_instructions_2024",
        "prerun_ABCDEFGHIJ2345678901",
        "profile-Qm5Zs9WxTn2LbVk7RcYpHd3E",
    ],
)
def test_words_that_merely_begin_like_ids_are_left_alone(prose: str) -> None:
    assert normalize(prose) == prose


@pytest.mark.parametrize("rare", ["run_abcdefGhijklmnopqrstuvwx", "file-QmZsWxTnLbVkRcYpHdEAbq", "req_" + "0a" * 16])
def test_ids_without_digits_or_of_other_lengths_are_found_too(rare: str) -> None:
    assert re.fullmatch(r"<\w+:1>", normalize(rare))


def test_a_key_that_is_an_id_becomes_a_token() -> None:
    assert normalize({CALL: {"output": CALL}, 7: RUN}) == {"<call:1>": {"output": "<call:1>"}, 7: "<run:1>"}


def test_keys_keep_wire_order_at_any_depth() -> None:
    body = {"object": "thread.run", "usage": {"total_tokens": 3, "prompt_tokens": 1}, "id": RUN, "zeta": 1, "alpha": 2}
    result = normalize(parse(body))
    assert list(result) == ["object", "usage", "id", "zeta", "alpha"]
    assert list(result["usage"]) == ["total_tokens", "prompt_tokens"]


def test_models_events_and_lifecycles_are_taken_and_give_nothing_but_json() -> None:
    run = parse({"id": RUN, "object": "thread.run", "created_at": NOON, "tools": [{"type": "code_interpreter"}]})
    step = parse({"id": STEP, "object": "thread.run.step", "run_id": RUN, "created_at": NOON + 1})
    message = parse({"id": "msg_" + "a1" * 12, "object": "thread.message", "run_id": RUN})
    assert isinstance(run, RunObject)
    assert isinstance(step, RunStepObject)
    assert isinstance(message, MessageObject)
    [event] = parse_stream(f'event: thread.run.created\ndata: {{"id":"{RUN}","object":"thread.run"}}\n\n')

    result = normalize({"life": Lifecycle(run, (step,), (message,), ()), "event": event, "pair": (1, RUN)})

    assert json.loads(json.dumps(result)) == result
    assert result["life"]["steps"] == [
        {"id": "<step:1>", "object": "thread.run.step", "run_id": "<run:1>", "created_at": "t0+1s"}
    ]
    assert result["life"]["messages"][0]["run_id"] == "<run:1>"
    assert result["event"] == {"event": "thread.run.created", "data": {"id": "<run:1>", "object": "thread.run"}}
    assert result["pair"] == [1, "<run:1>"]


def test_the_models_of_a_client_give_the_same_tree_as_ours() -> None:
    body = {"id": RUN, "object": "thread.run", "created_at": NOON, "status": "queued", "tools": [], "new": {"a": 1}}
    assert normalize(Run.construct(**copy.deepcopy(body))) == normalize(parse(body)) == normalize(body)


def test_enum_members_give_their_value() -> None:
    class Colour(Enum):
        RED = "red"

    assert normalize([Colour.RED]) == ["red"]


@pytest.mark.parametrize("value", [{1, 2}, b"run", object(), ParseError("a", "b")])
def test_what_is_not_data_is_refused_by_name(value: object) -> None:
    with pytest.raises(TypeError, match=rf"not of {type(value).__name__}: convert it first"):
        normalize({"x": [value]})


def test_normalizing_leaves_the_object_alone_and_starts_fresh_each_time() -> None:
    tree = {"id": RUN, "created_at": NOON, "nested": [{"id": OTHER_RUN}]}
    before = copy.deepcopy(tree)
    assert normalize(tree) == normalize(tree)
    assert normalize(tree["nested"]) == [{"id": "<run:1>"}]
    assert tree == before


def test_normalize_does_not_import_syrupy() -> None:
    code = "import sys; from pytest_runsreplay import normalize; normalize({}); sys.exit('syrupy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _trees(ids: list[str]) -> st.SearchStrategy[Any]:
    text = st.sampled_from(ids) | st.builds("see {} and {}".format, *[st.sampled_from(ids)] * 2) | st.text(max_size=8)
    leaves = text | st.none() | st.booleans() | st.integers(-9, 9)
    keys = text.filter(lambda key: not names_secret(plain_name(key)))  # what stands under those is refused
    times = st.dictionaries(st.sampled_from(["created_at", "failed_at"]), st.integers(NOON, NOON + 900))
    return st.recursive(
        leaves | times,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=20,
    )


STORIES = st.lists(IDS, min_size=4, max_size=4, unique=True).flatmap(lambda ids: st.tuples(st.just(ids), _trees(ids)))


def _moved(tree: Any, names: dict[str, str], seconds: int) -> Any:
    """The same story with other ids and at another time."""
    if isinstance(tree, str):
        return re.sub("|".join(map(re.escape, names)), lambda match: names[match[0]], tree)
    if isinstance(tree, list):
        return [_moved(item, names, seconds) for item in tree]
    if isinstance(tree, dict):
        return {
            _moved(key, names, seconds): value + seconds
            if key.endswith("_at") and type(value) is int and value > 999
            else _moved(value, names, seconds)
            for key, value in tree.items()
        }
    return tree


@given(story=STORIES, drawn=st.lists(DRAWN, min_size=4, max_size=4, unique=True), seconds=st.integers(-(10**8), 10**8))
def test_other_ids_and_another_time_give_the_same_tree(
    story: tuple[list[str], Any], drawn: list[str], seconds: int
) -> None:
    ids, tree = story
    names = {old: re.split("(?<=[_-])", old)[0] + new for old, new in zip(ids, drawn, strict=True)}
    assert json.dumps(normalize(_moved(tree, names, seconds))) == json.dumps(normalize(tree))


@given(ids=st.lists(IDS, unique=True, max_size=30))
def test_distinct_ids_never_share_a_token(ids: list[str]) -> None:
    tokens = normalize(ids)
    assert len(set(tokens)) == len(ids)
    assert all(re.fullmatch(r"<[a-z]+:[0-9]+>", token) for token in tokens)


@given(story=STORIES)
def test_normalizing_twice_changes_nothing_more(story: tuple[list[str], Any]) -> None:
    once = normalize(story[1])
    assert normalize(once) == once
