"""What the markers, options and ini settings of a test come to."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest

from ..naming import GOLDEN, name_of_test
from ..settings import NAMES, NETWORK, RECORD_MODES, UNUSED, Settings, SettingsError
from . import seeding
from .stash import COLLISION, NAMED_BY, OWNERS, RECORDED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .owned import OwnedCassette

MARKER = "runsreplay"
SHARED = "tests that name it"
RENAME = "Give one of them another name: @pytest.mark.runsreplay('a name')"
WITHOUT_WORKERS = "Record without -n; to replay, any number of workers will do"
Node = pytest.Item | pytest.Collector
MARKER_HELP = (
    "runsreplay(cassette=None, *, record_mode='none', frozen=False, ignore=(), any_host=False, replace=(), keep=(), "
    "skip_sleep=True, unused='warn', max_age=None, network='block'): "
    "replay the requests of this test from a cassette, or record them."
)
INI_TYPES: dict[str, Literal["string", "linelist", "bool", "int"]] = {
    "record_mode": "string",
    "ignore": "linelist",
    "any_host": "bool",
    "replace": "linelist",
    "keep": "linelist",
    "skip_sleep": "bool",
    "unused": "string",
    "max_age": "int",
    "network": "string",
}
INI_HELP = {
    "record_mode": f"One of {', '.join(RECORD_MODES)}, for all cassettes (default: none, which only replays)",
    "ignore": "JSON paths, header and query names that do not count when requests are matched",
    "any_host": "Whether a run recorded on one host replays for another (default: false)",
    "replace": "Values, and /patterns/ between slashes, that are redacted besides the default ones",
    "keep": "Names of default redactions that are not to be made, such as email",
    "skip_sleep": "Whether sleeps after a replayed answer that is not final return at once (default: true)",
    "unused": f"One of {', '.join(UNUSED)}: what to do about exchanges a passing test never used (default: warn)",
    "max_age": "Days after which a cassette is called stale (default: never)",
    "network": f"One of {', '.join(NETWORK)}: what tests in replay may reach (default: block)",
}
MODE_HELP = (
    "Record mode of this run, whatever the markers say: once records where there is no cassette yet, new_episodes adds "
    "what is missing, all records everything again and keeps the rest, rewrite starts afresh, none only replays. "
    "Frozen cassettes are never rewritten."
)
OPTIONS = {
    "record_mode": "--runsreplay-record-mode",
    "unused": "--runsreplay-unused",
    "max_age": "--runsreplay-max-age",
    "network": "--runsreplay-network",
}
"""The settings that a run may change; the others say what a test or its recording is."""
ALLOW_LOSS = "--runsreplay-allow-loss"
ALLOW_LOSS_HELP = (
    "Let refusals, failures and nothing take the place of recorded answers, in this run only. "
    "Frozen cassettes stay as they are."
)
ORPHANS_HELP = (
    "List the cassettes beside the collected tests that none of them names. Needs the whole suite: no -k, no -m."
)


class Marked(NamedTuple):
    """What a test's markers say together: the cassette they name, and the settings they change."""

    cassette: str | None
    settings: Mapping[str, Any]


def add_options(parser: pytest.Parser) -> None:
    """Declare the command line options and ini settings."""
    group = parser.getgroup("runsreplay", "runsreplay: record and replay runs")
    group.addoption(
        OPTIONS["record_mode"],
        choices=RECORD_MODES,
        help=MODE_HELP,
    )
    group.addoption(OPTIONS["unused"], choices=UNUSED, help=INI_HELP["unused"])
    group.addoption(OPTIONS["max_age"], type=int, metavar="DAYS", help=INI_HELP["max_age"])
    group.addoption(OPTIONS["network"], choices=NETWORK, help=INI_HELP["network"])
    group.addoption(ALLOW_LOSS, action="store_true", help=ALLOW_LOSS_HELP)
    group.addoption("--runsreplay-orphans", action="store_true", help=ORPHANS_HELP)
    seeding.add_option(group)
    for name, kind in INI_TYPES.items():
        parser.addini(f"runsreplay_{name}", INI_HELP[name], type=kind, default=None)


def read_markers(item: Node) -> Marked:
    """Fold the markers of a test, class or module, the closest last. Raises SettingsError for what they may not say."""
    cassette: str | None = None
    settings = Settings()
    changed: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers(MARKER))):
        where = f"{item.nodeid}: @pytest.mark.runsreplay"
        cassette = _cassette(mark, where) or cassette
        settings = settings.updated({key: value for key, value in mark.kwargs.items() if key != "cassette"}, where)
        changed.update({name: getattr(settings, name) for name in mark.kwargs if name in NAMES})
    return Marked(cassette, changed)


def settings_of(item: Node, marked: Marked, configured: Mapping[str, Any]) -> Settings:
    """The settings in force: command line over marker over ``runsreplay_config`` over ini. Raises SettingsError."""
    told = {name: item.config.getoption(option) for name, option in OPTIONS.items()}
    ini = {name: value for name in INI_TYPES if (value := _ini(item.config, f"runsreplay_{name}")) is not None}
    settings = Settings().updated(ini, "ini file").updated(configured, "fixture runsreplay_config")
    settings = settings.updated(marked.settings, item.nodeid)
    for name, value in told.items():
        settings = settings if value is None else settings.updated({name: value}, OPTIONS[name])
    return settings


def _ini(config: pytest.Config, name: str) -> Any:
    try:
        return config.getini(name)
    except (TypeError, ValueError, pytest.UsageError) as error:
        raise SettingsError(f"ini file: {name} has a value it does not take: {error}") from None


def load_cassette(item: pytest.Item, folder: Path, configured: Mapping[str, Any]) -> OwnedCassette:
    """The cassette of a test, not yet open. Raises CassetteError or SettingsError.

    One that a marker names must exist to be replayed. One that follows from the test's name may be missing: the
    first request tells.
    """
    from ..recording import CassetteError, load, locating
    from . import filtering, left_over, outlived
    from .owned import OwnedCassette

    if not item.config.pluginmanager.has_plugin(outlived.NAME):
        item.config.pluginmanager.register(outlived, outlived.NAME)
    if COLLISION in item.stash:
        raise CassetteError(*item.stash[COLLISION])
    marked = read_markers(item)
    settings = settings_of(item, marked, configured)
    before_record = filtering.filter_of(item)
    if marked.cassette is None:
        path = locating.of_test(folder, item.path.stem, name_of_test(item))
        left_over.note(item.config, path.parent)
        _check_owner(item.config, path, item.nodeid)
        return OwnedCassette(path, settings, before_record=before_record)
    if marked.cassette.startswith(GOLDEN):
        return load(marked.cassette, settings, partial(OwnedCassette, shared=[]))
    path = locating.named(folder, item.path.stem, marked.cassette)
    left_over.note(item.config, path.parent)
    _check_owner(item.config, path, SHARED)
    recorded = item.config.stash.setdefault(RECORDED, {}).setdefault(locating.writable(path).resolve(), [])
    if recorded and settings.record_mode == "once":  # there was no file when this run began
        settings = settings.updated({"record_mode": "new_episodes"}, item.nodeid)
    cassette = load(str(path), settings, partial(OwnedCassette, shared=recorded, before_record=before_record))
    own = path.parent != folder
    users = item.config.stash.get(NAMED_BY, Counter())[(item.path, marked.cassette) if own else marked.cassette]
    if users > 1:
        cassette.refusal = refusal_of_workers(
            item.config, f"the cassette {marked.cassette!r}, which {users} tests name"
        )
    elif own and not any("::" in argument for argument in item.config.args):
        cassette.shared = False
    return cassette


def refusal_of_workers(config: pytest.Config, what: str) -> str:
    """Why a cassette may not be recorded in this process, for those of more than a test; empty if it may."""
    alone = getattr(config, "workerinput", {"workercount": 1})["workercount"] == 1
    return "" if alone else f"each worker of xdist would record {what}, and none would be right. {WITHOUT_WORKERS}"


def owner_of(config: pytest.Config, path: Path, user: str) -> str:
    """Whose cassette this is, if another's than the user's, on a disk that tells upper from lower case or not."""
    owner = config.stash.setdefault(OWNERS, {}).setdefault(str(path).casefold(), user)
    return "" if owner == user else owner


def _check_owner(config: pytest.Config, path: Path, user: str) -> None:
    from ..recording import CassetteError

    owner = owner_of(config, path, user)
    if owner:
        raise CassetteError(path, f"this would be the cassette of two, {owner} and {user}", RENAME)


def _cassette(mark: pytest.Mark, where: str) -> str | None:
    names = [*mark.args, *(mark.kwargs[key] for key in mark.kwargs if key == "cassette")]
    if len(names) > 1:
        raise SettingsError(f"{where}: at most one cassette can be named, found {', '.join(map(repr, names))}")
    if names and names[0] is not None and not isinstance(names[0], str):
        raise SettingsError(f"{where}: a cassette is named by a string, found {names[0]!r}")
    return names[0] if names else None
