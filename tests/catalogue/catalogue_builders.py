"""A small catalogue on disk, correct unless a test says otherwise."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

SOURCE = {"source": "a public register", "source_date": "2026-09-15", "confidence": "verified"}

_OPERATOR: dict[str, Any] = {
    "id": "nimbus",
    "name": "Nimbus",
    "legal_entity": "Nimbus SAS",
    "seat": "FR",
    "jurisdiction": "eu_with_foreign_nexus",
    "aliases": ["Nimbus Cloud"],
    **SOURCE,
    "owners": [{"name": "Nimbus Holding SA", "country": "FR"}],
    "laws": [
        {
            "law": "CLOUD Act (18 USC 2713)",
            "country": "US",
            "exposure": "indirect",
            "through": "Nimbus US LLC",
            "why": "a company in the United States",
        }
    ],
    "qualifications": [
        {
            "scheme": "secnumcloud",
            "service": "Nimbus IaaS",
            "status": "qualified",
            "regions": ["north"],
            "regions_known": True,
            "valid_from": "2024-01-01",
            "valid_until": "2026-12-31",
            "decision": "42",
            **SOURCE,
        }
    ],
    "regions": [
        {"name": "north", "country": "FR", "place": "Lille", "service": "Nimbus IaaS", **SOURCE},
        {"name": "fjord", "pattern": r"^fjord[0-9]*$", "country": "NO", **SOURCE},
    ],
    "endpoints": [
        {"match": "host_suffix", "value": "nimbus.example", "service": "any", **SOURCE},
        {
            "match": "regex",
            "value": r"^(?:[a-z0-9.-]+\.)?s3\.(north|fjord[0-9])\.nimbus\.example$",
            "service": "Nimbus IaaS",
            "region": r"\1",
            **SOURCE,
        },
        {"match": "exact_host", "value": "eu.s3.north.nimbus.example", "service": "Nimbus CDN", **SOURCE},
    ],
}


def an_operator(**changes: object) -> dict[str, Any]:
    """Return a correct operator row with some fields changed."""
    return {**deepcopy(_OPERATOR), **changes}


def an_implied(**changes: object) -> dict[str, Any]:
    """Return a correct row of the table of implied operators with some fields changed."""
    row = {"id": "nimbus-cli", "sign": "command", "match": ["nimbus"], "family": "nimbus", "host": "nimbus.example"}
    return {name: value for name, value in {**row, **changes}.items() if value is not None}


def a_catalogue(
    folder: Path,
    *operators: dict[str, Any],
    packages: list[dict[str, Any]] | None = None,
    implied: list[dict[str, Any]] | None = None,
    plugins: list[dict[str, Any]] | None = None,
) -> Path:
    """Write a catalogue of these operators (by default one correct one) and return its folder."""
    catalogue = folder / "catalogue"
    _write(catalogue / "eea.yaml", {**SOURCE, "countries": ["FR", "DE", "NO"]})
    _write(catalogue / "packages.yaml", {**SOURCE, "packages": packages or [{"name": "random", "reach": "nowhere"}]})
    families = [{"family": "nimbus", "unless": ["NIMBUS_URL"]}]
    _write(catalogue / "plugins.yaml", {**SOURCE, "plugins": plugins or []})
    _write(catalogue / "implied.yaml", {**SOURCE, "families": families, "implied": implied or []})
    _write(catalogue / "operators" / "nimbus.yaml", {"operators": list(operators) or [an_operator()]})
    control = {"id": "Test-1:1", "title": "A control", "paraphrase": "It asks something.", **SOURCE}
    _write(catalogue / "controls" / "test.yaml", {"framework": "Test-1", "controls": [control]})
    return catalogue


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
