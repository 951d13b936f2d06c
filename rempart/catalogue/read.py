"""Reads the fact files that reviewers write, and refuses what is malformed or contradicts itself.

A row whose source is that of the row around it need not repeat it: a law is sourced like its operator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rempart.catalogue.facts import (
    Control,
    Endpoint,
    Implied,
    Jurisdiction,
    Operator,
    Owner,
    Package,
    PluginSource,
    Purpose,
    Qualification,
    Region,
)
from rempart.catalogue.once import Once
from rempart.catalogue.read_implied import read_implied
from rempart.catalogue.read_packages import read_packages
from rempart.catalogue.rows import Row, citation_of, own_citation, read_table
from rempart.model.fact import Citation
from rempart.model.placement import Exposure, LawReach

_SCHEMES = ("secnumcloud", "hds")
_STATUSES = ("qualified", "certified", "none", "unknown")
_MATCHES = ("exact_host", "regex", "host_suffix")
_NO_COUNTRY = "ZZ"
"""Stands where there is no country to name."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._:-]*[a-z0-9])?")
"""A host, a suffix of hosts, or a literal IP address, as hosts are compared."""

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Facts:
    """Every fact of the catalogue, in the order of the files."""

    operators: tuple[Operator, ...]
    regions: tuple[Region, ...]
    endpoints: tuple[Endpoint, ...]
    packages: tuple[Package, ...]
    plugins: tuple[PluginSource, ...]
    implied: tuple[Implied, ...]
    controls: tuple[Control, ...]
    aliases: tuple[tuple[str, str], ...]
    """Other names of operators: (name, operator id)."""


def read_facts(folder: Path) -> Facts:
    """Read and check a catalogue. Raises CatalogueError that names file, row and field."""
    eea = _eea(folder)
    once = Once()
    entries = [entry for file in sorted((folder / "operators").glob("*.yaml")) for entry in _operators(file, eea, once)]
    operators = frozenset(entry.operator.id for entry in entries)
    return Facts(
        operators=tuple(entry.operator for entry in entries),
        regions=tuple(region for entry in entries for region in entry.regions),
        endpoints=tuple(endpoint for entry in entries for endpoint in entry.endpoints),
        packages=tuple(read_packages(folder / "packages.yaml", operators, once)),
        plugins=tuple(_plugins(folder / "plugins.yaml", once)),
        implied=tuple(read_implied(folder / "implied.yaml", once)),
        controls=tuple(
            control for file in sorted((folder / "controls").glob("*.yaml")) for control in _controls(file, once)
        ),
        aliases=tuple((alias, entry.operator.id) for entry in entries for alias in entry.aliases),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    operator: Operator
    regions: tuple[Region, ...]
    endpoints: tuple[Endpoint, ...]
    aliases: tuple[str, ...]


def _eea(folder: Path) -> frozenset[str]:
    row = read_table(folder / "eea.yaml")
    citation_of(row)
    countries = row.texts("countries")
    row.done()
    return frozenset(countries)


def _operators(file: Path, eea: frozenset[str], once: Once) -> Iterator[_Entry]:
    table = read_table(file)
    for row in table.rows("operators"):
        yield _operator(row, eea, once)
    table.done()


def _operator(row: Row, eea: frozenset[str], once: Once) -> _Entry:
    identifier = row.text("id")
    row.where = f"{row.where} ({identifier})"
    once.state(row, "id", "operator", identifier)
    citation = citation_of(row)
    operator = Operator(
        id=identifier,
        name=row.text("name"),
        legal_entity=row.text("legal_entity"),
        seat=row.country("seat"),
        jurisdiction=row.choice("jurisdiction", Jurisdiction),
        owners=_owners(row, citation),
        laws=_all(row, "laws", _law),
        technology=row.optional_country("technology"),
        qualifications=_all(row, "qualifications", _qualification),
        note=row.optional("note") or "",
        citation=citation,
    )
    aliases = row.texts("aliases")
    for alias in aliases:
        once.state(row, "aliases", "operator", alias)
    regions = _all(row, "regions", lambda region: _region(region, identifier, eea, once))
    purpose = row.choice("purpose", Purpose) if row.has("purpose") else Purpose.GENERAL
    endpoints = _all(row, "endpoints", lambda endpoint: _endpoint(endpoint, identifier, purpose, once))
    row.done()
    if operator.simulated:
        _refuse_facts_of_a_simulation(row, operator, regions)
        return _Entry(operator, regions, endpoints, aliases)
    _refuse_contradiction(row, operator)
    _refuse_strange_regions(row, operator, regions, endpoints)
    return _Entry(operator, regions, endpoints, aliases)


def _all(row: Row, name: str, build: Callable[[Row], Fact]) -> tuple[Fact, ...]:
    built = []
    for entry in row.rows(name):
        built.append(build(entry))
        entry.done()
    return tuple(built)


def _owners(row: Row, citation: Citation) -> tuple[Owner, ...]:
    """Read the ownership chain: each owner holds the one before it, unless it says which company it holds."""
    companies = [row.text("legal_entity")]

    def owner(entry: Row) -> Owner:
        name, holds = entry.text("name"), entry.optional("holds") or companies[-1]
        if holds not in companies:
            raise entry.problem(
                "holds", "is neither the operator's legal entity nor an owner above", "name one of them"
            )
        companies.append(name)
        country, share = entry.optional_country("country"), entry.optional("share") or ""
        return Owner(name, country, share, own_citation(entry, citation), holds)

    return _all(row, "owners", owner)


def _law(row: Row) -> LawReach:
    return LawReach(
        row.text("law"), row.country("country"), row.choice("exposure", Exposure), row.text("through"), row.text("why")
    )


def _qualification(row: Row) -> Qualification:
    valid_from, valid_until = row.day("valid_from"), row.day("valid_until")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise row.problem("valid_until", "lies before valid_from", "correct the one or the other")
    return Qualification(
        scheme=row.one_of("scheme", _SCHEMES),
        service=row.text("service"),
        status=row.one_of("status", _STATUSES),
        regions=row.texts("regions"),
        regions_known=row.flag("regions_known"),
        valid_from=valid_from,
        valid_until=valid_until,
        decision=row.optional("decision"),
        note=row.optional("note") or "",
        citation=citation_of(row),
        all_services=row.flag("all_services"),
    )


def _region(row: Row, operator: str, eea: frozenset[str], once: Once) -> Region:
    country, name = row.country("country"), row.text("name")
    once.state(row, "name", f"{operator} region", name)
    return Region(
        operator=operator,
        name=name,
        pattern=row.pattern("pattern"),
        country=country,
        place=row.optional("place") or "",
        in_eea=country in eea,
        service=row.optional("service"),
        note=row.optional("note") or "",
        citation=citation_of(row),
    )


def _endpoint(row: Row, operator: str, purpose: Purpose, once: Once) -> Endpoint:
    """Read a host; one that states no purpose is for what its operator's hosts are for."""
    match = row.one_of("match", _MATCHES)
    value = (row.pattern("value") if match == "regex" else row.optional("value")) or row.text("value")
    if value != value.lower():
        raise row.problem("value", "is not in lower case", "hosts are compared in lower case")
    if match != "regex" and not _HOST.fullmatch(value):
        raise row.problem("value", "is no host", "write the host alone: no scheme, no port, no leading dot")
    once.state(row, "value", "endpoint", value)
    region = row.optional("region")
    if region is not None and "\\" in region:
        _refuse_missing_group(row, value, region)
    return Endpoint(
        operator=operator,
        match=match,
        value=value,
        service=row.text("service"),
        region=region,
        note=row.optional("note") or "",
        citation=citation_of(row),
        purpose=row.choice("purpose", Purpose) if row.has("purpose") else purpose,
        serves=_serves(row),
        parts=row.texts_by_name("parts"),
        of_customers=row.flag("of_customers"),
    )


def _serves(row: Row) -> tuple[str, ...]:
    serves = row.texts("serves")
    if row.has("serves") and not serves:
        raise row.problem("serves", "names no service", "name one, or leave it out")
    if len(set(serves)) < len(serves):
        raise row.problem("serves", "names a service twice", "keep one of them")
    return serves


def _refuse_missing_group(row: Row, pattern: str, region: str) -> None:
    """Refuse a region that refers to a group which the pattern does not have."""
    groups = re.fullmatch(r"\\([1-9])", region)
    if groups is None or int(groups[1]) > re.compile(pattern).groups:
        raise row.problem("region", "refers to no group of value", r"write \1 for the first group")


def _plugins(file: Path, once: Once) -> Iterator[PluginSource]:
    table = read_table(file)
    citation = citation_of(table)
    for row in table.rows("plugins"):
        address = row.text("address")
        once.state(row, "address", "source of plugins", address)
        if address != address.lower().rstrip("/"):
            raise row.problem("address", "is not in lower case, or ends in a slash")
        yield PluginSource(address, row.optional("package"), own_citation(row, citation))
        row.done()
    table.done()


def _controls(file: Path, once: Once) -> Iterator[Control]:
    table = read_table(file)
    framework = table.text("framework")
    for row in table.rows("controls"):
        identifier = row.text("id")
        once.state(row, "id", "control", identifier)
        yield Control(identifier, framework, row.text("title"), row.text("paraphrase"), citation_of(row))
        row.done()
    table.done()


def _refuse_facts_of_a_simulation(row: Row, operator: Operator, regions: tuple[Region, ...]) -> None:
    """Refuse what would lend a simulation a law, a place or a certificate."""
    lent = {
        "seat": operator.seat != _NO_COUNTRY,
        "owners": bool(operator.owners),
        "laws": bool(operator.laws),
        "technology": operator.technology is not None,
        "qualifications": bool(operator.qualifications),
        "regions": bool(regions),
    }
    for name, stated in lent.items():
        if stated:
            mend = f'write "{_NO_COUNTRY}"' if name == "seat" else "remove it"
            raise row.problem(name, "is stated for a simulation, which has none", mend)


def _refuse_contradiction(row: Row, operator: Operator) -> None:
    """Refuse an operator whose jurisdiction and laws tell two stories."""
    strongest = {law.exposure for law in operator.laws}
    expected = operator.jurisdiction.exposure
    reached = next((e for e in (Exposure.DIRECT, Exposure.INDIRECT) if e in strongest), Exposure.NONE)
    if expected is not None and reached is not expected:
        what = f"says {expected.value} exposure, but the strongest law listed is {reached.value}"
        raise row.problem("jurisdiction", what, "correct the one or the other")


def _refuse_strange_regions(
    row: Row, operator: Operator, regions: tuple[Region, ...], endpoints: tuple[Endpoint, ...]
) -> None:
    """Refuse a qualification or an endpoint in a region that the operator does not have."""
    names = {region.name for region in regions}
    named = [(name, f"{held.scheme} of {held.service}") for held in operator.qualifications for name in held.regions]
    named += [(end.region, end.value) for end in endpoints if end.region is not None and "\\" not in end.region]
    for name, what in named:
        if name not in names:
            raise row.problem(
                f"region {name} of {what}", "is not one of the operator's regions", "add it, or correct it"
            )
