"""The files of a downstream project: what its cassettes hold, read without the package, and changes to the others."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent


def asked(path: Path | str) -> list[str]:
    """What is recorded in a cassette, as ``POST /assistants``."""
    requests = [exchange["request"] for exchange in json.loads(Path(path).read_text())["exchanges"]]
    return [f"{one['method']} {one['url'].removeprefix('https://h/v1')}" for one in requests]


def cassettes() -> list[str]:
    """Every cassette file of the project in the current folder."""
    return sorted(path.as_posix() for path in Path().glob("**/cassettes/**/*.*"))


def edit(file: str, old: str, new: str) -> None:
    """Replace text in a file, which is there."""
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new))


def extend(file: str, text: str) -> None:
    """Add text at the end of a file."""
    with Path(file).open("a") as end:
        end.write(f"\n{dedent(text)}")
