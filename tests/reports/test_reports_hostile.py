"""Whatever stands in a name, a message or a reason, every report stays what it is."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.protocols import Validator

from rempart.catalogue import Catalogue, load_catalogue
from rempart.model.deployment import Gap, GapKind, Source, SourceKind
from rempart.model.finding import Finding, Level, Outcome, Severity, Verdict, Waiver
from rempart.model.placement import Exposure, LawReach, Placement, Step
from rempart.model.reason import Reason
from rempart.reports import Format, render
from tests.builders import DAY, a_rule, a_verdict

NASTY = (
    "\x1b[2J\x1b]0;title\x07",
    "[bold red]x[/]",
    "line\r\nbreak\u2028\u0085",
    "\u202ereversed",
    "\ud800",
    "\0",
    "{0}[a](b)",
    "",
)
# Every character, halves of surrogate pairs and control characters included.
texts = st.one_of(st.sampled_from(NASTY), st.text(alphabet=st.characters(codec=None), max_size=20))
optional = st.none() | texts
exposures = st.sampled_from(Exposure)
laws = st.builds(LawReach, law=texts, country=texts, exposure=exposures, through=texts, why=texts)
places = st.builds(
    Placement,
    host=optional,
    operator=optional,
    entity=optional,
    service=optional,
    region=optional,
    country=optional,
    exposure=st.none() | exposures,
    laws=st.lists(laws, max_size=2).map(tuple),
    owners=st.lists(texts, max_size=2).map(tuple),
    unknown=st.dictionaries(texts, st.builds(Reason, texts, texts), max_size=2),
    basis=st.lists(st.builds(Step, conclusion=texts, because=texts), max_size=2).map(tuple),
)
rules = st.builds(
    a_rule,
    st.sampled_from(("RMP-LAW-001", "RMP-LOC-001")) | texts,
    title=texts,
    severity=st.sampled_from(Severity),
    controls=st.lists(texts, max_size=2).map(tuple),
)
waivers = st.builds(Waiver, rule=texts, urn=texts, reason=texts, owner=texts, expires=st.just(DAY))
findings = st.builds(
    Finding,
    rule=rules,
    urn=texts,
    outcome=st.sampled_from((Outcome.FAIL, Outcome.UNDETERMINED, Outcome.WAIVED)),
    level=st.sampled_from((Level.MANDATORY, Level.ADVISORY)),
    message=texts,
    type=texts,
    evidence=st.lists(texts, max_size=2).map(tuple),
    reason=texts,
    mend=texts,
    placement=st.none() | places,
    source_position=optional | texts.map(lambda text: f"project:///{text}#{len(text)},0"),
    waiver=st.none() | waivers,
)
gaps = st.builds(Gap, kind=st.sampled_from(GapKind), message=texts, mend=texts, urn=optional)


def _verdict(found: list[Finding], holes: list[Gap], *, path: str, entity: str) -> Verdict:
    source = Source(SourceKind.PROGRAM, path, project=entity, stack=path)
    builder = replace(a_verdict(), findings=tuple(found), gaps=tuple(holes), source=source, operators={entity: 3})
    return replace(builder, profile=entity).build()


verdicts = st.builds(_verdict, st.lists(findings, max_size=4), st.lists(gaps, max_size=2), path=texts, entity=texts)
CATALOGUE = load_catalogue()


@given(verdicts)
@settings(deadline=None)
def test_the_text_report_holds_no_control_character_but_the_line_break(verdict: Verdict) -> None:
    report = render(verdict, Format.TEXT, CATALOGUE)

    assert all(line.isprintable() for line in report.split("\n"))
    assert report.endswith("\n")


@given(verdict=verdicts)
@settings(max_examples=50, deadline=None)
def test_json_holds_to_its_schema_whatever_the_names(verdict: Verdict, report_schema: Validator) -> None:
    report = render(verdict, Format.JSON, CATALOGUE)

    report_schema.validate(json.loads(report.encode("utf-8")))


@given(verdict=verdicts)
@settings(max_examples=50, deadline=None)
def test_sarif_holds_to_its_schema_whatever_the_names(verdict: Verdict, sarif_schema: Validator) -> None:
    report = render(verdict, Format.SARIF, CATALOGUE)

    sarif_schema.validate(json.loads(report.encode("utf-8")))


def test_markup_in_a_name_is_shown_as_it_is(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure("[bold red]x[/]").build()

    report = render(verdict, Format.TEXT, catalogue)

    assert "Bucket::[bold red]x[/]" in report
