"""What the markers, options and ini settings of a test come to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest

from .settings import NAMES, RECORD_MODES, Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .recording import Exchange, RunsCassette

MARKER = "runsreplay"
OWNERS = pytest.StashKey[dict[str, str]]()
RECORDED: pytest.StashKey[dict[Path, list[Exchange]]] = pytest.StashKey()
SHARED = "tests that name it"
MARKER_HELP = (
    "runsreplay(cassette=None, *, record_mode='none', frozen=False, ignore=(), any_host=False, skip_sleep=True): "
    "replay the requests of this test from a cassette, or record them."
)
INI_TYPES: dict[str, Literal["string", "linelist", "bool"]] = {
    "record_mode": "string",
    "ignore": "linelist",
    "any_host": "bool",
    "skip_sleep": "bool",
}
INI_HELP = {
    "record_mode": f"One of {', '.join(RECORD_MODES)}, for all cassettes (default: none, which only replays)",
    "ignore": "JSON paths and query names that do not count when requests are matched",
    "any_host": "Whether a run recorded on one host replays for another (default: false)",
    "skip_sleep": "Whether sleeps after a replayed answer that is not final return at once (default: true)",
}
MODE_HELP = (
    "Record mode of this run, whatever the markers say: once records where there is no cassette yet, new_episodes adds "
    "what is missing, all records everything again and keeps the rest, rewrite starts afresh, none only replays. "
    "Frozen cassettes are never rewritten."
)


class Marked(NamedTuple):
    """What a test's markers say together: the cassette they name, and the settings they change."""

    cassette: str | None
    settings: Mapping[str, Any]


def add_options(parser: pytest.Parser) -> None:
    """Declare the command line options and ini settings."""
    group = parser.getgroup("runsreplay", "runsreplay: record and replay runs")
    group.addoption(
        "--runsreplay-record-mode",
        choices=RECORD_MODES,
        help=MODE_HELP,
    )
    group.addoption("--runsreplay-seed", default="0", help="Seed of run_factory, run_step_factory and runs_service.")
    for name, kind in INI_TYPES.items():
        parser.addini(f"runsreplay_{name}", INI_HELP[name], type=kind, default=None)


def read_markers(item: pytest.Item) -> Marked:
    """Fold the markers of a test, the closest last. Raises SettingsError for what they may not say."""
    cassette: str | None = None
    settings = Settings()
    changed: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers(MARKER))):
        where = f"{item.nodeid}: @pytest.mark.runsreplay"
        cassette = _cassette(mark, where) or cassette
        settings = settings.updated({key: value for key, value in mark.kwargs.items() if key != "cassette"}, where)
        changed.update({name: getattr(settings, name) for name in mark.kwargs if name in NAMES})
    return Marked(cassette, changed)


def settings_of(item: pytest.Item, marked: Marked, configured: Mapping[str, Any]) -> Settings:
    """The settings in force: command line over marker over ``runsreplay_config`` over ini. Raises SettingsError."""
    ini = {name: value for name in INI_TYPES if (value := _ini(item.config, f"runsreplay_{name}")) is not None}
    mode = item.config.getoption("--runsreplay-record-mode")
    settings = Settings().updated(ini, "ini file").updated(configured, "fixture runsreplay_config")
    settings = settings.updated(marked.settings, item.nodeid)
    return settings if mode is None else settings.updated({"record_mode": mode}, "--runsreplay-record-mode")


def _ini(config: pytest.Config, name: str) -> Any:
    try:
        return config.getini(name)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"ini file: {name} has a value it does not take: {error}") from None


def load_cassette(item: pytest.Item, folder: Path, configured: Mapping[str, Any]) -> RunsCassette:
    """The cassette of a test, not yet open. Raises CassetteError or SettingsError.

    One that a marker names must exist to be replayed. One that follows from the test's name may be missing: the
    first request tells.
    """
    from .recording import RunsCassette, load, locating

    marked = read_markers(item)
    settings = settings_of(item, marked, configured)
    module = item.path.stem
    if marked.cassette is not None and marked.cassette.startswith(locating.GOLDEN):
        return load(marked.cassette, settings)
    if marked.cassette is not None:
        path = locating.named(folder, module, marked.cassette)
        _check_owner(item, path, SHARED)
        recorded = item.config.stash.setdefault(RECORDED, {})
        return load(str(path), settings, shared=recorded.setdefault(locating.writable(path).resolve(), []))
    path = locating.of_test(folder, module, _name(item))
    _check_owner(item, path, item.nodeid)
    return RunsCassette(path, settings)


def _check_owner(item: pytest.Item, path: Path, user: str) -> None:
    """Refuse a path that another test's name comes to as well, on a disk that tells upper from lower case or not."""
    from .recording import CassetteError

    owner = item.config.stash.setdefault(OWNERS, {}).setdefault(str(path).casefold(), user)
    if owner != user:
        remedy = "Give one of them another name: @pytest.mark.runsreplay('a name')"
        raise CassetteError(path, f"this would be the cassette of two, {owner} and {user}", remedy)


def _cassette(mark: pytest.Mark, where: str) -> str | None:
    names = [*mark.args, *(mark.kwargs[key] for key in mark.kwargs if key == "cassette")]
    if len(names) > 1:
        raise SettingsError(f"{where}: at most one cassette can be named, found {', '.join(map(repr, names))}")
    if names and names[0] is not None and not isinstance(names[0], str):
        raise SettingsError(f"{where}: a cassette is named by a string, found {names[0]!r}")
    return names[0] if names else None


def _name(item: pytest.Item) -> str:
    cls = getattr(item, "cls", None)
    return item.name if cls is None else f"{cls.__qualname__}.{item.name}"
