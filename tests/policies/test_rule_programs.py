"""Every example of every rule, from resources to findings: normalised, placed and judged as a user's own would be."""

from __future__ import annotations

import pytest

from rempart.catalogue import load_catalogue
from rempart.gate import check
from rempart.judge import Levels, Profile, load_pack
from rempart.model.finding import Level, Outcome
from tests.policies.rule_programs import Program, programs

PACK = load_pack()
CATALOGUE = load_catalogue()
PROGRAMS = programs(PACK)
EXPECTED = {"fails": {Outcome.FAIL}, "passes": set(), "undetermined": {Outcome.UNDETERMINED}}


@pytest.mark.parametrize("program", PROGRAMS, ids=map(str, PROGRAMS))
def test_an_example_has_the_outcome_that_it_shows(program: Program) -> None:
    only = {program.rule.id: Levels(Level.MANDATORY, Level.MANDATORY)}
    profile = Profile("example", "One rule", "One rule.", only, {"lapse_notice_days": 90})

    verdict = check(program.deployment, catalogue=CATALOGUE, pack=PACK, profile=profile, as_of=program.as_of)

    assert {finding.outcome for finding in verdict.findings} == EXPECTED[program.group]
    assert verdict.outcomes[program.rule.id].get(Outcome.PASS, 0) > 0 or program.group != "passes"


def test_every_rule_shows_what_it_stops_and_what_it_lets_pass() -> None:
    shown = {(program.rule.id, program.group == "passes") for program in PROGRAMS}

    assert shown == {(rule.id, passes) for rule in PACK.rules for passes in (True, False)}
