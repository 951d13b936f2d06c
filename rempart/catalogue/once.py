"""Refuses what two rows of the catalogue both state."""

from __future__ import annotations

from rempart.catalogue.rows import Row


class Once:
    """What may be stated only once in the whole catalogue, and where it was."""

    def __init__(self) -> None:
        self._stated: dict[tuple[str, str], str] = {}

    def state(self, row: Row, field: str, what: str, value: str) -> None:
        """Note that a row states a value. Raises CatalogueError when another row already did."""
        first = self._stated.setdefault((what, value.casefold()), row.where)
        if first is not row.where:
            raise row.problem(field, f"repeats the {what} {value} of {first}", "keep one of them")
