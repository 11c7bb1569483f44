"""The ``runsreplay`` command."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest_runsreplay


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code: 0 for success, 1 for failure, 2 for words it does not know."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # for terminals that have no arrows
    if options.command == "recover":
        return _recover(options)
    if options.command == "generate":
        from .generate import generate

        return generate(options)
    return _demo(options.into)


def _recover(options: argparse.Namespace) -> int:
    from .recover import Wish, recover

    return recover(Wish([Path(path) for path in options.paths], options.apply, options.dry_run))


def _demo(into: str | None) -> int:
    from .demo import DemoError, show

    try:
        show(into)
    except DemoError as error:
        print(f"runsreplay: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="runsreplay", description="Record, replay, fabricate and snapshot the runs of the Assistants API."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {pytest_runsreplay.__version__}")
    commands = parser.add_subparsers(title="commands", dest="command")
    demo = _command(commands, "demo", "record and replay an example on this machine, in a folder of yours")
    demo.add_argument("--into", metavar="DIR", help="the folder to make (default: runsreplay-demo)")
    recover = _command(commands, "recover", "bring back what was recorded and never saved, as after a crash")
    recover.add_argument("paths", metavar="PATH", nargs="*", default=["."], help="folders or cassettes (default: .)")
    how = recover.add_mutually_exclusive_group()
    how.add_argument("--apply", action="store_true", help="add to each cassette what is missing there")
    how.add_argument("--dry-run", action="store_true", help="only list what was left over")
    generate = _command(commands, "generate", "write made-up runs and what belongs to them, one JSON object a line")
    _add_generate_options(generate)
    return parser


def _command(commands: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=purpose, description=f"{purpose[:1].upper()}{purpose[1:]}."
    )
    return parser


def _add_generate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", metavar="N", default="1", help="how many (default: 1)")
    parser.add_argument("--kind", default="run", help="run (default), step, message, thread, assistant or lifecycle")
    parser.add_argument("--state", metavar="STATUS", help="a status, such as failed (default: completed)")
    parser.add_argument("--era", help="whose form, such as real_v2_2026, real_v1_2023, spec_v2 or azure_2501")
    parser.add_argument("--seed", default="0", help="a number or text; the same gives the same lines (default: 0)")
    parser.add_argument("--locale", default="en_US", help="Faker's locale, for prose (default: en_US)")
    parser.add_argument("--start", metavar="K", default="0", help="the number of the first (default: 0)")
    parser.add_argument("--shard", metavar="I/N", default="1/1", help="only the I-th of N equal parts, from 1/N to N/N")
    parser.add_argument("--into", metavar="FILE", help="the file to write (default: standard output)")
