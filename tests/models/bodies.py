"""Our own bodies, one file each, in the key order of the servers of their time (wire.md §2.1, §3.1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pytest_runsreplay import RunObject, parse

FOLDER = Path(__file__).parents[1] / "data" / "bodies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def body_text(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def body(name: str) -> Any:
    return json.loads(body_text(name))


def read_run(name: str) -> RunObject:
    run = parse(body(name))
    assert isinstance(run, RunObject)
    return run
