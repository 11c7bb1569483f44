"""Bodies of Azure AI Foundry read back, value by value, through the models of azure-ai-agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from acceptance.foundry import IS_PREVIEW, MODELS, complaints, preview_only
from acceptance.presets import FOUNDRY, bodies

from pytest_runsreplay.lifecycle.eras import find_era


@pytest.mark.parametrize("era", FOUNDRY)
@pytest.mark.parametrize("kind", MODELS)
def test_every_body_reads_back_through_the_models_of_the_client(kind: str, era: str) -> None:
    found = {title: complaints(kind, body) for title, body in bodies(era, kind).items()}
    assert {title: misread for title, misread in found.items() if misread} == {}


@pytest.mark.parametrize("era", FOUNDRY)
@pytest.mark.parametrize("what", ["tools", "calls"])
def test_every_type_of_tool_and_of_call_is_read_as_a_class_of_its_own(what: str, era: str) -> None:
    classes = {item.type: type(item) for item in items_read(what, era)}
    unknown = {kind for kind, found in classes.items() if "__mapping__" in vars(found)}
    known = {found for kind, found in classes.items() if kind not in unknown}
    assert set(classes) == getattr(find_era(era), what) - {"mcp_list_tools"}  # an activity
    assert unknown == (set() if IS_PREVIEW else classes.keys() & preview_only(what))
    assert len(known) == len(classes) - len(unknown)


def items_read(what: str, era: str) -> Iterator[Any]:
    """The tools of all runs, or the calls of all steps, as models of the client."""
    if what == "tools":
        yield from (tool for body in bodies(era, "run").values() for tool in MODELS["run"](body).tools)
    for body in bodies(era, "run_step").values() if what == "calls" else ():
        yield from getattr(MODELS["run_step"](body).step_details, "tool_calls", ())


@pytest.mark.parametrize(
    ("key", "value"),
    [("created_at", "yesterday"), ("usage", {"total_tokens": "3"}), ("tools", [{"type": "unheard_of"}]), ("model", 4)],
)
def test_a_body_that_the_models_cannot_hold_is_found_out(key: str, value: Any) -> None:
    body = {**bodies(FOUNDRY[0], "run")["completed"], key: value}
    assert [one for one in complaints("run", body) if one.startswith(f"$.{key}")]
    del body[key]
    assert complaints("run", body) == [f"$.{key}: it is not there"]
