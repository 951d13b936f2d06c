"""The catalogue is loaded from its compiled form, which never lags behind the facts."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from rempart.catalogue import Catalogue, load_catalogue
from rempart.catalogue.compile import write
from rempart.errors import CatalogueError
from tests.catalogue.catalogue_builders import a_catalogue, an_operator


@pytest.fixture
def small(tmp_path: Path) -> Catalogue:
    a_catalogue(tmp_path)
    return load_catalogue(tmp_path)


def test_compiled_facts_are_the_facts(tmp_path: Path) -> None:
    folder = a_catalogue(tmp_path)
    from_facts = load_catalogue(tmp_path)

    write(folder)
    load_catalogue.cache_clear()
    from_compiled = load_catalogue(tmp_path)

    assert from_compiled.operators() == from_facts.operators()
    assert from_compiled.regions_of("nimbus") == from_facts.regions_of("nimbus")
    assert from_compiled.endpoints_of("nimbus") == from_facts.endpoints_of("nimbus")
    assert from_compiled.packages() == from_facts.packages()
    assert from_compiled.controls() == from_facts.controls()


def test_yaml_is_not_read_while_the_compiled_catalogue_is_current() -> None:
    program = "import sys; from rempart.catalogue import load_catalogue; load_catalogue(); print('yaml' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_an_edit_of_a_fact_counts_at_once(tmp_path: Path) -> None:
    write(a_catalogue(tmp_path))
    a_catalogue(tmp_path, an_operator(name="Nimbus, renamed"))

    operator = load_catalogue(tmp_path).operator("nimbus")

    assert operator is not None
    assert operator.name == "Nimbus, renamed"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"digest": "of something else"}'])
def test_damaged_compiled_facts_give_way_to_the_facts_themselves(tmp_path: Path, damage: str) -> None:
    folder = a_catalogue(tmp_path)
    (folder / "compiled.json").write_text(damage, encoding="utf-8")

    assert load_catalogue(tmp_path).operator("nimbus") is not None


def test_a_folder_without_facts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no catalogue"):
        load_catalogue(tmp_path)


def test_compiling_puts_one_fact_on_a_line_so_that_a_change_shows_as_one(tmp_path: Path) -> None:
    file = write(a_catalogue(tmp_path))

    lines = file.read_text(encoding="utf-8").splitlines()
    assert sum('"legal_entity"' in line for line in lines) == 1
    assert json.loads("\n".join(lines))["aliases"] == {"Nimbus Cloud": "nimbus"}


def test_the_compiling_command_writes_beside_the_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_catalogue(tmp_path)
    monkeypatch.setattr("rempart.locations.policies_folder", lambda: tmp_path)

    _run_the_compiling_command()

    assert (folder / "compiled.json").is_file()


def test_the_compiling_command_says_in_one_line_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_catalogue(tmp_path, an_operator(seat="France"))
    monkeypatch.setattr("rempart.locations.policies_folder", lambda: tmp_path)

    with pytest.raises(SystemExit, match="seat is no country code"):
        _run_the_compiling_command()


def _run_the_compiling_command() -> None:
    with warnings.catch_warnings():
        # The module is imported already; running it once more as a command is the point.
        warnings.simplefilter("ignore", RuntimeWarning)
        runpy.run_module("rempart.catalogue.compile", run_name="__main__")


@pytest.mark.parametrize("text", ["nimbus", "NIMBUS", " Nimbus SAS ", "nimbus cloud"])
def test_an_operator_is_found_by_any_of_its_names(small: Catalogue, text: str) -> None:
    found = small.find_operator(text)

    assert found is not None
    assert found.id == "nimbus"


def test_an_operator_nobody_recorded_is_not_found(small: Catalogue) -> None:
    assert small.find_operator("stratus") is None
    assert small.operator("stratus") is None
    assert small.regions_of("stratus") == ()


@pytest.mark.parametrize(
    ("host", "service", "region"),
    [
        ("eu.s3.north.nimbus.example", "Nimbus CDN", None),
        ("bucket.s3.north.nimbus.example", "Nimbus IaaS", "north"),
        ("s3.fjord2.nimbus.example", "Nimbus IaaS", "fjord2"),
        ("console.nimbus.example", "any", None),
        ("nimbus.example", "any", None),
    ],
)
def test_a_host_is_found_by_its_exact_name_then_by_pattern_then_by_suffix(
    small: Catalogue, host: str, service: str, region: str | None
) -> None:
    match = small.host(host)

    assert match is not None
    assert (match.operator.id, match.endpoint.service, match.region) == ("nimbus", service, region)


@pytest.mark.parametrize("host", ["notnimbus.example", "nimbus.example.org", "example", ""])
def test_a_host_that_only_looks_alike_is_not_found(small: Catalogue, host: str) -> None:
    assert small.host(host) is None


def test_the_longest_suffix_wins(tmp_path: Path) -> None:
    row = an_operator()["endpoints"][0]
    narrower = {**row, "value": "eu.nimbus.example", "service": "the European one"}
    a_catalogue(tmp_path, an_operator(endpoints=[row, narrower]))

    match = load_catalogue(tmp_path).host("a.eu.nimbus.example")

    assert match is not None
    assert match.endpoint.service == "the European one"


@pytest.mark.parametrize(("name", "found"), [("north", "north"), ("fjord", "fjord"), ("fjord7", "fjord")])
def test_a_region_is_found_by_its_name_or_by_its_family(small: Catalogue, name: str, found: str) -> None:
    region = small.region("nimbus", name)

    assert region is not None
    assert region.name == found


@pytest.mark.parametrize("name", ["fjords", "afjord", "south", ""])
def test_a_region_that_only_looks_alike_is_not_found(small: Catalogue, name: str) -> None:
    assert small.region("nimbus", name) is None


def test_a_region_of_another_operator_is_not_found(small: Catalogue) -> None:
    assert small.region("cumulus", "north") is None


def test_a_versioned_package_is_the_package(tmp_path: Path) -> None:
    a_catalogue(tmp_path, packages=[{"name": "sky-native", "reach": "endpoint"}])
    catalogue = load_catalogue(tmp_path)

    assert catalogue.package("sky-native_storage_v20240101") == catalogue.package("sky-native")
    assert catalogue.package("skynative") is None


def test_a_control_is_found_by_its_id(small: Catalogue) -> None:
    control = small.control("Test-1:1")

    assert control is not None
    assert control.title == "A control"
    assert small.control("Test-1:2") is None
