"""The dialects of the API and the schemas they published (wire.md §0).

The table beside this file is made by ``tools/compile_dialects.py``. It is read when first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

Schema = Mapping[str, Any]


class Dialect(NamedTuple):
    """One published form of the API.

    ``source`` says where it was published, ``objects`` which of ``schemas`` describes what, by the names of OpenAI's
    schemas: ``RunObject``, ``ListRunsResponse``, ``Error`` …
    """

    name: str
    source: Mapping[str, str]
    objects: Mapping[str, str]
    schemas: Mapping[str, Schema]

    @property
    def publisher(self) -> str:
        """The repository or package that the schemas come from."""
        return self.source.get("repo") or self.source["package"]


def find_dialect(name: str) -> Dialect:
    """Look up ``v2``, ``az-0215`` or another era, or a date of it such as ``v2-2024-06-06``; an era means its last.

    Raises ValueError naming the known ones.
    """
    if name not in _by_name():
        raise ValueError(f"expected a known dialect, found {name!r}: one of {', '.join(_by_name())}")
    return _by_name()[name]


def with_schema(name: str) -> tuple[Dialect, ...]:
    """The dialects that published a schema under a name such as ``RunObject``, in the order of ``known_dialects``."""
    return tuple(dialect for dialect in known_dialects() if name in dialect.objects)


@cache
def known_dialects() -> tuple[Dialect, ...]:
    """All dialects in order of preference, least first: Azure OpenAI's, Foundry's, OpenAI's from the oldest on."""
    table = _table()
    return tuple(
        Dialect(name, entry["source"], entry["objects"], table["schemas"]) for name, entry in table["dialects"].items()
    )


@cache
def _by_name() -> Mapping[str, Dialect]:
    dated = {also: name for name, entry in _table()["dialects"].items() for also in entry["also"]}
    named = {dialect.name: dialect for dialect in known_dialects()}
    return named | {also: named[name] for also, name in dated.items()}


@cache
def _table() -> Any:
    from importlib.resources import files

    return json.loads(files("pytest_runsreplay.models").joinpath("dialects.json").read_bytes())
