"""Reads the tables of this folder: texts, and what each is to mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rempart.catalogue import load_catalogue
from rempart.meaning.facts import Facts
from rempart.meaning.findings import Document, Spot, Tree
from rempart.meaning.findings import Value as Text
from rempart.meaning.forms import names_a_form
from rempart.meaning.unfold import Unfolding
from rempart.model.mention import Reading, Role

HERE = Path(__file__).resolve().parent
OPERATORS = {
    "amazon": "aws",
    "anthropic": "anthropic",
    "google": "gcp",
    "microsoft": "azure",
}
"""Words for implied operators that differ from the catalogue's ids."""


@dataclass(frozen=True)
class Row:
    """One row: a text under a key, or a tree, and what it is to mean."""

    it: str
    key: str
    text: str | None
    tree: Any
    sends: frozenset[str]
    fetches: frozenset[str]
    refers: frozenset[str]
    names: frozenset[str]
    implied: frozenset[str]
    undetermined: bool
    credentials: int | None


def rows() -> Iterator[Row]:
    """Yield every row of every table."""
    for file in sorted(HERE.glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield _row(row, file.name)


def _row(row: Mapping[str, Any], file: str) -> Row:
    known = set(Row.__dataclass_fields__)
    assert set(row) <= known, f"{file}: {row.get('it')}: {sorted(set(row) - known)}"
    sets = {name: frozenset(row.get(name) or ()) for name in ("sends", "fetches", "refers", "names", "implied")}
    return Row(
        it=f"{file.removesuffix('.yaml')}: {row['it']}",
        key=str(row.get("key", "")),
        text=row.get("text"),
        tree=row.get("tree"),
        undetermined=bool(row.get("undetermined")),
        credentials=row.get("credentials"),
        **sets,
    )


@cache
def facts() -> Facts:
    """Return the facts that the shipped catalogue states."""
    return Facts(load_catalogue())


def read(row: Row) -> Reading:
    """Return what a row's text or tree says."""
    spot = Spot(key=row.key)
    if row.tree is not None:
        return Unfolding(facts()).read(Tree(row.tree, spot))
    text = row.text or ""
    is_text = "\n" in text.strip() or row.key in {"userData", "create"} or "/" in row.key or names_a_form(row.key)
    return Unfolding(facts()).read(Document(text, spot) if is_text else Text(text.strip("\n"), spot))


def hosts(reading: Reading, role: Role) -> frozenset[str]:
    """Return the hosts that a reading mentions in one role."""
    return frozenset(mention.host.name for mention in reading.mentions if mention.role is role)


def operator_of(host: str) -> str:
    """Return the id of the operator that the catalogue places a host with."""
    match = load_catalogue().host(host)
    return match.operator.id if match is not None else ""


def differences(row: Row, reading: Reading) -> list[str]:
    """Return in what a reading is not what the row says, for people."""
    sends, fetches = hosts(reading, Role.SENDS), hosts(reading, Role.FETCHES)
    wanted = {OPERATORS.get(word, word) for word in row.implied}
    implied = {host for host in sends - row.sends if operator_of(host) in wanted}
    told = [f"does not imply {word}" for word in sorted(wanted - {operator_of(host) for host in implied})]
    for what, got, expected in (
        ("sends", sends - implied, row.sends),
        ("fetches", fetches, row.fetches),
    ):
        told += [f"{what} to {host}" for host in sorted(got - expected)]
        told += [f"misses {what} {host}" for host in sorted(expected - got)]
    for role, expected in ((Role.REFERS, row.refers), (Role.NAMES, row.names)):
        told += [f"misses {role} {host}" for host in sorted(expected - hosts(reading, role))]
    if bool(reading.unread) != row.undetermined:
        told.append(f"unread: {dict(reading.unread)}" if reading.unread else "is read in full")
    if row.credentials is not None and len(reading.credentials) != row.credentials:
        told.append(f"credentials: {reading.credentials}")
    return told
