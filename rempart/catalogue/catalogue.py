"""The facts, indexed for the questions that the other rooms ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from rempart.catalogue import rebuild
from rempart.catalogue.facts import Control, Endpoint, HostMatch, Implied, Operator, Package, Region

Fact = TypeVar("Fact")
_PLAIN_END = re.compile(r"\\\.(?:\(\?:(?P<ends>[a-z0-9\-\\.|]+)\)|(?P<end>[a-z0-9\-]+(?:\\\.[a-z0-9\-]+)*))\$$")
"""Whole labels in plain letters at the end of a pattern: one end, or several to choose from."""
_TOLD_APART = 2
"""Labels at the end of a host by which patterns are sorted: of a registered domain, in most countries."""
Rows = Sequence[Mapping[str, Any]]
"""Facts as the compiled catalogue holds them: one flat mapping each."""


class Catalogue:
    """Answers from the compiled facts. A fact is built when it is first asked for: most runs need a handful."""

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        self._operators = _Table(compiled["operators"], "id", rebuild.operator)
        self._packages = _Table(compiled["packages"], "name", rebuild.package)
        self._controls = _Table(compiled["controls"], "id", rebuild.control)
        self._region_rows: Rows = compiled["regions"]
        self._endpoint_rows: Rows = compiled["endpoints"]
        self._implied_rows: Rows = compiled["implied"]
        self._plugin_rows: Rows = compiled["plugins"]
        self._aliases: Mapping[str, str] = compiled["aliases"]
        self._hosts: dict[str, HostMatch | None] = {}
        self._regions: dict[tuple[str, str], Region | None] = {}
        self._unions: dict[tuple[str, ...], re.Pattern[str]] = {}

    def operator(self, identifier: str) -> Operator | None:
        """Return the operator with this id."""
        return self._operators.get(identifier)

    def operators(self) -> tuple[Operator, ...]:
        """Return every operator, in the order of the files."""
        return self._operators.all

    def find_operator(self, text: str) -> Operator | None:
        """Return the operator that a person means: by id, name, legal entity or other name, whatever the case."""
        wanted = text.casefold().strip()
        by_alias = {alias.casefold(): identifier for alias, identifier in self._aliases.items()}
        for operator in self.operators():
            if wanted in {operator.id.casefold(), operator.name.casefold(), operator.legal_entity.casefold()}:
                return operator
        return self.operator(by_alias[wanted]) if wanted in by_alias else None

    def host(self, host: str) -> HostMatch | None:
        """Return who runs a host: by its exact name, else by pattern, else by the longest suffix of whole labels.

        ``host`` is in lower case, ASCII, without port or trailing dot.
        """
        if host not in self._hosts:
            self._hosts[host] = self._find_host(host)
        return self._hosts[host]

    def endpoints_of(self, operator: str) -> tuple[Endpoint, ...]:
        """Return the hosts that an operator runs."""
        return tuple(rebuild.endpoint(row) for row in self._endpoint_rows if row["operator"] == operator)

    def region(self, operator: str, name: str) -> Region | None:
        """Return a region of one operator, by its name or the family that it belongs to."""
        key = (operator, name)
        if key not in self._regions:
            self._regions[key] = self._find_region(operator, name)
        return self._regions[key]

    def regions_of(self, operator: str) -> tuple[Region, ...]:
        """Return the regions of one operator."""
        return tuple(rebuild.region(row) for row in self._rows_of_operator.get(operator, ()))

    def spells_regions(self, operator: str) -> bool:
        """Whether the regions of an operator are stated with their spellings, numbers and zones, by pattern."""
        return any(row["pattern"] for row in self._rows_of_operator.get(operator, ()))

    def package(self, name: str) -> Package | None:
        """Return what a Pulumi package says about placement; a versioned name (``azure-native_storage_v2``) too."""
        return self._packages.get(name) or self._packages.get(name.partition("_")[0])

    def packages(self) -> tuple[Package, ...]:
        """Return every package that the catalogue knows."""
        return self._packages.all

    def publishes(self, source: str, package: str) -> bool:
        """Whether plugins of a package come from an address, as far as the catalogue knows."""
        address = source.casefold().rstrip("/")
        return any(
            row["package"] in (None, package) and f"{address}/".startswith(f"{row['address']}/")
            for row in self._plugin_rows
        )

    @cached_property
    def implied(self) -> tuple[Implied, ...]:
        """What connects to whom although no host is written, in the order of the table."""
        return tuple(rebuild.implied(row) for row in self._implied_rows)

    def control(self, identifier: str) -> Control | None:
        """Return a paragraph of a legal text or referential by its id (``SecNumCloud-3.2:19.6.a``)."""
        return self._controls.get(identifier)

    def controls(self) -> tuple[Control, ...]:
        """Return every control."""
        return self._controls.all

    @cached_property
    def _rows_of_operator(self) -> dict[str, list[Mapping[str, Any]]]:
        rows: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._region_rows:
            rows.setdefault(row["operator"], []).append(row)
        return rows

    @cached_property
    def _exact(self) -> dict[str, Mapping[str, Any]]:
        return {row["value"]: row for row in self._endpoint_rows if row["match"] == "exact_host"}

    @cached_property
    def _suffixes(self) -> dict[str, Mapping[str, Any]]:
        return {row["value"]: row for row in self._endpoint_rows if row["match"] == "host_suffix"}

    @cached_property
    def _patterns(self) -> dict[str, list[Mapping[str, Any]]]:
        """The rows of patterns by the last labels of the hosts that they match; by an empty text those of any."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self._endpoint_rows:
            if row["match"] == "regex":
                for end in _ends_of(row["value"]):
                    found.setdefault(end, []).append(row)
        return found

    def _patterns_for(self, host: str) -> Iterator[tuple[re.Pattern[str], Mapping[str, Any]]]:
        """Yield the patterns that may match a host, those that tell most labels first; most hosts have none."""
        rows = [row for end in (*_last_labels(host), "") for row in self._patterns.get(end, ())]
        if rows and self._some_of(rows).match(host):
            yield from ((re.compile(row["value"]), row) for row in rows)

    def _some_of(self, rows: Sequence[Mapping[str, Any]]) -> re.Pattern[str]:
        """Return what matches whenever one of the patterns does: most hosts match none."""
        values = tuple(row["value"] for row in rows)
        if values not in self._unions:
            self._unions[values] = re.compile("|".join(f"(?:{value})" for value in values))
        return self._unions[values]

    def _find_host(self, host: str) -> HostMatch | None:
        row = self._exact.get(host)
        if row is not None:
            return self._match(row, row["region"])
        for pattern, candidate in self._patterns_for(host):
            found = pattern.match(host)
            if found is not None:
                region = candidate["region"]
                return self._match(candidate, found.expand(region) if region else None)
        labels = host.split(".")
        for start in range(len(labels)):
            row = self._suffixes.get(".".join(labels[start:]))
            if row is not None:
                return self._match(row, row["region"])
        return None

    def _match(self, row: Mapping[str, Any], region: str | None) -> HostMatch | None:
        operator = self.operator(row["operator"])
        return None if operator is None else HostMatch(rebuild.endpoint(row), operator, region)

    def _find_region(self, operator: str, name: str) -> Region | None:
        rows = self._rows_of_operator.get(operator, ())
        for row in rows:
            if row["name"] == name:
                return rebuild.region(row)
        for row in rows:
            if row["pattern"] and re.match(row["pattern"], name):
                return rebuild.region(row)
        return None


class _Table(Generic[Fact]):
    """Rows by key, each turned into its fact when first asked for."""

    def __init__(self, rows: Rows, key: str, build: Callable[[Mapping[str, Any]], Fact]) -> None:
        self._rows = {row[key]: row for row in rows}
        self._build = build
        self._built: dict[str, Fact] = {}

    def get(self, key: str) -> Fact | None:
        if key not in self._built:
            row = self._rows.get(key)
            if row is None:
                return None
            self._built[key] = self._build(row)
        return self._built[key]

    @cached_property
    def all(self) -> tuple[Fact, ...]:
        return tuple(fact for key in self._rows if (fact := self.get(key)) is not None)


def _ends_of(pattern: str) -> Iterator[str]:
    """Yield the last labels that hosts have which a pattern matches; an empty text where the pattern does not tell."""
    plain = _PLAIN_END.search(pattern)
    ends = (plain["ends"] or plain["end"]).replace("\\", "").split("|") if plain is not None else [""]
    yield from dict.fromkeys(".".join(end.split(".")[-_TOLD_APART:]) for end in ends)


def _last_labels(host: str) -> tuple[str, ...]:
    labels = host.split(".")[-_TOLD_APART:]
    return (".".join(labels), labels[-1]) if len(labels) > 1 else (host,)
