"""The report for people."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import replace

import pytest

from rempart.catalogue import Catalogue
from rempart.model.deployment import Source, SourceKind
from rempart.model.finding import Level
from rempart.reports import Format, render
from tests.builders import AT_OVHCLOUD, PREVIEW, VerdictBuilder, a_rule, a_verdict, an_urn


def text_of(verdict: VerdictBuilder, catalogue: Catalogue) -> str:
    return render(verdict.build(), Format.TEXT, catalogue)


def test_what_was_rejected_comes_before_why_in_law_and_that_before_what_to_do(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure("mirror")

    report = text_of(verdict, catalogue)

    order = ("REJECTED", an_urn("mirror"), "Why in law", "CLOUD Act (US)", "GDPR:48", "What to do", "rempart explain")
    assert [report.index(part) for part in order] == sorted(report.index(part) for part in order)


def test_like_findings_are_one_paragraph_that_counts_the_rest(catalogue: Catalogue) -> None:
    verdict = a_verdict()
    for number in range(45):
        verdict = verdict.with_failure(f"mirror-{number}")

    report = text_of(verdict, catalogue)

    assert "45 resources: Amazon Web Services EMEA SARL answers" in report
    assert "and 42 more" in report
    assert report.count("REJECTED") == 1


def test_resources_that_stand_elsewhere_are_told_apart(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure("paris").with_failure("gravelines", placement=AT_OVHCLOUD)

    report = text_of(verdict, catalogue)

    assert "eu-west-3, FR)" in report
    assert "GRA11, FR)" in report


def test_one_unknown_operator_is_one_paragraph_over_all_rules(catalogue: Catalogue) -> None:
    verdict = (
        a_verdict()
        .with_undetermined("a")
        .with_undetermined("a", rule=a_rule("RMP-LOC-001"), message="cannot tell where the region lies")
        .with_undetermined("b")
    )

    report = text_of(verdict, catalogue)

    assert report.count("COULD NOT TELL") == 1
    assert report.count("add cloud.example.org to the catalogue") == 1
    assert "2 resources; rules that could not be judged" in report
    assert "Could not tell under hds on 2026-11-24: 2 rules could not be judged" in report


def test_a_law_is_told_in_full_once(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure().with_failure(rule=a_rule("RMP-QUA-002"), message="is not qualified")

    report = text_of(verdict, catalogue)

    assert report.count("through Amazon.com, Inc.") == 1
    assert report.count("as told above") == 1


def test_a_rejection_counts_the_rules_that_could_not_be_judged_beside_it(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure().with_undetermined(rule=a_rule("RMP-LOC-001"))

    report = text_of(verdict, catalogue)

    assert "Rejected under hds on 2026-11-24: 1 rule stops it and 1 more could not be judged" in report


def test_advice_stops_nothing_and_stays_short(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure(level=Level.ADVISORY)

    report = text_of(verdict, catalogue)

    assert "REJECTED" not in report
    assert report.splitlines()[0] == "To know; it stops nothing"
    assert report.splitlines()[-1].startswith("Accepted under hds")


@pytest.mark.parametrize("name", ["a name with spaces " * 20, "x" * 300, "half-way-" * 40])
def test_a_urn_is_never_broken(name: str, catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure(name).with_undetermined(name)

    lines = text_of(verdict, catalogue).splitlines()

    assert any(an_urn(name) in line for line in lines)


def test_the_hint_to_explain_can_be_typed_as_it_stands(catalogue: Catalogue) -> None:
    urn = an_urn("it's", "pkg:index:Parent$aws:s3/bucket:Bucket")
    finding = replace(a_verdict().with_failure().findings[0], urn=urn)
    program = Source(SourceKind.PROGRAM, "my program", project="records", stack="prod")

    report = text_of(a_verdict().with_finding(finding).read_from(program), catalogue)

    hint = next(line for line in report.splitlines() if "rempart explain" in line)
    assert shlex.split(hint) == ["rempart", "explain", "my program", urn, "--stack", "prod"]


@pytest.mark.parametrize(
    "path", ["it's.json", "a\u202eb.json", "\xa0.json", "line\nbreak $HOME", "a\\\x1b'b", "caf\udce9"]
)
def test_a_shell_reads_the_hint_back_whatever_the_name_of_the_input(path: str, catalogue: Catalogue) -> None:
    state = Source(SourceKind.STATE, path)

    report = text_of(a_verdict().with_failure().read_from(state), catalogue)

    hint = next(line for line in report.splitlines() if "rempart explain" in line)
    echo = hint.replace("rempart explain", "printf '%s\\0'", 1)
    words = subprocess.run(["bash", "-c", echo], capture_output=True, check=True, timeout=60).stdout.split(b"\0")
    assert os.fsdecode(words[0]) == path


def test_the_deployment_itself_has_no_hint_to_explain(catalogue: Catalogue) -> None:
    finding = replace(a_verdict().with_undetermined().findings[0], type="", placement=None, source_position=None)

    report = text_of(a_verdict().with_finding(finding), catalogue)

    assert "the deployment; rules that could not be judged" in report
    assert "rempart explain" not in report


def test_a_long_list_of_gaps_is_cut_short(catalogue: Catalogue) -> None:
    verdict = a_verdict()
    for number in range(5):
        verdict = verdict.with_gap(f"the answer of invoke {number} is not known")

    report = text_of(verdict, catalogue)

    assert "the answer of invoke 2 is not known; name it in an answers file" in report
    assert "and 2 more" in report


@pytest.mark.parametrize(
    ("operators", "told"),
    [
        ({}, "14 resources, none of them with an operator"),
        ({"OVH SAS": 1}, "1 resource at OVH SAS"),
        ({"OVH SAS": 9, "unknown": 5}, "9 resources at OVH SAS, 5 at an operator that could not be told"),
    ],
)
def test_the_verdict_says_who_has_the_resources(operators: dict[str, int], told: str, catalogue: Catalogue) -> None:
    verdict = replace(a_verdict(), operators=operators)

    report = text_of(verdict, catalogue)

    assert report == f"Accepted under hds on 2026-11-24: {told}.\n"


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ("project:///records.py#7,3", "  (records.py:7)"),
        ("project:///sub%20folder/records.py", "  (sub folder/records.py)"),
        ("project:///../elsewhere.py#7", ""),
        ("somewhere", ""),
        (None, ""),
    ],
)
def test_a_resource_is_shown_where_the_program_declares_it(
    position: str | None, told: str, catalogue: Catalogue
) -> None:
    verdict = a_verdict().with_failure("mirror", position=position)

    report = text_of(verdict, catalogue)

    assert f"    {an_urn('mirror')}{told}\n" in report


def test_a_control_that_the_catalogue_lacks_is_named_all_the_same(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure(rule=a_rule(controls=("House-rule:7",)))

    report = text_of(verdict, catalogue)

    assert "    House-rule:7\n" in report


def test_what_is_local_or_nowhere_stands_with_nobody(catalogue: Catalogue) -> None:
    local = replace(AT_OVHCLOUD, local=True)
    verdict = a_verdict().with_failure("box", placement=local, message="it is so").with_failure("x", placement=None)

    report = text_of(verdict.read_from(PREVIEW), catalogue)

    assert "  box: it is so\n" in report


def test_a_report_on_a_simulation_begins_by_saying_that_it_is_no_evidence(catalogue: Catalogue) -> None:
    verdict = a_verdict().in_simulation(whole=False).with_failure()

    report = text_of(verdict, catalogue)

    assert report.startswith("SIMULATED  Part of this is at Rempart lab (simulated)")
    assert "What stands elsewhere was judged in full" in " ".join(report.split())
    assert report.index("no evidence") < report.index("REJECTED")
