"""Bodies are untrusted: whatever stands in them is judged, and nothing in them is stumbled over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lifecycle.lifecycle_bodies import SOUND, Bodies

ODD: list[Any] = [None, "odd", -1, 1.5, True, [], {}, {"type": "odd"}, [{}], [None], {"id": 7}, "\ud800"]


def paths(value: Any, path: str = "") -> Iterator[str]:
    """The path of everything in a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        here = f"{path}.{key}" if path else str(key)
        yield here
        yield from paths(item, here)


def changeable(body: Bodies) -> list[str]:
    """The paths at which a body may be changed and still be a run, steps, messages and events."""
    return [path for path in paths(vars(body)) if path.count(".") > (not path.startswith("run."))]


PATHS = {name: changeable(body) for name, body in SOUND.items()}


@st.composite
def changed(draw: st.DrawFn) -> Bodies:
    name = draw(st.sampled_from([*SOUND]))
    body = SOUND[name]
    for path in draw(st.lists(st.sampled_from(PATHS[name]), min_size=1, max_size=3, unique=True)):
        try:
            value = draw(st.sampled_from([*ODD, ...]))
            body = body.without(path) if value is ... else body.with_(path, value)
        except (KeyError, IndexError, TypeError, ValueError):  # an earlier change took the place away
            continue
    return body


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(body=changed())
def test_a_body_with_anything_in_it_is_judged(body: Bodies) -> None:
    for found in body.broken():
        assert str(found)


def test_everything_in_a_body_can_be_of_any_type() -> None:
    waiting = replace(SOUND["waiting"], events=[])
    for path in changeable(waiting):
        for odd in ODD:
            waiting.with_(path, odd).broken()
