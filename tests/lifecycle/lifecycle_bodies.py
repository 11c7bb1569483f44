"""Lifecycles as JSON, to be changed in one place or the other."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from pytest_runsreplay import Lifecycle, ParseError, incoherences
from pytest_runsreplay.lifecycle import Incoherence, code, message, search, tool_call
from pytest_runsreplay.models import DONE, MessageObject, RunObject, RunStepObject, StreamEvent, parse
from runsreplay_factories import RunFactory

CALL = tool_call("get_weather", city="Oslo")
STEPS = (
    CALL.returning("3 °C"),
    code("print(6 * 7)", "42", images=1),
    search("a.pdf"),
    message("It is 3 °C.", cites=["a.pdf"]),
)


@dataclass(frozen=True)
class Bodies:
    """A lifecycle as JSON, to be changed by paths such as ``steps.0.usage`` and ``events.3.data.status``."""

    run: Any
    steps: Any
    messages: Any
    events: Any
    era: str | None = None

    def at(self, path: str) -> tuple[Any, Any]:
        """What holds the value at a path, and its key or index there."""
        *way, last = path.split(".")
        place: Any = vars(self)
        for key in way:
            place = place[int(key) if isinstance(place, list) else key]
        return place, int(last) if isinstance(place, list) else last

    def with_(self, path: str, value: Any) -> Bodies:
        """The same with another value at a path."""
        changed = Bodies(**json.loads(json.dumps(vars(self))))
        place, key = changed.at(path)
        place[key] = value
        return changed if path != "era" else replace(changed, era=value)

    def without(self, path: str) -> Bodies:
        """The same without what is at a path."""
        changed = Bodies(**json.loads(json.dumps(vars(self))))
        place, key = changed.at(path)
        del place[key]
        return changed

    def twice(self, path: str) -> Bodies:
        """The same with an item of a list there once more, after itself."""
        changed = Bodies(**json.loads(json.dumps(vars(self))))
        place, index = changed.at(path)
        place.insert(index, json.loads(json.dumps(place[index])))
        return changed

    def event(self, name: str, number: int = 0) -> str:
        """The path of an event by its name."""
        return f"events.{[index for index, one in enumerate(self.events) if one['event'] == name][number]}"

    def broken(self) -> list[Incoherence]:
        events = [StreamEvent(one.get("event"), _read(one.get("data"))) for one in self.events if isinstance(one, dict)]
        steps = [RunStepObject.model_validate(step) for step in self.steps]
        messages = [MessageObject.model_validate(one) for one in self.messages]
        return incoherences(RunObject.model_validate(self.run), steps, messages, events=events, era=self.era)


def _read(data: Any) -> Any:
    try:
        return parse(data) if isinstance(data, dict) else data
    except ParseError:
        return data


def bodies_of(made: Lifecycle) -> Bodies:
    told = [{"event": one.event, "data": DONE if one.data == DONE else one.data.wire()} for one in made.events()]  # type: ignore[union-attr]
    return Bodies(made.run.wire(), [step.wire() for step in made.steps], [one.wire() for one in made.messages], told)


DONE_RUN = bodies_of(RunFactory("rules").with_steps(*STEPS)())
WAITING = bodies_of(RunFactory("rules").requires_action.with_steps(CALL)())
WAITING_FOR_TWO = bodies_of(RunFactory("rules").requires_action.with_steps(CALL & tool_call("book", seats=2))())
CANCELLED = bodies_of(RunFactory("rules").cancelled.with_steps(message("It is 3 °C."))())
SOUND = {
    "completed": DONE_RUN,
    "waiting": WAITING,
    "waiting for two": WAITING_FOR_TWO,
    "cancelled": CANCELLED,
    "in 2026": DONE_RUN.with_("era", "real_v2_2026"),
    **{
        f"in {era}": replace(bodies_of(getattr(RunFactory("rules"), era).with_steps(*STEPS)()), era=era)
        for era in ("universal", "real_v1_2024", "foundry_v1")
    },
}
