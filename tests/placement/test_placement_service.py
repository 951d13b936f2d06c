"""Whose machine, whose service: what a host says of both is never made better by a region or by a name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rempart.catalogue import Catalogue, load_catalogue
from rempart.catalogue.compile import compiled
from rempart.model.placement import Exposure, QualificationStatus
from rempart.placement import locate
from tests.catalogue.catalogue_builders import SOURCE, a_catalogue, an_operator

DAY = date(2026, 11, 22)
FOREIGN = {"law": "Their law", "country": "US", "exposure": "direct", "through": "Nimbus Inc.", "why": "its seat"}


def a_group(folder: Path) -> Catalogue:
    """Return a foreign group whose region is run by a French company that is certified for it."""
    group = an_operator(
        seat="US", jurisdiction="us_controlled", laws=[FOREIGN], qualifications=[], regions=[], endpoints=[_host()]
    )
    certified = {"scheme": "hds", "service": "Nimbus IaaS", "status": "certified", "regions": ["north"], **SOURCE}
    french = an_operator(
        id="nimbus-fr",
        aliases=[],
        jurisdiction="eu_only",
        laws=[],
        qualifications=[{**certified, "regions_known": True, "all_services": True}],
        regions=[{"name": "north", "country": "FR", **SOURCE}],
        endpoints=[_host("fr-nimbus.example")],
    )
    return Catalogue(compiled(a_catalogue(folder, group, french)))


def _host(value: str = "nimbus.example") -> dict[str, object]:
    return {"match": "host_suffix", "value": value, "service": "any", **SOURCE}


def test_a_region_that_a_freer_company_runs_does_not_free_the_host_of_its_group(tmp_path: Path) -> None:
    placement = locate("north.nimbus.example", a_group(tmp_path), DAY)

    assert (placement.operator, placement.country, placement.exposure) == ("nimbus", "FR", Exposure.DIRECT)
    assert placement.hds is not None
    assert placement.hds.status is QualificationStatus.UNKNOWN


def test_the_company_itself_is_certified_at_its_own_host(tmp_path: Path) -> None:
    placement = locate("north.fr-nimbus.example", a_group(tmp_path), DAY)

    assert (placement.operator, placement.exposure) == ("nimbus-fr", Exposure.NONE)
    assert placement.hds is not None
    assert placement.hds.status is QualificationStatus.VALID


@pytest.mark.parametrize("host", ["vps-1a2b3c4d.vps.ovh.net", "me.hosting.ovh.net", "a1b2.pub.instances.scw.cloud"])
def test_a_machine_of_a_customer_is_told_as_such_and_stands_at_its_operator(host: str) -> None:
    placement = locate(host, load_catalogue(), DAY)

    assert placement.operator in {"ovhcloud", "scaleway"}
    assert "run by: a customer" in [step.conclusion for step in placement.basis]


@pytest.mark.parametrize("label", ["gra", "sbg5", "fr-par", "eu-west-rbx-snc"])
def test_a_label_that_a_customer_chose_names_no_region(label: str) -> None:
    placement = locate(f"{label}.hosting.ovh.net", load_catalogue(), DAY)

    assert placement.country is None
    assert "region" in placement.unknown
