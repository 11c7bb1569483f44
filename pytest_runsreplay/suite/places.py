"""Where the cassette of a fixture of wider scope lies: the same place whichever test needs it first."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from ..naming import SUFFIX, safe_name
from . import definitions
from .definitions import Definition

SCOPES = ("function", "class", "module", "package", "session")
CASSETTE_DIR = "runsreplay_cassette_dir"
CONFIG = "runsreplay_config"


def place_of(fixturedef: Definition, request: pytest.FixtureRequest) -> Path:
    """The cassette file of an instance: beside the module or class that it belongs to, for wider ones beside the file
    that defines the fixture; in ``runsreplay_cassette_dir`` if all of the scope see the same."""
    home = home_of(fixturedef, request)
    folder = shared_value(CASSETTE_DIR, request)
    folder = home.parent / "cassettes" if folder is None else Path(folder)
    return folder / home.stem / f"{safe_name(name_of(fixturedef, request))}{SUFFIX}"


def home_of(fixturedef: Definition, request: pytest.FixtureRequest) -> Path:
    """The file that an instance belongs to."""
    node = request.node
    return node.path if isinstance(node, (pytest.Module, pytest.Class)) else _defining_file(fixturedef, request.config)


def name_of(fixturedef: Definition, request: pytest.FixtureRequest) -> str:
    """What an instance is called: as ``Class.fixture[oslo-gpt-4o]``, the parameters those of what it needs as well,
    and ``fixture@1`` for the one that a fixture of the same name and scope overrides."""
    test = definitions.test_of(request)
    ids = "-".join(definitions.parameters(test, definitions.names_needed(test, [fixturedef])))
    overriding = _overriding(fixturedef, request.node)
    name = f"{fixturedef.argname}@{overriding}" if overriding else fixturedef.argname
    name = f"{request.node.obj.__qualname__}.{name}" if isinstance(request.node, pytest.Class) else name
    return f"{name}[{ids}]" if ids else name


def shared_value(name: str, request: pytest.FixtureRequest) -> Any:
    """The value of a fixture that all tests of this scope share; None if there is none but the plugin's own, or if
    tests may see different ones."""
    seen = definitions.seen_from(definitions.test_of(request), name)
    visible = definitions.seen_from(request.node, name)
    if len(visible) < 2 or visible[-1] is not seen[-1]:
        return None
    wide_enough = SCOPES.index(visible[-1].scope) >= SCOPES.index(request.scope)
    return request.getfixturevalue(name) if wide_enough else None


def _overriding(fixturedef: Definition, node: pytest.Item | pytest.Collector) -> int:
    seen = definitions.seen_from(node, fixturedef.argname)
    return len(seen) - 1 - seen.index(fixturedef) if fixturedef in seen else 0


def _defining_file(fixturedef: Definition, config: pytest.Config) -> Path:
    code = getattr(inspect.unwrap(fixturedef.func), "__code__", None)
    file = Path(code.co_filename if code else "conftest.py").absolute()
    mine = file.is_relative_to(config.rootpath) and "site-packages" not in file.parts
    return file if mine else config.rootpath / file.name
