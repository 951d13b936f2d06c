"""Loads the compiled catalogue; facts that were edited since are compiled on the spot, so an edit counts at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from rempart.catalogue.catalogue import Catalogue
from rempart.catalogue.digest import digest_of
from rempart.errors import CatalogueError
from rempart.locations import policies_folder


@lru_cache(maxsize=4)
def load_catalogue(policies: Path | None = None) -> Catalogue:
    """Return the catalogue of a ``policies`` folder, by default Rempart's own.

    Raises CatalogueError when a fact is malformed, or when there are no facts.
    """
    folder = (policies or policies_folder()) / "catalogue"
    if not folder.is_dir():
        raise CatalogueError("there is no catalogue", where=str(folder), mend="name a folder that has one")
    tables = _compiled_before(folder / "compiled.json")
    if tables.get("digest") != digest_of(folder):
        from rempart.catalogue.compile import compiled  # noqa: PLC0415 - YAML takes long to load and is rarely needed

        tables = compiled(folder)
    return Catalogue(tables)


def _compiled_before(file: Path) -> dict[str, Any]:
    """Return what was compiled; nothing when that cannot be read, since the facts themselves can."""
    try:
        tables = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return tables if isinstance(tables, dict) else {}
