"""Profiles, levels, waivers and counts; and that no unknown turns a refusal into a pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.judge import load_profile
from rempart.model.finding import Level, Outcome, Waiver
from rempart.model.placement import Exposure, Placement
from rempart.model.reason import Reason
from tests.judge.judge_builders import (
    DAY,
    FIELDS_OF_OPERATOR,
    HDS,
    LOCAL,
    PACK,
    SECNUMCLOUD,
    a_deployment,
    a_resource,
    american,
    european,
    findings_of,
    unplaced,
    verdict,
)

FLOOR = load_profile("hds-floor", PACK)


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

    hidden = replace(place, unknown=dict.fromkeys(sorted(unknown), Reason("not known")))
    found = verdict(a_deployment(a_resource(hidden)), profile=SECNUMCLOUD)

    spoken = {f.rule.id for f in known.findings}
    still = {f.rule.id for f in found.findings}
    assert spoken <= still
