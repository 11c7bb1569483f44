"""How trees are stored: models field by field under their names, texts line by line, no two trees alike."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.amber import AmberDataSerializer

from pytest_runsreplay import parse
from pytest_runsreplay.models import RunObject, ToolCallsDetails
from pytest_runsreplay.snapshots.kinds import hint_of
from pytest_runsreplay.snapshots.rendering import rendered
from runsreplay_factories import RunFactory, code, message

STEP = {
    "id": "<step:1>",
    "run_id": "<run:1>",
    "object": "thread.run.step",
    "step_details": {
        "tool_calls": [{"code_interpreter": {"input": "1"}, "id": "<call:1>", "type": "code_interpreter"}],
        "type": "tool_calls",
    },
}
SHOWN = """\
RunStepObject(
  id=<step:1>,
  run_id=<run:1>,
  step_details=ToolCallsDetails(
    type='tool_calls',
    tool_calls=[
      CodeInterpreterToolCall(
        id=<call:1>,
        type='code_interpreter',
        code_interpreter=CodeInterpreterCall(input='1'),
      ),
    ],
  ),
)"""


def test_a_model_of_any_depth_is_shown_by_name_with_its_fields_in_declared_order() -> None:
    assert rendered(STEP) == SHOWN


def test_it_does_not_matter_who_read_a_body() -> None:
    beta = pytest.importorskip("openai.types.beta.threads")
    body = RunFactory(seed="read").completed.with_steps(message("Hi"))().run.wire()
    shown = rendered(body)
    assert shown.startswith("RunObject(\n  id='run_")
    for model in (parse(body), RunObject.model_validate(body), beta.Run.model_validate(body)):
        assert rendered(body, hint_of(model)) == shown


def test_a_model_without_an_object_is_known_by_its_class() -> None:
    details = ToolCallsDetails.model_validate(STEP["step_details"])
    assert rendered([details.wire()], hint_of([details])).split("\n")[1] == "  ToolCallsDetails("
    assert rendered({"a": details.wire()}, hint_of({"a": details})).startswith("{\n  'a': ToolCallsDetails(")
    assert rendered([details.wire()]).startswith("[\n  {\n    'tool_calls': [")


def test_a_page_is_known_by_what_is_on_it() -> None:
    page = {"object": "list", "data": [STEP], "has_more": False}
    assert rendered(page).startswith("ListRunStepsResponse(\n  data=[\n    RunStepObject(")
    assert rendered({"object": "list", "data": []}) == "Page(data=[])"


def test_what_is_not_known_is_shown_under_its_keys() -> None:
    assert rendered({"object": "thread.run", "odd key": 1, "new": {"a": None}}) == (
        "RunObject(\n  'odd key': 1,\n  new={'a': None},\n)"
    )
    assert (
        rendered({"object": ["no", "kind"], "b": {}}) == "{\n  'object': [\n    'no',\n    'kind',\n  ],\n  'b': {},\n}"
    )


def test_full_shows_what_the_name_of_a_model_says() -> None:
    assert "object='thread.run.step'" in rendered(STEP, full=True)


def test_code_and_long_texts_are_read_line_by_line() -> None:
    text = {"input": "import math\n\nprint(math.pi)  # \\n\n", "logs": " ".join(["many words"] * 15)}
    assert rendered(text).split("\n")[1:-1] == [
        "  'input': |",
        "    | import math",
        "    |",
        r"    | print(math.pi)  # \n",
        "    |",
        "  'logs': |",
        "    | " + " ".join(["many words"] * 9),
        "    > " + " ".join(["many words"] * 6),
    ]


def test_a_text_that_an_editor_would_change_is_shown_quoted() -> None:
    assert rendered(["a \r\nb\x1b[1m"]) == "[\n  (\n    'a \\r\\n'\n    'b\\x1b[1m'\n  ),\n]"


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
texts = st.text() | st.text("ab \n|>'\\\t\r,", max_size=9) | st.text("word ", min_size=90, max_size=220)
texts |= st.sampled_from(["<run:1>", "<a\rb>", "t0", "t0+3s", "None", "True", "thread.run", "list", "|", "("])
keys = st.sampled_from(["id", "object", "type", "data", "step_details", "tools", "a b"]) | st.text(max_size=3)
trees = st.recursive(
    scalars | texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=6
)


def same(one: Any, other: Any) -> bool:
    """Whether two trees say the same: with floats that are no integers, and not minding the order of keys."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) and (not isinstance(one, float) or math.copysign(1, one) == math.copysign(1, other))


@given(trees, trees)
def test_different_trees_are_never_shown_alike(one: Any, other: Any) -> None:
    for tree in ([one, other], {"a": [one], "b": other}):
        swapped = [other, one] if isinstance(tree, list) else {"a": [other], "b": one}
        assert (rendered(tree, full=True) == rendered(swapped, full=True)) <= same(tree, swapped)


@given(texts, texts)
def test_different_texts_are_never_shown_alike(one: str, other: str) -> None:
    for tree, another in (([one], [other]), ([one, other], [one + other]), ([one, other], [f"{one}\n{other}"])):
        assert (rendered(tree) == rendered(another)) == (tree == another)


@given(trees)
def test_what_is_shown_comes_back_unchanged_from_a_file(tmp_path_factory: pytest.TempPathFactory, tree: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "a.runs"
    shown = rendered(tree)
    stored = SnapshotCollection(str(path))
    stored.add(Snapshot("test_a", shown))
    AmberDataSerializer.write_file(stored)
    read = AmberDataSerializer.read_file(str(path)).get("test_a")
    assert read is not None
    assert read.data == shown


@given(trees)
def test_no_line_ends_with_a_blank_that_an_editor_would_strip(tree: Any) -> None:
    for line in rendered(tree).split("\n"):
        assert line == line.rstrip()


def test_a_lifecycle_reads_like_a_story() -> None:
    told = RunFactory(seed="story").completed.with_steps(code("1 + 1\n", logs="2\n"), message("Two."))()
    shown = rendered({"run": told.run.wire(), "steps": [step.wire() for step in told.steps]})
    assert [line.strip() for line in shown.split("\n") if line.endswith("Object(")] == [
        "'run': RunObject(",
        "RunStepObject(",
        "RunStepObject(",
    ]


def test_a_file_is_read_the_same_on_every_system(tmp_path: Path) -> None:
    shown = rendered({"input": "a\nb\n"})
    path = tmp_path / "a.runs"
    stored = SnapshotCollection(str(path))
    stored.add(Snapshot("test_a", shown))
    AmberDataSerializer.write_file(stored)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    read = AmberDataSerializer.read_file(str(path)).get("test_a")
    assert read is not None
    assert read.data == shown
