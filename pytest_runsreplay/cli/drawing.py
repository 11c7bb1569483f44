"""What the command line prints: plain lines, with a little colour from Rich where it is installed and can be seen."""

from __future__ import annotations

import sys


def say(line: str = "") -> None:
    """Print one line."""
    print(line.rstrip(), flush=True)


def say_row(label: str, text: str) -> None:
    """Print a line of a timeline at once: what happens on the left, what about it on the right."""
    if not _said_with_rich(label, text):
        say(f"  {label:<8}{text}")


def _said_with_rich(label: str, text: str) -> bool:
    if not sys.stdout.isatty():
        return False
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        return False
    Console(highlight=False).print(Text.assemble("  ", (f"{label:<8}", "bold cyan"), text), soft_wrap=True)
    return True
