"""``rempart explain`` reads and judges as ``rempart check`` does, and the line that the latter prints can be run."""

from __future__ import annotations

import inspect
import json
import shlex
from pathlib import Path

import pytest

from rempart.cli import run
from rempart.cli.check import check
from rempart.cli.explain import explain

Output = pytest.CaptureFixture[str]
FIXTURES = Path(__file__).parents[1] / "fixtures" / "pulumi-3.260"
PREVIEW = FIXTURES / "demo" / "preview.json"
WAIVER = """\
waivers:
  - rule: RMP-QUA-002
    urn: "*"
    reason: The qualified offer is ordered.
    owner: security officer
    expires: 2027-01-31
"""
PROGRAM = """\
import pulumi

provider = "pulumi:providers:openstack"
cloud = pulumi.ProviderResource("openstack", "it's ovh", {"authUrl": "https://auth.nobody-knows.fr/v3"})
pulumi.CustomResource(
    "openstack:compute/instance:Instance", "front", {"name": pulumi.Config().get("name")},
    pulumi.ResourceOptions(provider=cloud),
)
"""


def explained(capsys: Output, *arguments: str) -> tuple[int, list[str]]:
    """Run a check; return its status and the line that it prints for an explanation, taken apart as a shell does."""
    status = run(["check", *arguments])
    lines = capsys.readouterr().out.splitlines()
    words = shlex.split(next(line for line in lines if "rempart explain" in line))
    assert words[:2] == ["rempart", "explain"]
    return status, words[1:]


def test_explain_takes_every_option_that_check_takes() -> None:
    of_check, of_explain = (dict(inspect.signature(command).parameters) for command in (check, explain))

    only_here = {"context", "path", "form"}
    assert of_check.keys() - {"context"} == of_explain.keys() - {"urn"}
    assert all(of_check[name] == of_explain[name] for name in of_check.keys() - only_here)


def test_the_line_that_check_prints_explains_the_same_judgement(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "it's a $folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "my preview.json").write_text(
        PREVIEW.read_text(encoding="utf-8").replace("auth.cloud.ovh.net", "auth.unheard-of.example"), encoding="utf-8"
    )
    (folder / "signed off.yaml").write_text(WAIVER, encoding="utf-8")
    options = ["--profile", "secnumcloud", "--as-of", "2026-11-24", "--waivers", "signed off.yaml", "--environment"]

    status, line = explained(capsys, "my preview.json", *options, "--own", "chu-lille.fr", "--own", "chu-nice.fr")
    told = run([*line, "--format", "json"])
    explanation = json.loads(capsys.readouterr().out)

    assert (status, told) == (3, 0)
    assert line[1] == "my preview.json"
    assert set(line[3:]) == {*options, "--own", "chu-lille.fr", "chu-nice.fr"}
    assert explanation["urn"] == line[2]
    assert (explanation["profile"], explanation["as_of"]) == ("secnumcloud", "2026-11-24")
    assert {finding["outcome"] for finding in explanation["findings"] if finding["stops"]} == {"undetermined"}


def test_an_input_whose_name_begins_with_a_dash_is_none_of_the_options(
    capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = PREVIEW.read_text(encoding="utf-8").replace("auth.cloud.ovh.net", "auth.unheard-of.example")
    Path("-preview.json").write_text(text, encoding="utf-8")

    _, line = explained(capsys, "--", "-preview.json")

    assert run(line) == 0


def test_the_explanation_tells_what_is_waived(capsys: Output, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(WAIVER, encoding="utf-8")
    asked = ["check", str(PREVIEW), "--profile", "secnumcloud", "--as-of", "2026-11-24", "--format", "json"]
    run(asked)
    urn = next(item["urn"] for item in json.loads(capsys.readouterr().out)["findings"] if item["rule"] == "RMP-QUA-002")

    run(["explain", str(PREVIEW), urn, *asked[2:], "--waivers", str(waivers)])
    explanation = json.loads(capsys.readouterr().out)
    run(["explain", str(PREVIEW), urn, "--profile", "secnumcloud", "--as-of", "2026-11-24"])
    text = capsys.readouterr().out

    outcomes = {finding["rule"]: finding["outcome"] for finding in explanation["findings"]}
    assert outcomes["RMP-QUA-002"] == "waived"
    assert "RMP-QUA-002  fail, which stops it" in text


def test_an_explanation_goes_into_a_file(capsys: Output, tmp_path: Path) -> None:
    file = tmp_path / "explanation.txt"

    status = run(["explain", str(PREVIEW), "inst", "--output", str(file)])

    assert status == 0
    assert "Findings under hds" in file.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_the_line_for_a_program_names_the_stack_and_never_a_value_of_the_configuration(
    capsys: Output, tmp_path: Path
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: health\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    token = "hunter2"  # noqa: S105 - what must not be printed

    status, line = explained(capsys, str(tmp_path), "--stack", "dev", "--config", f"name={token}", "--timeout", "30")

    assert (status, run(line)) == (3, 0)
    assert line[3:] == ["--stack", "dev", "--timeout", "30.0", "--config", "name=VALUE"]
    assert token not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "refusal"),
    [
        ("--profile", "nosuch", "there is no profile nosuch"),
        ("--waivers", "nosuch.yaml", "the list of waivers cannot be read"),
        ("--policies", "nosuch", "there is no rule below rules/"),
        ("--as-of", "tomorrow", "this is not a date"),
        ("--config", "secret", "setting 1 is not KEY=VALUE"),
    ],
)
@pytest.mark.parametrize("command", [["check", str(PREVIEW)], ["explain", str(PREVIEW), "anything"]])
def test_a_mistake_in_an_option_is_told_alike(
    command: list[str], option: str, value: str, *, refusal: str, capsys: Output
) -> None:
    status = run([*command, option, value])

    assert status == 2
    assert refusal in capsys.readouterr().err
