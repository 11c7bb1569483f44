"""The wire objects of the Runs API: read leniently, written back exactly."""

from .assistants import AssistantObject
from .base import WireModel
from .deltas import MessageDeltaObject, RunStepDeltaObject
from .errors import ErrorResponse
from .events import DONE, StreamEvent, parse_stream, render_stream
from .messages import MessageObject, TextContent
from .pages import (
    ListAssistantsResponse,
    ListMessagesResponse,
    ListRunsResponse,
    ListRunStepsResponse,
    ListThreadsResponse,
    Page,
)
from .parsing import ParseError, parse, read_json
from .run_steps import MessageCreationDetails, RunStepObject, RunStepStatus, ToolCallsDetails
from .runs import RequiredAction, RunObject, RunStatus
from .threads import DeletedObject, ThreadObject
from .tool_calls import CodeInterpreterToolCall, FileSearchToolCall, FunctionToolCall
from .tools import CodeInterpreterTool, FileSearchTool, FunctionTool
from .usage import Usage

__all__ = [
    "DONE",
    "AssistantObject",
    "CodeInterpreterTool",
    "CodeInterpreterToolCall",
    "DeletedObject",
    "ErrorResponse",
    "FileSearchTool",
    "FileSearchToolCall",
    "FunctionTool",
    "FunctionToolCall",
    "ListAssistantsResponse",
    "ListMessagesResponse",
    "ListRunStepsResponse",
    "ListRunsResponse",
    "ListThreadsResponse",
    "MessageCreationDetails",
    "MessageDeltaObject",
    "MessageObject",
    "Page",
    "ParseError",
    "RequiredAction",
    "RunObject",
    "RunStatus",
    "RunStepDeltaObject",
    "RunStepObject",
    "RunStepStatus",
    "StreamEvent",
    "TextContent",
    "ThreadObject",
    "ToolCallsDetails",
    "Usage",
    "WireModel",
    "parse",
    "parse_stream",
    "read_json",
    "render_stream",
]
