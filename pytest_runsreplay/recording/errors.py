"""What can be wrong with a cassette file."""

from __future__ import annotations

from pathlib import Path

from ..printing import printable, printable_lines


class CassetteError(Exception):
    """A cassette that cannot be used: which file, what is wrong with it, and what to do. The file is left as it is."""

    def __init__(self, path: Path | str, problem: str, remedy: str) -> None:
        problem = printable_lines(problem)
        super().__init__(f"{printable(shown(path))}: {problem}. {printable_lines(remedy)}")
        self.path = Path(path)
        self.problem = problem
        self.remedy = remedy


def shown(path: Path | str) -> str:
    """A path as the user would write it: from the working folder, if it lies in there."""
    path = Path(path)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
