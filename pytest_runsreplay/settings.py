"""The settings of a recording, as one frozen value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from typing import Any, Literal, Self, get_args

RecordMode = Literal["none", "once", "new_episodes", "all", "rewrite"]
Unused = Literal["ignore", "warn", "error"]
Network = Literal["block", "loopback", "allow"]
JSON_PATH = re.compile(r"\$(\.[^.\[\]]+|\[(\d+|\*)\])+")
RECORD_MODES: tuple[str, ...] = get_args(RecordMode)
UNUSED: tuple[str, ...] = get_args(Unused)
NETWORK: tuple[str, ...] = get_args(Network)
LONGEST_SEED = 100


class SettingsError(ValueError):
    """A setting that does not exist, or a value that it does not take; the message lists what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a cassette is recorded and replayed.

    ``record_mode``: ``none`` only replays; ``once`` records where there is no file yet; ``new_episodes`` adds what is
    missing; ``all`` records everything and keeps what was not asked again; ``rewrite`` starts afresh. ``frozen``: this
    recording is evidence, no mode rewrites it. ``ignore``: JSON paths, header and query names left out of matching.
    ``any_host``: a run recorded on one host replays for another. ``replace``: values, or patterns (compiled, or as text
    between slashes), that are redacted too. ``keep``: default redactions that are not made, by name. ``skip_sleep``:
    sleeps after a replayed answer that is not final return at once. ``unused``: what is done about exchanges that a
    passing test never used: nothing, a line in the summary, or a failure. ``max_age``: days after which a cassette is
    called stale. ``network``: what is reached in replay: with ``block`` nothing but sockets of this machine; with
    ``loopback`` also servers on it, for HTTP requests that are not recorded; with ``allow`` whatever sockets ask for,
    but HTTP.
    """

    record_mode: RecordMode = "none"
    frozen: bool = False
    ignore: tuple[str, ...] = ()
    any_host: bool = False
    skip_sleep: bool = True
    replace: tuple[str | re.Pattern[str], ...] = ()
    keep: tuple[str, ...] = ()
    unused: Unused = "warn"
    max_age: int | None = None
    network: Network = "block"

    def updated(self, values: Mapping[str, Any], where: str) -> Self:
        """These settings with others on top; lists add up. Raises SettingsError, naming ``where`` they stand."""
        if not isinstance(values, Mapping):
            raise SettingsError(f"{where}: expected settings by name, found {values!r}")
        checked = {name: _checked(name, value, where) for name, value in values.items()}
        for name in ADDING_UP & checked.keys():
            checked[name] = (*getattr(self, name), *checked[name])
        return replace(self, **checked)

    def as_dict(self) -> dict[str, Any]:
        """The settings by name."""
        return asdict(self)


ADDING_UP = frozenset({"ignore", "replace", "keep"})
NAMES = tuple(field.name for field in fields(Settings))
CHOICES = {"record_mode": RECORD_MODES, "unused": UNUSED, "network": NETWORK}


def checked_seed(text: str) -> str:
    """The seed that a user gave. Raises SettingsError for one that could not be read off a report and given again."""
    if not text.strip():
        raise SettingsError("the seed is empty; give a number or a text, such as 4 or nightly")
    if len(text) > LONGEST_SEED:
        raise SettingsError(f"the seed has {len(text)} characters; give at most {LONGEST_SEED}")
    if not text.isprintable():
        raise SettingsError(f"the seed {text!r} has characters that cannot be printed; leave them out")
    return text


def _checked(name: str, value: Any, where: str) -> Any:
    if name not in NAMES:
        close = get_close_matches(name, NAMES, 1, cutoff=0.5)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise SettingsError(f"{where}: unknown setting {name!r}{hint}; allowed are {', '.join(NAMES)}")
    if name in CHOICES:
        return _one_of(name, value, where)
    if name == "ignore":
        return _names(name, value, where)
    if name == "replace":
        return _values(name, value, where)
    if name == "keep":
        return _rules(name, value, where)
    if name == "max_age":
        return _days(name, value, where)
    if not isinstance(value, bool):
        raise SettingsError(f"{where}: {name} is True or False, found {value!r}")
    return value


def _one_of(name: str, value: Any, where: str) -> Any:
    if value not in CHOICES[name]:
        raise SettingsError(f"{where}: {name} is one of {', '.join(CHOICES[name])}, found {value!r}")
    return value


def _days(name: str, value: Any, where: str) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise SettingsError(f"{where}: {name} is a number of days or None, found {value!r}")
    return value


def _names(name: str, value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple, set)) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{where}: {name} is a list of JSON paths, header and query names, found {value!r}")
    for item in value:
        if item.startswith("$") and not JSON_PATH.fullmatch(item):
            raise SettingsError(f"{where}: {item!r} is not a JSON path such as $.metadata.trace or $.messages[*].text")
    return tuple(value)


def _values(name: str, value: Any, where: str) -> tuple[str | re.Pattern[str], ...]:
    if not isinstance(value, (list, tuple, set)) or not all(isinstance(item, (str, re.Pattern)) for item in value):
        kind = type(value).__name__  # and not the value, which is a secret
        raise SettingsError(f"{where}: {name} is a list of values, /patterns/ or compiled patterns, found {kind}")
    _check_redaction(where, replace=tuple(value))
    return tuple(value)


def _rules(name: str, value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple, set)) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{where}: {name} is a list of names of rules of redaction, found {value!r}")
    _check_redaction(where, keep=tuple(value))
    return tuple(value)


def _check_redaction(where: str, **options: Any) -> None:
    from .recording.redaction import Redaction

    try:
        Redaction(environ={}, **options)
    except ValueError as error:
        raise SettingsError(f"{where}: {error}") from None
