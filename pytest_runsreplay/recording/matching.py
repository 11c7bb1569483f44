"""When a request is the one that was recorded: same method, host, path, query and body."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from .exchanges import NotJson, Request
from .headers import value_of

BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\*)\]")

Key = Hashable


class Matching:
    """The rule of comparison. Its ``key`` is equal for two requests exactly when they match.

    ``ignore`` holds JSON paths into the body (``$.metadata.trace``, ``$.messages[*].content``) and names of query
    parameters. With ``any_host`` the host does not count.
    """

    def __init__(self, *, ignore: Sequence[str] = (), any_host: bool = False) -> None:
        self._paths = [_steps(item) for item in ignore if item.startswith("$")]
        self._parameters = {item for item in ignore if not item.startswith("$")}
        self._any_host = any_host

    def key(self, request: Request) -> Key:
        """What the request is looked up by."""
        parts = request.parts
        host = "" if self._any_host else parts.netloc.rpartition("@")[2].lower()
        return request.method, host, parts.path, self._query(parts.query), self._body(request)

    def body(self, request: Request) -> Any:
        """The JSON body as it is compared; raises NotJson if it is none."""
        value = request.json()
        for steps in self._paths:
            value = _without(value, steps)
        return value

    def _query(self, query: str) -> tuple[tuple[str, str], ...]:
        if not query:
            return ()
        pairs = parse_qsl(query, keep_blank_values=True)
        return tuple(sorted(pair for pair in pairs if pair[0] not in self._parameters))

    def _body(self, request: Request) -> Hashable:
        if not request.body:
            return ""
        try:
            return json.dumps(self.body(request), sort_keys=True, separators=(",", ":"))
        except NotJson:
            return _without_boundary(request)


def _without_boundary(request: Request) -> bytes:
    boundary = BOUNDARY.search(value_of(request.headers, "content-type"))
    return request.content if boundary is None else request.content.replace(boundary[1].encode(), b"boundary")


def _steps(path: str) -> list[str]:
    return [name or index for name, index in PATH_STEP.findall(path)]


def _without(value: Any, steps: list[str]) -> Any:
    """A copy of the value without what the path leads to; items of a list that others follow become null."""
    head, rest = steps[0], steps[1:]
    if isinstance(value, dict) and head in value:
        kept = {key: item for key, item in value.items() if key != head}
        return {**kept, head: _without(value[head], rest)} if rest else kept
    if isinstance(value, list) and head == "*":
        return [_without(item, rest) for item in value] if rest else []
    if isinstance(value, list) and head.isdigit():
        chosen = int(head)
        return [(_without(item, rest) if rest else None) if i == chosen else item for i, item in enumerate(value)]
    return value
