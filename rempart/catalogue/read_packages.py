"""Reads the table of packages, and how the provider of each finds out where to connect.

A package whose provider is configured like another's says so, and repeats nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rempart.catalogue.facts import Connection, Package, Partition, Purpose, ServiceHost, Variables
from rempart.catalogue.once import Once
from rempart.catalogue.rows import Row, citation_of, own_citation, read_table

_REACHES = ("operator", "endpoint", "nowhere", "hidden")
_TEMPLATE = re.compile(r"(?:[a-z0-9-]+\.)*(?:[a-z0-9-]*\{region\}[a-z0-9-]*)(?:\.[a-z0-9-]+)+")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_CREDENTIAL = re.compile(r"(?:^|_)(?:PASSWORD|PASSPHRASE|SECRET|TOKEN|KEY|CREDENTIALS?)(?:_|$)")
_LIKE = "configured_like"
_OF_A_CONNECTION = (
    "host_template",
    "partitions",
    "services",
    "endpoint_names",
    "variables",
    "clouds_file",
    "signs_in",
)


def read_packages(file: Path, operators: frozenset[str], once: Once) -> Iterator[Package]:
    """Yield the packages in the order of the file. Raises CatalogueError that names row and field."""
    table = read_table(file)
    citation = citation_of(table)
    known: dict[str, Connection] = {}
    for row in table.rows("packages"):
        name, reach, operator = row.text("name"), row.one_of("reach", _REACHES), row.optional("operator")
        row.where = f"{row.where} ({name})"
        once.state(row, "name", "package", name)
        if (reach == "operator") is (operator is None):
            raise row.problem("operator", "is for `reach: operator`, and only for it")
        if operator is not None and operator not in operators:
            raise row.problem("operator", "is not in the catalogue", "use the id of an operator")
        known[name] = _connection(row, reach, known)
        yield Package(
            name,
            reach,
            operator,
            row.optional("default_host"),
            row.optional("note") or "",
            own_citation(row, citation),
            row.choices("connects_to", Purpose),
            row.choices_by_name("parts", Purpose),
            known[name],
        )
        row.done()
    table.done()


def _connection(row: Row, reach: str, known: dict[str, Connection]) -> Connection:
    """Read how a provider connects: by itself, or like a package above."""
    stated = [name for name in (_LIKE, *_OF_A_CONNECTION) if row.has(name)]
    if stated and reach != "endpoint":
        raise row.problem(stated[0], "is for `reach: endpoint`, and only for it")
    like = row.optional(_LIKE)
    if like is None:
        return _own_connection(row)
    if len(stated) > 1:
        raise row.problem(stated[1], f"stands beside {_LIKE}", "state the one or the other")
    if like not in known:
        raise row.problem(_LIKE, "names no package above", "name one, or move this row below it")
    return known[like]


def _own_connection(row: Row) -> Connection:
    partitions = tuple(_partitions(row.rows("partitions")))
    template = _template(row) if row.has("host_template") else None
    if partitions and template is None:
        raise row.problem("partitions", "stand without a host_template", "state that of all other regions")
    return Connection(
        host_template=template,
        partitions=partitions,
        services=tuple(_services(row.rows("services"))),
        endpoint_names=_endpoint_names(row),
        variables=_variables(row.group("variables")),
        clouds_file=row.flag("clouds_file"),
        signs_in=row.flag("signs_in"),
    )


def _partitions(rows: Iterable[Row]) -> Iterator[Partition]:
    for row in rows:
        yield Partition(row.text("prefix"), _template(row))
        row.done()


def _services(rows: Iterable[Row]) -> Iterator[ServiceHost]:
    names: set[str] = set()
    for row in rows:
        name = row.text("name")
        if name in names:
            raise row.problem("name", f"repeats the service {name}", "keep one of them")
        names.add(name)
        yield ServiceHost(name, _template(row), _names(row, "variables"))
        row.done()


def _template(row: Row) -> str:
    template = row.text("host_template")
    if not _TEMPLATE.fullmatch(template):
        mend = "write the host alone, in lower case, with {region} in it once: api.{region}.example.org"
        raise row.problem("host_template", "is no host with its region", mend)
    return template


def _endpoint_names(row: Row) -> tuple[tuple[str, str], ...]:
    pairs = row.texts_by_name("endpoint_names")
    for name, host in pairs:
        if name != name.casefold():
            raise row.problem("endpoint_names", f"holds {name}, not in lower case", "names are compared in lower case")
        if not _HOST.fullmatch(host):
            raise row.problem("endpoint_names", f"gives {name} no host", "write the host alone, in lower case")
    return pairs


def _variables(row: Row | None) -> Variables:
    if row is None:
        return Variables()
    found = Variables(
        endpoint=_names(row, "endpoint"),
        region=_names(row, "region"),
        cloud=_names(row, "cloud"),
        unverified=_names(row, "unverified"),
        service_endpoints=row.optional("service_endpoints") or "",
    )
    every = (*found.endpoint, *found.region, *found.cloud, *found.unverified)
    twice = next((name for name in every if every.count(name) > 1), None)
    if twice is not None:
        raise row.problem(twice, "is named twice", "a variable says one thing")
    row.done()
    return found


def _names(row: Row, field: str) -> tuple[str, ...]:
    """Return names of environment variables; one that may hold a credential is refused, since none is ever read."""
    names = row.texts(field)
    for name in names:
        if not _VARIABLE.fullmatch(name):
            raise row.problem(field, f"holds {name}, which is no variable", "write it in capitals, as it is exported")
        if _CREDENTIAL.search(name):
            raise row.problem(field, f"holds {name}, which may be a credential", "name what holds none")
    return names
