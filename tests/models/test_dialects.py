"""The published dialects are known by name, and a body tells its own as far as it can."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from compile_dialects import TABLE, compile_table
from models.bodies import body, body_text
from reference import REFERENCE, needs_reference

from pytest_runsreplay.models import deviations
from pytest_runsreplay.models.dialects import find_dialect, known_dialects, with_schema

ERAS = ("v1-2023", "v1-usage", "v1-2024", "v2", "az-0215", "az-0501+", "foundry-v1", "foundry-pre")
TOLD = {
    "assistant": "v2",
    "assistant-2023-11": "v1",
    "assistant-foundry": "foundry-pre",
    "error": "v2",
    "list-empty": "v2",
    "list-threads-foundry": "foundry-pre",
    "message-2023-11-user": "v1",
    "message-2024-03-cited": "v1",
    "message-2026-03-answer": "v2",
    "message-foundry-cited": "foundry-v1",
    "message-pictures": "v2",
    "run-2023-11-cancelling": "v1-2023",
    "run-2023-11-expired": "v1-2023",
    "run-2024-03-queued": "v1-2024-03-27",
    "run-2024-04-v1-completed": "v1-2024",
    "run-2024-04-v2-incomplete": "v2-2024-05-13",
    "run-2024-07-in-progress": "v2",
    "run-2024-10-requires-action": "v2",
    "run-2025-03-failed": "v2",
    "run-2026-03-completed": "v2",
    "run-foundry-approval": "foundry-pre",
    "run-foundry-pre-computer": "foundry-pre",
    "run-foundry-pre-tools": "foundry-pre",
    "run-foundry-v1-tools": "foundry-v1",
    "step-2023-11-message": "v1-2023",
    "step-2024-03-retrieval": "v1",
    "step-2024-10-file-search": "v2",
    "step-2026-03-code": "v2",
    "step-foundry-activities": "foundry-pre",
    "step-foundry-mixed-calls": "foundry-pre",
    "step-foundry-v1-calls": "foundry-v1",
}
"""What a body tells of its dialect: the dialect, or the version where an era cannot be told from the next."""

UNTOLD = {
    "error-azure": "foundry-v1",  # Azure OpenAI's errors are in no source; Foundry requires none of their keys
    "run-azure-0215-completed": "v1-2023",  # what Azure OpenAI's schemas admit, OpenAI's of the time admit
    "run-azure-cancelled": "v2",
    "step-azure-failed": "v1-2023",
    "step-2024-03-cancelled": "v2",  # the steps of v1 and v2 differ by retrieval and file search only
    "thread-2023-11": "v1",
}
"""Bodies that look like those of another dialect."""


@pytest.mark.parametrize("name", ERAS)
def test_a_dialect_is_known_by_its_era(name: str) -> None:
    assert find_dialect(name).name == name


def test_a_dialect_is_known_by_its_date() -> None:
    dated = [one for one in known_dialects() if "date" in one.source]
    assert len(dated) == 15
    for dialect in dated:
        assert find_dialect(f"{dialect.name[:2]}-{dialect.source['date']}") is dialect
    assert find_dialect("v2-2024-06-06").name == "v2-2024-06-06"
    assert find_dialect("az-2024-05-01").name == "az-2024-05-01"


def test_an_era_means_the_last_of_it() -> None:
    assert find_dialect("v2") is find_dialect("v2-2026-08-21")
    assert find_dialect("v1-2024") is find_dialect("v1-2024-04-16")
    assert find_dialect("az-0501+") is find_dialect("az-2025-01-01")
    assert deviations(body("run-2026-03-completed"), "v2-2026-08-21").dialect == "v2"


@pytest.mark.parametrize(("name", "dialect"), (TOLD | UNTOLD).items())
def test_a_body_tells_its_dialect(name: str, dialect: str) -> None:
    found = deviations(body_text(name)).dialect
    assert found == dialect or (dialect in ("v1", "v2") and found.startswith(f"{dialect}-"))


def test_a_key_of_another_era_outweighs_many_that_are_lacking() -> None:
    message = body("message-2026-03-answer")
    assert len(deviations(message, "v1-2023")) < len(deviations(message, "v2"))
    assert deviations(message).dialect == "v2"


def test_each_dialect_names_its_source() -> None:
    for dialect in known_dialects():
        assert dialect.source["licence"] == "MIT"
        assert dialect.source["path"]
        assert dialect.source.get("commit") or dialect.source["version"]


def test_every_dialect_has_runs_steps_and_their_pages() -> None:
    for name in ("RunObject", "RunStepObject", "ListRunsResponse", "ListRunStepsResponse"):
        assert with_schema(name) == known_dialects()


def test_the_schemas_are_read_when_first_asked_for() -> None:
    code = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
from pytest_runsreplay.models import deviations
assert not any(name.endswith("dialects.json") for name in opened)
assert deviations({"object": "thread.run"}, "v2")
assert any(name.endswith("dialects.json") for name in opened)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_table_holds_no_prose_of_its_sources() -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    assert not {"description", "example", "title", "default"} & _keywords(list(table["schemas"].values()))


def _keywords(node: object) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_keywords, node))
    if not isinstance(node, dict):
        return set()
    children = [child for word in ("keys", "byType") for child in node.get(word, {}).values()]
    return set(node).union(*map(_keywords, [*children, node.get("items"), node.get("values"), node.get("anyOf")]))


@needs_reference
def test_the_table_is_what_its_sources_give() -> None:
    assert compile_table(REFERENCE) == TABLE.read_text(encoding="utf-8")
