"""``runsreplay generate``: runs, steps or whole lifecycles as lines of JSON, for demos, storybooks and load tests."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runsreplay_factories.errors import Incoherent

from ..settings import checked_seed
from .kinds import Lines, lines_of
from .progress import progress

AT_ONCE = 500
"""Lines that are written together."""
INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended."""


@dataclass(frozen=True)
class Order:
    """The numbers of the lines, what makes the lines of numbers, and where they go: standard output if nowhere else."""

    numbers: range
    lines: Lines
    into: str | None


def generate(options: argparse.Namespace) -> int:
    """Write the lines. The result is the exit code: 1 if they cannot be written, 2 if there is no such thing."""
    try:
        _write(order_of(options))
    except BrokenPipeError:  # whoever reads has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _refused(f"{options.into or 'standard output'} cannot be written: {error.strerror or error}", 1)
    except Incoherent as refusal:
        return _refused(f"{refusal.asked}: {'; '.join(refusal.rules)}. Give another --state or --era.", 2)
    except ValueError as error:
        return _refused(" ".join(str(error).split()), 2)
    return 0


def order_of(options: argparse.Namespace) -> Order:
    """Read what was asked for. Raises ValueError for what cannot be made, before anything is written."""
    start, count = _whole("--start", options.start), _whole("--count", options.count)
    numbers = _part(range(start, start + count), options.shard)
    seed = checked_seed(options.seed)
    if options.into == "":
        raise ValueError("--into is empty; give the name of a file, or leave it out")
    lines = lines_of(options.kind, seed=seed, state=options.state, era=options.era, locale=options.locale)
    next(lines(range(start, start + 1)))
    return Order(numbers, lines, options.into)


def _whole(option: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise ValueError(f"{option} is {text!r}; give a whole number from 0 to 999999999999999")
    return int(text)


def _part(numbers: range, shard: str) -> range:
    """One of equal parts: all of them, one after the other, are the whole."""
    found = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", shard)
    index, parts = map(int, found.groups()) if found else (0, 0)
    if not 1 <= index <= parts:
        raise ValueError(f"--shard is {shard!r}; give I/N with I from 1 to N, such as 1/4")
    return numbers[len(numbers) * (index - 1) // parts : len(numbers) * index // parts]


def _write(order: Order) -> None:
    seen = sys.stderr.isatty() and not (order.into is None and sys.stdout.isatty())
    with _opened(order.into) as file, progress(len(order.numbers), shown=seen) as advance:
        for at in range(0, len(order.numbers), AT_ONCE):
            numbers = order.numbers[at : at + AT_ONCE]
            file.write("".join(order.lines(numbers)).encode())
            advance(len(numbers))


@contextmanager
def _opened(into: str | None) -> Iterator[IO[bytes]]:
    if into is not None:
        with Path(into).open("wb") as file:
            yield file
        return
    if sys.stdout is None:  # as Python puts it for a command that was started without
        raise OSError("it is closed")
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _refused(problem: str, code: int) -> int:
    print(f"runsreplay generate: {problem}", file=sys.stderr)
    return code
