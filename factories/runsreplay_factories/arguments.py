"""Function tools, and calls of them whose arguments fit their schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .draws import Draws
from .merging import copied

JsonObject = dict[str, Any]
Maker = Callable[[str, Mapping[str, Any], Draws], Any]

ENCODER = json.JSONEncoder(ensure_ascii=False)
FUNCTIONS: tuple[tuple[str, str, Mapping[str, Mapping[str, Any]]], ...] = (
    ("get_weather", "The weather in a city, now.", {"city": {"type": "string"}}),
    ("find_order", "An order by its number.", {"number": {"type": "integer"}}),
    (
        "convert_amount",
        "An amount of euros in another currency.",
        {"amount": {"type": "number"}, "currency": {"type": "string", "enum": ["CHF", "GBP", "NOK", "USD"]}},
    ),
)


def function_tool(chance: int) -> JsonObject:
    """A function that a run may call, chosen by a number."""
    name, description, properties = FUNCTIONS[chance % len(FUNCTIONS)]
    schema = copied(properties)
    parameters = {"type": "object", "properties": schema, "required": list(schema)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


def function_call(tools: Sequence[Mapping[str, Any]], draws: Draws) -> JsonObject:
    """A call of one of these function tools, as a run that waits for its output shows it; at least one is needed."""
    function = draws.pick(tools)["function"]
    arguments = ENCODER.encode(_object(function.get("parameters"), draws))
    return {
        "id": draws.id("call_"),
        "type": "function",
        "function": {"name": function["name"], "arguments": arguments},
    }


def function_tools(tools: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of the tools that are functions, and have a name to be called by."""
    return [tool for tool in tools if tool.get("type") == "function" and _has_name(tool.get("function"))]


def _has_name(function: Any) -> bool:
    return isinstance(function, Mapping) and "name" in function


def _object(schema: Any, draws: Draws) -> JsonObject:
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(properties, Mapping):
        return {}
    return {name: _value(name, part, draws) for name, part in properties.items()}


def _value(name: str, schema: Any, draws: Draws) -> Any:
    if not isinstance(schema, Mapping):  # true and false are schemas too
        return _text(name, {}, draws)
    if isinstance(schema.get("enum"), (list, tuple)) and schema["enum"]:
        return draws.pick(schema["enum"])
    kind = schema.get("type", "string")
    first = kind[0] if isinstance(kind, list) and kind else kind
    make: Maker = VALUES.get(str(first), _text)
    return make(name, schema, draws)


def _text(name: str, schema: Mapping[str, Any], draws: Draws) -> str:
    return draws.prose.city() if name in {"city", "location", "place"} else draws.prose.word()


VALUES: Mapping[str, Maker] = {
    "string": _text,
    "integer": lambda name, schema, draws: draws.whole(1, 9999),
    "number": lambda name, schema, draws: draws.whole(100, 99999) / 100,
    "boolean": lambda name, schema, draws: draws.pick((True, False)),
    "object": lambda name, schema, draws: _object(schema, draws),
    "array": lambda name, schema, draws: [_value(name, schema.get("items") or {}, draws)],
    "null": lambda name, schema, draws: None,
}
