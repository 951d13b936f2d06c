"""What the provider's page says: its programs run and pass the gate, and its lists are whole."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from outscale_provider.client import settings
from outscale_provider.operations.configuration import _SETTINGS
from outscale_provider.table import load_table
from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.inputs import read
from rempart.inputs.options import ReadOptions
from rempart.judge import load_pack, load_profile
from rempart.model.deployment import Deployment
from tests.outscale.plugin import Plugin

PAGE = (Path(__file__).parents[2] / "docs/outscale/README.md").read_text(encoding="utf-8")
STACK = """\
config:
  outscale:region: cloudgouv-eu-west-1
  clinic:image: ami-12345678
encryptionsalt: v1:AAAAAAAAAAA=:v1:AAAA
"""
PROJECT = "name: clinic\nruntime: python\nbackend:\n  url: file://~\n"


def programs() -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """The first program, previewed offline."""
    for name, content in {"Pulumi.yaml": PROJECT, "Pulumi.dev.yaml": STACK, "__main__.py": programs()[0]}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return read(tmp_path, ReadOptions(stack="dev", timeout=30))


@pytest.mark.parametrize("profile", ["hds", "secnumcloud"])
def test_the_first_program_passes_the_gate(deployment: Deployment, profile: str) -> None:
    pack = load_pack()

    verdict = check(
        deployment,
        catalogue=load_catalogue(),
        pack=pack,
        profile=load_profile(profile, pack),
        as_of=date(2026, 11, 28),
    )

    assert [(finding.rule.id, finding.urn) for finding in verdict.findings if finding.stops] == []


def test_the_provider_accepts_every_resource_of_the_first_program(deployment: Deployment, plugin: Plugin) -> None:
    resources = [resource for resource in deployment.resources if resource.type.startswith("outscale:")]

    told = {
        resource.name: plugin.failures(resource.type.rpartition(":")[2], _known(resource.inputs))
        for resource in resources
    }

    assert len(resources) == 8
    assert not any(told.values()), told


def test_a_look_up_of_the_page_is_one_that_the_sdk_has(plugin: Plugin) -> None:
    assert "outscale.get_images(filters={" in programs()[1]
    assert plugin.invoke("getImages", {"filters": {"accountAliases": ["Outscale"]}})["images"]


def test_every_kind_and_look_up_is_listed_once() -> None:
    table = load_table()
    names = [token.rpartition(":")[2] for token in (*table.rows, *table.functions)]

    listed = re.findall(r"`(\w+)`", section("What it knows").partition("\nA look-up takes")[0])

    assert sorted(listed) == sorted(names)
    assert f"{len(table.rows)} kinds of resources" in PAGE


def test_every_setting_is_listed_with_its_place_in_the_environment() -> None:
    rows = dict(
        re.findall(r"^\| `(\w+)` \| (?:`(\w+)`)? ?\|", section("Credentials, and where things go"), flags=re.MULTILINE)
    )

    assert set(rows) == _SETTINGS
    assert {name: variable for name, variable in rows.items() if variable} == settings._ENVIRONMENT


def test_every_secret_is_listed() -> None:
    text = section("Secrets")

    for token in load_table().rows:
        kind = load_table().kind(token)
        assert kind is not None
        for name in kind.secret_properties:
            assert name in text
            assert kind.name in text


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", PAGE))
def test_a_link_leads_somewhere(link: str) -> None:
    assert (Path(__file__).parents[2] / "docs/outscale" / link).exists()


def _known(inputs: object) -> dict[str, object]:
    """Return the inputs that the preview knows; what is secret stands in for itself."""
    assert isinstance(inputs, dict)
    return {name: value for name, value in inputs.items() if not _withheld(value)} | {
        name: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" for name, value in inputs.items() if _withheld(value)
    }


def _withheld(value: object) -> bool:
    if isinstance(value, list):
        return any(map(_withheld, value))
    return not isinstance(value, str | int | float | bool | dict | None)
