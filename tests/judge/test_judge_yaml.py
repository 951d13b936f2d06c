"""Facts, profiles, waivers and what rules say of themselves go through one strict reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rempart.catalogue.read import read_facts
from rempart.errors import PolicyError, RempartError
from rempart.judge import load_pack, load_profile, load_waivers
from rempart.judge.metadata import read_metadata
from rempart.meaning.readers.yaml_documents import parse_yaml as parse_text
from rempart.strict_yaml import parse_yaml
from tests.catalogue.catalogue_builders import a_catalogue

PACK = load_pack()
PROFILE = """\
id: own
title: Our own
description: Ours.
rules:
  RMP-LAW-001: {level: mandatory}
"""
WAIVERS = """\
waivers:
  - rule: RMP-LAW-001
    urn: "*::mirror"
    reason: The mirror holds public packages only.
    owner: security officer
    expires: 2027-01-31
"""
RULE = (PACK.folder / "rules" / "law" / "operator_unknown" / "rule.rego").read_text(encoding="utf-8")


def profile(folder: Path, addition: str) -> str:
    return refusal(folder, PROFILE + addition, lambda file: load_profile(file, PACK))


def waivers(folder: Path, addition: str) -> str:
    return refusal(folder, WAIVERS + addition, load_waivers)


def facts(folder: Path, addition: str) -> str:
    catalogue = a_catalogue(folder)
    file = catalogue / "operators" / "nimbus.yaml"
    file.write_text(file.read_text(encoding="utf-8") + addition, encoding="utf-8")
    with pytest.raises(RempartError) as caught:
        read_facts(catalogue)
    return caught.value.line()


def refusal(folder: Path, text: str, read: Callable[[Path], object]) -> str:
    file = folder / "file.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        read(file)
    return caught.value.line()


def bomb(levels: int = 12, width: int = 10) -> str:
    """Return a few lines that describe more values than there are atoms."""
    lines = ["b0: &b0 [x]"]
    lines += [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def merging_bomb(levels: int = 30) -> str:
    lines = ["b0: &b0 {x: 1}"]
    lines += [f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}]}}" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("told", [profile, waivers, facts])
@pytest.mark.parametrize(
    ("addition", "refused"),
    [
        ("twice: 1\ntwice: 2\n", ("states twice twice", "keep one of them")),
        ("yes: 1\ntrue: 2\n", ("states true twice", "keep one of them")),
        (bomb(), ("holds too much", "write fewer aliases")),
        (merging_bomb(), ("holds too much", "write fewer aliases")),
        ("itself: &itself [*itself]\n", ("holds itself", "write fewer levels")),
        (f"deep: {'[' * 300}{']' * 300}\n", ("is nested too deeply", "write fewer levels")),
        (f"deep: {'[' * 60_000}\n", ("is nested too deeply", "write fewer levels")),
        (f"deep:\n  {'- ' * 60_000}x\n", ("is nested too deeply", "write fewer levels")),
        ("? [a, b]\n: 1\n", ("has a field whose name is no text", "write `name: value`")),
        ("a: *nowhere\n", ("is not valid YAML", "correct the syntax")),
        ("--- \nsecond: document\n", ("is not valid YAML", "correct the syntax")),
        ("day: 2027-02-31\n", ("is not valid YAML", "correct the syntax")),
    ],
)
def test_what_would_be_lost_or_run_away_is_refused(
    tmp_path: Path, told: Callable[[Path, str], str], addition: str, refused: tuple[str, str]
) -> None:
    line = told(tmp_path, addition)

    assert ".yaml" in line.partition(" ")[0]
    assert all(part in line for part in refused)


def test_a_rule_that_a_profile_names_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    line = profile(tmp_path, "  RMP-LAW-001: {level: disabled}\n")

    file = tmp_path / "file.yaml"
    assert line == f"{file}, line 6: the profile states RMP-LAW-001 twice; keep one of them"


def test_a_waiver_that_states_its_last_day_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    line = waivers(tmp_path, "    expires: 2099-01-31\n")

    assert "line 7: the list of waivers states expires twice" in line


def test_a_rule_that_states_its_severity_twice_is_refused_with_its_line() -> None:
    line = next(line for line in RULE.splitlines() if line.startswith("#   severity:"))
    text = RULE.replace(line, f"{line}\n#   severity: low")

    with pytest.raises(PolicyError) as caught:
        read_metadata(text, file="rule.rego", name="law/example")

    number = text.splitlines().index("#   severity: low") + 1
    assert caught.value.line() == f"rule.rego, line {number}: METADATA states severity twice; keep one of them"


def test_what_several_waivers_share_may_be_written_once(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    shared = "rule: RMP-LAW-002\n    urn: '*::other'"
    file.write_text(WAIVERS.replace("  - rule", "  - &first\n    rule") + f"  - <<: *first\n    {shared}\n")

    first, second = load_waivers(file)

    assert (second.rule, second.urn) == ("RMP-LAW-002", "*::other")
    assert (second.owner, second.expires) == (first.owner, first.expires)


@pytest.mark.parametrize("path", ["nosuch.yaml", ".", "a\0b.yaml"])
def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path, path: str) -> None:
    with pytest.raises(PolicyError, match="the list of waivers cannot be read"):
        load_waivers(tmp_path / path)


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(PolicyError, match="is larger than"):
        load_waivers(Path("/dev/zero"))


@pytest.mark.parametrize("text", [f"a: {'[' * 60_000}", f"a:\n  {'- ' * 60_000}x", "{a: " * 60_000])
def test_a_text_that_nests_deeper_than_the_parser_follows_is_not_read(text: str) -> None:
    assert parse_text(text) is None


def test_many_brackets_are_no_depth() -> None:
    text = "\n".join(f"- [{{a: {number}}}]" for number in range(3000))

    content = parse_yaml(text, PolicyError, where="file")

    assert isinstance(content, list)
    assert len(content) == 3000
