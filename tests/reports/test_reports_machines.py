"""The reports for programs: JSON and SARIF, held to their schemas."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest
from jsonschema.protocols import Validator

from rempart.catalogue import Catalogue
from rempart.model.deployment import Source, SourceKind
from rempart.model.finding import Level, Verdict
from rempart.reports import Format, render, sarif, verdict_sentence
from rempart.reports.words import verdict_word
from tests.builders import AT_AWS, VerdictBuilder, a_rule, a_verdict


def json_of(verdict: VerdictBuilder, catalogue: Catalogue) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(render(verdict.build(), Format.JSON, catalogue))
    return content


def run_of(verdict: VerdictBuilder, catalogue: Catalogue) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(render(verdict.build(), Format.SARIF, catalogue))
    run: dict[str, Any] = log["runs"][0]
    return run


def test_json_holds_to_its_published_schema(
    everything: Verdict, catalogue: Catalogue, report_schema: Validator
) -> None:
    report = json.loads(render(everything, Format.JSON, catalogue))

    report_schema.validate(report)


def test_sarif_holds_to_the_schema_of_the_standard(
    everything: Verdict, catalogue: Catalogue, sarif_schema: Validator
) -> None:
    report = json.loads(render(everything, Format.SARIF, catalogue))

    sarif_schema.validate(report)


@pytest.mark.parametrize(
    ("verdict", "word", "code"),
    [
        (a_verdict(), "accepted", 0),
        (a_verdict().with_failure(level=Level.ADVISORY), "accepted", 0),
        (a_verdict().with_waived(), "accepted", 0),
        (a_verdict().with_failure(), "rejected", 1),
        (a_verdict().with_undetermined(), "undetermined", 3),
        (a_verdict().with_undetermined().with_failure(), "rejected", 1),
    ],
)
def test_json_and_sarif_say_the_verdict_and_the_exit_status(
    verdict: VerdictBuilder, word: str, code: int, catalogue: Catalogue
) -> None:
    report, run = json_of(verdict, catalogue), run_of(verdict, catalogue)

    assert (report["verdict"], report["exit_code"]) == (word, code)
    assert (run["properties"]["verdict"], run["invocations"][0]["exitCode"]) == (word, code)


@pytest.mark.parametrize("form", list(Format))
def test_the_order_of_findings_does_not_change_what_programs_read(form: Format, catalogue: Catalogue) -> None:
    forward = a_verdict().with_failure("a").with_failure("b").with_undetermined("c").build()
    backward = a_verdict().with_undetermined("c").with_failure("b").with_failure("a").build()

    reports = {render(verdict, form, catalogue) for verdict in (forward, backward)}

    assert len(reports) == (1 if form is not Format.TEXT else 2)


def test_json_writes_a_placement_once_however_many_resources_share_it(catalogue: Catalogue) -> None:
    equal = replace(AT_AWS, owners=AT_AWS.owners)
    verdict = a_verdict().with_failure("a").with_failure("b", placement=equal)

    report = json_of(verdict, catalogue)

    assert list(report["placements"]) == ["p1"]
    assert [finding["placement"]["key"] for finding in report["findings"]] == ["p1", "p1"]
    assert report["placements"]["p1"]["laws"][0]["through"] == "Amazon.com, Inc."
    assert report["placements"]["p1"]["basis"][0]["citation"]["source_date"] == "2026-09-15"


def test_json_tells_why_a_placement_is_unknown(catalogue: Catalogue) -> None:
    report = json_of(a_verdict().with_undetermined(), catalogue)

    place = report["placements"]["p1"]
    assert place["operator"] is None
    assert place["unknown"]["operator"].startswith("nobody knows who runs cloud.example.org")


def test_json_gives_a_control_of_a_foreign_rule_no_title(catalogue: Catalogue) -> None:
    report = json_of(a_verdict().with_failure(rule=a_rule(controls=("House-rule:7",))), catalogue)

    assert report["controls"]["House-rule:7"]["title"] is None


def test_a_fingerprint_stays_when_the_message_or_the_line_changes(catalogue: Catalogue) -> None:
    before = run_of(a_verdict().with_failure(message="one", position="project:///a.py#1"), catalogue)
    after = run_of(a_verdict().with_failure(message="two", position="project:///a.py#99"), catalogue)

    assert before["results"][0]["partialFingerprints"] == after["results"][0]["partialFingerprints"]


def test_two_results_of_one_rule_on_one_resource_have_two_fingerprints(catalogue: Catalogue) -> None:
    run = run_of(a_verdict().with_failure(message="one").with_failure(message="two"), catalogue)

    fingerprints = {result["partialFingerprints"]["rempartRuleUrn/v1"] for result in run["results"]}
    assert len(fingerprints) == 2


@pytest.mark.parametrize(
    ("verdict", "kind", "level"),
    [
        (a_verdict().with_failure(), "fail", "error"),
        (a_verdict().with_failure(level=Level.ADVISORY), "fail", "note"),
        (a_verdict().with_undetermined(), "fail", "error"),
        (a_verdict().with_undetermined(level=Level.ADVISORY), "review", "none"),
    ],
)
def test_sarif_ranks_a_result_by_what_it_does_to_the_verdict(
    verdict: VerdictBuilder, kind: str, level: str, catalogue: Catalogue
) -> None:
    result = run_of(verdict, catalogue)["results"][0]

    assert (result["kind"], result["level"]) == (kind, level)


def test_sarif_suppresses_what_is_waived_and_says_who_signed(catalogue: Catalogue) -> None:
    result = run_of(a_verdict().with_waived(), catalogue)["results"][0]

    assert result["suppressions"][0]["status"] == "accepted"
    assert "signed by dpo@example.org, until 2027-01-31" in result["suppressions"][0]["justification"]


def test_sarif_points_at_the_line_that_declares_the_resource(catalogue: Catalogue) -> None:
    verdict = a_verdict().with_failure(position="project:///my%20stack/mirror.py#12,5")

    location = run_of(verdict, catalogue)["results"][0]["locations"][0]["physicalLocation"]

    assert location["artifactLocation"] == {"uri": "my%20stack/mirror.py", "uriBaseId": "PROJECT"}
    assert location["region"] == {"startLine": 12, "startColumn": 5}


@pytest.mark.parametrize(
    ("kind", "path", "uri"),
    [
        (SourceKind.PREVIEW, "out/pre view.json", "out/pre%20view.json"),
        (SourceKind.PROGRAM, ".", "Pulumi.yaml"),
        (SourceKind.PROGRAM, "/srv/records", "/srv/records/Pulumi.yaml"),
    ],
)
def test_sarif_points_at_what_was_read_when_the_line_is_not_known(
    kind: SourceKind, path: str, uri: str, catalogue: Catalogue
) -> None:
    verdict = a_verdict().with_failure(position=None).read_from(Source(kind, path))

    location = run_of(verdict, catalogue)["results"][0]["locations"][0]

    assert location["physicalLocation"] == {"artifactLocation": {"uri": uri}}
    assert location["logicalLocations"][0]["name"] == "mirror"


def test_sarif_gives_a_file_without_a_line_no_region(catalogue: Catalogue) -> None:
    location = run_of(a_verdict().with_failure(position="project:///mirror.py"), catalogue)["results"][0]["locations"][
        0
    ]

    assert "region" not in location["physicalLocation"]


def test_sarif_escapes_what_it_would_read_as_a_placeholder_or_a_link(catalogue: Catalogue) -> None:
    result = run_of(a_verdict().with_failure(message="{0} [text](1)"), catalogue)["results"][0]

    assert result["message"]["text"] == r"{{0}} \[text\](1)"


def test_sarif_tells_what_the_input_could_not_see(catalogue: Catalogue) -> None:
    gap = replace(
        a_verdict().with_gap(hides=True).gaps[0], urn="urn:pulumi:prod::records::my:index:Part::part", mend=""
    )
    verdict = replace(a_verdict(), gaps=(gap,)).with_gap()

    notes = run_of(verdict, catalogue)["invocations"][0]["toolExecutionNotifications"]

    assert [note["level"] for note in notes] == ["warning", "note"]
    assert notes[0]["locations"][0]["logicalLocations"][0]["name"] == "part"


def test_sarif_is_written_from_a_checkout_that_was_never_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(sarif, "version", missing)
    sarif._own_version.cache_clear()

    told = sarif._own_version()

    sarif._own_version.cache_clear()
    assert told == "0.0.0"


def test_a_report_on_a_simulation_holds_to_both_schemas_and_says_so_in_each(
    imitated: Verdict, catalogue: Catalogue, report_schema: Validator, sarif_schema: Validator
) -> None:
    report = json.loads(render(imitated, Format.JSON, catalogue))
    log = json.loads(render(imitated, Format.SARIF, catalogue))

    report_schema.validate(report)
    sarif_schema.validate(log)
    run = log["runs"][0]
    for simulation in (report["simulation"], run["properties"]["simulation"]):
        assert (simulation["whole"], simulation["accepted"]) == (True, True)
        assert "no evidence" in simulation["notice"]
    assert "no evidence" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert report["findings"][0]["placement"]["simulated"]
    assert run["results"][0]["properties"]["placement"]["simulated"]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("stop", ["nothing", "failure", "doubt"])
def test_every_sentence_on_a_simulation_says_so(*, whole: bool, accepted: bool, stop: str) -> None:
    verdict = a_verdict().in_simulation(whole=whole, accepted=accepted)
    verdict = verdict.with_failure() if stop == "failure" else verdict
    verdict = verdict.with_undetermined() if stop == "doubt" else verdict

    sentence = verdict_sentence(verdict.build())

    assert f"{'' if whole else 'partly '}in a simulation, which proves nothing" in sentence
    assert sentence.startswith("Accepted") is (stop == "nothing" and accepted)


def test_a_simulation_that_nobody_accepted_stops_by_itself() -> None:
    verdict = a_verdict().in_simulation(accepted=False).build()

    assert (verdict.exit_code, verdict_word(verdict)) == (3, "undetermined")
    assert "only --simulated accepts that" in verdict_sentence(verdict)
