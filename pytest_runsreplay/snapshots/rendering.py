"""Trees as the text that is stored: models field by field under their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .blocks import WIDTH, block, is_long
from .kinds import TOLD_BY_NAME, Hint, Model, fields_of, hint_below, model_of

TOKEN = re.compile(r"<[^<>'\\\n]+>|t\d+(?:[+-][\d.]+m?s)?")
"""What is shown without quotes. No other value looks so; a text that does is taken for a token by the reader too."""
INDENT = "  "


def rendered(tree: Any, hint: Hint = None, *, full: bool = False) -> str:
    """The text of a tree: equal for equal trees, different for different ones.

    The fields of models are in declared order, with unknown ones behind them; the keys of other objects in their own.
    ``full`` shows ``object`` beside the name of a model, too. What is no JSON, as matchers give, is shown by its repr.
    """
    lines: list[str] = []
    _write(lines, tree, "", "", "", hint, full)
    return "\n".join(lines)


def _write(lines: list[str], node: Any, opening: str, indent: str, end: str, hint: Hint, full: bool) -> None:
    """Append the lines of a node, of which the first begins with ``opening`` and the last ends with ``end``."""
    if isinstance(node, str):
        _write_text(lines, node, opening, indent, end)
    elif isinstance(node, dict):
        _write_object(lines, node, opening, indent, end, hint, full)
    elif isinstance(node, list):
        first = len(lines)
        inner = indent + INDENT
        for index, item in enumerate(node):
            _write(lines, item, inner, inner, ",", hint_below(None, hint, index), full)
        _enclose(lines, first, f"{opening}[", indent, f"]{end}")
    else:
        lines.append(f"{opening}{node!r}{end}")


def _enclose(lines: list[str], first: int, opening: str, indent: str, closing: str) -> None:
    """Put the entries from that line on between brackets: a single short one, and none, in one line with them."""
    entries = [line[len(indent + INDENT) : -1] for line in lines[first : first + 2]]
    if len(entries) < 2 and len(opening) + sum(map(len, entries)) <= WIDTH:
        lines[first:] = [f"{opening}{''.join(entries)}{closing}"]
    else:
        lines.insert(first, opening)
        lines.append(f"{indent}{closing}")


def _write_text(lines: list[str], text: str, opening: str, indent: str, end: str) -> None:
    if is_long(text):
        lines.extend(block(text, opening, indent, end))
    else:
        shown = text if TOKEN.fullmatch(text) and text.isprintable() else repr(text)
        lines.append(f"{opening}{shown}{end}")


def _write_object(
    lines: list[str], node: dict[Any, Any], opening: str, indent: str, end: str, hint: Hint, full: bool
) -> None:
    model = model_of(node, hint)
    start, close = ("{", "}") if model is None else (f"{model.__name__}(", ")")
    keys = node if model is None else _in_declared_order(node, model, full)
    inner = indent + INDENT
    first = len(lines)
    for key in keys:
        below = f"{inner}{key}=" if model is not None and str.isidentifier(key) else f"{inner}{key!r}: "
        _write(lines, node[key], below, inner, ",", hint_below(model, hint, key), full)
    _enclose(lines, first, f"{opening}{start}", indent, f"{close}{end}")


def _in_declared_order(node: dict[Any, Any], model: Model, full: bool) -> Iterable[Any]:
    places = fields_of(model)
    keys = sorted(node, key=lambda key: places.get(key, len(places)))
    kind = node.get("object")
    if not full and isinstance(kind, str) and kind in TOLD_BY_NAME:
        keys.remove("object")
    return keys
