"""Trees in which ids and times are tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from .fields import ODD_KEY
from .ids import bare_ids_in
from .leaks import is_open, may_leak, refuse_number, refuse_secret, refuse_text
from .survey import Survey
from .times import Times, write_times
from .tokens import Tokens
from .writing import Writing

SHORTEST_JSON = len('"id":') + 26
"""No shorter text holds a field with an unprefixed id."""


def normalize(
    obj: object,
    *,
    times: Times = "delta",
    names: Mapping[Any, str] | None = None,
    keep: Iterable[str | float] = (),
    valid_ids: bool = False,
) -> Any:
    """A tree of dicts, lists and scalars in wire order, the same for every recording of the same story.

    Takes models (also those of the openai and azure clients), dicts, lists, lifecycles, and streams, which are folded
    into the order of their events and what was there in the end.

    Ids become ``<run:1>``, ``<step:2>`` and so on, numbered in document order, the same id always the same token, also
    inside texts and as a key. An id is what has a prefix of the API and drawn letters (wire.md §7.1), and whatever
    stands in a field named ``id``, ``…_id`` or ``…_ids``; in the user's own ``metadata`` and schemas only UUIDs and
    such do. ``names={run.id: "the run"}`` writes ``<the run>``. With ``valid_ids`` ids are written as 24 digits after
    their prefix and times as Unix seconds, so that the tree can be read by models again.

    Times become ``t0``, ``t0+3s`` and so on, counted from the ``created_at`` of the run that an object belongs to, for
    messages of no run from that of their thread, for others from their own. ``times="rank"`` tells only their order,
    ``t0``, ``t1`` …; ``times="mask"`` only that there is one, ``<time>``.

    Raises LeakFound, with the path, where what is left looks like an id or a time, and SecretFound for a secret; what
    ``keep`` names stays as it is and is none of them. Raises TypeError for what is neither JSON nor a model, and
    ValueError for another ``times``, for a tree that nests without end, and for ``names`` with ``valid_ids``.
    """
    return normalized(obj, Tokens(names, keep), times, valid_ids=valid_ids)


def normalized(obj: object, tokens: Tokens, times: Times = "delta", *, valid_ids: bool = False) -> Any:
    """What ``normalize`` gives, with the tokens that earlier trees were given."""
    if times not in get_args(Times):
        raise ValueError(f"times is {times!r}: use one of {', '.join(map(repr, get_args(Times)))}")
    if valid_ids and tokens.names:
        raise ValueError("a name is no valid id: leave out either names or valid_ids")
    survey = Survey(obj)
    _note_ids(survey, tokens)
    writing = Writing(tokens, valid=valid_ids)
    renamed = _write_texts(survey, writing)
    moments = [time for time in survey.times if not writing.write_given(time.place, time.raw)]
    write_times(moments, times, survey.births, tokens.starts, valid=valid_ids)
    _refuse_leaks(survey, writing, tokens)
    for container, keys in renamed:
        items = [(keys.get(key, key), value) for key, value in container.items()]
        container.clear()
        container.update(items)
    return survey.root[0]


def _note_ids(survey: Survey, tokens: Tokens) -> None:
    # Before any text is written, because an id may be told of before the field that says it is one.
    for _, _, text, role in survey.texts:
        if role and role is not ODD_KEY:
            if tokens.kinds.get(text) != role:
                tokens.note(text, role)
        elif len(text) >= SHORTEST_JSON and "id" in text:
            for kind, id in bare_ids_in(text):
                tokens.note(id, kind)


def _write_texts(survey: Survey, writing: Writing) -> list[tuple[dict[Any, Any], dict[str, str]]]:
    """Write all texts anew; the keys to be written anew too, by the dict that has them."""
    renamed: dict[int, tuple[dict[Any, Any], dict[str, str]]] = {}
    for container, key, text, role in survey.texts:
        if role is ODD_KEY:
            renamed.setdefault(id(container), (container, {}))[1][key] = writing.in_text(text)
        else:
            container[key] = writing.in_field(text) if role else writing.in_text(text)
    return list(renamed.values())


def _refuse_leaks(survey: Survey, writing: Writing, tokens: Tokens) -> None:
    for place, raw in survey.secrets:
        if raw not in tokens.kept and is_open(place[0][place[1]]):
            refuse_secret(survey.root, place)
    for place, number in survey.numbers:
        if not writing.write_given(place, number):
            refuse_number(survey.root, place, number)
    if may_leak(writing.written):
        for container, key, text, role in survey.texts:
            if not role or role is ODD_KEY:
                refuse_text(survey.root, (container, key), writing.in_text(text), tokens.kept)
