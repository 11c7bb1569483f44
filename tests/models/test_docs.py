"""What docs/models.md shows works as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pytest_runsreplay import models
from pytest_runsreplay.models import WireModel
from pytest_runsreplay.models.times import Time

DOCS = Path(__file__).parents[2] / "docs" / "models.md"
TEXT = DOCS.read_text(encoding="utf-8")


def examples() -> Iterator[str]:
    """The code of each example, on the line where it stands in the docs."""
    for block in re.finditer(r"```python\n(.*?)```", TEXT, re.DOTALL):
        yield "\n" * TEXT.count("\n", 0, block.start(1)) + block[1]


def test_the_examples_run_one_after_the_other() -> None:
    names: dict[str, object] = {}
    for code in examples():
        exec(compile(code, DOCS, "exec"), names)
    assert isinstance(names["step"], models.RunStepObject)


def test_every_datetime_twin_is_listed() -> None:
    times = TEXT.partition("## Times")[2].partition("\n## ")[0]
    listed = {
        model: set(re.findall(r"`(\w+_time)`", twins))
        for row, twins in re.findall(r"^\| (`.*?`) \| (`\w+_time`.*?) \|$", times, re.MULTILINE)
        for model in re.findall(r"`(\w+)`", row)
    }
    classes = [kind for kind in vars(models).values() if isinstance(kind, type) and issubclass(kind, WireModel)]
    twins = {kind.__name__: {name for name, value in vars(kind).items() if isinstance(value, Time)} for kind in classes}
    assert listed == {name: names for name, names in twins.items() if names}
