"""The tools that only Azure AI Foundry has (wire.md §2.8); schemas are those of its service ``2025-05-15-preview``."""

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import WireModel
from .functions import FunctionDefinition


class AzureAISearchTool(WireModel):
    """Schema ``AzureAISearchToolDefinition``; what it searches is in the tool resources."""

    type: Literal["azure_ai_search"]


class AzureFunctionStorageQueue(WireModel):
    """Schema ``AzureFunctionStorageQueue``."""

    queue_service_endpoint: str
    queue_name: str


class AzureFunctionBinding(WireModel):
    """Schema ``AzureFunctionBinding``; its type is storage_queue."""

    type: str
    storage_queue: AzureFunctionStorageQueue


class AzureFunctionDefinition(WireModel):
    """Schema ``AzureFunctionDefinition``: a function, and the queues its calls and results pass through."""

    function: FunctionDefinition
    input_binding: AzureFunctionBinding
    output_binding: AzureFunctionBinding


class AzureFunctionTool(WireModel):
    """Schema ``AzureFunctionToolDefinition``."""

    type: Literal["azure_function"]
    azure_function: AzureFunctionDefinition


class BingSearchConfiguration(WireModel):
    """Schemas ``BingGroundingSearchConfiguration`` and ``BingCustomSearchConfiguration``; the latter's has a name."""

    connection_id: str
    instance_name: str | None
    market: str | None
    set_lang: str | None
    count: int | None
    freshness: str | None


class BingSearchParameters(WireModel):
    """Schemas ``BingGroundingSearchToolParameters`` and ``BingCustomSearchToolParameters``."""

    search_configurations: list[BingSearchConfiguration]


class BingGroundingTool(WireModel):
    """Schema ``BingGroundingToolDefinition``."""

    type: Literal["bing_grounding"]
    bing_grounding: BingSearchParameters


class BingCustomSearchTool(WireModel):
    """Schema ``BingCustomSearchToolDefinition``."""

    type: Literal["bing_custom_search"]
    bing_custom_search: BingSearchParameters


class BrowserConnection(WireModel):
    """Schema ``BrowserAutomationToolConnectionParameters``."""

    id: str


class BrowserAutomationParameters(WireModel):
    """Schema ``BrowserAutomationToolParameters``."""

    connection: BrowserConnection


class BrowserAutomationTool(WireModel):
    """Schema ``BrowserAutomationToolDefinition``."""

    type: Literal["browser_automation"]
    browser_automation: BrowserAutomationParameters


class ComputerUseParameters(WireModel):
    """Schema ``ComputerUseToolParameters``: the screen, in pixels; environment is windows, mac, linux or browser."""

    display_width: int
    display_height: int
    environment: str


class ComputerUseTool(WireModel):
    """Schema ``ComputerUseToolDefinition``."""

    type: Literal["computer_use_preview"]
    computer_use_preview: ComputerUseParameters


class ConnectedAgentDetails(WireModel):
    """Schema ``ConnectedAgentDetails``: another agent, and what it is for."""

    id: str
    name: str
    description: str


class ConnectedAgentTool(WireModel):
    """Schema ``ConnectedAgentToolDefinition``."""

    type: Literal["connected_agent"]
    connected_agent: ConnectedAgentDetails


class ToolConnection(WireModel):
    """Schemas ``ToolConnection`` and ``DeepResearchBingGroundingConnection``."""

    connection_id: str


class ToolConnections(WireModel):
    """Schemas ``FabricDataAgentToolParameters`` and ``SharepointGroundingToolParameters``."""

    connections: list[ToolConnection] | None


class DeepResearchDetails(WireModel):
    """Schema ``DeepResearchDetails``."""

    deep_research_model: str
    bing_grounding_connections: list[ToolConnection]


class DeepResearchTool(WireModel):
    """Schema ``DeepResearchToolDefinition``."""

    type: Literal["deep_research"]
    deep_research: DeepResearchDetails


class FabricTool(WireModel):
    """Schema ``MicrosoftFabricToolDefinition``."""

    type: Literal["fabric_dataagent"]
    fabric_dataagent: ToolConnections


class SharepointTool(WireModel):
    """Schema ``SharepointToolDefinition``."""

    type: Literal["sharepoint_grounding"]
    sharepoint_grounding: ToolConnections


class McpTool(WireModel):
    """Schema ``MCPToolDefinition``; its headers and approvals are in the tool resources."""

    type: Literal["mcp"]
    server_label: str
    server_url: str
    allowed_tools: list[str] | None


class OpenApiAnonymousAuth(WireModel):
    """Schema ``OpenApiAnonymousAuthDetails``."""

    type: Literal["anonymous"]


class OpenApiConnectionAuth(WireModel):
    """Schema ``OpenApiConnectionAuthDetails``."""

    type: Literal["connection"]
    security_scheme: ToolConnection


class OpenApiManagedSecurityScheme(WireModel):
    """Schema ``OpenApiManagedSecurityScheme``."""

    audience: str


class OpenApiManagedAuth(WireModel):
    """Schema ``OpenApiManagedAuthDetails``."""

    type: Literal["managed_identity"]
    security_scheme: OpenApiManagedSecurityScheme


class OtherOpenApiAuth(WireModel):
    """Authentication of a type this package does not know; its payload is kept as extra keys."""

    type: str


KnownOpenApiAuth = Annotated[
    OpenApiAnonymousAuth | OpenApiConnectionAuth | OpenApiManagedAuth, Field(discriminator="type")
]
OpenApiAuth = Annotated[KnownOpenApiAuth | OtherOpenApiAuth, Field(union_mode="left_to_right")]


class OpenApiFunctionDefinition(WireModel):
    """Schema ``OpenApiFunctionDefinition``; ``spec`` is an OpenAPI document."""

    name: str
    description: str | None
    spec: dict[str, Any]
    auth: OpenApiAuth
    default_params: list[str] | None
    functions: list[FunctionDefinition] | None


class OpenApiTool(WireModel):
    """Schema ``OpenApiToolDefinition``."""

    type: Literal["openapi"]
    openapi: OpenApiFunctionDefinition
