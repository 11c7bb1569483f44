"""Compiles the published schemas of all dialects into ``pytest_runsreplay/models/dialects.json``.

Run it as ``python tools/compile_dialects.py REFERENCE``; REFERENCE holds ``data/openai``, ``data/azure-openai`` and
``data/foundry``. Of each schema only what a response can break is kept. Definitions that several dialects share are
written once; ``RunObject~3`` is the third form of ``RunObject``. The same input gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Schema = dict[str, Any]

TABLE = Path(__file__).parents[1] / "pytest_runsreplay" / "models" / "dialects.json"
NOTE = "Made by tools/compile_dialects.py from the sources named here; do not edit."
ERAS = {
    "v1-2023-11-27": "v1-2023",
    "v1-2024-01-19": "v1-usage",
    "v1-2024-04-16": "v1-2024",
    "v2-2026-08-21": "v2",
    "az-2024-02-15": "az-0215",
    "az-2025-01-01": "az-0501+",
    "foundry-2025-05-15": "foundry-pre",
}
"""The dated dialects that bear the name of an era: the last of each."""

FOUNDRY = {
    "RunObject": "ThreadRun",
    "RunStepObject": "RunStep",
    "MessageObject": "ThreadMessage",
    "ThreadObject": "AgentThread",
    "AssistantObject": "Agent",
    "RunStepDeltaObject": "RunStepDeltaChunk",
    "MessageDeltaObject": "MessageDeltaChunk",
    "DeleteThreadResponse": "ThreadDeletionStatus",
    "DeleteMessageResponse": "MessageDeletionStatus",
    "DeleteAssistantResponse": "AgentDeletionStatus",
    "ErrorResponse": "AgentV1Error",
    "Error": "AgentErrorDetail",
}
PAGES = {
    "ListRunsResponse": "RunObject",
    "ListRunStepsResponse": "RunStepObject",
    "ListMessagesResponse": "MessageObject",
    "ListThreadsResponse": "ThreadObject",
    "ListAssistantsResponse": "AssistantObject",
}
ROOTS = (*FOUNDRY, *PAGES)
"""What a server can answer or stream, by the names of OpenAI's schemas."""


class Dialect(NamedTuple):
    """One dialect before its definitions are shared; ``objects`` names the definition of each of the ROOTS it has."""

    name: str
    source: Mapping[str, str]
    objects: Mapping[str, str]
    definitions: Mapping[str, Schema]


def compile_table(reference: Path) -> str:
    """The text of the table. Dialects are in order of preference: of several that fit a body, the last is meant."""
    pool = Pool()
    dialects = {}
    for dialect in _dialects(reference / "data"):
        era = ERAS.get(dialect.name)
        also = [dialect.name] if era else []
        objects = pool.add_roots(dialect)
        dialects[era or dialect.name] = {"also": also, "source": dialect.source, "objects": objects}
    schemas = dict(sorted(pool.schemas.items(), key=_by_number))
    parts = [f'"note": {json.dumps(NOTE)}', f'"dialects": {_lines(dialects)}', f'"schemas": {_lines(schemas)}']
    return "{\n" + ",\n".join(parts) + "\n}\n"


class Pool:
    """The definitions of all dialects, each distinct one once. What refers to a root is left to the dialect at hand."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}

    def add_roots(self, dialect: Dialect) -> dict[str, str]:
        """Add all that a dialect's objects are made of; gives the names that these have here."""
        roots = {name: root for root, name in dialect.objects.items()}

        def add(name: str, above: tuple[str, ...] = ()) -> str:
            if name in above:
                raise ValueError(f"{name} refers to itself: the walk over it would have no end")

            def referred(other: str) -> Schema:
                kept = add(other, (*above, name))
                return {"$object": roots[other]} if other in roots else {"$ref": kept}

            return self._kept(name, _referring(dialect.definitions[name], referred))

        return {root: add(name) for root, name in dialect.objects.items()}

    def _kept(self, base: str, schema: Schema) -> str:
        name, number = base, 1
        while self.schemas.setdefault(name, schema) != schema:
            number += 1
            name = f"{base}~{number}"
        return name


def _referring(node: Any, referred: Callable[[str], Schema]) -> Any:
    if isinstance(node, list):
        return [_referring(item, referred) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _referring(value, referred) for key, value in node.items() if key != "$ref"}
    return referred(node["$ref"]) | copy if "$ref" in node else copy


def _by_number(entry: tuple[str, Schema]) -> tuple[str, int]:
    base, _, number = entry[0].partition("~")
    return base, int(number or 1)


def _lines(entries: Mapping[str, Any]) -> str:
    written = [f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in entries.items()]
    return "{\n" + ",\n".join(written) + "\n}"


def _dialects(data: Path) -> Iterator[Dialect]:
    def read(file: Path) -> Any:
        return json.loads(file.read_text(encoding="utf-8"))

    yield from _azure(read(data / "azure-openai" / "field-tables.json"))
    yield _foundry("foundry-2025-05-15", read(data / "foundry" / "foundry-agents-2025-05-15-preview.json"))
    yield _foundry("foundry-v1", read(data / "foundry" / "foundry-agents-v1.json"))
    for file in sorted((data / "openai").glob("v[12]-*.json")):
        yield _openai(file.name[:2], read(file))


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """An object, and which of its keys it may lack: a far shorter list than of those it must have."""
    optional = {"optional": [key for key in properties if key not in required]} if required else {}
    return {"type": "object", **optional, "keys": dict(properties)}


# OpenAI: an OpenAPI document.

KEPT = ("type", "nullable", "enum", "minimum", "maximum", "maxLength", "maxItems")
NESTED = {"properties", "required", "items", "additionalProperties", "anyOf", "oneOf", "allOf", "$ref"}
DROPPED = {"title", "description", "default", "example", "format", "deprecated"}
NULL = ({"type": "null"}, {"nullable": True})


def _openai(version: str, document: Mapping[str, Any]) -> Dialect:
    schemas = document["components"]["schemas"]
    source = {key: document["source"][key] for key in ("repo", "path", "commit", "date", "licence")}
    reduce = OpenAPI(schemas).reduced
    definitions = {name: reduce(schema, name) for name, schema in schemas.items() if not name.endswith("Request")}
    objects = {root: root for root in ROOTS if root in schemas}
    return Dialect(f"{version}-{source['date']}", source, objects, definitions)


class OpenAPI(NamedTuple):
    """Reduces the schemas of one OpenAPI document."""

    schemas: Mapping[str, Any]

    def reduced(self, schema: Mapping[str, Any], where: str) -> Schema:
        strange = {key for key in schema if not key.startswith("x-")} - {*KEPT, *NESTED, *DROPPED}
        if strange or schema.get("additionalProperties") is False:
            raise ValueError(f"{where}: no rule for {', '.join(strange) or 'additionalProperties: false'}")
        union = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if union:
            return self._union(union, where) | ({"nullable": True} if schema.get("nullable") else {})
        result: Schema = {"$ref": schema["$ref"].rpartition("/")[2]} if "$ref" in schema else {}
        result.update({key: schema[key] for key in KEPT if key in schema and schema[key] is not False})
        return result | self._nested(schema, where)

    def _nested(self, schema: Mapping[str, Any], where: str) -> Schema:
        result: Schema = {}
        if "properties" in schema:
            required = schema.get("required", ())
            described = schema["properties"]
            undescribed: Schema = {key: {} for key in required if key not in described}
            keys = {key: self.reduced(value, f"{where}.{key}") for key, value in described.items()}
            result = _object(undescribed | keys, required)
        for key, word in (("items", "items"), ("additionalProperties", "values")):
            if isinstance(schema.get(key), dict):
                result[word] = self.reduced(schema[key], f"{where}.{key}")
        return result

    def _union(self, branches: list[Mapping[str, Any]], where: str) -> Schema:
        real = [branch for branch in branches if branch not in NULL]
        typed = {kind: branch for branch in real if (kind := self._type(branch))}
        plain = [self.reduced(branch, where) for branch in real if len(typed) < 2 or not self._type(branch)]
        if len(typed) > 1:
            by_type = {kind: self.reduced(branch, where) for kind, branch in typed.items()}
            plain.append({"type": "object", "byType": by_type})
        result = plain[0] if len(plain) == 1 else {"anyOf": plain}
        return result | ({"nullable": True} if len(real) < len(branches) else {})

    def _type(self, branch: Mapping[str, Any]) -> str | None:
        """The one value of ``type`` that this branch of a union requires, which tells it from the others."""
        schema = self.schemas[branch["$ref"].rpartition("/")[2]] if "$ref" in branch else branch
        values = schema.get("properties", {}).get("type", {}).get("enum", ())
        return values[0] if len(values) == 1 and "type" in schema.get("required", ()) else None


# Azure OpenAI: tables of the fields of runs and steps. Enumerations are open; what lies deeper is often not told.

OPAQUE: Schema = {"type": "object", "keys": {}}


def _azure(document: Mapping[str, Any]) -> Iterator[Dialect]:
    repository, _, licence = document["source"].removesuffix(")").partition(" (")
    for version, facts in document["versions"].items():
        source = {"repo": repository, "path": facts["path"], "commit": facts["commit"], "licence": licence}
        definitions = {name: _azure_object(facts[name], facts) for name in ("RunObject", "RunStepObject")}
        definitions |= {page: _page(item) for page, item in PAGES.items() if item in definitions}
        objects = {name: name for name in definitions}
        yield Dialect(f"az-{version.removesuffix('-preview')}", source, objects, definitions)


def _page(item: str) -> Schema:
    """A list of which only the items are told."""
    return _object({"data": {"type": "array", "items": {"$ref": item}}})


def _azure_object(fields: Mapping[str, Any], facts: Mapping[str, Any]) -> Schema:
    required = [name for name, field in fields.items() if field["required"]]
    return _object({name: _azure_field(field, facts) for name, field in fields.items()}, required)


def _azure_field(field: Mapping[str, Any], facts: Mapping[str, Any]) -> Schema:
    limits = {key: field[key] for key in ("minimum", "maxItems") if key in field}
    return _azure_type(field["type"], field, facts) | limits | ({"nullable": True} if field["nullable"] else {})


def _azure_type(name: str, field: Mapping[str, Any], facts: Mapping[str, Any]) -> Schema:
    if name == "string":
        return {"type": "string"} | _open_enum(field.get("enum"))
    if name == "array":
        return {"type": "array", "items": _by_type(field["items"])}
    if name == "array<string>":
        return {"type": "array", "items": {"type": "string"}}
    if name.startswith("oneOf "):
        calls = {"type": "array", "items": _by_type([kind.partition("(")[0] for kind in facts["tool_call_types"]])}
        return {"type": "object", "byType": {"message_creation": OPAQUE, "tool_calls": _object({"tool_calls": calls})}}
    if "|" in name and "{" not in name:
        words = [word for word in name.split("|") if word not in ("named", "object")]
        return {"anyOf": [{"type": "string", "known": words}, OPAQUE]}
    if inner := re.fullmatch(r"object\{(\w+(?:,\w+)*)\}", name):
        return _object({key: _open_enum(field.get(f"{key}_enum")) for key in inner[1].split(",")})
    return {"type": name} if name in ("integer", "number", "boolean", "object") else OPAQUE


def _by_type(kinds: list[str]) -> Schema:
    return {"type": "object", "byType": dict.fromkeys(kinds, OPAQUE)}


def _open_enum(values: list[str] | None) -> Schema:
    return {"type": "string", "known": values} if values else {}


# Foundry: tables of the fields of Python classes. They do not tell which fields may be null.

PYTHON = {"str": "string", "int": "integer", "datetime.datetime": "integer", "float": "number", "bool": "boolean"}


def _foundry(name: str, document: Mapping[str, Any]) -> Dialect:
    source = {key: document["source"][key] for key in ("package", "version", "path", "licence")}
    classes = Classes(document["models"], document["enums"])
    definitions = {model: classes.definition(model) for model in classes.models}
    definitions |= {page: _page(FOUNDRY[item]) for page, item in PAGES.items()}
    objects = {root: model for root, model in FOUNDRY.items() if model in definitions} | {page: page for page in PAGES}
    return Dialect(name, source, objects, definitions)


class Classes(NamedTuple):
    """Reduces the classes of one Foundry package."""

    models: Mapping[str, Any]
    enums: Mapping[str, list[str]]

    def definition(self, name: str) -> Schema:
        children = [child for child, model in self.models.items() if name in model["bases"]]
        if children:
            kinds = {kind: child for child in children for kind in self.models[child]["discriminator_value"]}
            return {"type": "object", "byType": {kind: {"$ref": child} for kind, child in kinds.items()}}
        fields = self._attributes(name)
        required = [key for key, field in fields.items() if field["required"]]
        return _object({key: self._field(field, name) for key, field in fields.items()}, required)

    def _attributes(self, name: str) -> dict[str, Any]:
        bases = [self._attributes(base) for base in self.models[name]["bases"] if base in self.models]
        return {key: field for fields in (*bases, self.models[name]["fields"]) for key, field in fields.items()}

    def _field(self, field: Mapping[str, Any], owner: str) -> Schema:
        if field.get("discriminator"):
            return {"type": "string", "enum": self.models[owner]["discriminator_value"]}
        if literal := re.fullmatch(r"Literal\[(.+)\]", field["type"]):
            return {"type": "string", "enum": [literal[1]]}
        return self._type(field["type"]) | {"nullable": True if field["type"].startswith("Optional[") else "untold"}

    def _type(self, annotation: str) -> Schema:
        outer, _, rest = annotation.partition("[")
        inner = rest.removesuffix("]")
        if outer == "Optional":
            return self._type(inner)
        if outer == "Union":
            return {"type": "string", "known": self.enums[inner.rpartition(", ")[2]]}
        if outer in ("List", "list"):
            return {"type": "array", "items": self._type(inner)}
        if outer in ("Dict", "dict"):
            return {"type": "object", "values": self._type(inner.partition(", ")[2])}
        if annotation in PYTHON:
            return {"type": PYTHON[annotation]}
        return {"$ref": annotation} if annotation in self.models else {}


if __name__ == "__main__":
    TABLE.write_text(compile_table(Path(sys.argv[1])), encoding="utf-8", newline="\n")
