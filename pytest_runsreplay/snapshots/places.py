"""Where in a stored text a line stands: in which run, step or tool call."""

from __future__ import annotations

import re
from collections.abc import Sequence

KEY = re.compile(r" *(?:(?P<name>\w+)=|(?P<quote>['\"])(?P<quoted>.*?)(?P=quote): )")
"""How a line of an object begins, in our text and in JSON."""
VALUE = re.compile(r".*?(?:=|: )['\"]?(?P<value>.*?)['\"]?,?")
CLOSING = re.compile(r" *[)\]}]")
MODEL = re.compile(r" *(\w+)\(")
TOLD = ("id", "type")


def place_of(lines: Sequence[str], number: int) -> str:
    """Where the line of that number stands, outermost first: ``steps[2] <step:3> tool_calls / step_details``.

    Objects that have an id are told by it and their type, others by their place, the root by its model.
    """
    parts = [""]
    for above in reversed(_enclosing(lines, number)):
        step, identity = _step(lines, above), _identity(lines, above)
        joint = "." if parts[-1] and not step.startswith("[") else ""
        parts[-1] += joint + step + identity
        parts += [""] if identity else []
    return " / ".join(part for part in parts if part)


def _enclosing(lines: Sequence[str], number: int) -> list[int]:
    """The lines that open what a line stands in, innermost first."""
    found: list[int] = []
    level = depth(lines[number])
    for above in range(number - 1, -1, -1):
        if depth(lines[above]) < level:
            found.append(above)
            level = depth(lines[above])
    return found


def _step(lines: Sequence[str], opening: int) -> str:
    key = KEY.match(lines[opening])
    if key:
        return key["name"] or key["quoted"]
    if not depth(lines[opening]):
        model = MODEL.match(lines[opening])
        return model[1] if model else ""
    return f"[{_index(lines, opening)}]"


def _index(lines: Sequence[str], opening: int) -> int:
    level, count = depth(lines[opening]), 0
    for above in range(opening - 1, -1, -1):
        if depth(lines[above]) < level:
            break
        count += depth(lines[above]) == level and not CLOSING.match(lines[above])
    return count


def _identity(lines: Sequence[str], opening: int) -> str:
    """The id of the object that a line opens, if it has one, and then its type, each behind a blank."""
    told: dict[str, str] = {}
    level = depth(lines[opening])
    for line in lines[opening + 1 :]:
        if depth(line) <= level:
            break
        key = KEY.match(line) if depth(line) == level + 2 else None
        name = (key["name"] or key["quoted"]) if key else ""
        value = VALUE.fullmatch(line) if name in TOLD else None
        if value:
            told[name] = value["value"]
    return "".join(f" {told[name]}" for name in TOLD if name in told) if "id" in told else ""


def depth(line: str) -> int:
    """How far a line is indented."""
    return len(line) - len(line.lstrip(" "))
