"""Facts are checked when they are read: an error names the file, the row and the field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rempart.catalogue.facts import Jurisdiction, Purpose
from rempart.catalogue.read import read_facts
from rempart.errors import CatalogueError
from rempart.model.fact import Citation, Confidence
from rempart.model.placement import Exposure
from tests.catalogue.catalogue_builders import SOURCE, a_catalogue, an_operator


def test_a_correct_catalogue_is_read_whole(tmp_path: Path) -> None:
    facts = read_facts(a_catalogue(tmp_path))

    operator = facts.operators[0]
    assert (operator.id, operator.seat, operator.jurisdiction.exposure) == ("nimbus", "FR", Exposure.INDIRECT)
    assert [region.in_eea for region in facts.regions] == [True, True]
    assert len(facts.endpoints) == 3
    assert facts.aliases == (("Nimbus Cloud", "nimbus"),)
    assert [control.framework for control in facts.controls] == ["Test-1"]


def test_an_owner_without_a_source_of_its_own_rests_on_that_of_its_operator(tmp_path: Path) -> None:
    owners = [{"name": "Stated Elsewhere SA", **SOURCE, "source": "another register"}, {"name": "Nimbus Holding SA"}]

    facts = read_facts(a_catalogue(tmp_path, an_operator(owners=owners)))

    cited = [owner.citation for owner in facts.operators[0].owners]
    assert [citation.source for citation in cited] == ["another register", "a public register"]
    assert cited[1] == Citation("a public register", "2026-09-15", Confidence.VERIFIED)


def test_each_owner_holds_the_one_before_it_unless_it_says_otherwise(tmp_path: Path) -> None:
    owners = [{"name": "First SA"}, {"name": "Second SA", "holds": "Nimbus SAS"}, {"name": "Third SA"}]

    facts = read_facts(a_catalogue(tmp_path, an_operator(owners=owners)))

    held = [(owner.name, owner.holds) for owner in facts.operators[0].owners]
    assert held == [("First SA", "Nimbus SAS"), ("Second SA", "Nimbus SAS"), ("Third SA", "Second SA")]


def test_a_region_outside_the_listed_countries_is_outside_the_eea(tmp_path: Path) -> None:
    regions = [{"name": "alps", "country": "CH", **SOURCE}, {"name": "north", "country": "FR", **SOURCE}]

    facts = read_facts(a_catalogue(tmp_path, an_operator(regions=regions, endpoints=[])))

    assert [region.in_eea for region in facts.regions] == [False, True]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"seat": None}, "seat is missing"),
        ({"seat": "France"}, "seat is no country code"),
        ({"seat": False}, "seat is not text"),
        ({"name": "   "}, "name is not text"),
        ({"jurisdiction": "european"}, "jurisdiction is not a known value; use one of eu_only"),
        ({"jurisdiction": "eu_only"}, "jurisdiction says none exposure, but the strongest law listed is indirect"),
        ({"colour": "blue"}, "colour is not a field of this row"),
        ({"source": None}, "source is missing"),
        ({"source_date": "15/09/2026"}, "source_date is not a day; write it as 2026-11-30"),
        ({"confidence": "certain"}, "confidence is not a known value"),
        ({"aliases": [True]}, "aliases holds something that is not text"),
        ({"regions": "north"}, "regions is not a list"),
        ({"regions": ["north"]}, "is not a group of fields"),
        ({"technology": "usa"}, "technology is no country code"),
    ],
)
def test_a_wrong_field_of_an_operator_is_refused_by_name(
    tmp_path: Path, changes: dict[str, object], complaint: str
) -> None:
    catalogue = a_catalogue(tmp_path, an_operator(**changes))

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()
    assert "nimbus.yaml, operators[0] (nimbus)" in refused.value.line()


def _endpoint(**changes: object) -> dict[str, object]:
    return {"match": "host_suffix", "value": "nimbus.example", "service": "any", **SOURCE, **changes}


@pytest.mark.parametrize(
    ("endpoint", "complaint"),
    [
        (_endpoint(match="suffix"), "match is not a known value; use one of exact_host, host_suffix, regex"),
        (_endpoint(value="Nimbus.example"), "value is not in lower case"),
        (_endpoint(value=".nimbus.example"), "value is no host"),
        (_endpoint(value="https://nimbus.example"), "value is no host"),
        (_endpoint(value=None), "value is missing"),
        (_endpoint(service=None), "service is missing"),
        (_endpoint(match="regex", value=r"nimbus\.example"), "value is not anchored"),
        (_endpoint(match="regex", value="^(nimbus$"), "value is no regular expression"),
        (_endpoint(match="regex", value="^(?:north)$", region=r"\1"), "region refers to no group of value"),
        (_endpoint(purpose="logging"), "purpose is not a known value; use one of storage, database, telemetry"),
        (_endpoint(purpose=None), "purpose is missing"),
        (_endpoint(serves="s3"), "serves is not a list"),
        (_endpoint(serves=[]), "serves names no service"),
        (_endpoint(serves=["s3", "s3"]), "serves names a service twice"),
        (_endpoint(parts=["vps"]), "parts is not a group of fields"),
        (_endpoint(parts={"vps": 1}), "parts holds something that is not text"),
        (_endpoint(of_customers="yes"), "of_customers is neither true nor false"),
        (_endpoint(region="south"), "region south of nimbus.example is not one of the operator's regions"),
    ],
)
def test_a_wrong_endpoint_is_refused_by_name(tmp_path: Path, endpoint: dict[str, object], complaint: str) -> None:
    catalogue = a_catalogue(tmp_path, an_operator(endpoints=[endpoint]))

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()
    assert "nimbus.yaml, operators[0] (nimbus)" in refused.value.line()


def test_a_host_is_for_what_it_says_or_what_its_operator_says_or_for_anything(tmp_path: Path) -> None:
    own = _endpoint(value="logs.nimbus.example", purpose="telemetry", serves=["Nimbus Logs"])
    stating = a_catalogue(tmp_path / "stating", an_operator(purpose="storage", endpoints=[own, _endpoint()]))
    silent = a_catalogue(tmp_path / "silent", an_operator(endpoints=[_endpoint()]))

    stated = [(endpoint.purpose, endpoint.serves) for endpoint in read_facts(stating).endpoints]
    unstated = [(endpoint.purpose, endpoint.serves) for endpoint in read_facts(silent).endpoints]

    assert stated == [(Purpose.TELEMETRY, ("Nimbus Logs",)), (Purpose.STORAGE, ())]
    assert unstated == [(Purpose.GENERAL, ())]


def test_an_api_that_sells_several_services_tells_them_apart_by_part(tmp_path: Path) -> None:
    api = _endpoint(service="Nimbus IaaS", parts={"vps": "Nimbus VPS"})

    endpoint = read_facts(a_catalogue(tmp_path, an_operator(endpoints=[api]))).endpoints[0]

    assert [endpoint.service_of(part) for part in ("vps", "compute", None)] == [
        "Nimbus VPS",
        "Nimbus IaaS",
        "Nimbus IaaS",
    ]


def test_a_package_says_what_the_hosts_are_for_that_it_connects_to(tmp_path: Path) -> None:
    sky = {"name": "sky", "reach": "endpoint", "connects_to": ["general", "identity"], "parts": {"s3": "storage"}}

    package = read_facts(a_catalogue(tmp_path, packages=[sky])).packages[0]

    assert package.connects_to == (Purpose.GENERAL, Purpose.IDENTITY)
    assert package.parts == (("s3", Purpose.STORAGE),)


def _qualified(**changes: object) -> dict[str, Any]:
    row: dict[str, Any] = an_operator()["qualifications"][0]
    return an_operator(qualifications=[{**row, **changes}])


def _region_twice() -> dict[str, Any]:
    region = {"name": "north", "country": "FR", **SOURCE}
    return an_operator(regions=[region, region])


def _region_family(pattern: str) -> dict[str, Any]:
    return an_operator(regions=[{"name": "north", "country": "FR", "pattern": pattern, **SOURCE}])


def _law_abroad() -> dict[str, Any]:
    law = {**an_operator()["laws"][0], "country": "Canada"}
    return an_operator(laws=[law])


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: _qualified(scheme="hdh"), "scheme is not a known value; use one of hds, secnumcloud"),
        (lambda: _qualified(status="yes"), "status is not a known value"),
        (lambda: _qualified(regions=["south"]), "region south of secnumcloud of Nimbus IaaS is not one of"),
        (lambda: _qualified(regions_known="yes"), "regions_known is neither true nor false"),
        (lambda: _qualified(all_services="yes"), "all_services is neither true nor false"),
        (lambda: _qualified(valid_until="2026-02-30"), "valid_until is not a day"),
        (lambda: _qualified(valid_until="2023-12-31"), "valid_until lies before valid_from"),
        (lambda: _region_family("north.*"), "pattern is not anchored"),
        (lambda: _region_family("^(north$"), "pattern is no regular expression"),
        (_region_twice, "name repeats the nimbus region north"),
        (lambda: an_operator(owners=[{"name": "A", "holds": "B"}]), "holds is neither the operator's legal entity nor"),
        (_law_abroad, "country is no country code"),
    ],
)
def test_a_wrong_row_inside_an_operator_is_refused_by_name(
    tmp_path: Path, build: Callable[[], dict[str, Any]], complaint: str
) -> None:
    catalogue = a_catalogue(tmp_path, build())

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()
    assert "operators[0] (nimbus)" in refused.value.line()


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        ({"endpoints": []}, "id repeats the operator nimbus"),
        ({"id": "cumulus", "aliases": ["NIMBUS CLOUD"], "endpoints": []}, "aliases repeats the operator NIMBUS CLOUD"),
        ({"id": "cumulus", "aliases": []}, "value repeats the endpoint nimbus.example"),
    ],
)
def test_what_two_operators_both_state_is_refused_naming_both_rows(
    tmp_path: Path, second: dict[str, object], complaint: str
) -> None:
    catalogue = a_catalogue(tmp_path, an_operator(), an_operator(**second))

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    line = refused.value.line()
    assert complaint in line
    assert "operators[1]" in line
    assert "operators[0]" in line


@pytest.mark.parametrize(
    ("package", "complaint"),
    [
        ({"name": "sky", "reach": "somewhere"}, "reach is not a known value"),
        ({"name": "sky", "reach": "operator", "operator": "stratus"}, "operator is not in the catalogue"),
        ({"name": "sky", "reach": "operator"}, "operator is for `reach: operator`, and only for it"),
        ({"name": "sky", "reach": "endpoint", "operator": "nimbus"}, "operator is for `reach: operator`"),
        ({"name": "sky", "reach": "endpoint", "connects_to": ["files"]}, "connects_to holds something that is not a"),
        ({"name": "sky", "reach": "endpoint", "connects_to": "general"}, "connects_to is not a list"),
        ({"name": "sky", "reach": "endpoint", "parts": {"s3": "files"}}, "parts holds something that is not a known"),
        ({"name": "random", "reach": "nowhere"}, "name repeats the package random"),
        ({"name": "sky", "reach": "nowhere", "colour": "blue"}, "colour is not a field of this row"),
        ({"name": "sky", "reach": "nowhere", "signs_in": True}, "signs_in is for `reach: endpoint`, and only for it"),
        ({"host_template": "https://api.{region}.sky.example"}, "host_template is no host with its region"),
        ({"host_template": "api.sky.example"}, "host_template is no host with its region"),
        ({"host_template": "api.{zone}.sky.example"}, "host_template is no host with its region"),
        ({"host_template": "api.{region}"}, "host_template is no host with its region"),
        ({"partitions": [{"prefix": "cn-", "host_template": "{region}.sky.example"}]}, "stand without a host_template"),
        ({"services": [{"name": "s3"}]}, "host_template is missing"),
        ({"services": [{"name": "s3", "host_template": "s3.{region}.sky.example"}] * 2}, "repeats the service s3"),
        ({"endpoint_names": {"Sky-EU": "eu.sky.example"}}, "holds Sky-EU, not in lower case"),
        ({"endpoint_names": {"sky-eu": "https://eu.sky.example"}}, "gives sky-eu no host"),
        ({"variables": {"region": ["sky region"]}}, "holds sky region, which is no variable"),
        ({"variables": {"endpoint": ["SKY_SECRET_KEY"]}}, "may be a credential"),
        ({"variables": {"region": ["SKY_REGION"], "endpoint": ["SKY_REGION"]}}, "SKY_REGION is named twice"),
        ({"variables": {"zone": ["SKY_ZONE"]}}, "zone is not a field of this row"),
        ({"configured_like": "cloud"}, "configured_like names no package above"),
        ({"configured_like": "random", "signs_in": True}, "signs_in stands beside configured_like"),
    ],
)
def test_a_wrong_package_is_refused_by_name(tmp_path: Path, package: dict[str, object], complaint: str) -> None:
    row = {"name": "sky", "reach": "endpoint", **package}
    catalogue = a_catalogue(tmp_path, packages=[{"name": "random", "reach": "nowhere"}, row])

    with pytest.raises(CatalogueError) as refused:
        read_facts(catalogue)

    assert complaint in refused.value.line()
    assert "packages.yaml, packages[1]" in refused.value.line()


def test_a_package_may_rest_on_a_source_of_its_own(tmp_path: Path) -> None:
    own = {"name": "sky", "reach": "nowhere", **SOURCE, "source": "its documentation"}

    facts = read_facts(a_catalogue(tmp_path, packages=[own]))

    assert facts.packages[0].citation.source == "its documentation"


def test_a_file_that_is_not_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    (catalogue / "operators" / "nimbus.yaml").write_text("operators:\n  - id: [unclosed\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"nimbus\.yaml, line \d+: is not valid YAML"):
        read_facts(catalogue)


@pytest.mark.parametrize("content", ["- just\n- a list\n", "", "just text"])
def test_a_file_that_is_no_group_of_fields_is_refused(tmp_path: Path, content: str) -> None:
    catalogue = a_catalogue(tmp_path)
    (catalogue / "operators" / "nimbus.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"nimbus\.yaml: is not a group of fields"):
        read_facts(catalogue)


def test_a_field_stated_twice_in_one_row_is_refused(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    file = catalogue / "operators" / "nimbus.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  seat: FR", "  seat: FR\n  seat: DE"), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"nimbus\.yaml, line \d+: states seat twice"):
        read_facts(catalogue)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    (catalogue / "operators" / "nimbus.yaml").write_bytes("name: Électricité".encode("latin-1"))

    with pytest.raises(CatalogueError, match=r"nimbus\.yaml: cannot be read as UTF-8 text"):
        read_facts(catalogue)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    (catalogue / "eea.yaml").unlink()

    with pytest.raises(CatalogueError, match=r"eea\.yaml: cannot be read"):
        read_facts(catalogue)


def test_norway_in_yaml_is_a_country_and_not_the_word_no(tmp_path: Path) -> None:
    catalogue = a_catalogue(tmp_path)
    file = catalogue / "operators" / "nimbus.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("country: 'NO'", "country: NO"), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"regions\[1\]: country is not text; put it in quotes"):
        read_facts(catalogue)


@pytest.mark.parametrize(
    ("jurisdiction", "exposure"),
    [
        (Jurisdiction.US_CONTROLLED, Exposure.DIRECT),
        (Jurisdiction.NON_EU_CONTROL, Exposure.DIRECT),
        (Jurisdiction.OTHER_NON_EU, Exposure.DIRECT),
        (Jurisdiction.NON_EU_ADEQUATE, Exposure.DIRECT),
        (Jurisdiction.EU_WITH_FOREIGN_NEXUS, Exposure.INDIRECT),
        (Jurisdiction.EU_OPERATED_US_TECHNOLOGY, Exposure.NONE),
        (Jurisdiction.EU_ONLY, Exposure.NONE),
        (Jurisdiction.EEA_NON_EU, Exposure.NONE),
    ],
)
def test_exposure_follows_from_seat_and_control(jurisdiction: Jurisdiction, exposure: Exposure) -> None:
    assert jurisdiction.exposure is exposure


SIMULATION: dict[str, Any] = {
    "seat": "ZZ",
    "jurisdiction": "simulated",
    "owners": [],
    "laws": [],
    "qualifications": [],
    "regions": [],
    "endpoints": [],
}


def test_a_simulation_has_an_exposure_of_no_kind(tmp_path: Path) -> None:
    facts = read_facts(a_catalogue(tmp_path, an_operator(**SIMULATION)))

    assert facts.operators[0].simulated
    assert facts.operators[0].jurisdiction.exposure is None


@pytest.mark.parametrize("lent", ["seat", "owners", "laws", "technology", "qualifications", "regions"])
def test_a_simulation_is_lent_no_law_no_place_and_no_certificate(tmp_path: Path, lent: str) -> None:
    stated = {**SIMULATION, lent: "US" if lent == "technology" else an_operator()[lent]}

    with pytest.raises(CatalogueError, match=f"{lent} is stated for a simulation"):
        read_facts(a_catalogue(tmp_path, an_operator(**stated)))
