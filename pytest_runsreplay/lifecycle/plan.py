"""What a run is going to do: the steps of a plan, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self

JSON_TYPES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    type(None): "null",
}

Ending = Literal["completed", "incomplete", "failed", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One function call: its name, its arguments as JSON text, and the output that is submitted for it, if known."""

    name: str
    arguments: str
    output: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """A step that calls functions, several at once where there are several; the run then waits for their outputs."""

    calls: tuple[PlannedCall, ...]
    seconds: int = 1

    def returning(self, *outputs: str) -> Self:
        """The same step with the outputs that will be submitted, one for each call, in order."""
        if len(outputs) != len(self.calls):
            raise ValueError(f"expected {len(self.calls)} outputs, one for each call, found {len(outputs)}")
        pairs = zip(self.calls, outputs, strict=True)
        return replace(self, calls=tuple(replace(call, output=output) for call, output in pairs))

    def __and__(self, other: ToolCalls) -> ToolCalls:
        return replace(self, calls=self.calls + other.calls)


@dataclass(frozen=True, slots=True)
class Code:
    """A step of the code interpreter: what it ran, and what that printed (``None`` for nothing)."""

    input: str
    logs: str | None = None
    seconds: int = 2


@dataclass(frozen=True, slots=True)
class Search:
    """A file search: the names of the files found, best first."""

    file_names: tuple[str, ...] = ()
    seconds: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """A step that writes a message."""

    text: str
    seconds: int = 1


PlannedStep = ToolCalls | Code | Search | Message


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a run and the status it ends in. ``error`` is the code and message of a failed run."""

    steps: tuple[PlannedStep, ...] = ()
    ending: Ending = "completed"
    error: tuple[str, str] = ("server_error", "Sorry, something went wrong.")
    reason: str = "max_completion_tokens"


def tool_call(function: str, /, **arguments: object) -> ToolCalls:
    """A step that calls ``function`` with these arguments; join two with ``&`` to call them in parallel."""
    return ToolCalls((PlannedCall(_text(function, "tool_call"), json.dumps(arguments, ensure_ascii=False)),))


def code(input: str, logs: str | None = None) -> Code:
    """A step that runs ``input`` in the code interpreter and prints ``logs``."""
    return Code(_text(input, "code"), logs if logs is None else _text(logs, "code"))


def search(*file_names: str) -> Search:
    """A step that searches the files and finds these."""
    return Search(tuple(_text(name, "search") for name in file_names))


def message(text: str) -> Message:
    """A step that writes ``text`` as a message of the assistant."""
    return Message(_text(text, "message"))


def checked_steps(steps: Iterable[object]) -> tuple[PlannedStep, ...]:
    """The steps of a plan. Raises TypeError, naming what was given, for what is none."""
    taken: list[PlannedStep] = []
    for step in steps:
        if not isinstance(step, PlannedStep):
            raise TypeError(f"a plan takes steps made by tool_call, code, search and message, found {step!r}")
        taken.append(step)
    return tuple(taken)


def _text(value: object, builder: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{builder}() takes text, found {value!r}")
    return value


def tools_of(steps: tuple[PlannedStep, ...]) -> list[Mapping[str, object]]:
    """The tools a run needs to take these steps, each once, in order of first use."""
    tools: dict[str, Mapping[str, object]] = {}
    for step in steps:
        if isinstance(step, ToolCalls):
            tools.update((call.name, _function(call)) for call in step.calls if call.name not in tools)
        elif isinstance(step, Code):
            tools.setdefault("code_interpreter", {"type": "code_interpreter"})
        elif isinstance(step, Search):
            tools.setdefault("file_search", {"type": "file_search"})
    return list(tools.values())


def _function(call: PlannedCall) -> Mapping[str, object]:
    arguments = json.loads(call.arguments)
    properties = {name: {"type": JSON_TYPES.get(type(value), "object")} for name, value in arguments.items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": call.name, "parameters": parameters}}
