"""Every field of the five seed types has its name and its type here, as their tables say."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pytest
from models.seeds import ROWS, TABLES, TYPES, root_of
from pydantic.alias_generators import to_camel
from reference import REFERENCE, needs_reference
from write_seed_tables import DOCS, tables_in, written

from pytest_runsreplay.models import WireModel
from pytest_runsreplay.models.times import Time


def type_of(model: type[WireModel], name: str) -> Any:
    """The declared type of a field, or of a datetime twin."""
    twin = model.__dict__.get(name)
    if isinstance(twin, Time):
        assert twin.field in model.model_fields
        return get_args(vars(twin)["__orig_class__"])[0]
    assert name in model.model_fields, f"{model.__name__} has no {name}"
    return get_type_hints(model)[name]


def models_in(annotation: Any) -> set[type[WireModel]]:
    """The wire models that a value of the annotated type may be, or hold as items."""
    if get_origin(annotation) in {Union, UnionType, Annotated, list}:
        return {model for part in get_args(annotation) for model in models_in(part)}
    return {annotation} if isinstance(annotation, type) and issubclass(annotation, WireModel) else set()


def models_at(root: type[WireModel], path: str) -> set[type[WireModel]]:
    """The wire models that may stand at a dotted path."""
    found = {root}
    for name in filter(None, path.split(".")):
        field = name.removesuffix("[]")
        found = {
            inner for model in found if field in model.model_fields for inner in models_in(get_type_hints(model)[field])
        }
    return found


def class_of(kind: Any) -> type[WireModel]:
    """Our class for a type of a client, found where the table says that it stands."""
    here = {model.__name__: model for model in models_at(root_of(kind), kind["here"])}
    assert kind["class"] in here, f"at {kind['here'] or '$'} there may be {sorted(here)}"
    return here[kind["class"]]


def meaning(text: str, model: type[WireModel], name: str) -> Any:
    """The type that a text means where the field is declared."""
    declared = next(
        base for base in model.__mro__ if name in vars(base).get("__annotations__", {}) or name in vars(base)
    )
    names = {**vars(sys.modules[declared.__module__]), **vars(sys.modules["typing"])}
    return get_type_hints(SimpleNamespace(__annotations__={"it": text}), globalns=names)["it"]


@pytest.mark.parametrize("title", ROWS)
def test_a_field_has_its_name_and_its_type_here(title: str) -> None:
    _, kind, row = ROWS[title]
    *outer, name = row["here"].split(".")
    [model] = models_at(class_of(kind), ".".join(outer)) or [None]
    assert model is not None
    assert type_of(model, name) == meaning(row["as"], model, name)


@pytest.mark.parametrize("title", TYPES)
def test_each_field_of_a_type_stands_once_in_its_table(title: str) -> None:
    _, kind = TYPES[title]
    for side in ("there", "here"):
        names = [row[side] for row in kind["fields"]]
        assert len(set(names)) == len(names)


def test_there_are_the_five_types_with_all_their_fields() -> None:
    sizes = {title: len(table["types"][0]["fields"]) for title, table in TABLES.items()}
    assert sizes == {
        "sttp-openai ThreadRunsResponseData": 19,
        "sttp-openai RunStepData": 16,
        "ex_openai RunStepObject": 16,
        "zio-openai RunObject": 19,
        "@azure/openai-assistants RunStep": 14,
    }
    assert len(ROWS) == sum(len(kind["fields"]) for table in TABLES.values() for kind in table["types"])


@needs_reference
@pytest.mark.parametrize(
    ("title", "extract"),
    [
        ("zio-openai RunObject: RunObject", "v1-2024-01-19-usage"),
        ("zio-openai RunObject: RunToolCallObject", "v1-2024-01-19-usage"),
        ("zio-openai RunObject: FunctionObject", "v1-2024-01-19-usage"),
        ("zio-openai RunObject: RunCompletionUsage", "v1-2024-01-19-usage"),
        ("ex_openai RunStepObject: RunStepObject", "v2-2026-05-13"),
        ("ex_openai RunStepObject: RunStepCompletionUsage", "v2-2026-05-13"),
    ],
)
def test_the_fields_of_a_generated_type_are_those_of_its_schema(title: str, extract: str) -> None:
    table, kind = TYPES[title]
    text = (REFERENCE / "data" / "openai" / f"{extract}.json").read_text(encoding="utf-8")
    schema = json.loads(text)["components"]["schemas"][kind["name"]]
    properties = schema.get("properties") or schema["anyOf"][0]["properties"]
    name_of = to_camel if table["client"] == "zio-openai" else str
    assert {row["there"] for row in kind["fields"]} == set(map(name_of, properties))


def test_the_docs_show_these_tables() -> None:
    assert tables_in(DOCS.read_text(encoding="utf-8")) == written(TABLES.values())
