"""The page on the Terraform bridge keeps to the native provider's schema and to the bridge's resources."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.normalise.test_normalise_outscale import BRIDGED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "outscale" / "terraform-bridge.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(
    (ROOT / "providers" / "outscale" / "outscale_provider" / "schema.json").read_text(encoding="utf-8")
)
CODE = re.compile(r"`([^`]+)`")
CELL = re.compile(r"(?<!\\)\|")
NATIVE = {token.partition("/")[2].partition(":")[0]: token for token in SCHEMA["resources"]}


def section(heading: str) -> str:
    """Return what stands under a heading, up to the next one."""
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def rows(heading: str) -> list[list[list[str]]]:
    """Return the tables of a section: of each row, of each cell, what is written as code."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|") and not line.startswith("|---")]
    return [[CODE.findall(cell) for cell in CELL.split(line)[1:-1]] for line in lines]


def properties(path: str, of: dict[str, Any]) -> dict[str, Any]:
    """Return the schema at a path such as ``blockDeviceMappings[].bsu``; KeyError when there is none."""
    name, _, rest = path.replace("[]", "").partition(".")
    found: dict[str, Any] = of[name]
    if not rest:
        return found
    reference = found.get("$ref") or found["items"]["$ref"]
    return properties(rest, SCHEMA["types"][reference.removeprefix("#/types/")]["properties"])


DIFFERING = [row for row in rows("Resources whose arguments differ") if row[0]]
SAME = CODE.findall(section("Resources with the same arguments"))


def test_every_native_resource_is_listed() -> None:
    alone = [
        name for row in rows("Resources that only one of them has") for name in row[0] if name not in BRIDGED.split()
    ]

    listed = [*SAME, *dict.fromkeys(row[0][0] for row in DIFFERING), *alone]

    assert sorted(listed) == sorted(NATIVE)


def test_every_resource_of_the_bridge_is_listed() -> None:
    alone = [name for row in rows("Resources that only one of them has") for name in row[0] if name not in NATIVE]

    listed = {*SAME, *(row[0][0] for row in DIFFERING), *alone}

    assert listed >= set(BRIDGED.split())


@pytest.mark.parametrize("row", DIFFERING, ids=lambda row: row[0][0])
def test_what_is_native_only_is_in_the_schema_and_what_is_not_is_absent(row: list[list[str]]) -> None:
    (name,), native, bridged, _ = row
    inputs = SCHEMA["resources"][NATIVE[name]]["inputProperties"]

    assert all(properties(path, inputs) for path in native)
    for path in bridged[:1] if name == "securityGroupRule" else bridged:
        with pytest.raises(KeyError):
            properties(path, inputs)


def test_every_native_setting_is_listed() -> None:
    told = {name for row in rows("The provider's own settings") for name in row[0]}

    assert told == set(SCHEMA["provider"]["inputProperties"])
