"""The tool calls that only Azure AI Foundry has (wire.md §3.4).

Schemas are those of its service ``2025-05-15-preview``; of most payloads they tell no more than that keys and values
are strings.
"""

from typing import Literal

from .base import WireModel


class AzureAISearchToolCall(WireModel):
    """Schema ``RunStepAzureAISearchToolCall``."""

    id: str
    type: Literal["azure_ai_search"]
    azure_ai_search: dict[str, str]


class AzureFunctionCall(WireModel):
    """Schema ``AzureFunctionToolCallDetails``; ``arguments`` is JSON text."""

    name: str | None
    arguments: str | None
    output: str | None


class AzureFunctionToolCall(WireModel):
    """Schema ``RunStepAzureFunctionToolCall``."""

    id: str
    type: Literal["azure_function"]
    azure_function: AzureFunctionCall


class BingGroundingToolCall(WireModel):
    """Schema ``RunStepBingGroundingToolCall``."""

    id: str
    type: Literal["bing_grounding"]
    bing_grounding: dict[str, str]


class BingCustomSearchToolCall(WireModel):
    """Schema ``RunStepBingCustomSearchToolCall``."""

    id: str
    type: Literal["bing_custom_search"]
    bing_custom_search: dict[str, str]


class BrowserAutomationStep(WireModel):
    """Schema ``BrowserAutomationToolCallStep``."""

    last_step_result: str
    current_state: str
    next_step: str


class BrowserAutomationCall(WireModel):
    """Schema ``BrowserAutomationToolCallDetails``."""

    input: str
    output: str
    steps: list[BrowserAutomationStep]


class BrowserAutomationToolCall(WireModel):
    """Schema ``RunStepBrowserAutomationToolCall``."""

    id: str
    type: Literal["browser_automation"]
    browser_automation: BrowserAutomationCall


class ConnectedAgentCall(WireModel):
    """Schema ``RunStepConnectedAgent``: what another agent was asked, what it answered, and in which run of its own."""

    name: str | None
    arguments: str | None
    output: str | None
    run_id: str | None
    thread_id: str | None
    assistant_id: str | None


class ConnectedAgentToolCall(WireModel):
    """Schema ``RunStepConnectedAgentToolCall``."""

    id: str
    type: Literal["connected_agent"]
    connected_agent: ConnectedAgentCall


class DeepResearchCall(WireModel):
    """Schema ``RunStepDeepResearchToolCallDetails``."""

    input: str
    output: str | None


class DeepResearchToolCall(WireModel):
    """Schema ``RunStepDeepResearchToolCall``."""

    id: str
    type: Literal["deep_research"]
    deep_research: DeepResearchCall


class FabricToolCall(WireModel):
    """Schema ``RunStepMicrosoftFabricToolCall``."""

    id: str
    type: Literal["fabric_dataagent"]
    fabric_dataagent: dict[str, str]


class McpToolCall(WireModel):
    """Schema ``RunStepMcpToolCall``, and ``RequiredMcpToolCall`` where the output is lacking."""

    id: str
    type: Literal["mcp"]
    arguments: str
    name: str
    output: str | None
    server_label: str | None


class OpenApiToolCall(WireModel):
    """Schema ``RunStepOpenAPIToolCall``."""

    id: str
    type: Literal["openapi"]
    openapi: dict[str, str]


class SharepointToolCall(WireModel):
    """Schema ``RunStepSharepointToolCall``."""

    id: str
    type: Literal["sharepoint_grounding"]
    sharepoint_grounding: dict[str, str]
