"""Kill processes that record, and count what is lost and torn.

    python benchmarks/kills.py [kills]

First at random moments, 100 of them unless told otherwise; then once at every touch of a file that recording and saving
make. Finished is what a process had reported before it was killed. Nothing lost and nothing torn is the only result to
quote.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "recording"))

from killing import Outcome, kill, record_on_and_on, record_once

KILLS = 100
LONGEST = 0.4
"""Seconds that a process records before it is killed: enough for a dozen cassettes."""


def at_random(kills: int) -> Iterator[Outcome | None]:
    for seed in range(kills):
        yield _killed(lambda folder, seed=seed: kill(record_on_and_on, folder, seed, Random(seed).uniform(0, LONGEST)))


def at_touches() -> Iterator[Outcome | None]:
    for touch in count():
        outcome = _killed(lambda folder, touch=touch: kill(record_once, folder, touch))
        if outcome is None:
            return
        yield outcome


def _killed(by: Callable[[Path], Outcome | None]) -> Outcome | None:
    with tempfile.TemporaryDirectory() as folder:
        return by(Path(folder))


def tell(what: str, outcomes: Iterator[Outcome | None]) -> bool:
    """Print what came of these kills; whether nothing was lost and nothing torn."""
    found = [outcome for outcome in outcomes if outcome is not None]
    lost, torn = sum(len(one.lost) for one in found), sum(len(one.torn) for one in found)
    print(
        f"{what:<24}{len(found):>5} kills, {sum(one.recording for one in found)} while recording and "
        f"{sum(one.saving for one in found)} while saving: {sum(one.reported for one in found):,} exchanges finished, "
        f"{lost} lost, {torn} files torn",
        flush=True,
    )
    for one in found:
        if one.lost or one.torn:
            print(f"  {one}")
    return not lost and not torn


if __name__ == "__main__":
    good = tell("at random moments", at_random(int(sys.argv[1]) if sys.argv[1:] else KILLS))
    good = tell("at each touch of a file", at_touches()) and good
    sys.exit(not good)
