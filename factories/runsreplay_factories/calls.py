"""The tool calls of a step, of every type that there was (wire.md §3.4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .arguments import function_call, function_tool, function_tools
from .draws import Draws

JsonObject = dict[str, Any]
Details = Callable[[Draws, bool, Mapping[str, Any]], JsonObject]
"""Makes the details of a step from chance, whether it is done, and its run."""


def message_creation(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    """A message was written."""
    return {"type": "message_creation", "message_creation": {"message_id": draws.id("msg_")}}


def functions(count: int) -> Details:
    """So many functions of the run's tools were called; where the run waits, those that it waits for."""

    def details(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
        action = None if done else run.get("required_action")
        tools = function_tools(run.get("tools") or []) or [function_tool(draws.whole(0, 99)) for _ in range(count)]
        asked = action["submit_tool_outputs"]["tool_calls"] if action else None
        calls = asked or [function_call(tools, draws) for _ in range(count)]
        outputs = [draws.prose.answer() if done else None for _ in calls]
        pairs = zip(calls, outputs, strict=True)
        return tool_calls(*({**call, "function": {**call["function"], "output": output}} for call, output in pairs))

    return details


def code(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    """Code ran and printed what it computes."""
    left, right = draws.whole(2, 99), draws.whole(2, 99)
    text = f"# {draws.prose.sentence(5)}\nprint({left} * {right})"
    outputs = [{"type": "logs", "logs": str(left * right)}] if done else []
    return _called("code_interpreter", draws, {"input": text, "outputs": outputs})


def code_image(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    """Code ran and drew an image."""
    values = [draws.whole(1, 99) for _ in range(4)]
    text = f"# {draws.prose.sentence(5)}\nimport matplotlib.pyplot as plt\nplt.plot({values})\nplt.show()"
    outputs = [{"type": "image", "image": {"file_id": draws.id("file-")}}] if done else []
    return _called("code_interpreter", draws, {"input": text, "outputs": outputs})


def search(*, content: bool) -> Details:
    """Files were searched, and found best first, with the passages that fit where they were asked for."""

    def details(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
        ranking = {"ranker": "default_2024_08_21", "score_threshold": 0.0}
        results = [_found(draws, rank, content=content) for rank in range(draws.whole(1, 3))] if done else []
        return _called("file_search", draws, {"ranking_options": ranking, "results": results})

    return details


def mcp_list_tools(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    """An MCP server was asked for its tools."""
    function = function_tool(draws.whole(0, 99))["function"]
    parameters = {**function["parameters"], "additionalProperties": False}
    for name, schema in parameters["properties"].items():
        schema.setdefault("description", name)
    listed = {function["name"]: {"description": function["description"], "parameters": parameters}}
    activity = {"type": "mcp_list_tools", "id": draws.id("call_"), "server_label": draws.prose.word(), "tools": listed}
    return {"type": "activities", "activities": [activity]}


def tool_calls(*calls: JsonObject) -> JsonObject:
    """The details of a step that made these calls."""
    return {"type": "tool_calls", "tool_calls": list(calls)}


def _called(kind: str, draws: Draws, payload: JsonObject) -> JsonObject:
    return tool_calls({"id": draws.id("call_"), "type": kind, kind: payload})


def _found(draws: Draws, rank: int, *, content: bool) -> JsonObject:
    score = (draws.whole(7000, 9999) - 2000 * rank) / 10000
    found: JsonObject = {"file_id": draws.id("file-"), "file_name": draws.prose.file_name(), "score": score}
    return {**found, "content": [{"type": "text", "text": draws.prose.answer()}]} if content else found


def _service(kind: str, payload: Callable[[Draws], JsonObject]) -> Details:
    return lambda draws, done, run: _called(kind, draws, payload(draws))


def _mcp(draws: Draws, done: bool, run: Mapping[str, Any]) -> JsonObject:
    called = function_call([function_tool(draws.whole(0, 99))], draws)["function"]
    told = {"name": called["name"], "output": draws.prose.answer(), "server_label": draws.prose.word()}
    return tool_calls({"id": draws.id("call_"), "type": "mcp", "arguments": called["arguments"], **told})


def _question(draws: Draws) -> JsonObject:
    return {"input": draws.prose.sentence(5), "output": draws.prose.answer()}


def _page(draws: Draws) -> JsonObject:
    return {"requesturl": f"https://search.example/?q={draws.prose.word()}", "response_metadata": "{}"}


def _request(draws: Draws) -> JsonObject:
    called = function_call([function_tool(draws.whole(0, 99))], draws)["function"]
    return {"name": called["name"], "arguments": called["arguments"], "output": draws.prose.answer()}


def _browsing(draws: Draws) -> JsonObject:
    step = {
        "last_step_result": draws.prose.sentence(4),
        "current_state": draws.prose.sentence(4),
        "next_step": draws.prose.sentence(4),
    }
    return {**_question(draws), "steps": [step]}


def _click(draws: Draws) -> JsonObject:
    action = {"type": "click", "x": draws.whole(0, 1023), "y": draws.whole(0, 767), "button": "left"}
    screen = {"type": "computer_screenshot", "file_id": draws.id("file-"), "image_url": None}
    screen = {key: value for key, value in screen.items() if value is not None}
    return {"action": action, "pending_safety_checks": [], "output": screen, "acknowledged_safety_checks": []}


def _agent(draws: Draws) -> JsonObject:
    ids = {"run_id": draws.id("run_"), "thread_id": draws.id("thread_"), "assistant_id": draws.id("asst_")}
    asked = json.dumps({"question": draws.prose.sentence(5)}, ensure_ascii=False)
    return {"name": draws.prose.word(), "arguments": asked, "output": draws.prose.answer(), **ids}


DETAILS: Mapping[str, Details] = {
    "message_creation": message_creation,
    "function": functions(1),
    "function parallel": functions(2),
    "code_interpreter": code,
    "code_interpreter image": code_image,
    "file_search": search(content=False),
    "file_search content": search(content=True),
    "mcp_list_tools": mcp_list_tools,
    "mcp": _mcp,
    "azure_ai_search": _service("azure_ai_search", _question),
    "azure_function": _service("azure_function", _request),
    "bing_grounding": _service("bing_grounding", _page),
    "bing_custom_search": _service("bing_custom_search", _page),
    "browser_automation": _service("browser_automation", _browsing),
    "computer_use_preview": _service("computer_use_preview", _click),
    "connected_agent": _service("connected_agent", _agent),
    "deep_research": _service("deep_research", _question),
    "fabric_dataagent": _service("fabric_dataagent", _question),
    "openapi": _service("openapi", _request),
    "sharepoint_grounding": _service("sharepoint_grounding", _question),
}
"""How the details of each kind of step are made; a step that did not complete has no outputs yet.

The first word of a kind is the type of its calls.
"""
