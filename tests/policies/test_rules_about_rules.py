"""Rules about rules: what every rule of the pack owes its readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rempart.catalogue import load_catalogue
from rempart.judge import Rule, load_pack, load_profile, profile_names
from rempart.judge.kinds import WORDS
from tests.policies.opa_tools import ROOT

PACK = load_pack()
CATALOGUE = load_catalogue()
SCHEMA = json.loads((ROOT / "policies" / "schemas" / "subject.json").read_text(encoding="utf-8"))
LONGEST_FILE = 40
LONGEST_LINE = 120

each_rule = pytest.mark.parametrize("rule", PACK.rules, ids=[rule.id for rule in PACK.rules])


def folder(rule: Rule) -> Path:
    return ROOT / "policies" / "rules" / rule.description.name


@each_rule
def test_a_rule_cites_only_controls_of_the_catalogue(rule: Rule) -> None:
    missing = [name for name in rule.description.controls if CATALOGUE.control(name) is None]

    assert missing == []


@each_rule
def test_a_rule_fits_on_a_page(rule: Rule) -> None:
    lines = (folder(rule) / "rule.rego").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST_FILE
    assert max(map(len, lines)) <= LONGEST_LINE


@each_rule
def test_a_rule_says_at_length_what_it_asks_and_in_short_what_is_wrong(rule: Rule) -> None:
    description = rule.description

    assert len(description.description.split()) > 20
    assert len(description.title.split()) <= 10
    assert description.remedy.endswith(".")
    assert description.risk.endswith(".")
    assert rule.doubt.startswith("cannot tell ")
    assert set(description.kinds) <= WORDS


@each_rule
def test_the_messages_of_a_rule_quote_only_what_subjects_have(rule: Rule) -> None:
    unknown = [path for path in rule.shown | rule.reads | rule.conditions if not _in_schema(path)]

    assert unknown == []


@each_rule
def test_a_rule_is_on_in_some_profile(rule: Rule) -> None:
    profiles = [load_profile(name, PACK) for name in profile_names(PACK)]

    assert any(rule.id in profile.rules for profile in profiles)


@each_rule
def test_a_rule_has_its_tests_and_its_examples_beside_it(rule: Rule) -> None:
    assert sorted(file.name for file in folder(rule).iterdir()) == ["examples.yaml", "rule.rego", "rule_test.rego"]


def test_profiles_state_their_rules_in_the_order_of_families() -> None:
    hds, secnumcloud = (list(load_profile(name, PACK).rules) for name in ("hds", "secnumcloud"))

    assert [rule for rule in secnumcloud if rule in hds] == hds


def test_secnumcloud_asks_for_all_that_hds_asks_for() -> None:
    hds, secnumcloud = (load_profile(name, PACK).rules for name in ("hds", "secnumcloud"))

    weaker = [rule for rule, levels in hds.items() if levels.level == "mandatory" != secnumcloud[rule].level]
    assert weaker == []


def _in_schema(path: tuple[str, ...]) -> bool:
    node = SCHEMA
    for name in path:
        if "$ref" in node:
            node = SCHEMA["definitions"][node["$ref"].rpartition("/")[2]]
        if name not in node.get("properties", {}):
            return False
        node = node["properties"][name]
    return True
