"""What type checkers know of the wire objects; checked, never run."""

from __future__ import annotations

from typing import Any, assert_never, assert_type

from pytest_runsreplay import (
    ListRunsResponse,
    ListRunStepsResponse,
    RunObject,
    RunStepObject,
    parse,
)
from pytest_runsreplay.models import (
    ActivitiesDetails,
    AssistantObject,
    AzureAISearchTool,
    AzureAISearchToolCall,
    AzureFunctionTool,
    AzureFunctionToolCall,
    BingCustomSearchTool,
    BingCustomSearchToolCall,
    BingGroundingTool,
    BingGroundingToolCall,
    BrowserAutomationTool,
    BrowserAutomationToolCall,
    CodeInterpreterTool,
    CodeInterpreterToolCall,
    CodeOutput,
    ComputerUseTool,
    ComputerUseToolCall,
    ConnectedAgentTool,
    ConnectedAgentToolCall,
    DeepResearchTool,
    DeepResearchToolCall,
    ErrorResponse,
    FabricTool,
    FabricToolCall,
    FileCitationAnnotation,
    FilePathAnnotation,
    FileSearchTool,
    FileSearchToolCall,
    FunctionTool,
    FunctionToolCall,
    ImageFileContent,
    ImageOutput,
    ImageUrlContent,
    IncompleteDetails,
    LastError,
    LogsOutput,
    McpListToolsActivity,
    McpTool,
    McpToolCall,
    MessageCreationDetails,
    MessageObject,
    NamedToolChoice,
    OpenApiConnectionAuth,
    OpenApiManagedAuth,
    OpenApiTool,
    OpenApiToolCall,
    OtherActivity,
    OtherAnnotation,
    OtherContent,
    OtherDetails,
    OtherOutput,
    OtherRequiredAction,
    OtherResponseFormat,
    OtherTool,
    OtherToolCall,
    RefusalContent,
    ResponseFormatJsonObject,
    ResponseFormatJsonSchema,
    ResponseFormatText,
    RetrievalTool,
    RetrievalToolCall,
    SharepointTool,
    SharepointToolCall,
    SubmitToolApprovalAction,
    SubmitToolOutputsAction,
    TextContent,
    ThreadObject,
    Tool,
    ToolCall,
    ToolCallsDetails,
    ToolResources,
    TruncationStrategy,
    UrlCitationAnnotation,
    Usage,
    WireModel,
)
from pytest_runsreplay.models.computer_use import DragAction


def reading(body: bytes, text: str, value: dict[str, Any]) -> None:
    assert_type(parse(body), WireModel)
    assert_type(parse(text), WireModel)
    assert_type(parse(value).wire(), dict[str, Any])
    assert_type(RunObject.model_validate(value), RunObject)
    assert_type(RunStepObject.model_validate_json(body), RunStepObject)


def runs(run: RunObject) -> None:
    assert_type(run.id, str)
    assert_type(run.created_at, int)
    assert_type(run.completed_at, int | None)
    assert_type(run.temperature, int | float | None)
    assert_type(run.metadata, dict[str, str] | None)
    assert_type(run.last_error, LastError | None)
    assert_type(run.incomplete_details, IncompleteDetails | None)
    assert_type(run.truncation_strategy, TruncationStrategy | None)
    assert_type(run.tool_choice, str | NamedToolChoice | None)
    assert_type(
        run.response_format,
        str | ResponseFormatText | ResponseFormatJsonObject | ResponseFormatJsonSchema | OtherResponseFormat | None,
    )
    assert_type(run.function_calls, list[FunctionToolCall])
    assert_type(run.model_copy(), RunObject)
    assert_type(run.tools[0].type, str)
    if isinstance(run.tool_choice, NamedToolChoice) and run.tool_choice.function is not None:
        assert_type(run.tool_choice.function.name, str)
    if isinstance(run.response_format, ResponseFormatJsonSchema):
        assert_type(run.response_format.json_schema.name, str)
        assert_type(run.response_format.json_schema.schema_, dict[str, Any] | None)


def required_actions(run: RunObject) -> None:
    action = run.required_action
    assert_type(action, SubmitToolOutputsAction | SubmitToolApprovalAction | OtherRequiredAction | None)
    if isinstance(action, SubmitToolOutputsAction):
        call = action.submit_tool_outputs.tool_calls[0]
        assert_type(call, FunctionToolCall | McpToolCall | ComputerUseToolCall | OtherToolCall)
        if isinstance(call, FunctionToolCall):
            assert_type(call.function.output, str | None)
    elif isinstance(action, SubmitToolApprovalAction):
        assert_type(action.submit_tool_approval.tool_calls[0].id, str)
    elif action is not None:
        assert_type(action, OtherRequiredAction)
    for function in run.function_calls:
        assert_type(function.function.arguments, str)


def usage(some: Usage) -> None:
    assert_type(some.total_tokens, int)
    for prompt in (some.prompt_token_details, some.prompt_tokens_details):
        if prompt is not None:
            assert_type(prompt.get("cached_tokens"), int | None)
    if some.completion_tokens_details is not None:
        assert_type(some.completion_tokens_details.get("reasoning_tokens"), int | None)


def tools(tool: Tool) -> None:
    match tool:
        case CodeInterpreterTool() | RetrievalTool() | AzureAISearchTool():
            assert_type(tool.model_copy().wire(), dict[str, Any])
        case FunctionTool():
            assert_type(tool.function.parameters, dict[str, Any] | None)
        case FileSearchTool():
            if tool.file_search is not None and tool.file_search.ranking_options is not None:
                assert_type(tool.file_search.ranking_options.score_threshold, int | float)
        case AzureFunctionTool():
            assert_type(tool.azure_function.input_binding.storage_queue.queue_name, str)
        case BingGroundingTool():
            assert_type(tool.bing_grounding.search_configurations[0].connection_id, str)
        case BingCustomSearchTool():
            assert_type(tool.bing_custom_search.search_configurations[0].instance_name, str | None)
        case BrowserAutomationTool():
            assert_type(tool.browser_automation.connection.id, str)
        case ComputerUseTool():
            assert_type(tool.computer_use_preview.display_width, int)
        case ConnectedAgentTool():
            assert_type(tool.connected_agent.name, str)
        case DeepResearchTool():
            assert_type(tool.deep_research.bing_grounding_connections[0].connection_id, str)
        case FabricTool():
            assert_type(tool.fabric_dataagent.connections is None, bool)
        case McpTool():
            assert_type(tool.allowed_tools, list[str] | None)
        case OpenApiTool():
            auth = tool.openapi.auth
            if isinstance(auth, OpenApiConnectionAuth):
                assert_type(auth.security_scheme.connection_id, str)
            if isinstance(auth, OpenApiManagedAuth):
                assert_type(auth.security_scheme.audience, str)
        case SharepointTool():
            assert_type(tool.sharepoint_grounding.connections is None, bool)
        case OtherTool():
            assert_type(tool.type, str)
        case _:
            assert_never(tool)


def tool_resources(run: RunObject, thread: ThreadObject, assistant: AssistantObject) -> None:
    assert_type(thread.tool_resources, ToolResources | None)
    assert_type(assistant.tool_resources, ToolResources | None)
    resources = run.tool_resources
    if resources is not None and resources.code_interpreter is not None:
        assert_type(resources.code_interpreter.file_ids, list[str] | None)
    if resources is not None and resources.mcp is not None:
        assert_type(resources.mcp[0].headers, dict[str, str])


def steps(step: RunStepObject) -> None:
    details = step.step_details
    assert_type(details, MessageCreationDetails | ToolCallsDetails | ActivitiesDetails | OtherDetails)
    if isinstance(details, MessageCreationDetails):
        assert_type(details.message_creation.message_id, str)
    if isinstance(details, ToolCallsDetails):
        tool_calls(details.tool_calls[0])
    if isinstance(details, ActivitiesDetails):
        assert_type(details.activities, list[McpListToolsActivity | OtherActivity])


def tool_calls(call: ToolCall) -> None:
    assert_type(call.id, str)
    match call:
        case FunctionToolCall():
            assert_type(call.function.output, str | None)
        case CodeInterpreterToolCall():
            assert_type(call.code_interpreter.outputs, list[LogsOutput | ImageOutput | OtherOutput])
            assert_type(shown(call.code_interpreter.outputs[0]), str)
        case FileSearchToolCall():
            for result in call.file_search.results or ():
                assert_type(result.score, int | float)
        case RetrievalToolCall():
            assert_type(call.retrieval, dict[str, Any])
        case AzureAISearchToolCall():
            assert_type(call.azure_ai_search, dict[str, str])
        case AzureFunctionToolCall():
            assert_type(call.azure_function.output, str | None)
        case BingGroundingToolCall():
            assert_type(call.bing_grounding, dict[str, str])
        case BingCustomSearchToolCall():
            assert_type(call.bing_custom_search, dict[str, str])
        case BrowserAutomationToolCall():
            assert_type(call.browser_automation.steps[0].next_step, str)
        case ComputerUseToolCall():
            action = call.computer_use_preview.action
            assert_type(action.type, str)
            if isinstance(action, DragAction):
                assert_type(action.path[0].x, int)
        case ConnectedAgentToolCall():
            assert_type(call.connected_agent.run_id, str | None)
        case DeepResearchToolCall():
            assert_type(call.deep_research.output, str | None)
        case FabricToolCall():
            assert_type(call.fabric_dataagent, dict[str, str])
        case McpToolCall():
            assert_type(call.server_label, str | None)
        case OpenApiToolCall():
            assert_type(call.openapi, dict[str, str])
        case SharepointToolCall():
            assert_type(call.sharepoint_grounding, dict[str, str])
        case OtherToolCall():
            assert_type(call.type, str)
        case _:
            assert_never(call)


def shown(output: CodeOutput) -> str:
    if isinstance(output, LogsOutput):
        return output.logs
    return output.image.file_id if isinstance(output, ImageOutput) else output.type


def messages(message: MessageObject) -> None:
    assert_type(message.text, str)
    part = message.content[0]
    assert_type(part, TextContent | ImageFileContent | ImageUrlContent | RefusalContent | OtherContent)
    if isinstance(part, TextContent):
        assert_type(part.text.value, str)
        cited = part.text.annotations[0]
        assert_type(cited, FileCitationAnnotation | FilePathAnnotation | UrlCitationAnnotation | OtherAnnotation)
    if isinstance(part, ImageUrlContent):
        assert_type(part.image_url.detail, str | None)
    for attachment in message.attachments or ():
        assert_type(attachment.file_id, str | None)


def errors(response: ErrorResponse) -> None:
    assert_type(response.error.code, str | None)
    assert_type(response.error.innererror, dict[str, Any] | None)


def pages(some_runs: ListRunsResponse, some_steps: ListRunStepsResponse) -> None:
    assert_type(some_runs.data, list[RunObject])
    assert_type(some_steps.data[0], RunStepObject)
    assert_type(some_runs.has_more, bool)
    assert_type(some_runs.first_id, str | None)
