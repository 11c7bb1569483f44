"""Cassettes that answer with their names, and what they patch."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pytest_runsreplay.recording import Exchange, patching, storage
from pytest_runsreplay.recording.exchanges import Request, Response

URL = "https://h/v1/x"
FOLDER = TemporaryDirectory()


def tape(name: str) -> Path:
    """A cassette that answers with its name."""
    path = Path(FOLDER.name, f"{name}.json")
    if not path.exists():
        storage.write(path, [Exchange(Request.read("GET", URL, (), b""), Response.read(200, (), [name.encode()]))], {})
    return path


def ask() -> str:
    import httpx2  # not there beside openai 2, where other tests of this folder run

    return httpx2.get(URL, verify=False).text


def patched_places() -> dict[tuple[Any, str], Any]:
    """What stands in each place that a cassette patches, with how the place got it."""
    places = [(target, name) for target, name, _ in patching._replacements()]
    return {(target, name): vars(target).get(name, "inherited") for target, name in places}
