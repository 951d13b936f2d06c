"""From placed resources to a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.judge import load_profile
from rempart.model.deployment import Gap, GapKind, Source, SourceKind
from rempart.model.finding import Level, Outcome, Waiver
from rempart.model.kind import Kind
from rempart.model.normalised import Role
from rempart.model.placement import Exposure, Placement, QualificationStatus
from rempart.model.values import SECRET, UNKNOWN, Mark, Value
from tests.judge.judge_builders import (
    DAY,
    FIELDS_OF_OPERATOR,
    HDS,
    LOCAL,
    NOWHERE,
    PACK,
    SECNUMCLOUD,
    a_deployment,
    a_resource,
    address,
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
        bad, region=None, country=None, in_eea=None, unknown=dict.fromkeys(("region", "country", "in_eea"), "x")
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
        "clear_text_endpoints": ["authUrl"],
        "clear_credentials": ["password", "token"],
    }
    placed = a_deployment(a_resource(european(), kind=Kind.PROVIDER, attributes=attributes))

    found = verdict(placed)

    assert {f.rule.id: f.message for f in found.findings} == {
        "RMP-PRV-001": "the program does not say where this provider connects",
        "RMP-PRV-002": "this provider accepts any certificate",
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


def test_data_sent_to_an_american_service_is_rejected_with_path_and_host() -> None:
    sent = address("logs.datadoghq.eu", Role.OUTBOUND, american())
    placed = a_deployment(a_resource(european(), destinations=(sent,)))

    found = verdict(placed)

    assert found.exit_code == 1
    (finding,) = findings_of("RMP-DST-001", found)
    assert finding.message == (
        "userData!runcmd.0 sends data to logs.datadoghq.eu, run by Amazon Web Services EMEA SARL"
    )
    assert finding.evidence == ("destinations.0.placement.exposure",)
    assert finding.placement == sent.placement


def test_software_from_an_american_service_is_shown_and_stops_nothing() -> None:
    fetched = address("docker.io", Role.INBOUND, american(), path="image")
    placed = a_deployment(a_resource(european(), destinations=(fetched,)))

    found = verdict(placed)

    assert [(f.rule.id, f.level) for f in found.findings] == [("RMP-DST-002", Level.ADVISORY)]
    assert found.exit_code == 0


def test_a_destination_whose_operator_is_known_is_judged_though_its_region_is_not() -> None:
    place = european(unknown=dict.fromkeys(("region", "country", "in_eea"), "the host does not say"))
    sent = address("mail.example.fr", Role.OUTBOUND, place)
    placed = a_deployment(a_resource(european(), destinations=(sent,)))

    found = verdict(placed)

    assert found.outcomes["RMP-DST-001"][Outcome.PASS] == 1
    assert [(f.rule.id, f.level) for f in found.findings] == [("RMP-DST-003", Level.ADVISORY)]
    assert found.exit_code == 0


def test_software_from_nobody_knows_where_does_not_touch_the_rule_about_data() -> None:
    fetched = address("example.org", Role.INBOUND, unplaced())
    placed = a_deployment(a_resource(european(), destinations=(fetched,)))

    found = verdict(placed)

    assert {f.rule.id for f in found.findings} == {"RMP-DST-002"}
    assert found.exit_code == 0


def test_a_text_that_could_not_be_searched_is_undetermined() -> None:
    placed = a_deployment(a_resource(european(), unread={"userData": "userData is known only once deployed"}))

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = findings_of("RMP-DST-001", found)
    assert finding.reason == "userData is known only once deployed"
    assert finding.evidence == ("userData",)
    assert finding.message == "cannot tell who receives the data that userData sends"
    assert finding.placement is None


def test_state_kept_by_an_american_company_is_rejected() -> None:
    placed = a_deployment(backend=american(), secrets_provider=american())

    found = verdict(placed)

    assert {f.rule.id for f in found.findings} == {"RMP-STA-001", "RMP-STA-002"}
    assert found.exit_code == 1
    assert {f.urn for f in found.findings} == {"urn:pulumi:prod::records::pulumi:pulumi:Stack::records-prod"}


def test_a_backend_that_the_input_does_not_name_is_shown_and_stops_nothing() -> None:
    placed = a_deployment(backend=unplaced("a preview does not name its backend"))

    found = verdict(placed)

    assert [(f.outcome, f.level, f.reason) for f in found.findings] == [
        (Outcome.UNDETERMINED, Level.ADVISORY, "a preview does not name its backend")
    ]
    assert found.exit_code == 0


def test_the_deployment_is_judged_under_the_urn_of_its_stack() -> None:
    stack = a_resource(NOWHERE, kind=Kind.STACK)
    placed = a_deployment(stack, backend=american())

    found = verdict(placed)

    assert [f.urn for f in found.findings] == [stack.normalised.resource.urn]


def test_a_deployment_without_names_still_has_a_urn() -> None:
    placed = a_deployment(backend=american(), source=Source(SourceKind.STATE, "state.json"))

    found = verdict(placed)

    assert [f.urn for f in found.findings] == ["urn:pulumi:stack::project::pulumi:pulumi:Stack::project-stack"]


@pytest.mark.parametrize("kind", [Kind.COMMAND, Kind.DYNAMIC, Kind.UNSUPPORTED])
def test_a_step_that_hides_what_it_creates_is_undetermined(kind: Kind) -> None:
    placed = a_deployment(a_resource(NOWHERE, kind=kind, attributes={"opaque": "runs a command of its own"}))

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = findings_of("RMP-PRG-001", found)
    assert finding.reason == "it runs a command of its own"
    assert finding.mend == "declare what it creates as resources, or sign a waiver for it"


@pytest.mark.parametrize("attributes", [{}, {"opaque": UNKNOWN}])
def test_a_hiding_step_is_undetermined_even_if_nobody_says_what_hides_it(attributes: dict[str, Value]) -> None:
    placed = a_deployment(a_resource(NOWHERE, kind=Kind.COMMAND, attributes=attributes))

    found = verdict(placed)

    assert [f.reason for f in findings_of("RMP-PRG-001", found)] == ["nobody can say what it creates"]


def test_a_gap_that_hides_resources_leaves_the_deployment_undetermined() -> None:
    gaps = tuple(
        Gap(GapKind.REMOTE_COMPONENT, f"component {name} is built elsewhere", "use the pack", hides_resources=True)
        for name in "abcde"
    )
    placed = a_deployment(gaps=gaps)

    found = verdict(placed)

    assert found.exit_code == 3
    (finding,) = found.findings
    assert finding.rule.id == "RMP-PRG-002"
    assert finding.reason.endswith("component c is built elsewhere, and 2 more")
    assert finding.mend == "use the pack"
    assert found.gaps == gaps


def test_a_gap_that_hides_no_resource_is_only_passed_on() -> None:
    gap = Gap(GapKind.INVOKE, "an invoke was not answered")

    found = verdict(a_deployment(gaps=(gap,)))

    assert (found.findings, found.gaps) == ((), (gap,))


@pytest.mark.parametrize(
    ("mark", "reason"), [(UNKNOWN, "tls_verified is known only once deployed"), (SECRET, "tls_verified is secret")]
)
def test_a_withheld_attribute_is_undetermined_with_the_reason(mark: Mark, reason: str) -> None:
    attributes: dict[str, Value] = {"endpoint_stated": True, "tls_verified": mark}
    placed = a_deployment(a_resource(european(), kind=Kind.PROVIDER, attributes=attributes))

    found = verdict(placed)

    assert [(f.rule.id, f.reason) for f in found.findings] == [("RMP-PRV-002", reason)]


def test_the_legal_floor_discloses_exposure_and_refuses_only_places() -> None:
    accepted = verdict(a_deployment(a_resource(american())), profile=FLOOR)
    refused = verdict(a_deployment(a_resource(european(in_eea=False))), profile=FLOOR)

    assert (accepted.exit_code, refused.exit_code) == (0, 1)
    assert [f.level for f in findings_of("RMP-LAW-001", accepted)] == [Level.ADVISORY]


def test_a_rule_that_the_profile_leaves_out_says_nothing() -> None:
    placed = a_deployment(a_resource(european()))

    found = verdict(placed, profile=HDS)

    assert "RMP-QUA-002" not in found.outcomes
    assert "RMP-QUA-002" not in {rule.id for rule in found.rules}


def test_a_level_can_be_changed_for_one_run() -> None:
    placed = a_deployment(a_resource(american()))

    lenient = verdict(placed, profile=HDS.with_levels({"RMP-LAW-001": Level.ADVISORY}))
    silent = verdict(placed, profile=HDS.with_levels({"RMP-LAW-001": Level.DISABLED}))

    assert lenient.exit_code == 0
    assert "RMP-LAW-001" not in silent.outcomes


def test_a_profile_may_keep_undetermined_outcomes_to_itself() -> None:
    levels = {**HDS.rules, "RMP-QUA-003": replace(HDS.rules["RMP-QUA-003"], undetermined=Level.DISABLED)}
    placed = a_deployment(a_resource(unplaced()))

    found = verdict(placed, profile=replace(HDS, rules=levels))

    assert findings_of("RMP-QUA-003", found) == []
    assert found.outcomes["RMP-QUA-003"][Outcome.UNDETERMINED] == 1


def test_outcomes_and_operators_are_counted_for_every_resource() -> None:
    resources = (
        a_resource(european(), name="a"),
        a_resource(american(), name="b"),
        a_resource(unplaced(), name="c"),
        a_resource(american(), name="d"),
        a_resource(LOCAL, name="e"),
    )

    found = verdict(a_deployment(*resources))

    assert found.resources == 5
    assert found.outcomes["RMP-LAW-001"] == {
        Outcome.FAIL: 2,
        Outcome.UNDETERMINED: 1,
        Outcome.PASS: 2,
        Outcome.NOT_APPLICABLE: 1,
    }
    assert found.operators == {"Amazon Web Services EMEA SARL": 2, "OVH SAS": 1, "unknown": 1}


def a_waiver(*, urn: str = "*::records", expires: date = DAY) -> Waiver:
    return Waiver("RMP-LAW-001", urn, "migration agreed", "security officer", expires)


def test_a_waiver_that_holds_lets_its_finding_through_and_shows_it() -> None:
    placed = a_deployment(a_resource(american()))

    found = verdict(placed, waivers=(a_waiver(),))

    (finding,) = findings_of("RMP-LAW-001", found)
    assert (finding.outcome, finding.waiver) == (Outcome.WAIVED, a_waiver())
    assert found.outcomes["RMP-LAW-001"] == {Outcome.WAIVED: 1, Outcome.NOT_APPLICABLE: 1}
    assert found.exit_code == 0


def test_a_waiver_that_lapsed_waives_nothing_and_says_so() -> None:
    lapsed = a_waiver(expires=date(2026, 11, 23))
    placed = a_deployment(a_resource(american()))

    found = verdict(placed, waivers=(lapsed,))

    (finding,) = findings_of("RMP-LAW-001", found)
    assert finding.outcome is Outcome.FAIL
    assert finding.message.endswith("(the waiver signed by security officer lapsed on 2026-11-23)")
    assert finding.waiver == lapsed
    assert found.exit_code == 1


def test_a_waiver_covers_only_its_rule_and_its_resources() -> None:
    placed = a_deployment(a_resource(american(), name="other"), a_resource(unplaced()))

    found = verdict(placed, waivers=(a_waiver(),))

    outcomes = {(f.rule.id, f.urn.rpartition("::")[2]): f.outcome for f in found.findings}
    assert outcomes["RMP-LAW-001", "other"] is Outcome.FAIL
    assert outcomes["RMP-LAW-001", "records"] is Outcome.WAIVED
    assert outcomes["RMP-LAW-002", "records"] is Outcome.UNDETERMINED


def test_many_resources_are_judged_slice_by_slice_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = a_deployment(*(a_resource(european() if n % 3 else american(), name=f"n{n}") for n in range(10)))
    whole = verdict(placed)

    monkeypatch.setattr("rempart.judge.verdict.SLICE", 3)
    sliced = verdict(placed)

    assert sliced == whole


@given(
    place=st.sampled_from([european(in_eea=False), american(), european(exposure=Exposure.INDIRECT), european()]),
    unknown=st.sets(st.sampled_from(FIELDS_OF_OPERATOR)),
)
def test_no_unknown_field_turns_a_refusal_into_a_pass(place: Placement, unknown: set[str]) -> None:
    known = verdict(a_deployment(a_resource(place)), profile=SECNUMCLOUD)

    hidden = replace(place, unknown=dict.fromkeys(sorted(unknown), "not known"))
    found = verdict(a_deployment(a_resource(hidden)), profile=SECNUMCLOUD)

    spoken = {f.rule.id for f in known.findings}
    still = {f.rule.id for f in found.findings}
    assert spoken <= still
