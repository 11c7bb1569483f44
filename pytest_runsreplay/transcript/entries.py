"""What a run did, entry by entry, without the ids and times that differ from one run to the next."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """A message: who said what."""

    role: str
    text: str

    def __str__(self) -> str:
        return f"{self.role}: {self.text}"


@dataclass(frozen=True, slots=True)
class Called:
    """A function call: its arguments as a JSON value (as text where they are none), its output once it is known."""

    name: str
    arguments: Any
    output: str | None = None

    def __str__(self) -> str:
        arguments = json.dumps(self.arguments, ensure_ascii=False, sort_keys=True)
        return f"calls {self.name}({arguments})" + ("" if self.output is None else f" → {self.output}")


@dataclass(frozen=True, slots=True)
class Ran:
    """Code that the code interpreter ran, and what it gave: logs as text, images as ``image``."""

    code: str
    outputs: tuple[str, ...] = ()

    def __str__(self) -> str:
        code = self.code.replace("\n", "\n     ")
        return "\n".join([f"runs {code}", *(f"gets {output.strip()}" for output in self.outputs)])


@dataclass(frozen=True, slots=True)
class Used:
    """Any other tool, by its type, and the names of the files that a file search found."""

    tool: str
    found: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"uses {self.tool}" + (f" → {', '.join(self.found)}" if self.found else "")


Entry = Said | Called | Ran | Used


@dataclass(frozen=True, slots=True)
class Transcript:
    """The story of a run: what was said, called and run, in order, and the status that it came to.

    Two transcripts are equal when the same happened, whatever the ids, times and token counts. As text it has one
    line or more for each entry.
    """

    entries: tuple[Entry, ...]
    status: str

    def __str__(self) -> str:
        return "\n".join([*map(str, self.entries), self.status])
