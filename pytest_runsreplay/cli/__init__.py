"""The ``runsreplay`` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import pytest_runsreplay


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code: 0 for success, 1 for failure, 2 for words it does not know."""
    options = _parser().parse_args(arguments)
    from .demo import DemoError, show

    try:
        show(options.into)
    except DemoError as error:
        print(f"runsreplay: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="runsreplay", description="Record, replay, fabricate and snapshot the runs of the Assistants API."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {pytest_runsreplay.__version__}")
    commands = parser.add_subparsers(title="commands", dest="command", required=True)
    demo = commands.add_parser("demo", help="record and replay an example on this machine, in a folder of yours")
    demo.add_argument("--into", metavar="DIR", help="the folder to make (default: runsreplay-demo)")
    return parser
