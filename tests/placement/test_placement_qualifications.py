"""What certificates and qualifications say of a place, on a day."""

from __future__ import annotations

from datetime import date

import pytest

from rempart.model.placement import QualificationStatus
from rempart.model.values import Value
from rempart.placement import locate
from tests.placement.placement_builders import CATALOGUE, OVH, TODAY, a_provider, a_resource, last


@pytest.mark.parametrize(
    ("day", "status", "left"),
    [
        (date(2023, 11, 29), QualificationStatus.NOT_YET_VALID, None),
        (date(2023, 11, 30), QualificationStatus.VALID, 1096),
        (date(2026, 11, 24), QualificationStatus.VALID, 6),
        (date(2026, 11, 30), QualificationStatus.VALID, 0),
        (date(2026, 12, 1), QualificationStatus.LAPSED, None),
    ],
)
def test_a_qualification_holds_to_its_last_day_included(
    day: date, status: QualificationStatus, left: int | None
) -> None:
    provider = a_provider("outscale", region="cloudgouv-eu-west-1")

    finding = last(provider, a_resource("outscale"), as_of=day).placement.secnumcloud

    assert finding is not None
    assert (finding.status, finding.days_left, finding.decision) == (status, left, "2118")


@pytest.mark.parametrize(
    ("package", "region", "status"),
    [
        ("outscale", "eu-west-2", QualificationStatus.WRONG_REGION),
        ("openstack", "GRA", QualificationStatus.WRONG_SERVICE),
        ("openstack", "GRA99", QualificationStatus.WRONG_SERVICE),
        ("aws", "eu-west-3", QualificationStatus.ABSENT),
        ("gcp", "u-france-east1", QualificationStatus.UNKNOWN),
    ],
)
def test_each_way_of_missing_a_qualification_is_told_apart(
    package: str, region: str, status: QualificationStatus
) -> None:
    stated: dict[str, Value] = {"region": region}
    if package == "openstack":
        stated["endpoint"] = "https://auth.cloud.ovh.net/v3"
    if package == "gcp":
        stated["universe"] = "s3nsapis.fr"

    finding = last(a_provider(package, **stated), a_resource(package)).placement.secnumcloud

    assert finding is not None
    assert finding.status is status


def test_a_certificate_without_a_known_end_still_counts() -> None:
    finding = last(OVH, a_resource()).placement.hds

    assert finding is not None
    assert (finding.status, finding.valid_until) == (QualificationStatus.VALID, None)


def test_a_certificate_that_nobody_looked_up_is_unknown_not_absent() -> None:
    finding = locate("api.scaleway.com", CATALOGUE, TODAY).hds

    assert finding is not None
    assert finding.status is QualificationStatus.UNKNOWN
