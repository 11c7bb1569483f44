"""What users make of the models: subclasses with fields, defaults and validators, and models that hold ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from models.bodies import body
from pydantic import BaseModel, TypeAdapter, field_validator, model_validator

from pytest_runsreplay import ListRunsResponse, RunObject, RunStepObject
from pytest_runsreplay.models import WireModel

RUN = body("run-2024-10-requires-action")


class ScoredRun(RunObject):
    """A run with fields of a user's own."""

    team: str | None = None
    score: int = 7


class CheckedRun(RunObject):
    """A run that a user's validators look at before and after it is read."""

    @model_validator(mode="before")
    @classmethod
    def unwrap(cls, value: Any) -> Any:
        return value["run"] if isinstance(value, dict) and "run" in value else value

    @field_validator("model")
    @classmethod
    def shorten(cls, model: str) -> str:
        return model.removeprefix("models/")

    @model_validator(mode="after")
    def count(self) -> CheckedRun:
        assert len(self.tools) < 100, "too many tools"
        return self


class Trace(BaseModel):
    run: RunObject
    steps: list[RunStepObject] = []
    page: ListRunsResponse | None = None


def exact(model: WireModel) -> str:
    return json.dumps(model.wire())


def test_a_field_of_a_subclass_keeps_its_default() -> None:
    run = ScoredRun.model_validate({**RUN, "team": "harbour"})
    assert (run.team, run.score) == ("harbour", 7)
    assert exact(run) == json.dumps({**RUN, "team": "harbour"})


@pytest.mark.parametrize("as_text", [False, True])
def test_validators_of_a_subclass_are_asked(as_text: bool) -> None:
    wrapped = {"run": {**RUN, "model": "models/gpt-4o"}}
    read = CheckedRun.model_validate_json(json.dumps(wrapped)) if as_text else CheckedRun.model_validate(wrapped)
    assert read.model == "gpt-4o"
    assert read.wire() == {**RUN, "model": "gpt-4o"}
    with pytest.raises(ValueError, match="too many tools"):
        CheckedRun.model_validate({**RUN, "tools": [{"type": "function"}] * 100})


@pytest.mark.parametrize("as_text", [False, True])
def test_a_users_own_model_may_hold_ours(as_text: bool) -> None:
    whole = {"run": RUN, "steps": [body("step-2026-03-code")], "page": body("list-runs")}
    trace = Trace.model_validate_json(json.dumps(whole)) if as_text else Trace.model_validate(whole)
    assert trace.page is not None
    assert {"run": trace.run.wire(), "steps": [step.wire() for step in trace.steps], "page": trace.page.wire()} == whole
    assert TypeAdapter(list[RunObject]).validate_python([RUN])[0].wire() == RUN


def test_an_object_given_to_a_users_own_model_stays_as_it_was() -> None:
    backwards = dict(reversed(RUN.items()))
    run = RunObject.model_validate(backwards)
    assert RunObject.model_validate(run) is run
    assert exact(Trace(run=run).run) == json.dumps(backwards)


def test_annotations_are_types_when_a_class_is_made() -> None:
    """As text they would have to be compiled one by one on import, a base's once more for each of its classes."""
    todo: list[type[WireModel]] = [WireModel]
    for kind in todo:
        todo += [each for each in kind.__subclasses__() if each.__module__.startswith("pytest_runsreplay.")]
        assert not [name for name, type_ in vars(kind).get("__annotations__", {}).items() if isinstance(type_, str)]
    assert len(todo) > 100
