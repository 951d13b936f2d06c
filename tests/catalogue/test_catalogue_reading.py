"""Malformed facts are refused, with file, row and field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from rempart.catalogue import load_catalogue
from rempart.catalogue.compile import write
from rempart.catalogue.read import read_facts
from rempart.errors import CatalogueError
from rempart.locations import policies_folder

SOURCED = {"source": "a page", "source_date": "2026-09-15", "confidence": "verified"}


def an_operator(**changes: object) -> dict[str, object]:
    """Return a French operator that is well-formed, but for the changes."""
    region = {"name": "paris", "country": "FR", "place": "Paris", **SOURCED}
    endpoint = {"match": "host_suffix", "value": "nuage.example", "service": "IaaS", **SOURCED}
    operator: dict[str, object] = {
        "id": "nuage",
        "name": "Nuage",
        "legal_entity": "Nuage SAS",
        "seat": "FR",
        "jurisdiction": "eu_only",
        "owners": [{"name": "Famille Nuage", "country": "FR", "share": "100 %"}],
        "qualifications": [],
        "regions": [region],
        "endpoints": [endpoint],
        **SOURCED,
    }
    return {**operator, **changes}


@pytest.fixture
def catalogue(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of small catalogues on disk."""

    def make(*operators: object, packages: list[object] | None = None) -> Path:
        folder = tmp_path / "catalogue"
        (folder / "operators").mkdir(parents=True, exist_ok=True)
        (folder / "controls").mkdir(exist_ok=True)
        files = {
            "eea.yaml": {**SOURCED, "countries": ["FR", "DE"]},
            "packages.yaml": {**SOURCED, "packages": packages or []},
            "controls/law.yaml": {"framework": "Law", "controls": []},
            "operators/nuage.yaml": {"operators": list(operators)},
        }
        for name, content in files.items():
            (folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")
        return folder

    return make


def test_a_well_formed_operator_is_read(catalogue: Callable[..., Path]) -> None:
    facts = read_facts(catalogue(an_operator()))

    assert facts.operators[0].owners[0].citation.source == "a page"
    assert facts.regions[0].in_eea


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seat": "France"}, "seat is no country code"),
        ({"seat": None}, "seat is missing"),
        ({"name": 7}, "name is not text"),
        ({"jurisdiction": "martian"}, "jurisdiction is not a known value"),
        ({"jurisdiction": "us_controlled"}, "jurisdiction says direct exposure"),
        ({"colour": "blue"}, "colour is not a field"),
        ({"source_date": "yesterday"}, "source_date is not a day"),
        ({"confidence": "certain"}, "confidence is not a known value"),
        ({"owners": "someone"}, "owners is not a list"),
        ({"owners": ["someone"]}, "owners[0]: is not a group of fields"),
        ({"aliases": [7]}, "aliases holds something that is not text"),
        ({"regions": [{"name": "p", "country": "FR", "pattern": "p.*", **SOURCED}]}, "pattern is not anchored"),
        (
            {"regions": [{"name": "p", "country": "FR", "pattern": "^(p$", **SOURCED}]},
            "pattern is no regular expression",
        ),
        ({"endpoints": [{"match": "glob", "value": "*", "service": "x", **SOURCED}]}, "match is not a known value"),
        ({"endpoints": [{"match": "exact_host", "value": "A.fr", "service": "x", **SOURCED}]}, "is not in lower case"),
        (
            {
                "qualifications": [
                    {"scheme": "hds", "service": "x", "status": "certified", "regions_known": 1, **SOURCED}
                ]
            },
            "regions_known is neither true nor false",
        ),
        (
            {
                "qualifications": [
                    {"scheme": "hds", "service": "x", "status": "certified", "regions": ["mars"], **SOURCED}
                ]
            },
            "region mars is not one of the operator's",
        ),
        ({"qualifications": [{"scheme": "iso", "service": "x", "status": "certified", **SOURCED}]}, "scheme is not"),
    ],
)
def test_a_malformed_operator_is_refused_by_field(
    catalogue: Callable[..., Path], changes: dict[str, object], said: str
) -> None:
    folder = catalogue(an_operator(**changes))

    with pytest.raises(CatalogueError) as refusal:
        read_facts(folder)

    assert said in refusal.value.line()
    assert "nuage" in refusal.value.line()


def test_an_operator_stated_twice_is_refused(catalogue: Callable[..., Path]) -> None:
    with pytest.raises(CatalogueError, match="operator nuage is stated twice"):
        read_facts(catalogue(an_operator(), an_operator(endpoints=[])))


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ({"name": "p", "reach": "operator", "operator": "nobody"}, "operator nobody is not in the catalogue"),
        ({"name": "p", "reach": "operator"}, "operator is for reach: operator"),
        ({"name": "p", "reach": "somewhere"}, "reach is not a known value"),
    ],
)
def test_a_package_that_leads_nowhere_is_refused(
    catalogue: Callable[..., Path], package: dict[str, object], said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        read_facts(catalogue(an_operator(), packages=[package]))


@pytest.mark.parametrize("content", ["operators: [", "- just\n- a list\n"])
def test_a_file_that_is_no_table_is_refused(catalogue: Callable[..., Path], content: str) -> None:
    folder = catalogue(an_operator())
    (folder / "operators" / "nuage.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"nuage\.yaml"):
        read_facts(folder)


def test_a_file_that_cannot_be_read_is_refused(catalogue: Callable[..., Path]) -> None:
    folder = catalogue(an_operator())
    (folder / "eea.yaml").unlink()

    with pytest.raises(CatalogueError, match="cannot be read"):
        read_facts(folder)


def test_a_fact_that_was_edited_counts_before_it_is_compiled(tmp_path: Path) -> None:
    shutil.copytree(policies_folder() / "catalogue", tmp_path / "catalogue")
    file = tmp_path / "catalogue" / "operators" / "outscale.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("OUTSCALE SAS", "OUTSCALE SE"), encoding="utf-8")

    operator = load_catalogue(tmp_path).operator("outscale")

    assert operator is not None
    assert operator.legal_entity == "OUTSCALE SE"


def test_compiling_makes_the_edit_permanent(catalogue: Callable[..., Path]) -> None:
    folder = catalogue(an_operator())

    write(folder)

    assert load_catalogue(folder.parent).find_operator("Nuage") is not None


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no catalogue"):
        load_catalogue(tmp_path)
