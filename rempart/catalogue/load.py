"""Loads the compiled catalogue; facts that were edited since are compiled on the spot, so an edit counts at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

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
    file = folder / "compiled.json"
    tables = orjson.loads(file.read_bytes()) if file.is_file() else None
    if tables is None or tables["digest"] != digest_of(folder):
        from rempart.catalogue.compile import compiled  # noqa: PLC0415 - YAML takes long to load and is rarely needed

        tables = compiled(folder)
    return Catalogue(tables)
