"""What a comparison of a cloud with its states looks like, to people and to programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from rempart.catalogue import Catalogue
from rempart.drift import Change, Changed, Drift, Item, Untold
from rempart.errors import InputError
from rempart.model.deployment import Source, SourceKind
from rempart.model.finding import Verdict
from rempart.model.values import SECRET, Value
from rempart.reports import Format, render
from rempart.reports.document import dumped
from rempart.reports.drift.json import document
from rempart.reports.drift.text import render as render_text
from rempart.reports.writers import WRITERS
from tests.builders import a_verdict
from tests.reports.conftest import SCHEMAS

LIVE = Source(SourceKind.OPENSTACK, "lab", project="records", stack="GRA9")
STATE = Source(SourceKind.STATE, "prod.json", project="records", stack="prod")


def render_drift(drift: Drift, form: Format, verdict: Verdict) -> str:
    """Return a comparison alone."""
    return render_text(drift, verdict) if form is Format.TEXT else dumped(document(drift, verdict))


def an_item(kind: str, name: str, *, state: str | None = "prod.json") -> Item:
    token = f"openstack:{kind}"
    return Item(f"urn:pulumi:prod::records::{token}::{name}", token, name, f"id-of-{name}", state)


def a_drift(*changes: Change) -> Drift:
    changed = (Changed(an_item("networking/secGroupRule:SecGroupRule", "https"), changes),) if changes else ()
    return Drift(LIVE, (STATE,), changed=changed, alike=7)


@pytest.fixture
def some_of_everything() -> Drift:
    rule = an_item("networking/secGroupRule:SecGroupRule", "https")
    server = an_item("compute/instance:Instance", "web")
    miner = an_item("compute/instance:Instance", "miner", state=None)
    return Drift(
        live=LIVE,
        states=(STATE,),
        unmanaged=(replace(miner, properties={"flavorName": "b3-32", "name": "miner", "userData": SECRET}),),
        gone=(an_item("blockstorage/volume:Volume", "records"),),
        changed=(
            Changed(rule, (Change("remoteIpPrefix", "10.0.0.0/8", "0.0.0.0/0"),)),
            Changed(server, (Change("metadata", SECRET, SECRET), Change("tags", ["prod"], None))),
        ),
        untold=(Untold(an_item("dns/zone:Zone", "clinic"), "dns: zones could not be read: it answered HTTP 500"),),
        alike=12,
        left_out={"components": 3, "providers": 1},
    )


@pytest.fixture
def verdict() -> Verdict:
    return a_verdict().build()


@pytest.mark.parametrize(("form", "name"), [("text", "drift.txt"), ("json", "drift.json")])
def test_each_format_writes_its_golden_comparison(
    form: str, name: str, *, some_of_everything: Drift, verdict: Verdict, matches_golden: Callable[[str, str], None]
) -> None:
    matches_golden(name, render_drift(some_of_everything, Format(form), verdict))


def test_json_holds_to_its_published_schema(some_of_everything: Drift, verdict: Verdict) -> None:
    schema: dict[str, Any] = json.loads((SCHEMAS / "drift-1.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    for drift in (some_of_everything, a_drift(), replace(a_drift(), untold=some_of_everything.untold)):
        for judged in (verdict, a_verdict().in_simulation().build()):
            validator.validate(json.loads(render_drift(drift, Format.JSON, judged)))


def test_a_cloud_that_has_not_drifted_is_one_line(verdict: Verdict) -> None:
    assert render_drift(a_drift(), Format.TEXT, verdict) == "No drift: 7 things as their states say.\n"


def test_what_could_not_be_told_is_no_absence_of_drift(verdict: Verdict, some_of_everything: Drift) -> None:
    drift = replace(a_drift(), untold=some_of_everything.untold)

    report = render_drift(drift, Format.TEXT, verdict)

    assert report.splitlines()[-1].startswith("Could not tell whether it drifted")
    assert "HTTP 500" in report


@pytest.mark.parametrize("form", [Format.TEXT, Format.JSON])
def test_a_comparison_with_a_simulation_says_that_it_is_no_evidence(form: Format) -> None:
    verdict = a_verdict().in_simulation().build()

    assert "no evidence" in " ".join(render_drift(a_drift(), form, verdict).split())


@pytest.mark.parametrize("form", [Format.TEXT, Format.JSON])
@pytest.mark.parametrize("value", ["\x1b[31mred\n", "\u202edesrever", "\ud800", ["\x07"]])
def test_no_value_steers_a_terminal(form: Format, value: Value, verdict: Verdict) -> None:
    report = render_drift(a_drift(Change("name", "web", value)), form, verdict)

    assert report.encode()
    assert all(line.isprintable() for line in report.splitlines())


def test_a_credential_that_changed_is_told_and_its_values_are_not(verdict: Verdict) -> None:
    drift = a_drift(Change("adminPass", SECRET, SECRET))

    text, content = render_drift(drift, Format.TEXT, verdict), json.loads(render_drift(drift, Format.JSON, verdict))

    assert "adminPass: changed (not shown)" in text
    assert content["changed"][0]["changes"] == [{"path": "adminPass", "before": None, "now": None, "shown": False}]


def test_every_format_has_a_writer() -> None:
    assert set(WRITERS) == set(Format)


@pytest.mark.parametrize("form", Format)
def test_a_format_tells_a_comparison_or_refuses_it(form: Format, verdict: Verdict, catalogue: Catalogue) -> None:
    drift = a_drift(Change("name", "web", "api"))

    if WRITERS[form].supports_drift:
        assert "api" in render(verdict, form, catalogue, drift)
    else:
        with pytest.raises(InputError, match=f"{form.value.upper()} holds findings of rules.*use text or json"):
            render(verdict, form, catalogue, drift)


def test_sarif_is_refused_since_a_drift_is_no_finding_of_a_rule() -> None:
    assert [form for form in Format if not WRITERS[form].supports_drift] == [Format.SARIF]


def test_a_long_value_is_cut_for_people_and_whole_for_programs(verdict: Verdict) -> None:
    drift = a_drift(Change("description", None, "x" * 500))

    text, content = render_drift(drift, Format.TEXT, verdict), json.loads(render_drift(drift, Format.JSON, verdict))

    assert max(map(len, text.splitlines())) < 200
    assert content["changed"][0]["changes"][0]["now"] == "x" * 500
