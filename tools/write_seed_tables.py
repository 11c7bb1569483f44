"""Writes the tables of the seed clients' fields into ``docs/models.md``, from ``tests/data/seed_clients``.

Run it as ``python tools/write_seed_tables.py`` when a file there has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "models.md"
FOLDER = ROOT / "tests" / "data" / "seed_clients"
FILES = ("sttp-openai-run", "sttp-openai-run-step", "ex_openai-run-step", "zio-openai-run", "azure-js-run-step")
BEGIN, END = "<!-- seed tables: begin -->\n", "<!-- seed tables: end -->\n"

Table = Mapping[str, Any]


def tables_in(text: str) -> str:
    """The part of the docs that is made of the data."""
    return text.partition(BEGIN)[2].partition(END)[0]


def written(tables: Iterable[Table]) -> str:
    """The tables as Markdown, a heading and a table for each client."""
    return "\n" + "\n".join(f"### {table['client']} `{table['type']}`\n\n{_lines(table)}\n" for table in tables)


def _lines(table: Table) -> str:
    source = table["source"]
    origin = " ".join(source[key] for key in ("repository", "commit", "package") if key in source)
    head = f"Version {table['version']}; {origin}, {source['file']} ({source['licence']}).\n"
    return "\n".join(
        [head, "| its type | its field | of type | here | of type | note |", "|---|---|---|---|---|---|", *_rows(table)]
    )


def _rows(table: Table) -> Iterator[str]:
    for kind in table["types"]:
        for row in kind["fields"]:
            here = ".".join(filter(None, (kind["root"], kind["here"], row["here"])))
            cells = (kind["name"], row["there"], row["type"], here, row["as"])
            yield f"| {' | '.join(map(_code, cells))} | {row.get('note', '')} |"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


def main() -> None:
    tables = [json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in FILES]
    text = DOCS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    DOCS.write_text(before + BEGIN + written(tables) + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
