"""The kinds of steps as traits, one for each type of tool call that there was (wire.md §3.4)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self


class StepKinds(ABC):
    """Traits that choose what a step did; the last one asked for holds."""

    @abstractmethod
    def _of_kind(self, name: str) -> Self: ...

    @property
    def message_creation(self) -> Self:
        """Steps that wrote a message; the kind when no other is asked for."""
        return self._of_kind("message_creation")

    @property
    def function_call(self) -> Self:
        """Steps that called a function of their run's tools: unanswered while in progress, answered when completed."""
        return self._of_kind("function")

    @property
    def tool_calls(self) -> Self:
        """Steps of type ``tool_calls`` with the commonest of calls: the same as ``function_call``."""
        return self._of_kind("function")

    @property
    def parallel_function_calls(self) -> Self:
        """Steps that called two functions at once."""
        return self._of_kind("function parallel")

    @property
    def code_interpreter(self) -> Self:
        """Steps that ran code, and have what it printed."""
        return self._of_kind("code_interpreter")

    @property
    def code_interpreter_image(self) -> Self:
        """Steps that ran code, and have the image that it drew."""
        return self._of_kind("code_interpreter image")

    @property
    def file_search(self) -> Self:
        """Steps that searched files, and have what was found."""
        return self._of_kind("file_search")

    @property
    def file_search_content(self) -> Self:
        """Steps that searched files, and have the passages too, as if ``include[]`` had asked for them."""
        return self._of_kind("file_search content")

    @property
    def retrieval(self) -> Self:
        """Steps that searched files, by the word of the first version: the same as ``file_search``."""
        return self._of_kind("file_search")

    @property
    def azure_ai_search(self) -> Self:
        """Steps that searched an index of Azure AI Search. Foundry."""
        return self._of_kind("azure_ai_search")

    @property
    def bing_grounding(self) -> Self:
        """Steps that searched the web. Foundry."""
        return self._of_kind("bing_grounding")

    @property
    def openapi(self) -> Self:
        """Steps that called an HTTP API. Foundry."""
        return self._of_kind("openapi")

    @property
    def azure_function(self) -> Self:
        """Steps that called a function behind storage queues. Foundry's preview."""
        return self._of_kind("azure_function")

    @property
    def bing_custom_search(self) -> Self:
        """Steps that searched a part of the web. Foundry's preview."""
        return self._of_kind("bing_custom_search")

    @property
    def browser_automation(self) -> Self:
        """Steps that worked a browser. Foundry's preview."""
        return self._of_kind("browser_automation")

    @property
    def computer_use_preview(self) -> Self:
        """Steps that worked a computer. Foundry's preview."""
        return self._of_kind("computer_use_preview")

    @property
    def connected_agent(self) -> Self:
        """Steps that asked another agent. Foundry's preview."""
        return self._of_kind("connected_agent")

    @property
    def deep_research(self) -> Self:
        """Steps that searched the web at length. Foundry's preview."""
        return self._of_kind("deep_research")

    @property
    def fabric_dataagent(self) -> Self:
        """Steps that asked Microsoft Fabric. Foundry's preview."""
        return self._of_kind("fabric_dataagent")

    @property
    def mcp(self) -> Self:
        """Steps that used a tool of an MCP server. Foundry's preview."""
        return self._of_kind("mcp")

    @property
    def mcp_list_tools(self) -> Self:
        """Steps of type ``activities`` that asked an MCP server for its tools. Foundry's preview."""
        return self._of_kind("mcp_list_tools")

    @property
    def sharepoint_grounding(self) -> Self:
        """Steps that searched SharePoint. Foundry's preview."""
        return self._of_kind("sharepoint_grounding")
