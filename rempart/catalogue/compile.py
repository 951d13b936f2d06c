"""Compiles the fact files into the one JSON that is read at run time: ``python -m rempart.catalogue.compile``."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from rempart.catalogue.digest import digest_of
from rempart.catalogue.read import Facts, read_facts
from rempart.errors import CatalogueError
from rempart.locations import policies_folder

COMPILED = "compiled.json"


def compiled(folder: Path) -> dict[str, Any]:
    """Read, check and flatten the fact files of a folder. Raises CatalogueError."""
    facts = read_facts(folder)
    tables = {field.name: _rows(facts, field.name) for field in dataclasses.fields(facts) if field.name != "aliases"}
    return {"digest": digest_of(folder), **tables, "aliases": dict(facts.aliases)}


def write(folder: Path) -> Path:
    """Compile a folder's facts beside them, one fact a line, and return the file."""
    file = folder / COMPILED
    file.write_bytes(as_json(compiled(folder)))
    return file


def as_json(tables: dict[str, Any]) -> bytes:
    """Return compiled tables as JSON with one fact a line, so that a change of one fact shows as one line."""
    parts = []
    for name, value in tables.items():
        body = b"[\n" + b",\n".join(orjson.dumps(row) for row in value) + b"\n]" if isinstance(value, list) else None
        parts.append(orjson.dumps(name) + b": " + (body or orjson.dumps(value)))
    return b"{\n" + b",\n".join(parts) + b"\n}\n"


def _rows(facts: Facts, table: str) -> list[dict[str, Any]]:
    rows: Sequence[Any] = getattr(facts, table)
    return [orjson.loads(orjson.dumps(row)) for row in rows]


if __name__ == "__main__":
    try:
        write(policies_folder() / "catalogue")
    except CatalogueError as error:
        sys.exit(error.line())
