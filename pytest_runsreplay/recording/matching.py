"""When a request is the one that was recorded: same method, host, path, query and body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.parser import HeaderParser
from functools import partial
from json import JSONDecoder, JSONEncoder
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from .bodies import Unstored
from .exchanges import NotJson, Request
from .headers import value_of

VERSION_HEADER = "openai-beta"
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/"
BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\*)\]")
WHOLE_FLOAT = re.compile(r"\d\.0\b|e\+")
"""What a whole number that was written as a float looks like in canonical JSON; it may also stand in a string."""

Pairs = tuple[tuple[str, str], ...]
Body = str | bytes | Pairs | tuple[tuple[str, str, bytes], ...]

pairs_of = partial(parse_qsl, keep_blank_values=True, errors="surrogateescape")


class Key(NamedTuple):
    """What a request is looked up by."""

    method: str
    host: str
    path: str
    query: Pairs
    body: Body
    version: str
    credential: str = ""


class Matching:
    """The rule of comparison. Its ``key`` is equal for two requests exactly when they match.

    ``ignore`` holds JSON paths into the body (``$.metadata.trace``, ``$.messages[*].content``) and names of query
    parameters, form fields and headers. The one header that is looked at is ``OpenAI-Beta``, which selects the version
    of the API: of requests that differ in nothing else, the one with the same version answers. Names of other headers
    change nothing. With ``any_host`` the host does not count. Of credentials it is told apart which one was used, if
    ``credentials`` says so.
    """

    def __init__(self, *, ignore: Sequence[str] = (), any_host: bool = False, credentials: bool = False) -> None:
        self._paths = [_steps(item) for item in ignore if item.startswith("$")]
        self._names = frozenset(item for item in ignore if not item.startswith("$"))
        self._any_version = VERSION_HEADER in map(str.lower, self._names)
        self._any_host = any_host
        self._credentials = credentials

    def key(self, request: Request) -> Key:
        """What the request is looked up by."""
        path = request.parts.path
        return Key(
            request.method,
            self.host(request),
            _unescaped(path) if "%" in path else path or "/",
            self.query(request),
            self.body(request) if request.body else "",
            self.version(request),
            request.credential if self._credentials else "",
        )

    def host(self, request: Request) -> str:
        """The host and port as they are compared: without credentials and without the port that goes unsaid."""
        if self._any_host:
            return ""
        parts = request.parts
        return parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS.get(parts.scheme, ""))

    def query(self, request: Request) -> Pairs:
        """The query parameters as they are compared: in any order, however they are escaped."""
        query = request.parts.query
        return self._compared(pairs_of(query)) if query else ()

    def version(self, request: Request) -> str:
        """Which version of the API is asked for, as ``assistants=v2``; empty where no header says."""
        return "" if self._any_version else value_of(request.headers, VERSION_HEADER).strip().lower()

    def json(self, request: Request) -> Any:
        """The JSON body as it is compared; raises NotJson if it is none."""
        stored = not isinstance(request.body, Unstored) and "json" in request.body
        value = request.body["json"] if stored else _parsed(request.content)
        for steps in self._paths:
            value = _without(value, steps)
        return value

    def body(self, request: Request) -> Body:
        """The body as it is compared: JSON in one spelling, the fields of a form, the parts of a multipart body, or,
        where it is none of these, its bytes."""
        kind = value_of(request.headers, "content-type").lower()
        if kind.startswith(MULTIPART):
            return self._parts(request)
        if kind.startswith(FORM):
            return self._compared(pairs_of(request.content.decode("utf-8", "surrogateescape")))
        try:
            return _canonical(self.json(request))
        except (NotJson, RecursionError):
            return request.content

    def _parts(self, request: Request) -> Body:
        """The parts of a multipart body in their order, each with its name, file name and content."""
        boundary = BOUNDARY.search(value_of(request.headers, "content-type"))
        if boundary is None:
            return request.content
        return tuple(part for part in _split(request.content, boundary[1].encode()) if part[0] not in self._names)

    def _compared(self, pairs: Sequence[tuple[str, str]]) -> Pairs:
        return tuple(sorted(pair for pair in pairs if pair[0] not in self._names))


def _parsed(content: bytes) -> Any:
    try:
        return parsed_once(content.decode())
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless it has a key twice: which of the two counts is for the server to say."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands there twice")
    return value


parsed_once = JSONDecoder(object_pairs_hook=_once).decode
in_order = JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _canonical(value: Any) -> str:
    """JSON in which equal values are written alike: keys in order, and 1.0 as 1."""
    text = in_order(value)
    return in_order(_with_whole_numbers(value)) if WHOLE_FLOAT.search(text) else text


def _with_whole_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unescaped(path: str) -> str:
    """A path without escapes, but for those of the two characters that would then mean something else."""
    segments = (unquote(segment, errors="surrogateescape") for segment in path.split("/"))
    return "/".join(segment.replace("%", "%25").replace("/", "%2F") for segment in segments)


def _split(content: bytes, boundary: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Name, file name and content of each part; clients differ in the other headers that they write."""
    _, *pieces = (b"\r\n" + content).split(b"\r\n--" + boundary)
    for piece in pieces:
        if piece.startswith(b"--"):  # the end
            return
        head, _, body = piece.partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode("utf-8", "surrogateescape").strip())
        name = headers.get_param("name", "", header="content-disposition")
        yield str(name), str(headers.get_filename("")), body


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
