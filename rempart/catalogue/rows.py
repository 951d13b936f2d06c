"""Reads one row of a fact file, field by field, and says exactly what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from rempart.errors import CatalogueError
from rempart.model.fact import Citation, Confidence
from rempart.strict_yaml import read_yaml

Choice = TypeVar("Choice", bound=StrEnum)

_COUNTRY = re.compile(r"[A-Z]{2}")
UNDATED = "undated"


class Row:
    """One mapping of a fact file; each method takes a field, and :meth:`done` refuses what nobody took."""

    def __init__(self, content: object, where: str) -> None:
        """``where`` names file and row, for people. Raises CatalogueError when the row is not a mapping."""
        if not isinstance(content, Mapping):
            raise CatalogueError("is not a group of fields", where=where, mend="write it as `field: value` lines")
        self._content: Mapping[object, object] = content
        self._taken: set[str] = set()
        self.where = where

    def has(self, name: str) -> bool:
        """Return whether the row states a field."""
        return name in self._content

    def text(self, name: str) -> str:
        """Return a field that must hold text."""
        value = self.optional(name)
        if value is None:
            raise self.problem(name, "is missing", "add it")
        return value

    def optional(self, name: str) -> str | None:
        """Return a field that may hold text; None when it is absent."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.problem(name, "is not text", "put it in quotes if YAML reads it as something else")
        return " ".join(value.split())

    def flag(self, name: str) -> bool:
        """Return a field that holds true or false; false when absent."""
        value = self._take(name)
        if value is not None and not isinstance(value, bool):
            raise self.problem(name, "is neither true nor false")
        return bool(value)

    def day(self, name: str) -> str | None:
        """Return a field that may hold an ISO date, as text."""
        value = self.optional(name)
        return None if value is None else self._checked_day(name, value)

    def day_or_undated(self, name: str) -> str:
        """Return a field that holds an ISO date, or says that there is none."""
        value = self.text(name)
        return value if value == UNDATED else self._checked_day(name, value)

    def country(self, name: str) -> str:
        """Return a field that holds an ISO 3166 country code."""
        return self._checked_country(name, self.text(name))

    def optional_country(self, name: str) -> str | None:
        """Return a field that may hold a country code."""
        value = self.optional(name)
        return None if value is None else self._checked_country(name, value)

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        """Return a field that holds one of an enumeration's values."""
        value = self.text(name)
        try:
            return choices(value)
        except ValueError:
            raise self.problem(name, "is not a known value", f"use one of {', '.join(choices)}") from None

    def choices(self, name: str, choices: type[Choice]) -> tuple[Choice, ...]:
        """Return a field that holds a list of an enumeration's values; empty when absent."""
        try:
            return tuple(choices(value) for value in self.texts(name))
        except ValueError:
            what = "holds something that is not a known value"
            raise self.problem(name, what, f"use some of {', '.join(choices)}") from None

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        """Return a field that holds one of some words."""
        value = self.text(name)
        if value not in choices:
            raise self.problem(name, "is not a known value", f"use one of {', '.join(sorted(choices))}")
        return value

    def pattern(self, name: str) -> str | None:
        """Return a field that may hold an anchored regular expression."""
        value = self.optional(name)
        if value is None:
            return None
        if not (value.startswith("^") and value.endswith("$")):
            raise self.problem(name, "is not anchored", "begin it with ^ and end it with $")
        try:
            re.compile(value)
        except re.error as error:
            raise self.problem(name, f"is no regular expression: {error}") from error
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that holds a list of texts; empty when absent."""
        values = self._list(name)
        if not all(isinstance(value, str) and value for value in values):
            raise self.problem(name, "holds something that is not text", "put it in quotes")
        return tuple(str(value) for value in values)

    def texts_by_name(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return a field that holds a group of texts, each under a name; empty when absent."""
        value = self._take(name)
        if value is None:
            return ()
        if not isinstance(value, Mapping) or not value:
            raise self.problem(name, "is not a group of fields", "write it as `name: value` lines")
        if not all(isinstance(text, str) and text for pair in value.items() for text in pair):
            raise self.problem(name, "holds something that is not text", "put it in quotes")
        return tuple((str(key), str(text)) for key, text in value.items())

    def choices_by_name(self, name: str, choices: type[Choice]) -> tuple[tuple[str, Choice], ...]:
        """Return a field that holds a group of values of an enumeration, each under a name; empty when absent."""
        try:
            return tuple((key, choices(value)) for key, value in self.texts_by_name(name))
        except ValueError:
            what = "holds something that is not a known value"
            raise self.problem(name, what, f"use some of {', '.join(choices)}") from None

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return a field that holds a list of rows; empty when absent."""
        return tuple(Row(value, f"{self.where}, {name}[{number}]") for number, value in enumerate(self._list(name)))

    def group(self, name: str) -> Row | None:
        """Return a field that holds a group of fields; None when absent."""
        value = self._take(name)
        return None if value is None else Row(value, f"{self.where}, {name}")

    def done(self) -> None:
        """Refuse fields that nobody took: a misspelt one would be a fact that is silently lost."""
        surplus = sorted(str(name) for name in self._content if name not in self._taken)
        if surplus:
            raise self.problem(surplus[0], "is not a field of this row", "remove it or correct its name")

    def problem(self, name: str, what: str, mend: str = "") -> CatalogueError:
        """Return the error that names file, row and field."""
        return CatalogueError(f"{name} {what}", where=self.where, mend=mend)

    def _take(self, name: str) -> object:
        self._taken.add(name)
        return self._content.get(name)

    def _list(self, name: str) -> list[object]:
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.problem(name, "is not a list")
        return value

    def _checked_day(self, name: str, value: str) -> str:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise self.problem(name, "is not a day", "write it as 2026-11-30") from None
        return value

    def _checked_country(self, name: str, value: str) -> str:
        if not _COUNTRY.fullmatch(value):
            raise self.problem(
                name, "is no country code", 'use two capitals, in quotes where YAML misreads them ("NO")'
            )
        return value


def read_table(file: Path) -> Row:
    """Return the top of a fact file. Raises CatalogueError when it cannot be read, or is no group of fields."""
    return Row(read_yaml(file, CatalogueError), str(file))


def citation_of(row: Row) -> Citation:
    """Return the source that a row states."""
    return Citation(row.text("source"), row.day_or_undated("source_date"), row.choice("confidence", Confidence))


def own_citation(row: Row, around: Citation) -> Citation:
    """Return a row's own source, or that of the row around it."""
    return citation_of(row) if row.has("source") else around
