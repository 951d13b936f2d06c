"""Reads the fact files that reviewers write, and refuses what is malformed or contradicts itself.

A row whose source is that of the row around it need not repeat it: a law is sourced like its operator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from rempart.catalogue.facts import (
    Control,
    Endpoint,
    Jurisdiction,
    Operator,
    Owner,
    Package,
    Qualification,
    Region,
)
from rempart.catalogue.rows import Row
from rempart.errors import CatalogueError
from rempart.model.fact import Citation, Confidence
from rempart.model.placement import Exposure, LawReach

_SCHEMES = ("secnumcloud", "hds")
_STATUSES = ("qualified", "certified", "none", "unknown")
_MATCHES = ("exact_host", "regex", "host_suffix")
_REACHES = ("operator", "endpoint", "nowhere", "hidden")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Facts:
    """Every fact of the catalogue, in the order of the files."""

    operators: tuple[Operator, ...]
    regions: tuple[Region, ...]
    endpoints: tuple[Endpoint, ...]
    packages: tuple[Package, ...]
    controls: tuple[Control, ...]
    aliases: tuple[tuple[str, str], ...]
    """Other names of operators: (name, operator id)."""


def fact_files(folder: Path) -> list[Path]:
    """Return the files of a catalogue, in a stable order."""
    return sorted(folder.rglob("*.yaml"))


def read_facts(folder: Path) -> Facts:
    """Read and check a catalogue. Raises CatalogueError that names file, row and field."""
    eea = _eea(folder)
    operators = [entry for file in sorted((folder / "operators").glob("*.yaml")) for entry in _operators(file, eea)]
    facts = Facts(
        operators=tuple(entry.operator for entry in operators),
        regions=tuple(region for entry in operators for region in entry.regions),
        endpoints=tuple(endpoint for entry in operators for endpoint in entry.endpoints),
        packages=tuple(_packages(folder / "packages.yaml")),
        controls=tuple(control for file in sorted((folder / "controls").glob("*.yaml")) for control in _controls(file)),
        aliases=tuple((alias, entry.operator.id) for entry in operators for alias in entry.aliases),
    )
    _refuse_twice([operator.id for operator in facts.operators], "operator", folder)
    _refuse_twice([endpoint.value for endpoint in facts.endpoints], "endpoint", folder)
    _refuse_twice([package.name for package in facts.packages], "package", folder)
    _refuse_twice([control.id for control in facts.controls], "control", folder)
    _refuse_dangling(facts, folder)
    return facts


@dataclass(frozen=True, slots=True)
class _Entry:
    operator: Operator
    regions: tuple[Region, ...]
    endpoints: tuple[Endpoint, ...]
    aliases: tuple[str, ...]


def _load(file: Path) -> Row:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, in C if there
    except OSError as error:
        raise CatalogueError(f"cannot be read: {error.strerror}", where=str(file)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        at = f", line {line + 1}" if isinstance(line, int) else ""
        raise CatalogueError("is not valid YAML", where=f"{file}{at}", mend="correct the syntax") from error
    return Row(content, str(file))


def _eea(folder: Path) -> frozenset[str]:
    row = _load(folder / "eea.yaml")
    _citation(row)
    countries = row.texts("countries")
    row.done()
    return frozenset(countries)


def _operators(file: Path, eea: frozenset[str]) -> Iterator[_Entry]:
    table = _load(file)
    for row in table.rows("operators"):
        yield _operator(row, eea)
    table.done()


def _operator(row: Row, eea: frozenset[str]) -> _Entry:
    identifier = row.text("id")
    row.where = f"{row.where} ({identifier})"
    citation = _citation(row)
    operator = Operator(
        id=identifier,
        name=row.text("name"),
        legal_entity=row.text("legal_entity"),
        seat=row.country("seat"),
        jurisdiction=row.choice("jurisdiction", Jurisdiction),
        owners=_all(row, "owners", lambda owner: _owner(owner, citation)),
        laws=_all(row, "laws", _law),
        technology=row.optional_country("technology"),
        qualifications=_all(row, "qualifications", _qualification),
        note=row.optional("note") or "",
        citation=citation,
    )
    aliases = row.texts("aliases")
    regions = _all(row, "regions", lambda region: _region(region, identifier, eea))
    endpoints = _all(row, "endpoints", lambda endpoint: _endpoint(endpoint, identifier))
    row.done()
    _refuse_contradiction(row, operator)
    return _Entry(operator, regions, endpoints, aliases)


def _all(row: Row, name: str, build: Callable[[Row], Fact]) -> tuple[Fact, ...]:
    built = []
    for entry in row.rows(name):
        built.append(build(entry))
        entry.done()
    return tuple(built)


def _citation(row: Row) -> Citation:
    return Citation(row.text("source"), row.day_or_undated("source_date"), row.choice("confidence", Confidence))


def _owner(row: Row, citation: Citation) -> Owner:
    return Owner(
        row.text("name"),
        row.optional_country("country"),
        row.optional("share") or "",
        _citation(row) if row.has("source") else citation,
    )


def _law(row: Row) -> LawReach:
    return LawReach(
        row.text("law"), row.country("country"), row.choice("exposure", Exposure), row.text("through"), row.text("why")
    )


def _qualification(row: Row) -> Qualification:
    return Qualification(
        scheme=row.one_of("scheme", _SCHEMES),
        service=row.text("service"),
        status=row.one_of("status", _STATUSES),
        regions=row.texts("regions"),
        regions_known=row.flag("regions_known"),
        valid_from=row.day("valid_from"),
        valid_until=row.day("valid_until"),
        decision=row.optional("decision"),
        note=row.optional("note") or "",
        citation=_citation(row),
    )


def _region(row: Row, operator: str, eea: frozenset[str]) -> Region:
    country = row.country("country")
    return Region(
        operator=operator,
        name=row.text("name"),
        pattern=row.pattern("pattern"),
        country=country,
        place=row.optional("place") or "",
        in_eea=country in eea,
        service=row.optional("service"),
        note=row.optional("note") or "",
        citation=_citation(row),
    )


def _endpoint(row: Row, operator: str) -> Endpoint:
    match = row.one_of("match", _MATCHES)
    value = row.pattern("value") if match == "regex" else row.text("value")
    if value is None or value != value.lower():
        raise row.problem("value", "is not in lower case", "hosts are compared in lower case")
    return Endpoint(
        operator=operator,
        match=match,
        value=value,
        service=row.text("service"),
        region=row.optional("region"),
        note=row.optional("note") or "",
        citation=_citation(row),
    )


def _packages(file: Path) -> Iterator[Package]:
    table = _load(file)
    citation = _citation(table)
    for row in table.rows("packages"):
        yield Package(
            row.text("name"),
            row.one_of("reach", _REACHES),
            row.optional("operator"),
            row.optional("default_host"),
            row.optional("note") or "",
            citation,
        )
        row.done()
    table.done()


def _controls(file: Path) -> Iterator[Control]:
    table = _load(file)
    framework = table.text("framework")
    for row in table.rows("controls"):
        yield Control(row.text("id"), framework, row.text("title"), row.text("paraphrase"), _citation(row))
        row.done()
    table.done()


def _refuse_contradiction(row: Row, operator: Operator) -> None:
    """Refuse an operator whose jurisdiction and laws tell two stories."""
    strongest = {law.exposure for law in operator.laws}
    expected = operator.jurisdiction.exposure
    reached = next((e for e in (Exposure.DIRECT, Exposure.INDIRECT) if e in strongest), Exposure.NONE)
    if reached is not expected:
        what = f"says {expected.value} exposure, but the strongest law listed is {reached.value}"
        raise row.problem("jurisdiction", what, "correct the one or the other")


def _refuse_twice(values: list[str], what: str, folder: Path) -> None:
    twice = [value for value, times in Counter(values).items() if times > 1]
    if twice:
        raise CatalogueError(f"{what} {twice[0]} is stated twice", where=str(folder), mend="keep one of them")


def _refuse_dangling(facts: Facts, folder: Path) -> None:
    known = {operator.id for operator in facts.operators}
    for package in facts.packages:
        if package.operator is not None and package.operator not in known:
            where = f"{folder}/packages.yaml ({package.name})"
            raise CatalogueError(f"operator {package.operator} is not in the catalogue", where=where)
        if (package.reach == "operator") is (package.operator is None):
            where = f"{folder}/packages.yaml ({package.name})"
            raise CatalogueError("operator is for reach: operator, and only for it", where=where)
    for operator in facts.operators:
        for held in operator.qualifications:
            names = {region.name for region in facts.regions if region.operator == operator.id}
            missing = [name for name in held.regions if name not in names]
            if missing:
                where = f"{folder}/operators ({operator.id}, {held.scheme} of {held.service})"
                raise CatalogueError(f"region {missing[0]} is not one of the operator's", where=where)
