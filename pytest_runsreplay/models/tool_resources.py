"""What the tools of an assistant, a thread or a run may use (wire.md §2.1, §2.8)."""

from .base import WireModel


class VectorStoreDataSource(WireModel):
    """Schema ``VectorStoreDataSource`` of Foundry; its type is uri_asset or id_asset."""

    uri: str
    type: str


class CodeInterpreterToolResource(WireModel):
    """Files that code may read; only Foundry has data sources."""

    file_ids: list[str] | None
    data_sources: list[VectorStoreDataSource] | None


class VectorStoreConfiguration(WireModel):
    """Schema ``VectorStoreConfiguration`` of Foundry."""

    data_sources: list[VectorStoreDataSource]


class VectorStoreConfigurations(WireModel):
    """Schema ``VectorStoreConfigurations`` of Foundry."""

    name: str
    configuration: VectorStoreConfiguration


class FileSearchToolResource(WireModel):
    """Where files are searched; only Foundry answers with ``vector_stores``."""

    vector_store_ids: list[str] | None
    vector_stores: list[VectorStoreConfigurations] | None


class AISearchIndexResource(WireModel):
    """Schema ``AISearchIndexResource`` of Foundry."""

    index_connection_id: str | None
    index_name: str | None
    query_type: str | None
    top_k: int | None
    filter: str | None
    index_asset_id: str | None


class AzureAISearchToolResource(WireModel):
    """Schema ``AzureAISearchToolResource`` of Foundry."""

    indexes: list[AISearchIndexResource] | None


class McpToolList(WireModel):
    """Schema ``MCPToolList`` of Foundry."""

    tool_names: list[str]


class McpApprovalPerTool(WireModel):
    """Schema ``MCPApprovalPerTool`` of Foundry: which tools need no approval, and which need it always."""

    never: McpToolList | None
    always: McpToolList | None


class McpToolResource(WireModel):
    """Schema ``MCPToolResource`` of Foundry; ``require_approval`` is never, always, or told by tool."""

    server_label: str
    headers: dict[str, str]
    require_approval: str | McpApprovalPerTool | None


class ToolResources(WireModel):
    """Schema ``ToolResources`` of Foundry; OpenAI's schemas have the first two, and servers often send ``{}``."""

    code_interpreter: CodeInterpreterToolResource | None
    file_search: FileSearchToolResource | None
    azure_ai_search: AzureAISearchToolResource | None
    mcp: list[McpToolResource] | None
