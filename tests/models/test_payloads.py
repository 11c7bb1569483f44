"""The payload of each tool, call, content part and action is there as typed attributes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from models.bodies import body

from pytest_runsreplay import parse

READ = {
    "run-foundry-v1-tools": {
        "tools[1].file_search.ranking_options.score_threshold": 0.25,
        "tools[2].function.name": "tide_level",
        "tools[4].azure_function.function.name": "tide_level",
        "tools[4].azure_function.output_binding.storage_queue.queue_name": "answered",
        "tools[5].bing_grounding.search_configurations[0].freshness": "Week",
        "tools[6].connected_agent.name": "harbour_master",
        "tools[7].openapi.functions[0].name": "tide_level",
        "tools[8].openapi.auth.security_scheme.connection_id": "fees",
        "tools[9].openapi.auth.security_scheme.audience": "https://harbour.example/",
        "tools[10].openapi.auth.flags": 2,
        "tool_resources.code_interpreter.data_sources[0].type": "uri_asset",
        "tool_resources.file_search.vector_stores[0].configuration.data_sources[0].uri": "azureml://pilot-book",
        "tool_resources.azure_ai_search.indexes[0].top_k": 3,
        "tool_resources.mcp": None,
        "tool_choice.type": "bing_grounding",
        "tool_choice.function": None,
    },
    "run-foundry-pre-tools": {
        "tools[0].bing_custom_search.search_configurations[0].instance_name": "harbours",
        "tools[1].browser_automation.connection.id": "browser",
        "tools[2].computer_use_preview.display_width": 1280,
        "tools[3].deep_research.bing_grounding_connections[0].connection_id": "news",
        "tools[4].fabric_dataagent.connections[0].connection_id": "tides",
        "tools[5].allowed_tools[1]": "book_berth",
        "tools[6].sharepoint_grounding.connections[0].connection_id": "minutes",
        "tool_resources.mcp[0].require_approval.always.tool_names[0]": "book_berth",
        "tool_resources.mcp[0].headers": {"x-berth": "7"},
        "tool_resources.mcp[1].require_approval": None,
        "response_format.json_schema.name": "advice",
        "response_format.json_schema.schema_": {"type": "object"},
    },
    "run-foundry-approval": {
        "required_action.submit_tool_approval.tool_calls[0].server_label": "harbour",
        "required_action.submit_tool_approval.tool_calls[0].output": None,
        "tool_resources.mcp[0].require_approval": "always",
    },
    "run-foundry-pre-computer": {
        "required_action.submit_tool_outputs.tool_calls[0].computer_use_preview.action.button": "left",
        "required_action.submit_tool_outputs.tool_calls[0].computer_use_preview.output": None,
        "required_action.submit_tool_outputs.tool_calls[1].function.output": None,
        "required_action.submit_tool_outputs.tool_calls[2].type": "semaphore",
    },
    "run-2024-10-requires-action": {
        "tool_choice.function.name": "tide_level",
        "response_format.type": "json_schema",
        "response_format.json_schema.strict": True,
        "tools[3].file_search.max_num_results": 5,
        "tool_resources.file_search.vector_store_ids[0]": "vs_Tm4w2KhQz7MnPGtR4vXe9LbY",
    },
    "run-2026-03-both-spellings": {
        "tool_choice": "required",
        "usage.prompt_token_details": {"cached_tokens": 64, "audio_tokens": 0},
        "usage.prompt_tokens_details": {"cached_tokens": 0},
        "usage.completion_tokens_details": {"reasoning_tokens": 64},
    },
    "run-2026-03-unknown-kinds": {
        "status": "paused",
        "tools[0].tide_table": {"years": [2026]},
        "required_action.confirm_course": {"degrees": 270.0},
        "response_format.grammar": {"syntax": "lark"},
        "truncation_strategy.type": "oldest_first",
        "incomplete_details.reason": "fog",
        "last_error.code": "ran_aground",
    },
    "run-azure-cancelled": {"incomplete_details": "null", "tools[0].file_search": None},
    "step-2024-10-file-search": {
        "step_details.tool_calls[0].file_search.ranking_options.ranker": "default_2024_08_21",
        "step_details.tool_calls[0].file_search.results[0].score": 0.7306125,
        "step_details.tool_calls[0].file_search.results[0].content[0].text": "Keep the white beacon to port.",
    },
    "step-2024-04-file-search": {"step_details.tool_calls[0].file_search.results": None},
    "step-2026-03-code": {
        "step_details.tool_calls[0].code_interpreter.outputs[0].logs": "10",
        "step_details.tool_calls[0].code_interpreter.outputs[1].image.file_id": "file-Zr9Yw2KhQz7MnPGtR4vXe9Lb",
    },
    "step-2026-03-unknown-kinds": {
        "step_details.tool_calls[0].code_interpreter.outputs[0].sound": {"seconds": 1.5},
        "step_details.tool_calls[1].tide_table": {"place": "Bodø", "heights": [2.1, 0.4]},
    },
    "step-2026-03-unknown-details": {
        "step_details.reasoning": {"summary": ["The tide is out."]},
        "usage.completion_tokens_details": {"reasoning_tokens": 12},
    },
    "step-foundry-v1-calls": {
        "step_details.tool_calls[0].azure_ai_search": {"input": "berths north", "output": "[]"},
        "step_details.tool_calls[1].bing_grounding": {"requesturl": "https://harbour.example/search?q=berth"},
        "step_details.tool_calls[2].openapi": {"name": "berths", "arguments": "{}"},
    },
    "step-foundry-pre-calls": {
        "step_details.tool_calls[0].azure_function.output": "2.1 m",
        "step_details.tool_calls[1].bing_custom_search": {"requesturl": "https://harbour.example/search?q=berth"},
        "step_details.tool_calls[2].fabric_dataagent": {"input": "tides", "output": "high at noon"},
        "step_details.tool_calls[3].sharepoint_grounding": {"input": "minutes", "output": ""},
        "step_details.tool_calls[4].browser_automation.steps[0].next_step": "Fill it in.",
        "step_details.tool_calls[5].connected_agent.run_id": "run_Kd7GtR4vXe9LbYw2KhQz7MnP",
        "step_details.tool_calls[6].deep_research.input": "History of the harbour",
        "step_details.tool_calls[7].output": "[7, 9]",
    },
    "step-foundry-pre-computer": {
        "step_details.tool_calls[0].computer_use_preview.acknowledged_safety_checks[0].id": "check_1",
        "step_details.tool_calls[1].computer_use_preview.output.file_id": "file-Zr9Yw2KhQz7MnPGtR4vXe9Lb",
        "step_details.tool_calls[2].computer_use_preview.action.path[1].x": 30,
        "step_details.tool_calls[3].computer_use_preview.action.keys": ["CTRL", "A"],
        "step_details.tool_calls[6].computer_use_preview.action.scroll_y": -120,
        "step_details.tool_calls[7].computer_use_preview.action.text": "Berth 7, please",
        "step_details.tool_calls[9].computer_use_preview.action.blasts": 3,
    },
    "step-foundry-pre-activities": {
        "step_details.activities[0].server_label": "harbour",
        "step_details.activities[1].type": "mcp_log_in",
    },
    "message-2024-03-cited": {
        "content[0].text.annotations[0].file_citation.quote": "Keep the white beacon to port.",
        "content[0].text.annotations[1].file_path.file_id": "file-Zr9Yw2KhQz7MnPGtR4vXe9Lb",
        "file_ids": ["file-Zr9Yw2KhQz7MnPGtR4vXe9Lb"],
    },
    "message-2024-10-refusal": {"content[0].refusal": "I do not sail at night.", "text": ""},
    "message-2026-03-unknown-annotation": {"content[0].text.annotations[0].almanac": {"page": 12}},
    "message-foundry-cited": {
        "content[0].text.annotations[0].url_citation.title": "Tides",
        "attachments[0].data_source.uri": "azureml://charts",
        "attachments[0].tools[0].type": "code_interpreter",
    },
    "message-pictures": {"content[0].image_file.detail": "auto", "content[2].depth": 3},
    "message-pictures-by-url": {"content[0].image_url.detail": "high", "attachments": None},
    "message-streamed-incomplete": {"incomplete_details.reason": "max_tokens", "status": "incomplete"},
    "thread": {"tool_resources.code_interpreter.file_ids": []},
    "thread-foundry": {"tool_resources.mcp[0].require_approval": "never"},
    "thread-2023-11": {"tool_resources": None},
    "assistant": {"tool_resources.file_search.vector_store_ids[0]": "vs_Tm4w2KhQz7MnPGtR4vXe9LbY"},
    "assistant-foundry": {"response_format.type": "text", "tools[0].allowed_tools": None},
    "assistant-2023-11": {"file_ids": ["file-Zr9Yw2KhQz7MnPGtR4vXe9Lb"], "response_format": None},
    "error-azure": {"error.code": "404", "error.type": None},
    "error-azure-filtered": {
        "error.innererror": {
            "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": {"violence": {"filtered": True, "severity": "high"}},
        }
    },
}


def at(model: Any, path: str) -> Any:
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", path):
        model = getattr(model, name) if name else model[int(index)]
    return model


@pytest.mark.parametrize("name", READ)
def test_the_parts_of_a_body_are_there_as_attributes(name: str) -> None:
    model = parse(body(name))
    assert {path: at(model, path) for path in READ[name]} == READ[name]
