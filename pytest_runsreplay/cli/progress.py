"""How far a long command has come, on standard error: drawn by Rich where it is installed, else as a plain count."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], None]


@contextmanager
def progress(total: int, *, shown: bool) -> Iterator[Advance]:
    """Show progress while the block runs: it calls what it is given with how many more are done."""
    if not shown:
        yield lambda more: None
        return
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        with _counted(total) as advance:
            yield advance
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("lines", total=total)
        yield lambda more: bar.advance(task, more)


@contextmanager
def _counted(total: int) -> Iterator[Advance]:
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        print(f"\r{done:,} of {total:,} lines", end="", file=sys.stderr, flush=True)

    try:
        yield advance
    finally:
        print(file=sys.stderr)
