"""The tools that an assistant or a run may use, as they are sent (wire.md §2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .accepting import text, whole_number
from .errors import shown, suggested
from .merging import copied

JsonObject = dict[str, Any]

PLAIN_TOOLS = ("code_interpreter", "file_search", "retrieval", "azure_ai_search")
"""Tools that need no more than their type: they may be given by name."""

FULL_TOOLS = frozenset(
    {
        *("function", "azure_function", "bing_grounding", "bing_custom_search", "browser_automation"),
        *("computer_use_preview", "connected_agent", "deep_research", "fabric_dataagent", "mcp", "openapi"),
        "sharepoint_grounding",
    }
)
"""Tools that a function of that name makes here."""


def code_interpreter() -> JsonObject:
    """Runs Python that the model wrote."""
    return {"type": "code_interpreter"}


def file_search(*, max_num_results: int | None = None, score_threshold: float | None = None) -> JsonObject:
    """Searches files; at most so many hits (1 to 50), with at least such a score (0 to 1). ``retrieval`` before v2."""
    if max_num_results is not None and not 1 <= whole_number(max_num_results, "hits of number") <= 50:
        raise ValueError(f"file_search() finds 1 to 50, found max_num_results={max_num_results}")
    if score_threshold is not None and not 0 <= score_threshold <= 1:
        raise ValueError(f"file_search() takes a score from 0 to 1, found score_threshold={score_threshold}")
    ranking = {"ranker": "default_2024_08_21", "score_threshold": score_threshold}
    settings = {
        "max_num_results": max_num_results,
        "ranking_options": None if score_threshold is None else ranking,
    }
    given = {key: value for key, value in settings.items() if value is not None}
    return {"type": "file_search", "file_search": given} if given else {"type": "file_search"}


def function(
    name: str,
    description: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    *,
    strict: bool | None = None,
) -> JsonObject:
    """A function of the caller's, with the JSON Schema of its arguments."""
    if parameters is not None and not isinstance(parameters, Mapping):
        raise TypeError(f"the parameters {shown(parameters)} were given; give a JSON Schema as a dict")
    text(name, "the name of the function")
    said = {"name": name, "description": description, "parameters": parameters, "strict": strict}
    return {"type": "function", "function": {key: copied(value) for key, value in said.items() if value is not None}}


def azure_ai_search() -> JsonObject:
    """Searches an index of Azure AI Search, told in the tool resources. Foundry."""
    return {"type": "azure_ai_search"}


def azure_function(
    name: str, description: str, parameters: Mapping[str, Any], *, endpoint: str, input_queue: str, output_queue: str
) -> JsonObject:
    """A function behind two storage queues. Foundry."""
    definition = {"name": name, "description": description, "parameters": copied(parameters)}
    queues = {"input_binding": input_queue, "output_binding": output_queue}
    bindings = {
        key: {"type": "storage_queue", "storage_queue": {"queue_service_endpoint": endpoint, "queue_name": queue}}
        for key, queue in queues.items()
    }
    return {"type": "azure_function", "azure_function": {"function": definition, **bindings}}


def bing_grounding(connection_id: str, **configuration: str | int) -> JsonObject:
    """Searches the web: ``market``, ``set_lang``, ``count``, ``freshness``. Foundry."""
    searched = {"search_configurations": [{"connection_id": connection_id, **configuration}]}
    return {"type": "bing_grounding", "bing_grounding": searched}


def bing_custom_search(connection_id: str, instance_name: str, **configuration: str | int) -> JsonObject:
    """Searches a part of the web. Foundry's preview."""
    searched = {"connection_id": connection_id, "instance_name": instance_name, **configuration}
    return {"type": "bing_custom_search", "bing_custom_search": {"search_configurations": [searched]}}


def browser_automation(connection_id: str) -> JsonObject:
    """Works a browser. Foundry's preview."""
    return {"type": "browser_automation", "browser_automation": {"connection": {"id": connection_id}}}


def computer_use_preview(
    display_width: int = 1024, display_height: int = 768, environment: str = "browser"
) -> JsonObject:
    """Works a computer with a screen of so many pixels. Foundry's preview."""
    screen = {"display_width": display_width, "display_height": display_height, "environment": environment}
    return {"type": "computer_use_preview", "computer_use_preview": screen}


def connected_agent(id: str, name: str, description: str) -> JsonObject:
    """Asks another agent. Foundry."""
    return {"type": "connected_agent", "connected_agent": {"id": id, "name": name, "description": description}}


def deep_research(model: str, *connection_ids: str) -> JsonObject:
    """Searches the web at length, through these connections. Foundry's preview."""
    connections = [{"connection_id": one} for one in connection_ids]
    details = {"deep_research_model": model, "bing_grounding_connections": connections}
    return {"type": "deep_research", "deep_research": details}


def fabric_dataagent(*connection_ids: str) -> JsonObject:
    """Asks Microsoft Fabric. Foundry's preview."""
    return {"type": "fabric_dataagent", "fabric_dataagent": _connected(connection_ids)}


def sharepoint_grounding(*connection_ids: str) -> JsonObject:
    """Searches SharePoint. Foundry's preview."""
    return {"type": "sharepoint_grounding", "sharepoint_grounding": _connected(connection_ids)}


def mcp(server_label: str, server_url: str, allowed_tools: Sequence[str] | None = None) -> JsonObject:
    """Uses the tools of an MCP server. Foundry's preview."""
    tool = {"type": "mcp", "server_label": server_label, "server_url": server_url}
    return tool if allowed_tools is None else {**tool, "allowed_tools": list(allowed_tools)}


def openapi(
    name: str, spec: Mapping[str, Any], *, description: str | None = None, auth: Mapping[str, Any] | None = None
) -> JsonObject:
    """Calls an HTTP API by its OpenAPI document, anonymously where no ``auth`` is given. Foundry."""
    said = {"name": name, "description": description, "spec": spec, "auth": auth or {"type": "anonymous"}}
    return {"type": "openapi", "openapi": {key: copied(value) for key, value in said.items() if value is not None}}


def tool_bodies(tools: Iterable[object]) -> list[JsonObject]:
    """Tools as bodies: given so, or by a name that needs no more. Raises TypeError or ValueError for others."""
    return [_body(tool) for tool in tools]


def _body(tool: object) -> JsonObject:
    if isinstance(tool, Mapping):
        if not isinstance(tool.get("type"), str):
            raise TypeError(f"the tool {shown(tool)} was given; give it a type, such as 'code_interpreter'")
        return dict(tool)
    if not isinstance(tool, str):
        raise TypeError(
            f"the tool {shown(tool)} was given; give the name of a type, or a body made by tools.function(…)"
        )
    if tool in FULL_TOOLS:
        raise ValueError(f"a tool {tool!r} needs more than its name; make it by tools.{tool}(…)")
    if tool not in PLAIN_TOOLS:
        raise ValueError(f"there is no tool {tool!r} that a name is enough for; {suggested(tool, PLAIN_TOOLS)}")
    return {"type": tool}


def _connected(connection_ids: Iterable[str]) -> JsonObject:
    return {"connections": [{"connection_id": one} for one in connection_ids]}
