"""Profiles: the ones that ship, and what is refused in one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from rempart.errors import PolicyError
from rempart.judge import Levels, load_profile, profile_names
from rempart.judge.pack import RulePack
from rempart.model.finding import Level, Outcome
from tests.judge.judge_builders import HDS, PACK

GOOD = """\
id: own
title: Our own
description: For us.
rules:
  RMP-LAW-001: {level: mandatory, undetermined: advisory}
parameters:
  lapse_notice_days: 30
"""


def refusal(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_profile(file, PACK)
    line = caught.value.line()
    assert line.startswith(str(file))
    return line


def test_three_profiles_ship() -> None:
    assert profile_names(PACK) == ("hds", "hds-floor", "secnumcloud")


@pytest.mark.parametrize("name", profile_names(PACK))
def test_a_shipped_profile_is_read_alike_from_its_manifest_and_from_its_file(name: str) -> None:
    compiled = load_profile(name, PACK)

    read = load_profile(name, RulePack(PACK.folder, PACK.rules, PACK.modules))

    assert compiled == read
    assert compiled.id == name


def test_a_profile_of_ones_own_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD)

    profile = load_profile(str(file), PACK)

    assert profile.rules == {"RMP-LAW-001": Levels(Level.MANDATORY, Level.ADVISORY)}
    assert profile.parameters == {"lapse_notice_days": 30}


def test_an_undetermined_outcome_has_the_level_of_a_fail_unless_said_otherwise() -> None:
    assert HDS.rules["RMP-LAW-001"].of(Outcome.UNDETERMINED) is Level.MANDATORY
    assert HDS.rules["RMP-STA-005"].of(Outcome.UNDETERMINED) is Level.ADVISORY
    assert HDS.rules["RMP-STA-005"].of(Outcome.FAIL) is Level.MANDATORY


def test_a_profile_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(PolicyError, match="there is no profile nosuch; use one of hds, hds-floor, secnumcloud"):
        load_profile("nosuch", PACK)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="the profile cannot be read"):
        load_profile(tmp_path / "nosuch.yaml", PACK)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("RMP-LAW-001", "RMP-LAW-999", "rules.RMP-LAW-999 is no rule of this pack"),
        ("level: mandatory", "level: strict", "rules.RMP-LAW-001.level is no level"),
        ("undetermined: advisory", "undetermined: maybe", "rules.RMP-LAW-001.undetermined is no level"),
        ("level: mandatory, ", "", "rules.RMP-LAW-001.level is no level"),
        ("undetermined", "unknown", "unknown field rules.RMP-LAW-001.unknown"),
        ("{level: mandatory, undetermined: advisory}", "mandatory", "rules.RMP-LAW-001 is not a group of fields"),
        ("title: Our own\n", "", "the field title is missing"),
        ("parameters:", "parametres:", "unknown field parametres"),
        ("lapse_notice_days: 30", "lapse_notice_days: [30]", "parameters.lapse_notice_days is neither"),
        ("\n  lapse_notice_days: 30", " soon", "the field parameters is not a group of fields"),
        ("rules:\n  RMP-LAW-001: {level: mandatory, undetermined: advisory}\n", "", "the field rules is missing"),
        ("title: Our own", "title: [", "the profile is not YAML"),
    ],
)
def test_a_malformed_profile_is_refused_with_file_and_field(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD

    assert reason in refusal(tmp_path / "own.yaml", GOOD.replace(old, new))


@pytest.mark.parametrize("text", ["", "[]", "just a text"])
def test_a_profile_that_is_no_list_of_fields_is_refused(tmp_path: Path, text: str) -> None:
    assert "the profile is not a list of fields" in refusal(tmp_path / "own.yaml", text)
