"""JSON as text in the usual layouts, and fast: what the standard library writes, indented at twice its speed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from json import JSONEncoder, dumps
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

Encode = Callable[[Any], str]

LAYOUTS: Mapping[str, tuple[int | None, tuple[str, str]]] = {
    "compact": (None, (",", ":")),
    "spaced": (None, (", ", ": ")),
    **{f"indent={width}": (width, (",", ": ")) for width in (1, 2, 3, 4, 8)},
}
LITERALS: Mapping[Any, str] = {None: "null", True: "true", False: "false"}


class Written(str):
    """A piece of JSON that is text already and is put in as it stands."""

    __slots__ = ()


@cache
def encoder(layout: str, ascii: bool = False) -> Encode:
    """What writes values in a layout of LAYOUTS, non-ASCII escaped or not. Not for NaN, which is not JSON."""
    indent, separators = LAYOUTS[layout]
    if indent is None:
        return JSONEncoder(ensure_ascii=ascii, separators=separators, check_circular=False).encode
    step, string = " " * indent, encode_basestring_ascii if ascii else encode_basestring
    return lambda value: _indented(value, "\n", step, string)


def _indented(value: Any, pad: str, step: str, string: Encode) -> str:
    """``pad`` is the line break before what closes the value; keys are strings, as in all parsed JSON."""
    kind, inner = type(value), pad + step
    if kind is str:
        return string(value)
    if kind is dict:
        items = [
            f"{string(key)}: {string(item) if type(item) is str else _indented(item, inner, step, string)}"
            for key, item in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{pad}}}" if items else "{}"
    if kind is list:
        items = [_indented(item, inner, step, string) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{pad}]" if items else "[]"
    if kind is int or kind is float:
        return repr(value)
    if value is None or kind is bool:
        return LITERALS[value]
    return value if kind is Written else dumps(value)  # which refuses what is no JSON
