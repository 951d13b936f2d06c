"""Waivers: signed-off exceptions, complete or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rempart.errors import PolicyError
from rempart.judge import load_waivers
from rempart.judge.waivers import holds, waiver_for
from rempart.model.finding import Waiver

GOOD = """\
waivers:
  - rule: RMP-LAW-001
    urn: "*::mirror"
    reason: The mirror holds public packages only.
    owner: security officer
    expires: 2027-01-31
"""


def refusal(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(PolicyError) as caught:
        load_waivers(file)
    return caught.value.line()


def a_waiver(urn: str, *, expires: date = date(2027, 1, 31)) -> Waiver:
    return Waiver("RMP-LAW-001", urn, "reason", "owner", expires)


@pytest.mark.parametrize("day", ["2027-01-31", '"2027-01-31"'])
def test_a_complete_waiver_is_read(tmp_path: Path, day: str) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(GOOD.replace("2027-01-31", day))

    (waiver,) = load_waivers(file)

    assert waiver.expires == date(2027, 1, 31)
    assert (waiver.rule, waiver.urn, waiver.owner) == ("RMP-LAW-001", "*::mirror", "security officer")


@pytest.mark.parametrize("field", ["rule", "urn", "reason", "owner", "expires"])
def test_a_waiver_that_lacks_a_field_is_refused_with_file_number_and_field(tmp_path: Path, field: str) -> None:
    file = tmp_path / "waivers.yaml"
    lines = [line for line in GOOD.splitlines() if f"{field}:" not in line]
    text = "\n".join(lines).replace("    urn", "  - urn", 1) if field == "rule" else "\n".join(lines)

    line = refusal(file, text)

    assert line == f"{file}, waiver 1: the field {field} is missing; a waiver has rule, urn, reason, owner, expires"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2027-01-31", "soon", "the field expires is no date"),
        ("2027-01-31", "2027-01-31 10:00:00", "the field expires is missing"),
        ("    owner", "    signed: yes\n    owner", "unknown field signed"),
        ("waivers:", "exceptions:", "the file holds one field, waivers"),
        (GOOD[9:], " 3", "the file holds one field, waivers"),
        (GOOD[9:], " [3]", "it is not a group of fields"),
    ],
)
def test_a_malformed_waiver_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD

    assert reason in refusal(tmp_path / "waivers.yaml", GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("pattern", "urn", "covered"),
    [
        ("*", "urn:pulumi:s::p::aws:s3/bucket:Bucket::mirror", True),
        ("*::mirror", "urn:pulumi:s::p::aws:s3/bucket:Bucket::mirror", True),
        ("*::mirror", "urn:pulumi:s::p::aws:s3/bucket:Bucket::mirror-2", False),
        ("urn:pulumi:s::*::aws:*", "urn:pulumi:s::p::aws:s3/bucket:Bucket::mirror", True),
        ("a[bc]?", "a[bc]?", True),
        ("a[bc]?", "ab1", False),
    ],
)
def test_only_the_star_of_a_pattern_is_special(pattern: str, urn: str, covered: bool) -> None:  # noqa: FBT001 - expected
    waiver = a_waiver(pattern)

    assert (waiver_for("RMP-LAW-001", urn, [waiver]) is waiver) is covered


def test_a_waiver_that_holds_is_preferred_to_one_that_lapsed() -> None:
    lapsed, fresh = a_waiver("*", expires=date(2026, 1, 1)), a_waiver("*")

    assert waiver_for("RMP-LAW-001", "urn", [fresh, lapsed]) is fresh
    assert waiver_for("RMP-LAW-002", "urn", [fresh, lapsed]) is None


def test_the_last_day_of_a_waiver_is_included() -> None:
    waiver = a_waiver("*", expires=date(2026, 11, 24))

    assert holds(waiver, date(2026, 11, 24))
    assert not holds(waiver, date(2026, 11, 25))
