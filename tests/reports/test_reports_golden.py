"""Golden files: one for each format, of one verdict that has something of everything; and a quiet one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rempart.catalogue import Catalogue
from rempart.model.finding import Verdict
from rempart.reports import Format, render
from tests.builders import a_verdict


@pytest.mark.parametrize(("form", "name"), [("text", "report.txt"), ("json", "report.json"), ("sarif", "report.sarif")])
def test_each_format_writes_its_golden_report(
    form: str, name: str, *, everything: Verdict, catalogue: Catalogue, matches_golden: Callable[[str, str], None]
) -> None:
    report = render(everything, Format(form), catalogue)

    matches_golden(name, report)


@pytest.mark.parametrize(
    ("form", "name"), [("text", "simulated.txt"), ("json", "simulated.json"), ("sarif", "simulated.sarif")]
)
def test_each_format_writes_its_golden_report_of_a_simulation(
    form: str, name: str, *, imitated: Verdict, catalogue: Catalogue, matches_golden: Callable[[str, str], None]
) -> None:
    report = render(imitated, Format(form), catalogue)

    matches_golden(name, report)


def test_an_accepted_deployment_is_one_line(catalogue: Catalogue, matches_golden: Callable[[str, str], None]) -> None:
    verdict = a_verdict().build()

    report = render(verdict, Format.TEXT, catalogue)

    assert report == "Accepted under hds on 2026-11-24: 14 resources at OVH SAS.\n"
    matches_golden("accepted.txt", report)
