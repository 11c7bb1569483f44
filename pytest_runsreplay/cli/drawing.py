"""What the command line prints: plain lines, drawn by Rich where it is installed and the terminal takes it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

Row = tuple[str, str]


def say(line: str = "") -> None:
    """Print one line."""
    print(line, flush=True)


def draw_rows(rows: Sequence[Row]) -> None:
    """Print a timeline: what happened on the left, what about it on the right."""
    if sys.stdout.isatty() and _draw_with_rich(rows):
        return
    width = max(len(left) for left, _ in rows)
    for left, right in rows:
        say(f"  {left:<{width}}  {right}")


def _draw_with_rich(rows: Sequence[Row]) -> bool:
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        return False
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 1))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column()
    for left, right in rows:
        table.add_row(Text(left), Text(right))
    Console(highlight=False).print(table)
    return True
