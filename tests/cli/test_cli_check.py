"""``rempart check``: from the arguments to the report and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rempart.cli import run
from rempart.cli.options import read_config
from rempart.errors import InputError

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pulumi-3.260"
PREVIEW = str(FIXTURES / "demo" / "preview.json")
Output = pytest.CaptureFixture[str]


def test_an_accepted_deployment_ends_with_0(capsys: Output) -> None:
    status = run(["check", PREVIEW, "--as-of", "2026-11-24"])

    assert status == 0
    assert capsys.readouterr().out.endswith("Accepted under hds on 2026-11-24: 8 resources at OVH SAS.\n")


def test_a_rejected_one_ends_with_1_and_the_law_behind_it(capsys: Output) -> None:
    status = run(["check", PREVIEW, "--profile", "secnumcloud"])

    report = capsys.readouterr().out
    assert status == 1
    assert "REJECTED  Service is not SecNumCloud-qualified" in report
    assert "Why in law" in report


def test_what_could_not_be_told_ends_with_3(capsys: Output, tmp_path: Path) -> None:
    preview = tmp_path / "preview.json"
    text = Path(PREVIEW).read_text(encoding="utf-8")
    preview.write_text(text.replace("auth.cloud.ovh.net", "auth.unheard-of.example"), encoding="utf-8")

    status = run(["check", str(preview)])

    report = capsys.readouterr().out
    assert status == 3
    assert report.count("COULD NOT TELL") == 1
    assert "Could not tell under hds" in report


def test_the_day_of_the_judgement_can_be_chosen(capsys: Output) -> None:
    run(["check", PREVIEW, "--as-of", "2027-02-03", "--format", "json"])

    assert json.loads(capsys.readouterr().out)["as_of"] == "2027-02-03"


def test_a_report_in_a_file_leaves_one_line_on_standard_output(capsys: Output, tmp_path: Path) -> None:
    report = tmp_path / "report.sarif"

    status = run(["check", PREVIEW, "--format", "sarif", "--output", str(report)])

    assert status == 0
    assert json.loads(report.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert capsys.readouterr().out.count("\n") == 1


def test_bad_input_leaves_the_report_of_before_alone(capsys: Output, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("before", encoding="utf-8")

    status = run(["check", str(tmp_path / "absent.json"), "--output", str(report)])

    assert status == 2
    assert report.read_text(encoding="utf-8") == "before"
    assert capsys.readouterr().err.startswith("rempart: ")


def test_a_waiver_lets_pass_what_it_covers(capsys: Output, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    entries = [
        {"rule": rule, "urn": "*", "reason": "a test system", "owner": "dpo@example.org", "expires": "2027-01-31"}
        for rule in ("RMP-QUA-002", "RMP-LAW-003")
    ]
    waivers.write_text(json.dumps({"waivers": entries}), encoding="utf-8")

    status = run(["check", PREVIEW, "--profile", "secnumcloud", "--waivers", str(waivers), "--as-of", "2026-11-24"])

    assert status == 0
    assert "Signed by dpo@example.org, until 2027-01-31: a test system" in " ".join(capsys.readouterr().out.split())


def test_a_profile_can_be_a_file(capsys: Output, tmp_path: Path) -> None:
    profile = tmp_path / "ours.yaml"
    content = {
        "id": "ours",
        "title": "Ours",
        "description": "Only the region.",
        "rules": {"RMP-LOC-001": {"level": "mandatory"}},
    }
    profile.write_text(json.dumps(content), encoding="utf-8")

    status = run(["check", PREVIEW, "--profile", str(profile), "--as-of", "2026-11-24"])

    assert status == 0
    assert capsys.readouterr().out == "Accepted under ours on 2026-11-24: 8 resources at OVH SAS.\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--profile", "none"], "use one of hds, hds-floor, secnumcloud"),
        (["--format", "xml"], "'text', 'json', 'sarif'"),
        (["--as-of", "2026-13-01"], "write it as YYYY-MM-DD"),
        (["--timeout", "0"], "--timeout"),
        (["--config", "secret"], "setting 1 is not KEY=VALUE"),
        (["--waivers", "absent.yaml"], "absent.yaml"),
        (["--policies", "absent"], "name a folder like policies/"),
        (["--opa", "http://127.0.0.1:9"], "the OPA server does not answer"),
        (["--output", "absent/report"], "the report cannot be written"),
        (["--unheard-of"], "No such option"),
        (["one", "more"], "unexpected extra argument"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_ends_with_2(
    arguments: list[str], told: str, *, capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    status = run(["check", PREVIEW, *arguments])

    captured = capsys.readouterr()
    assert status == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert told in captured.err


def test_configuration_is_given_as_key_and_value() -> None:
    assert read_config(["openstack:region=GRA11", "url=a=b"]) == {"openstack:region": "GRA11", "url": "a=b"}


@pytest.mark.parametrize("setting", ["secret", "=secret"])
def test_configuration_without_a_key_is_refused_without_its_value(setting: str) -> None:
    with pytest.raises(InputError) as refused:
        read_config(["a=b", setting])

    assert "setting 2" in refused.value.line()
    assert "secret" not in refused.value.line()


@pytest.fixture
def at_the_lab(tmp_path: Path) -> str:
    """A preview of a deployment to the lab, in the stack's own words for the cloud that it imitates."""
    preview = tmp_path / "lab.json"
    text = Path(PREVIEW).read_text(encoding="utf-8")
    preview.write_text(text.replace("auth.cloud.ovh.net", "127.82.77.1:5000"), encoding="utf-8")
    return str(preview)


def test_the_lab_is_rejected_in_words_that_name_the_switch(capsys: Output, at_the_lab: str) -> None:
    status = run(["check", at_the_lab])

    report = " ".join(capsys.readouterr().out.split())
    assert status == 1
    assert "Stands in a simulation" in report
    assert "Where a test on the lab is meant, say so with `--simulated`" in report


def test_the_switch_lets_the_lab_through_and_the_line_beside_a_file_says_so(
    capsys: Output, at_the_lab: str, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"

    status = run(["check", at_the_lab, "--simulated", "--format", "json", "--output", str(report)])

    assert status == 0
    assert "in a simulation, which proves nothing" in capsys.readouterr().out
    assert json.loads(report.read_text(encoding="utf-8"))["simulation"]["accepted"]


def test_an_explanation_of_what_stands_at_the_lab_says_that_it_proves_nothing(capsys: Output, at_the_lab: str) -> None:
    urn = next(
        step["urn"]
        for step in json.loads(Path(at_the_lab).read_text(encoding="utf-8"))["steps"]
        if "openstack:networking" in step["urn"]
    )

    run(["explain", at_the_lab, urn])
    text = capsys.readouterr().out
    run(["explain", at_the_lab, urn, "--format", "json"])
    placement = json.loads(capsys.readouterr().out)["placement"]

    assert "evidence of nothing" in text
    assert (placement["simulated"], placement["operator"]) == (True, "rempart-lab")
    assert "exposure" in placement["unknown"]
