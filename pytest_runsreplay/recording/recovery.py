"""Bringing back what was recorded and never saved: from journals to ``.unsaved`` files, and from those to cassettes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..naming import SUFFIX
from . import format as native
from . import leftovers, storage, unsaved
from .credentials import FACT, Credentials, settled, tells_apart
from .errors import CassetteError
from .exchanges import Exchange
from .facts import facts_of
from .leftovers import LeftOver
from .locating import confined, find_file
from .locking import locked
from .matching import Matching
from .recorder import Placed, woven
from .refuge import folder_of, make_refuge
from .saving import REPLACING
from .series import Tape
from .storage import Recording

STAYS = "What was not saved stays where it is"
OTHERS_NUMBERS = "its credentials have other numbers than those of the cassette"


@dataclass(frozen=True)
class Applied:
    """What became of unsaved exchanges: how many were added to the cassette, and how many remain unsaved, because the
    cassette has other answers to their requests."""

    added: int
    remaining: int


def restore(path: Path, left: LeftOver) -> Path | None:
    """Write what a journal holds to an ``.unsaved`` file beside its cassette, then remove the journal.

    The path is that of the file, None if the cassette holds all of it. What such a file holds already is not written
    again. A journal with lines that cannot be read stays. Raises CassetteError if nothing can be written.
    """
    cassette = left.head.cassette
    new = [placed.exchange for placed in left.placed]
    with locked(cassette):
        place = next((one for one in (cassette, *unsaved.of(cassette)) if not lacking(new, held(one))), None)
        if place is None:
            place = _put_aside(cassette, *_as_recording(left, cassette))
        if not left.problems:
            remove(path)
    return None if place == cassette else place


def apply(path: Path, cassette: Path) -> Applied:
    """Weave in a cassette what is missing there of an ``.unsaved`` file, as recording in mode ``new_episodes`` would.

    Nothing is replaced and nothing dropped. The file is removed when all of it is in the cassette. Raises
    CassetteError, and leaves both as they are, if one of them is broken or cannot be written.
    """
    with locked(cassette):
        new = storage.read(confined(path.parent, path))
        old = _current(cassette)
        _check_credentials(path, old, new)
        placed = _missing(old, new)
        exchanges = woven(old.exchanges, placed)
        if placed:
            _write(cassette, exchanges, old, new)
        remaining = lacking(new.exchanges, exchanges)
        if not remaining:
            remove(path)
    return Applied(len(placed), remaining)


def is_spare(path: Path) -> bool:
    """Whether a file that was being written can go: its writer has died, and it is torn, or a cassette or ``.unsaved``
    file beside it holds the same."""
    try:
        if leftovers.is_live(path):
            return False
        new = storage.read(path).exchanges
    except CassetteError:
        return path.is_file()
    return any(not lacking(new, held(one)) for one in path.parent.glob(f"*{SUFFIX}"))


def lacking(new: Sequence[Exchange], old: Sequence[Exchange]) -> int:
    """How many of these exchanges are not among those; of an answer to a request that only reads one will do."""
    left = Counter(map(_identity, old))
    count = 0
    for exchange in new:
        identity = _identity(exchange)
        if not left[identity]:
            count += 1
        elif not exchange.request.safe:
            left[identity] -= 1
    return count


def _identity(exchange: Exchange) -> str:
    request = replace(exchange.request, credential="")
    return native.dump([replace(exchange, request=request, times=1)], {})


def cassette_of(path: Path) -> Path:
    """The cassette of an ``.unsaved`` file, wherever that is."""
    cassette = unsaved.cassette_of(path) or path
    return folder_of(cassette.parent) / cassette.name


def remove(path: Path) -> None:
    """Remove a file. Raises CassetteError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CassetteError(path, f"it cannot be removed ({error.strerror})", "Remove it by hand") from None


def held(path: Path) -> list[Exchange]:
    """What a cassette holds, nothing if it cannot be read."""
    try:
        return storage.read(path).exchanges
    except CassetteError:
        return []


def _current(cassette: Path) -> Recording:
    """What a cassette holds, or vcrpy's in its place; nothing if there is none. Raises CassetteError."""
    file = confined(cassette.parent, find_file(cassette))
    if not file.exists():
        return Recording([])
    recording = storage.read(file, to_write=True)
    if recording.stock and file == cassette:
        raise CassetteError(cassette, "it is vcrpy's, and is never written", STAYS)
    return recording


def _as_recording(left: LeftOver, cassette: Path) -> tuple[list[Exchange], dict[str, Any]]:
    """What a journal holds as a recording would have been saved: what was added to a cassette, among what it holds."""
    try:
        old = _current(cassette)
    except CassetteError:
        old = Recording([])
    placed = left.placed
    if left.head.mode in REPLACING or len(old.exchanges) < left.head.loaded:
        old = Recording([])
    if len(old.exchanges) != left.head.loaded:
        placed = list(_added(placed, old.exchanges))
    clients: list[str] = left.facts.get("clients", [])
    new = {**facts_of(clients, [one.exchange.request for one in placed]), "at": left.head.at}
    facts = {**old.facts, "extended": new} if old.facts else new
    return settled(woven(old.exchanges, placed), facts, Credentials(left.facts))


def _added(placed: Sequence[Placed], old: Sequence[Exchange]) -> Iterator[Placed]:
    """What a cassette that was saved meanwhile does not hold, to come at its end: a journal may hold what was saved."""
    left: Counter[str] = Counter()
    for exchange in old:
        left[_identity(exchange)] += exchange.times
    for one in placed:
        identity = _identity(one.exchange)
        if not left[identity]:
            yield Placed(one.exchange, -1)
        left[identity] -= left[identity] > 0


def _put_aside(cassette: Path, exchanges: list[Exchange], facts: dict[str, Any]) -> Path:
    try:
        return unsaved.put_aside(cassette, exchanges, facts)
    except OSError as error:
        problem = f"what was recorded cannot be written beside it ({error.strerror})"
    try:
        return unsaved.put_aside(make_refuge(cassette.parent) / cassette.name, exchanges, facts)
    except OSError as error:
        raise CassetteError(cassette, problem, f"Nor can a temporary file ({error.strerror})") from None


def _missing(old: Recording, new: Recording) -> list[Placed]:
    """What would be recorded, were the new recording played again with the old one as its cassette."""
    several = tells_apart(old.facts) and tells_apart(new.facts)
    tape, placed = Tape(old.exchanges, Matching(credentials=several)), []
    for exchange in new.exchanges:
        if tape.take(exchange.request).position is None:
            placed.append(Placed(exchange, tape.reached))
            tape.pass_live(exchange.request)
    return placed


def _check_credentials(path: Path, old: Recording, new: Recording) -> None:
    """Raise CassetteError if both tell credentials apart, but not the same ones."""
    ours, theirs = old.facts.get(FACT), new.facts.get(FACT)
    if ours and theirs and Credentials(old.facts).facts["salt"] != Credentials(new.facts).facts["salt"]:
        raise CassetteError(path, OTHERS_NUMBERS, STAYS)


def _write(cassette: Path, exchanges: list[Exchange], old: Recording, new: Recording) -> None:
    facts = {**old.facts, "extended": new.facts.get("extended", new.facts)} if old.facts else new.facts
    credentials = Credentials(new.facts if tells_apart(new.facts) else old.facts)
    try:
        storage.write(cassette, *settled(exchanges, facts, credentials))
    except OSError as error:
        raise CassetteError(cassette, f"it cannot be written ({error.strerror})", STAYS) from None
