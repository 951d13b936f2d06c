"""Reads the table of implied operators: what connects to whom although no host is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rempart.catalogue.facts import Implied, Sign
from rempart.catalogue.once import Once
from rempart.catalogue.rows import Row, citation_of, own_citation, read_table

_ROLES = ("sends", "fetches")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_FAMILY = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN = re.compile(r"\S+")
_SHORTEST_CALL = 6
"""Shorter pieces of source stand in programs that have nothing to do with the operator."""
_ESCAPE_OR_CLASS = re.compile(r"\\.|\[[^\]]*\]")
_UNBOUNDED = re.compile(r"[*+]|\{[0-9]+,\}")
_REPEATED_GROUP = re.compile(r"\)[*+{]")


def read_implied(file: Path, once: Once) -> Iterator[Implied]:
    """Yield the rows of the table. Raises CatalogueError that names row and field."""
    table = read_table(file)
    citation = citation_of(table)
    families = dict(_families(table.rows("families"), once))
    for row in table.rows("implied"):
        identifier = row.text("id")
        row.where = f"{row.where} ({identifier})"
        once.state(row, "id", "implied operator", identifier)
        sign = row.choice("sign", Sign)
        is_command = sign is Sign.COMMAND
        yield Implied(
            id=identifier,
            sign=sign,
            settings=_settings(row) if sign is Sign.SETTING else (),
            names=() if sign is Sign.SETTING else _names(row, sign, once),
            subcommands=row.texts("subcommands") if is_command else (),
            offline=row.texts("offline") if is_command else (),
            family=_family(row, families),
            host=_host(row),
            role=row.one_of("role", _ROLES) if row.has("role") else "sends",
            unless=(*families[row.text("family")], *_patterns(row, "unless", row.texts("unless"))),
            note=row.optional("note") or "",
            citation=own_citation(row, citation),
        )
        row.done()
    table.done()


def _families(rows: Iterable[Row], once: Once) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row in rows:
        name = row.text("family")
        if not _FAMILY.fullmatch(name):
            raise row.problem("family", "is no single word in lower case")
        once.state(row, "family", "family", name)
        yield name, _patterns(row, "unless", row.texts("unless"))
        row.done()


def _family(row: Row, families: Mapping[str, tuple[str, ...]]) -> str:
    name = row.text("family")
    if name not in families:
        raise row.problem("family", "is not in the list of families", "add it there, with what states its endpoint")
    return name


def _host(row: Row) -> str:
    host = row.text("host")
    if not _HOST.fullmatch(host):
        raise row.problem("host", "is no host", "write the host alone, in lower case")
    return host


def _settings(row: Row) -> tuple[tuple[str, str], ...]:
    settings = row.texts_by_name("match")
    if not settings:
        raise row.problem("match", "is missing", "name the settings that show it")
    names = _patterns(row, "match", (name for name, _ in settings))
    values = tuple(_checked(row, "match", value) for _, value in settings)
    return tuple(zip(names, values, strict=True))


def _names(row: Row, sign: Sign, once: Once) -> tuple[str, ...]:
    names = row.texts("match")
    if not names:
        raise row.problem("match", "is missing", "name what shows it")
    # One client may reach several operators, each by a subcommand of its own.
    told = " ".join(row.texts("subcommands")) if sign is Sign.COMMAND else ""
    for name in names:
        once.state(row, "match", sign.value, f"{name} {told}".strip())
    if sign is Sign.VARIABLE:
        return _patterns(row, "match", names)
    for name in names:
        if sign is Sign.CALL and len(name) < _SHORTEST_CALL:
            raise row.problem("match", f"holds {name}, which is too short to tell anything")
        if sign is not Sign.CALL and not _PLAIN.fullmatch(name):
            raise row.problem("match", f"holds {name}, which is not one word")
    return names


def _patterns(row: Row, field: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return patterns of names, squeezed like the names that they are compared with."""
    return tuple(_checked(row, field, name.replace("_?", "").replace("_", "").lower()) for name in names)


def _checked(row: Row, field: str, pattern: str) -> str:
    """Refuse a pattern that does not compile, or that could take more than one pass over what it is compared with."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise row.problem(field, f"holds {pattern}, which is no regular expression: {error}") from error
    if pattern.startswith("^") or pattern.endswith("$"):
        raise row.problem(field, f"holds {pattern} with an anchor", "leave it out: patterns are matched whole")
    bare = _ESCAPE_OR_CLASS.sub("x", pattern)
    if len(_UNBOUNDED.findall(bare)) > 1 or _REPEATED_GROUP.search(bare):
        raise row.problem(field, f"holds {pattern}, which may take long to match", "repeat one part of it at most")
    return pattern
