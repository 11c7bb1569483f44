"""The tools that a run needs for what it is planned to do (wire.md §2.8)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .steps import Call, Code, PlannedCall, PlannedStep, Search, ToolCalls

JSON_TYPES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    type(None): "null",
}

CONNECTION = {"connection_id": "connection"}
QUEUE = {"queue_service_endpoint": "https://queues.example", "queue_name": "calls"}
BINDING = {"type": "storage_queue", "storage_queue": QUEUE}

DEFINITIONS: Mapping[str, Mapping[str, Any]] = {
    "azure_ai_search": {},
    "azure_function": {
        "azure_function": {
            "function": {"name": "function", "parameters": {}},
            "input_binding": BINDING,
            "output_binding": BINDING,
        }
    },
    "bing_custom_search": {
        "bing_custom_search": {"search_configurations": [{**CONNECTION, "instance_name": "instance"}]}
    },
    "bing_grounding": {"bing_grounding": {"search_configurations": [CONNECTION]}},
    "browser_automation": {"browser_automation": {"connection": {"id": "connection"}}},
    "computer_use_preview": {
        "computer_use_preview": {"display_width": 1024, "display_height": 768, "environment": "browser"}
    },
    "connected_agent": {"connected_agent": {"id": "asst_other", "name": "other", "description": "Another agent."}},
    "deep_research": {
        "deep_research": {"deep_research_model": "o3-deep-research", "bing_grounding_connections": [CONNECTION]}
    },
    "fabric_dataagent": {"fabric_dataagent": {"connections": [CONNECTION]}},
    "mcp": {"server_label": "server", "server_url": "https://mcp.example"},
    "openapi": {"openapi": {"name": "api", "spec": {}, "auth": {"type": "anonymous"}}},
    "sharepoint_grounding": {"sharepoint_grounding": {"connections": [CONNECTION]}},
}
"""The least that the definition of each of Foundry's tools holds beside its type."""


def tools_of(steps: Iterable[PlannedStep]) -> list[Mapping[str, object]]:
    """The tools a run needs to take these steps, each once, in order of first use."""
    tools: dict[str, Mapping[str, object]] = {}
    for step in steps:
        if isinstance(step, ToolCalls):
            tools.update((call.name, _function(call)) for call in step.calls if call.name not in tools)
        elif isinstance(step, Code):
            tools.setdefault("code_interpreter", {"type": "code_interpreter"})
        elif isinstance(step, Search):
            tools.setdefault("file_search", {"type": "file_search"})
        elif isinstance(step, Call):
            tools.setdefault(_name_of(step), _definition(step))
    return list(tools.values())


def _function(call: PlannedCall) -> Mapping[str, object]:
    arguments = json.loads(call.arguments)
    properties = {name: {"type": JSON_TYPES.get(type(value), "object")} for name, value in arguments.items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": call.name, "parameters": parameters}}


def _name_of(call: Call) -> str:
    return f"{call.type} {call.payload['name']}" if call.type == "azure_function" else call.type


def _definition(call: Call) -> Mapping[str, object]:
    definition: dict[str, Any] = {"type": call.type, **json.loads(json.dumps(DEFINITIONS[call.type]))}
    if call.type == "azure_function":
        definition["azure_function"]["function"]["name"] = call.payload["name"]
    if call.type == "mcp" and "server_label" in call.payload:
        definition["server_label"] = call.payload["server_label"]
    return definition
