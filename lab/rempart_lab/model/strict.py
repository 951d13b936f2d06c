"""Reading a table that people wrote: every key is known, every value has its type, every error is one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rempart_lab.errors import LabError


@dataclass(slots=True)
class Table:
    """One TOML table, read key by key; ``end`` refuses what nobody asked for.

    Every method raises ``LabError`` when the value is not there or is not what it should be.
    """

    where: str
    """File and place in it, for the error."""
    values: Mapping[str, object]
    read: set[str] = field(default_factory=set)

    def text(self, key: str, pattern: str = r".+", *, means: str = "a text") -> str:
        """Return a text that matches the whole pattern."""
        value = self._value(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self._wrong(key, value, means)
        return value

    def integer(self, key: str, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self._value(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(key, value, f"a whole number from {least} to {most}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        if key not in self.values:
            return default
        value = self._value(key)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false")
        return value

    def table(self, key: str) -> Table:
        """Return the table under a key."""
        return self._table(key, self._value(key))

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Yield the named tables under a key, at least one."""
        under = self.table(key)
        if not under.values:
            raise LabError(f"{key} is empty", where=self.where, mend=f"add one to [{key}]")
        for name in under.values:
            yield name, under.table(name)

    def list(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array of tables, at least one."""
        value = self._value(key)
        if not isinstance(value, list) or not value:
            raise self._wrong(key, value, f"at least one [[{key}]]")
        for one in value:
            yield self._table(key, one)

    def end(self) -> None:
        """Refuse the keys that were not read."""
        for key in self.values:
            if key not in self.read:
                raise LabError(
                    f"{key} is not known here", where=self.where, mend=f"known: {', '.join(sorted(self.read))}"
                )

    def _value(self, key: str) -> object:
        self.read.add(key)
        if key not in self.values:
            raise LabError(f"{key} is missing", where=self.where, mend=f"add {key}")
        return self.values[key]

    def _table(self, key: str, value: object) -> Table:
        if not isinstance(value, dict):
            raise self._wrong(key, value, "a table")
        return Table(f"{self.where}, {key}", value)

    def _wrong(self, key: str, value: object, means: str) -> LabError:
        return LabError(f"{key} is {value!r}", where=self.where, mend=f"write {means}")
