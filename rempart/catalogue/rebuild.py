"""Turns rows of the compiled catalogue back into facts. They were checked when they were compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rempart.catalogue.facts import (
    Connection,
    Control,
    Endpoint,
    Implied,
    Jurisdiction,
    Operator,
    Owner,
    Package,
    Partition,
    PluginSource,
    Purpose,
    Qualification,
    Region,
    ServiceHost,
    Sign,
    Variables,
)
from rempart.model.fact import Citation, Confidence
from rempart.model.placement import Exposure, LawReach

Compiled = Mapping[str, Any]


def operator(row: Compiled) -> Operator:
    """Return an operator with its owners, laws and qualifications."""
    return Operator(
        **{
            **row,
            "jurisdiction": Jurisdiction(row["jurisdiction"]),
            "owners": tuple(Owner(**_cited(owner)) for owner in row["owners"]),
            "laws": tuple(LawReach(**{**law, "exposure": Exposure(law["exposure"])}) for law in row["laws"]),
            "qualifications": tuple(_qualification(held) for held in row["qualifications"]),
            "citation": _citation(row["citation"]),
        }
    )


def region(row: Compiled) -> Region:
    """Return a region."""
    return Region(**_cited(row))


def endpoint(row: Compiled) -> Endpoint:
    """Return an endpoint."""
    parts = tuple((part, service) for part, service in row["parts"])
    listed = {"serves": tuple(row["serves"]), "parts": parts}
    return Endpoint(**{**_cited(row), **listed, "purpose": Purpose(row["purpose"])})


def package(row: Compiled) -> Package:
    """Return a package."""
    connects_to = tuple(Purpose(purpose) for purpose in row["connects_to"])
    parts = tuple((part, Purpose(purpose)) for part, purpose in row["parts"])
    connection = _connection(row["connection"])
    return Package(**{**_cited(row), "connects_to": connects_to, "parts": parts, "connection": connection})


def implied(row: Compiled) -> Implied:
    """Return a row of the table of implied operators."""
    listed = {name: tuple(row[name]) for name in ("names", "subcommands", "offline", "unless")}
    settings = tuple((name, value) for name, value in row["settings"])
    return Implied(**{**_cited(row), **listed, "settings": settings, "sign": Sign(row["sign"])})


def plugin_source(row: Compiled) -> PluginSource:
    """Return where plugins come from."""
    return PluginSource(**_cited(row))


def control(row: Compiled) -> Control:
    """Return a control."""
    return Control(**_cited(row))


def _connection(row: Compiled) -> Connection:
    variables = row["variables"]
    lists = {name: tuple(value) for name, value in variables.items() if isinstance(value, list)}
    return Connection(
        **{
            **row,
            "partitions": tuple(Partition(**part) for part in row["partitions"]),
            "services": tuple(
                ServiceHost(**{**service, "variables": tuple(service["variables"])}) for service in row["services"]
            ),
            "endpoint_names": tuple((name, host) for name, host in row["endpoint_names"]),
            "variables": Variables(**{**variables, **lists}),
        }
    )


def _qualification(row: Compiled) -> Qualification:
    return Qualification(**{**_cited(row), "regions": tuple(row["regions"])})


def _cited(row: Compiled) -> dict[str, Any]:
    return {**row, "citation": _citation(row["citation"])}


def _citation(row: Compiled) -> Citation:
    return Citation(row["source"], row["source_date"], Confidence(row["confidence"]))
