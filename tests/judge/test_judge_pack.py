"""Packs of rules: what is loaded, what is refused, and the compiled manifest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rempart.errors import PolicyError
from rempart.judge import load_pack
from rempart.judge.compile import main as compile_pack
from rempart.judge.pack import MANIFEST
from tests.judge.judge_builders import PACK, a_pack, write_rule

GOOD = 'deny contains {"at": ["attributes", "encrypted"]} if not input.attributes.encrypted'


def refusal(folder: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load_pack(folder)
    line = caught.value.line()
    assert "\n" not in line
    assert "backtrace" not in line
    return line


def test_a_rule_says_what_it_is_and_what_it_reads(tmp_path: Path) -> None:
    pack = a_pack(tmp_path, GOOD)

    (rule,) = pack.rules
    assert (rule.id, rule.description.name, rule.description.title) == ("TST-001", "family/example", "Example")
    assert rule.reads == {("attributes", "encrypted")}
    assert rule.shown == {("name",)}
    assert not rule.conditional


def test_reads_are_followed_through_helpers_and_stop_at_variables(tmp_path: Path) -> None:
    body = """
applies if wanted

wanted if not input.labels.data_class == "public"

deny contains {"at": ["attributes", "openings", i]} if {
	some i, opening in input.attributes.openings
	not narrow(opening)
}

deny contains {"at": ["placement"]} if not input.placement[_]

narrow(opening) if opening.cidr == input["parameters"].network[0].cidr

unused if input.name
"""
    (rule,) = a_pack(tmp_path, body).rules

    assert rule.conditional
    assert rule.conditions == {("labels", "data_class")}
    assert rule.reads == {("attributes", "openings"), ("placement",), ("parameters", "network")}


def test_placeholders_in_any_text_of_a_rule_are_shown_but_decide_nothing(tmp_path: Path) -> None:
    body = 'deny contains {"at": ["type"], "why": "in {placement.region}"} if not input.type'

    (rule,) = a_pack(tmp_path, body).rules

    assert rule.shown == {("name",), ("placement", "region")}
    assert rule.reads == {("type",)}


def test_two_rules_with_one_id_are_refused(tmp_path: Path) -> None:
    write_rule(tmp_path, GOOD)
    write_rule(tmp_path, GOOD, name="family/second")

    assert refusal(tmp_path) == (
        "rules/family/second/rule.rego: the id TST-001 is taken by rules/family/example/rule.rego; give it another"
    )


def test_a_syntax_error_is_refused_with_file_and_line(tmp_path: Path) -> None:
    file = write_rule(tmp_path, "deny contains x if {")

    line = refusal(tmp_path)

    last = len(file.read_text().splitlines())
    assert line.startswith((f"rules/family/example/rule.rego:{last}: ", f"rules/family/example/rule.rego:{last + 1}: "))


@pytest.mark.parametrize("body", ["deny contains x if not y == 1", "deny contains 1 if nosuch(input.type)"])
def test_a_rule_that_cannot_be_evaluated_is_refused_with_file_and_line(tmp_path: Path, body: str) -> None:
    write_rule(tmp_path, body)

    assert refusal(tmp_path).startswith("rules/family/example/rule.rego:")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# METADATA\n", "# NOTES\n", "a rule starts with a METADATA comment"),
        ("#   remedy: None needed.\n", "", "METADATA lacks the field remedy"),
        ("#   risk: None.\n", "#   risk: ' '\n", "METADATA lacks the field risk"),
        ("# title: Example\n", "", "METADATA lacks the field title"),
        ('["GDPR:44"]', "[]", "METADATA lacks the field controls"),
        ('["GDPR:44"]', "[44]", "METADATA lacks the field controls"),
        ("# custom:\n", "# other:\n", "METADATA lacks the field custom"),
        ("severity: low", "severity: dire", "METADATA field severity is unknown"),
        ("kinds: [any]", "kinds: [cloud]", "METADATA names an unknown kind, cloud"),
        ("id: TST-001", "id: tst_1", "METADATA field id is malformed"),
        ("#   risk: None.\n", "#   risk: None.\n#   riks: None.\n", "METADATA has an unknown field custom.riks"),
        ("description: An example, of a rule.", "description: An example: of a rule.", "METADATA is not valid YAML"),
        ("# title", "# - title", "METADATA is not valid YAML"),
    ],
)
def test_malformed_metadata_is_refused_with_file_and_field(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = write_rule(tmp_path, GOOD)
    text = file.read_text()
    assert old in text

    file.write_text(text.replace(old, new))

    line = refusal(tmp_path)
    assert line.startswith("rules/family/example/rule.rego")
    assert reason in line


def test_metadata_that_is_a_list_is_refused(tmp_path: Path) -> None:
    file = write_rule(tmp_path, GOOD)
    rest = file.read_text().split("package ", 1)[1]

    file.write_text(f"# METADATA\n# - title\npackage {rest}")

    assert "METADATA is not a list of fields" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("allow if input.type", "the rule defines no deny"),
        ("deny contains 1 if input == {}", "the rule reads the whole subject"),
        ("deny contains 1 if not good(input)\n\ngood(x) if x.name", "the rule reads the whole subject"),
        ("import data.secrets\n\ndeny contains 1 if not secrets.good", "a rule imports more than"),
        ("import input.placement as place\n\ndeny contains 1 if not place.operator", "a rule imports more than"),
        ("deny contains 1 if not data.rempart.rules.other.good", "a rule reads data outside data.rempart.lib"),
        ("deny contains 1 if {\n\tinput.type with input as {}\n}", "a rule replaces its input"),
    ],
)
def test_a_rule_whose_reads_cannot_be_told_is_refused(tmp_path: Path, body: str, reason: str) -> None:
    write_rule(tmp_path, body)

    assert reason in refusal(tmp_path)


@pytest.mark.parametrize(
    "expression",
    [
        'startswith(input.name, "x")',
        'input.type in {"a", "b"}',
        '"a" in input.labels',
        'input.name != "x"',
        "count(input.labels) > 0",
        "input.attributes.size_gb + 1",
        "helper(input.attributes.cidr)",
        'input.name == concat("", [input.type])',
        "input.labels[input.name]",
        "helper(maybe)",
        "{1: input.name}",
        "helper(1).cidr[input.name]",
    ],
)
def test_what_the_engines_read_differently_under_not_is_refused(tmp_path: Path, expression: str) -> None:
    body = f"""deny contains 1 if {{
	not {expression}
}}

helper(value) := value

maybe := input.name
"""
    file = write_rule(tmp_path, body)

    line = refusal(tmp_path)

    number = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "\tnot " in text)
    assert line == (
        f"rules/family/example/rule.rego:{number}: an operand under not may be missing; "
        "state the good case in a helper rule, and put that under not"
    )


@pytest.mark.parametrize(
    "expression",
    [
        "input.name",
        'input.labels["data_class"]',
        'input.name == "x"',
        "input.labels.a == input.labels.b",
        "input.attributes.openings == []",
        "helper(item)",
        "helper(ports)",
        "item in ports",
        "item > 0",
        "good",
    ],
)
def test_what_means_the_same_in_both_engines_may_stand_under_not(tmp_path: Path, expression: str) -> None:
    body = f"""deny contains 1 if {{
	some item in input.attributes.openings
	not {expression}
}}

helper(value) := value

ports := {{80, 443, ["a", true, null, `raw`]}}

good if input.name
"""
    pack = a_pack(tmp_path, body)

    assert pack.by_id["TST-001"].reads


def test_a_package_that_does_not_follow_its_folder_is_refused(tmp_path: Path) -> None:
    file = write_rule(tmp_path, GOOD)
    file.write_text(file.read_text().replace("rules.family.example", "rules.family.other"))

    assert "the package does not follow the folder" in refusal(tmp_path)


def test_a_rule_outside_a_folder_of_its_own_is_refused(tmp_path: Path) -> None:
    file = write_rule(tmp_path, GOOD)
    file.rename(tmp_path / "rules" / "rule.rego")

    assert refusal(tmp_path) == "rules/rule.rego: a rule lives in rules/FAMILY/RULE/rule.rego"


def test_a_shared_module_that_reads_input_is_refused(tmp_path: Path) -> None:
    write_rule(tmp_path, GOOD)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "hidden.rego").write_text("package rempart.lib.hidden\n\nimport rego.v1\n\nx if input.name\n")

    assert refusal(tmp_path) == "lib/hidden.rego: a shared module reads input; pass what it needs as an argument"


def test_a_shared_module_serves_the_rules_that_import_it(tmp_path: Path) -> None:
    shared = "package rempart.lib.sizes\n\nimport rego.v1\n\nsmall(size) if size < 10\n"
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "sizes.rego").write_text(shared)
    body = """import data.rempart.lib.sizes

deny contains {"at": ["attributes", "size_gb"]} if not fits

fits if sizes.small(input.attributes.size_gb)
"""
    pack = a_pack(tmp_path, body)

    assert pack.by_id["TST-001"].reads == {("attributes", "size_gb")}


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    assert "there is no rule below rules/" in refusal(tmp_path)


def test_a_rule_that_is_not_text_is_refused(tmp_path: Path) -> None:
    write_rule(tmp_path, GOOD).write_bytes(b"\xff\xfe\x00")

    assert "cannot be read as UTF-8 text" in refusal(tmp_path)


def test_the_shipped_manifest_was_compiled_from_the_shipped_rules(tmp_path: Path) -> None:
    for part in ("rules", "lib", "profiles"):
        (tmp_path / part).symlink_to(PACK.folder / part)

    assert compile_pack([str(tmp_path)]) == 0

    shipped = (PACK.folder / MANIFEST).read_bytes()
    assert (tmp_path / MANIFEST).read_bytes() == shipped, "run python -m rempart.judge.compile"


def test_a_pack_is_the_same_with_and_without_its_manifest(tmp_path: Path) -> None:
    for part in ("rules", "lib"):
        (tmp_path / part).symlink_to(PACK.folder / part)

    assert load_pack(tmp_path).rules == PACK.rules


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: {**content, "digest": "0"},
        lambda content: {**content, "format": 0},
        lambda content: {**content, "rules": [{}]},
        lambda content: {**content, "rules": [{"description": 1}]},
        lambda content: {**content, "rules": [{**content["rules"][0], "reads": 1}]},
        lambda _: [],
    ],
)
def test_a_manifest_that_does_not_fit_the_rules_is_ignored(tmp_path: Path, damage: object) -> None:
    write_rule(tmp_path, GOOD)
    compile_pack([str(tmp_path)])
    manifest = tmp_path / MANIFEST
    expected = load_pack(tmp_path).rules

    assert callable(damage)
    manifest.write_text(json.dumps(damage(json.loads(manifest.read_text()))))

    assert load_pack(tmp_path).rules == expected


def test_a_changed_rule_is_read_again(tmp_path: Path) -> None:
    file = write_rule(tmp_path, GOOD)
    compile_pack([str(tmp_path)])

    file.write_text(file.read_text().replace("severity: low", "severity: high"))

    assert load_pack(tmp_path).rules[0].description.severity == "high"


def test_compiling_a_malformed_pack_prints_one_line_and_exits_2(tmp_path: Path) -> None:
    write_rule(tmp_path, "deny contains x if {")
    command = [sys.executable, "-m", "rempart.judge.compile", str(tmp_path)]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / MANIFEST).exists()


def test_compiling_says_nothing_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rule(tmp_path, GOOD)

    assert compile_pack([str(tmp_path)]) == 0
    assert capsys.readouterr() == ("", "")


def test_compiling_a_malformed_profile_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rule(tmp_path, GOOD)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "own.yaml").write_text("id: own\n")

    assert compile_pack([str(tmp_path)]) == 2
    assert "own.yaml: the field title is missing" in capsys.readouterr().err
