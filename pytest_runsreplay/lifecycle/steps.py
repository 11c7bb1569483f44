"""The steps that a run can be planned to take."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Self

FAILURE = ("server_error", "Sorry, something went wrong.")
CALL_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]] | None] = {
    **dict.fromkeys(("azure_ai_search", "bing_grounding", "bing_custom_search", "openapi")),
    **dict.fromkeys(("fabric_dataagent", "sharepoint_grounding")),
    "azure_function": (frozenset({"name", "arguments"}), frozenset({"output"})),
    "browser_automation": (frozenset({"input", "output", "steps"}), frozenset()),
    "computer_use_preview": (
        frozenset({"action", "pending_safety_checks"}),
        frozenset({"output", "acknowledged_safety_checks"}),
    ),
    "connected_agent": (
        frozenset(),
        frozenset({"name", "arguments", "output", "run_id", "thread_id", "assistant_id"}),
    ),
    "deep_research": (frozenset({"input"}), frozenset({"output"})),
    "mcp": (frozenset({"name", "arguments"}), frozenset({"output", "server_label"})),
}
"""What a call of each of Foundry's tools must and may hold; ``None``: any keys, all values text (wire.md §3.4)."""

FUNCTION_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What the schema lets a function be called (wire.md §2.8)."""

MOST_IMAGES = 100
BUILDERS = {"function": "tool_call", "code_interpreter": "code", "file_search": "search", "retrieval": "search"}


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One function call: its name, its arguments as JSON text, and the output that is submitted for it, if known."""

    name: str
    arguments: str
    output: str | None = None


@dataclass(frozen=True, slots=True)
class ToolCalls:
    """A step that calls functions, several at once where there are several; the run then waits for their outputs."""

    calls: tuple[PlannedCall, ...]
    seconds: int = 1

    def returning(self, *outputs: str) -> Self:
        """The same step with the outputs that will be submitted, one for each call, in order."""
        if len(outputs) != len(self.calls):
            raise ValueError(f"expected {len(self.calls)} outputs, one for each call, found {len(outputs)}")
        texts = [_text(output, "returning()") for output in outputs]
        pairs = zip(self.calls, texts, strict=True)
        return replace(self, calls=tuple(replace(call, output=output) for call, output in pairs))

    def __and__(self, other: ToolCalls) -> ToolCalls:
        if not isinstance(other, ToolCalls):
            return NotImplemented
        return replace(self, calls=self.calls + other.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWork:
    """A step that the server takes in so many seconds; ``error`` is the code and message that it fails with, if any."""

    seconds: int = 1
    error: tuple[str, str] | None = None

    def failing(self, code: str = FAILURE[0], message: str = FAILURE[1]) -> Self:
        """The same step failing before it is done, and the run with it; servers know server_error and
        rate_limit_exceeded. It must be the last of its plan."""
        return replace(self, error=(_text(code, "failing()"), _text(message, "failing()")))


@dataclass(frozen=True, slots=True)
class Code(OwnWork):
    """A step of the code interpreter: what it ran, what that printed (``None`` for nothing), and the files of the
    images it drew (``None`` for an id that is drawn)."""

    input: str
    logs: str | None = None
    images: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a search found: its name, how well it fits from 0 to 1, and the passage, if it is shown."""

    file_name: str
    score: float
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Search(OwnWork):
    """A file search and what it found, best first."""

    found: tuple[Found, ...] = ()

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of the files found."""
        return tuple(one.file_name for one in self.found)


@dataclass(frozen=True, slots=True)
class Call(OwnWork):
    """A step that uses a tool which only Azure AI Foundry has: the call's type and its payload."""

    type: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message(OwnWork):
    """A step that writes a message, and the names of the files that it cites, each found by a search before it."""

    text: str
    cites: tuple[str, ...] = ()


PlannedStep = ToolCalls | Code | Search | Call | Message


def tool_call(function: str, /, **arguments: object) -> ToolCalls:
    """A step that calls ``function`` with these arguments; join two with ``&`` to call them in parallel.

    Raises ValueError for a name that no function can have, TypeError for arguments that JSON does not have.
    """
    if not FUNCTION_NAME.fullmatch(_text(function, "tool_call()")):
        raise ValueError(f"a function is named with up to 64 of A-Z a-z 0-9 _ -, found {function!r}")
    try:
        text = json.dumps(arguments, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"tool_call({function!r}) takes what JSON has: {error}; give text or numbers") from None
    return ToolCalls((PlannedCall(function, text),))


def code(input: str, logs: str | None = None, *, images: int | Sequence[str] = 0) -> Code:
    """A step that runs ``input`` in the code interpreter, prints ``logs`` and draws images: so many, or these files."""
    printed = logs if logs is None else _text(logs, "code()")
    return Code(_text(input, "code()"), printed, _images(images), seconds=2)


def search(*file_names: str, scores: Sequence[float] | None = None, texts: Sequence[str] | None = None) -> Search:
    """A step that searches the files and finds these; ``scores``, from 0 to 1, and ``texts``, one for each of them.

    The text of a passage is what a server shows to those who ask for it with ``include[]``.
    """
    names = [_text(name, "search()") for name in file_names]
    fading = [round(0.9 / (rank + 1), 4) for rank in range(len(names))]
    points = fading if scores is None else _list(scores, "search(scores=…)")
    passages = [None] * len(names) if texts is None else _texts(texts, "search(texts=…)")
    for word, given in (("scores", points), ("texts", passages)):
        if len(given) != len(names):
            raise ValueError(f"search() takes one of {word} for each of {len(names)} files, found {len(given)}")
    if any(isinstance(point, bool) or not isinstance(point, (int, float)) or not 0 <= point <= 1 for point in points):
        raise ValueError(f"search() takes scores from 0 to 1, found {points!r}")
    return Search(tuple(Found(*one) for one in zip(names, points, passages, strict=True)))


def call(type: str, /, **payload: Any) -> Call:
    """A step that uses one of Foundry's own tools, with the payload of the call: ``call("bing_grounding", …)``.

    Raises ValueError for a type that there is not, TypeError for a payload that such a call cannot have.
    """
    if type not in CALL_KEYS:
        raise ValueError(f"there is no call of type {type!r}: {_advice(str(type))}")
    keys = CALL_KEYS[type]
    if keys is None:
        return Call(type, {key: _text(value, f"call({type!r}, {key}=…)") for key, value in payload.items()})
    needed, optional = keys
    missing, unknown = sorted(needed - payload.keys()), sorted(payload.keys() - needed - optional)
    if missing or unknown:
        wrong = f"lacks {', '.join(missing)}" if missing else f"does not take {', '.join(unknown)}"
        raise TypeError(f"call({type!r}) {wrong}; it takes {', '.join(sorted(needed | optional))}")
    return Call(type, payload)


def message(text: str, *, cites: Sequence[str] = ()) -> Message:
    """A step that writes ``text`` as a message of the assistant, citing files that a search before it found.

    Each citation is a mark such as ``【1†tariffs.pdf】`` after the text, with an annotation that says which file it is.
    """
    names = [cites] if isinstance(cites, str) else _texts(cites, "message(cites=…)")
    return Message(_text(text, "message()"), tuple(names))


def _images(images: int | Sequence[str]) -> tuple[str | None, ...]:
    if isinstance(images, bool) or not isinstance(images, (int, list, tuple)):
        raise TypeError(f"code() takes a number of images or the ids of their files, found {images!r}")
    if isinstance(images, int) and not 0 <= images <= MOST_IMAGES:
        raise ValueError(f"code() draws 0 to {MOST_IMAGES} images, found {images}")
    return (None,) * images if isinstance(images, int) else tuple(_texts(images, "code(images=…)"))


def _advice(type: str) -> str:
    if type in BUILDERS:
        return f"plan it with {BUILDERS[type]}(…)"
    close = get_close_matches(type, CALL_KEYS, n=1)
    return f"did you mean {close[0]!r}?" if close else f"it is none of {', '.join(CALL_KEYS)}"


def _list(values: object, builder: str) -> list[Any]:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"{builder} takes a list, found {values!r}")
    return list(values)


def _texts(values: object, builder: str) -> list[str]:
    return [_text(value, builder) for value in _list(values, builder)]


def _text(value: object, builder: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{builder} takes text, found {value!r}")
    return value
