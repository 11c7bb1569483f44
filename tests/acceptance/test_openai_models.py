"""Bodies of the second version validate strictly in the models of the openai client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from acceptance.openai_models import MODELS, STREAMED, complaints
from acceptance.presets import STREAMING, V2, JsonObject, bodies

FILE = Path(__file__).parents[1] / "data" / "acceptance" / "openai_models.json"
FACTS = json.loads(FILE.read_text(encoding="utf-8"))
Keys = tuple[str | int, ...]


@pytest.mark.parametrize("era", V2)
@pytest.mark.parametrize("kind", MODELS)
def test_every_body_validates_strictly_but_for_what_is_known_of_real_servers(kind: str, era: str) -> None:
    for title, body in bodies(era, kind).items():
        assert (title, complaints(kind, body)) == (title, known(kind, era, title))


@pytest.mark.parametrize("era", [era for era in V2 if era in STREAMING])
def test_the_data_of_every_event_validates_strictly_but_for_the_same(era: str) -> None:
    seen = set()
    for title, body in bodies(era, "event").items():
        kind = STREAMED[body["object"]]
        assert (title, complaints(kind, body)) == (title, known(kind, era, title))
        seen.add(kind)
    assert seen == set(STREAMED.values())


@pytest.mark.parametrize("kind", MODELS)
def test_the_models_look_at_every_value_but_those_they_do_not_know(kind: str) -> None:
    unread = {path for era in V2 for body in bodies(era, kind).values() for path in unread_in(kind, body)}
    assert [path for path in unread if not path.startswith(tuple(FACTS["unread"][kind]))] == []
    assert [place for place in FACTS["unread"][kind] if not any(path.startswith(place) for path in unread)] == []


def known(kind: str, era: str, title: str) -> set[tuple[str, str]]:
    """What the client refuses of such a body of a real server."""
    rows = [row for row in FACTS["refused"] if row["kind"] == kind and era in row["eras"]]
    return {(row["path"], row["found"]) for row in rows if fnmatch(title, row["bodies"])}


def unread_in(kind: str, body: JsonObject) -> Iterator[str]:
    """The paths in a body at which the client's model takes what no model of it has."""
    before = complaints(kind, body)
    refused = {path for path, _ in before}
    for keys in keys_in(body):
        if ".".join(map(str, keys)) not in refused and complaints(kind, with_nonsense(body, keys)) == before:
            yield "".join("[]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def keys_in(value: Any, around: Keys = ()) -> Iterator[Keys]:
    """The keys that lead to each value inside this one."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*around, key)
        yield from keys_in(item, (*around, key))


def with_nonsense(body: JsonObject, keys: Keys) -> JsonObject:
    """The body with a list in a list at that place."""
    spoilt = deepcopy(body)
    holder: Any = spoilt
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = [[1]]
    return spoilt
