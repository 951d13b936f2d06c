"""Messages, kinds and the outcomes behind them."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import cast

import pytest

import rempart.judge.messages
from rempart.judge.engines import Answer
from rempart.judge.kinds import words_for
from rempart.judge.messages import fill, placeholders
from rempart.judge.outcomes import settle
from rempart.model.finding import Outcome
from rempart.model.kind import Kind
from rempart.model.values import UNKNOWN, Value
from tests.judge.judge_builders import a_deployment, a_pack, a_profile, a_resource, european, verdict


def test_the_documented_example_holds() -> None:
    assert doctest.testmod(rempart.judge.messages).failed == 0


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{placement.region} in {placement.country}", "GRA11 in unknown"),
        ("{placement.region.name}", "unknown"),
        ("{placement}", "unknown"),
        ("{labels}", "a, 2"),
        ("{empty}", "unknown"),
        ("{public}", "yes"),
        ("{.open}", "no"),
        ("{.why}", "because of GRA11"),
        ("{.nothing}", "unknown"),
        ("{name}", "a b"),
        ("{Not} a {placeholder.}", "{Not} a {placeholder.}"),
    ],
)
def test_placeholders_become_the_words_of_subject_and_finding(template: str, expected: str) -> None:
    subject = {"placement": {"region": "GRA11"}, "labels": ["a", 2], "empty": [], "public": True, "name": "a\nb"}
    finding = {"why": "because of {placement.region}", "open": False}

    assert fill(template, subject, finding) == expected


def test_placeholders_of_the_finding_are_no_part_of_the_subject() -> None:
    assert placeholders("{name} {.why} {placement.entity}") == {("name",), ("placement", "entity")}


def test_any_placed_means_what_stands_somewhere() -> None:
    assert words_for(Kind.VOLUME, placed=True) == {"volume", "any", "any_placed"}
    assert words_for(Kind.VOLUME, placed=False) == {"volume", "any"}
    assert words_for(Kind.PROVIDER, placed=True) == {"provider", "any", "placed_provider"}
    assert words_for(Kind.PROVIDER, placed=False) == {"provider", "any"}
    assert words_for(Kind.DEPLOYMENT, placed=True) == {"deployment"}
    assert words_for("sends", placed=True) == {"sends"}


OPENINGS = """applies if not input.labels.data_class == "public"

deny contains {"at": ["attributes", "openings", i, "cidr"]} if {
	some i, opening in input.attributes.openings
	not opening.cidr == "10.0.0.0/8"
}"""


def test_a_rule_that_does_not_apply_is_not_applicable(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    placed = a_deployment(a_resource(european(), labels={"data_class": "public"}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert found.outcomes["TST-001"] == {Outcome.NOT_APPLICABLE: 2}


def test_a_rule_of_which_nobody_knows_whether_it_applies_is_undetermined(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    placed = a_deployment(a_resource(european(), labels={"data_class": UNKNOWN}, attributes={"openings": [{}]}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert [(f.outcome, f.evidence) for f in found.findings] == [(Outcome.UNDETERMINED, ("labels.data_class",))]


def test_a_rule_that_asks_for_labels_that_nobody_knows_is_undetermined(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    placed = a_deployment(a_resource(european(), labels=UNKNOWN, attributes={"openings": [{}]}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert [(f.outcome, f.evidence) for f in found.findings] == [(Outcome.UNDETERMINED, ("labels",))]


def test_one_known_opening_fails_beside_one_that_is_unknown(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    openings: list[Value] = [{"cidr": UNKNOWN}, {"cidr": "0.0.0.0/0"}, UNKNOWN]
    placed = a_deployment(a_resource(european(), attributes={"openings": openings}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert [(f.outcome, f.evidence) for f in found.findings] == [(Outcome.FAIL, ("attributes.openings.1.cidr",))]
    assert found.findings[0].message == "records is bad"


def test_unknown_items_of_a_list_leave_the_rule_undetermined(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    placed = a_deployment(a_resource(european(), attributes={"openings": [{"cidr": UNKNOWN}, UNKNOWN]}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    (finding,) = found.findings
    assert finding.evidence == ("attributes.openings.0.cidr", "attributes.openings.1")
    assert finding.reason == ("openings.0.cidr is known only once deployed; openings.1 is known only once deployed")


def test_a_reason_names_three_causes_and_counts_the_rest(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, OPENINGS, kinds="network")
    placed = a_deployment(a_resource(european(), attributes={"openings": [UNKNOWN] * 5}))

    (finding,) = verdict(placed, pack=pack, profile=a_profile("TST-001")).findings

    assert finding.reason.endswith("openings.2 is known only once deployed, and 2 more")


def test_a_denial_without_evidence_rests_on_everything(tmp_path: Path) -> None:
    rule = a_pack(tmp_path, "deny contains {} if not input.type").rules[0]
    answer = Answer(denials=({},))

    assert settle(rule, answer, ()).outcome is Outcome.FAIL
    assert settle(rule, answer, (("labels", "x"),)).outcome is Outcome.UNDETERMINED


@pytest.mark.parametrize("value", [10**40, "half \ud800 a character", ["\ud800"], {"\ud800": 1.5, "x": None}, (1, 2)])
def test_a_value_that_json_cannot_carry_is_judged_all_the_same(tmp_path: Path, value: object) -> None:
    body = 'deny contains {"at": ["attributes", "size_gb"]} if not input.attributes.size_gb == 1'
    pack = a_pack(tmp_path, body)
    placed = a_deployment(a_resource(european(), attributes={"size_gb": cast("Value", value)}))

    found = verdict(placed, pack=pack, profile=a_profile("TST-001"))

    assert [f.outcome for f in found.findings] == [Outcome.FAIL]
