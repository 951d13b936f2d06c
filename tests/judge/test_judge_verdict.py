"""From placed resources to a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rempart.judge import load_profile
from rempart.model.finding import Level, Outcome
from rempart.model.kind import Kind
from rempart.model.placement import Exposure, QualificationStatus
from rempart.model.reason import Reason
from rempart.model.values import Value
from tests.judge.judge_builders import (
    LOCAL,
    NOWHERE,
    PACK,
    SECNUMCLOUD,
    a_deployment,
    a_resource,
    american,
    european,
    findings_of,
    qualification,
    unplaced,
    verdict,
)

FLOOR = load_profile("hds-floor", PACK)


def test_a_certified_european_host_is_accepted_in_silence() -> None:
    placed = a_deployment(a_resource(european()))

    found = verdict(placed)

    assert (found.exit_code, found.findings) == (0, ())


def test_an_american_operator_in_paris_is_rejected_with_the_law_and_its_way() -> None:
    placed = a_deployment(a_resource(american()))

    found = verdict(placed)

    assert found.exit_code == 1
    (finding,) = findings_of("RMP-LAW-001", found)
    assert finding.message == "Amazon Web Services EMEA SARL answers to CLOUD Act, through Amazon.com, Inc."
    assert finding.evidence == ("placement.exposure",)
    assert finding.placement is placed.resources[0].placement
    assert finding.source_position == "project:///main.py#3,1"
    assert finding.type == "openstack:example/network:network"


def test_a_region_outside_the_eea_is_rejected() -> None:
    placed = a_deployment(a_resource(european(in_eea=False)))

    found = verdict(placed)

    assert found.exit_code == 1
    (finding,) = findings_of("RMP-LOC-001", found)
    assert finding.message == "region BHS5 lies in CA, outside the European Economic Area"


def test_an_indirect_reach_is_shown_under_hds_and_stops_nothing() -> None:
    placed = a_deployment(a_resource(european(exposure=Exposure.INDIRECT)))

    found = verdict(placed)

    (finding,) = findings_of("RMP-LAW-003", found)
    assert (finding.outcome, finding.level, found.exit_code) == (Outcome.FAIL, Level.ADVISORY, 0)


def test_a_valid_qualification_settles_an_indirect_reach_and_foreign_technology() -> None:
    qualified = qualification(days_left=700, until="2028-12-17")
    placed = a_deployment(a_resource(european(exposure=Exposure.INDIRECT, technology="US", secnumcloud=qualified)))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert (found.exit_code, found.findings) == (0, ())


def test_an_unqualified_service_is_refused_under_secnumcloud() -> None:
    placed = a_deployment(a_resource(european(exposure=Exposure.INDIRECT)))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert found.exit_code == 1
    (finding,) = findings_of("RMP-QUA-002", found)
    assert finding.message == "no service of OVH SAS is SecNumCloud-qualified"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (QualificationStatus.LAPSED, "the qualification of IaaS lapsed on 2026-11-30"),
        (QualificationStatus.WRONG_REGION, "IaaS is qualified, but not in region GRA11"),
        (QualificationStatus.WRONG_SERVICE, "IaaS is qualified, but this is another service of OVH SAS"),
        (QualificationStatus.NOT_YET_VALID, "the qualification of IaaS does not hold yet on this day"),
    ],
)
def test_the_ways_of_missing_a_qualification_are_told_apart(status: QualificationStatus, message: str) -> None:
    placed = a_deployment(a_resource(european(secnumcloud=qualification(status, until="2026-11-30"))))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert [finding.message for finding in findings_of("RMP-QUA-002", found)] == [message]


def test_a_qualification_about_to_lapse_is_advised_of() -> None:
    placed = a_deployment(a_resource(european(secnumcloud=qualification(until="2026-11-30", days_left=6))))

    found = verdict(placed, profile=SECNUMCLOUD)

    (finding,) = findings_of("RMP-QUA-003", found)
    assert finding.message == "the qualification of IaaS ends on 2026-11-30, in 6 days"
    assert found.exit_code == 0


def test_a_valid_qualification_without_a_known_end_leaves_only_its_lapsing_undetermined() -> None:
    placed = a_deployment(a_resource(european(secnumcloud=qualification())))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert [(f.rule.id, f.outcome) for f in found.findings] == [("RMP-QUA-003", Outcome.UNDETERMINED)]


def test_a_certificate_that_nobody_could_read_is_undetermined_not_absent() -> None:
    unread = qualification(QualificationStatus.UNKNOWN, note="no list names it")
    placed = a_deployment(a_resource(european(hds=unread)))

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = findings_of("RMP-QUA-001", found)
    assert finding.reason == "the catalogue does not know whether IaaS is HDS-certified: no list names it"
    assert finding.mend.startswith("ask the operator for its certificate")
    assert finding.evidence == ("placement.hds.status",)


def test_a_certificate_that_nobody_could_read_does_not_refuse_a_qualified_service() -> None:
    unread = qualification(QualificationStatus.UNKNOWN)
    qualified = qualification(days_left=700)
    placed = a_deployment(a_resource(european(hds=unread, secnumcloud=qualified)))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert found.exit_code == 0
    assert [f.level for f in findings_of("RMP-QUA-001", found)] == [Level.ADVISORY]


def test_an_unknown_operator_is_undetermined_with_reason_and_mend() -> None:
    placed = a_deployment(a_resource(unplaced()))

    found = verdict(placed)

    assert found.exit_code == 3
    told = {(f.outcome, f.reason, f.mend) for f in found.findings}
    assert told == {(Outcome.UNDETERMINED, "provider ovh does not say where it connects", "state its endpoint")}


def test_what_is_known_to_fail_fails_whatever_else_is_unknown() -> None:
    bad = american()
    bad = replace(
        bad, region=None, country=None, in_eea=None, unknown=dict.fromkeys(("region", "country", "in_eea"), Reason("x"))
    )
    placed = a_deployment(a_resource(bad))

    found = verdict(placed)

    assert found.exit_code == 1
    assert [f.outcome for f in findings_of("RMP-LAW-001", found)] == [Outcome.FAIL]
    assert [f.outcome for f in findings_of("RMP-LOC-001", found)] == [Outcome.UNDETERMINED]


def test_a_reach_that_an_unread_qualification_might_settle_is_undetermined() -> None:
    unread = qualification(QualificationStatus.UNKNOWN)
    placed = a_deployment(a_resource(european(exposure=Exposure.INDIRECT, secnumcloud=unread)))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert [f.outcome for f in findings_of("RMP-LAW-003", found)] == [Outcome.UNDETERMINED]


def test_local_resources_pass_every_rule_about_places() -> None:
    placed = a_deployment(a_resource(LOCAL))

    found = verdict(placed, profile=SECNUMCLOUD)

    assert found.findings == ()
    assert found.outcomes["RMP-LAW-001"][Outcome.PASS] == 1


def test_what_is_nowhere_is_not_applicable_to_rules_about_places() -> None:
    placed = a_deployment(a_resource(NOWHERE, kind=Kind.VALUE))

    found = verdict(placed)

    assert found.outcomes["RMP-LAW-001"] == {Outcome.NOT_APPLICABLE: 2}


def test_a_provider_is_judged_for_the_law_that_reaches_it_and_counts_as_no_resource() -> None:
    attributes: dict[str, Value] = {"endpoint_stated": True, "tls_verified": True}
    placed = a_deployment(a_resource(american(), kind=Kind.PROVIDER, attributes=attributes))

    found = verdict(placed)

    assert [finding.rule.id for finding in found.findings] == ["RMP-LAW-001"]
    assert found.operators == {}


def test_a_provider_is_judged_by_its_own_rules() -> None:
    attributes: dict[str, Value] = {
        "endpoint_stated": False,
        "tls_verified": False,
        "tls_verified_by": "insecure of provider main",
        "clear_text_endpoints": ["authUrl"],
        "clear_credentials": ["password", "token"],
    }
    placed = a_deployment(a_resource(european(), kind=Kind.PROVIDER, attributes=attributes))

    found = verdict(placed)

    assert {f.rule.id: f.message for f in found.findings} == {
        "RMP-PRV-001": "the program does not say where this provider connects",
        "RMP-PRV-002": "this provider accepts any certificate (insecure of provider main)",
        "RMP-PRV-003": "clear text is used by authUrl",
        "RMP-IDE-001": "credentials stand in clear in password, token",
    }


def test_a_bad_replica_fails_the_resource_that_keeps_it() -> None:
    placed = a_deployment(a_resource(european(), elsewhere=(european(), european(in_eea=False))))

    found = verdict(placed)

    (finding,) = findings_of("RMP-LOC-001", found)
    assert finding.evidence == ("elsewhere.1.in_eea",)
    assert found.outcomes["RMP-LOC-001"][Outcome.FAIL] == 1
    assert found.outcomes["RMP-IDE-001"][Outcome.PASS] == 1


def test_an_unknown_replica_leaves_the_resource_undetermined() -> None:
    placed = a_deployment(a_resource(european(), elsewhere=(unplaced(),)))

    found = verdict(placed)

    assert found.exit_code == 3
    assert found.outcomes["RMP-LAW-001"][Outcome.UNDETERMINED] == 1


def test_replicas_that_fail_alike_make_one_finding() -> None:
    placed = a_deployment(a_resource(european(in_eea=False), elsewhere=(european(in_eea=False),)))

    found = verdict(placed)

    (finding,) = findings_of("RMP-LOC-001", found)
    assert finding.evidence == ("placement.in_eea", "elsewhere.0.in_eea")
