"""What the seed clients call the fields of runs and steps, and bodies in their own names (tests/data/seed_clients)."""

from __future__ import annotations

import json
from typing import Any

from write_seed_tables import FILES, FOLDER

from pytest_runsreplay import models
from pytest_runsreplay.models import WireModel


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


TABLES = {f"{table['client']} {table['type']}": table for table in map(read, FILES)}
TYPES = {f"{title}: {kind['name']}": (table, kind) for title, table in TABLES.items() for kind in table["types"]}
ROWS = {
    f"{title}.{row['there']}": (table, kind, row) for title, (table, kind) in TYPES.items() for row in kind["fields"]
}
BODIES = {f"{title}: {body['name']}": (table, body) for title, table in TABLES.items() for body in table["bodies"]}


def root_of(part: Any) -> type[WireModel]:
    """The model that a type of a client, or a body, is read into."""
    root: type[WireModel] = getattr(models, part["root"])
    return root


def along(value: Any, path: str) -> list[Any]:
    """All that lies at a dotted path such as ``step_details.tool_calls[].function``, in a body or in a model."""
    found = [value]
    for name in filter(None, path.split(".")):
        found = [_named(item, name.removesuffix("[]")) for item in found]
        if name.endswith("[]"):
            found = [item for items in found for item in items or ()]
    return [item for item in found if item is not None]


def _named(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
