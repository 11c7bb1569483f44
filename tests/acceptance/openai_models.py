"""What the models of the openai client, of whichever version is installed, say to a body."""

from __future__ import annotations

import json
from collections.abc import Mapping

from acceptance.presets import JsonObject
from openai.types.beta import Assistant, Thread
from openai.types.beta.threads import Message, MessageDeltaEvent, Run
from openai.types.beta.threads.runs import RunStep, RunStepDeltaEvent
from pydantic import BaseModel, ValidationError

MODELS: Mapping[str, type[BaseModel]] = {
    "run": Run,
    "run_step": RunStep,
    "message": Message,
    "streamed_message": Message,
    "thread": Thread,
    "assistant": Assistant,
}
DELTAS: Mapping[str, type[BaseModel]] = {"message_delta": MessageDeltaEvent, "run_step_delta": RunStepDeltaEvent}
STREAMED = {
    "thread.run": "run",
    "thread.run.step": "run_step",
    "thread.run.step.delta": "run_step_delta",
    "thread.message": "streamed_message",
    "thread.message.delta": "message_delta",
}
"""What the data of an event is, by its ``object``."""


def complaints(kind: str, body: JsonObject) -> set[tuple[str, str]]:
    """Where and how the client's model refuses the JSON text of a body, read strictly."""
    try:
        {**MODELS, **DELTAS}[kind].model_validate_json(json.dumps(body), strict=True)
    except ValidationError as error:
        return {(".".join(map(str, one["loc"])), one["type"]) for one in error.errors()}
    return set()
