"""The gates that every rule passes: the real OPA is the oracle, and the embedded engine must agree with it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import groupby

import pytest

from rempart.judge import EmbeddedEngine, Engine, load_pack
from rempart.judge.regorus import interpreter
from rempart.model.finding import Outcome
from tests.policies.opa_tools import ROOT, opa, server_engine
from tests.policies.rule_subjects import GROUPS, Example, examples, outcomes, values

PACK = load_pack()
EXAMPLES = examples(PACK)
POLICIES = ROOT / "policies"

SILENT_WHEN_MISSING = {
    ("RMP-QUA-003", "placement"): "without a status the rule does not apply: RMP-QUA-002 judges the status",
    ("RMP-QUA-003", "placement.secnumcloud"): "the same",
    ("RMP-QUA-003", "placement.secnumcloud.status"): "the same",
    ("RMP-DST-003", "placement"): "without an exposure the rule does not apply: RMP-DST-001 judges the exposure",
    ("RMP-DST-003", "placement.exposure"): "the same",
}
"""Values whose absence, when nobody says that they are unknown, keeps a rule silent; another rule speaks then."""


@pytest.fixture(scope="module", params=["embedded", "opa"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "embedded":
        yield EmbeddedEngine(PACK)
    else:
        with server_engine(PACK) as server:
            yield server


def mutations(group: str, *, unknown: bool) -> list[tuple[Example, tuple[str, ...]]]:
    chosen = [example for example in EXAMPLES if example.group == group]
    return [
        (example.without(path, unknown=unknown), path)
        for example in chosen
        for path in values(example.subject)
        if path != ("type",)
    ]


def test_rules_are_formatted_as_opa_formats_them() -> None:
    result = subprocess.run([opa(), "fmt", "--list", str(POLICIES)], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (0, "")


def test_rules_read_only_what_the_schema_of_subjects_names() -> None:
    command = [opa(), "check", "--strict", "--schema", str(POLICIES / "schemas")]

    result = subprocess.run(
        [*command, str(POLICIES / "rules"), str(POLICIES / "lib")], capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_the_tests_beside_the_rules_pass_in_opa() -> None:
    command = [opa(), "test", str(POLICIES / "rules"), str(POLICIES / "lib")]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_the_tests_beside_the_rules_pass_in_the_embedded_engine() -> None:
    files = sorted((POLICIES / "rules").rglob("rule_test.rego"))
    tests = {file.relative_to(POLICIES).as_posix(): file.read_text(encoding="utf-8") for file in files}
    interpreted = interpreter({**PACK.modules, **tests})
    interpreted.set_input_json("{}")

    failed = [
        f"{name}: {test}"
        for name, text in tests.items()
        for test in [line.split()[0] for line in text.splitlines() if line.startswith("test_")]
        if interpreted.eval_rule_as_json(f"data.{_package(text)}.{test}") != "true"
    ]

    assert failed == []


def test_every_subject_has_the_outcome_of_its_group(engine: Engine) -> None:
    found = outcomes(engine, EXAMPLES)

    wrong = [
        f"{example} is {outcome}"
        for example, outcome in zip(EXAMPLES, found, strict=True)
        if outcome is not GROUPS[example.group]
    ]

    assert wrong == []


def test_a_failing_subject_with_a_value_made_unknown_never_passes(engine: Engine) -> None:
    cases = [case for case, _ in mutations("failing", unknown=True)]

    found = outcomes(engine, cases)

    silent = [str(c) for c, o in zip(cases, found, strict=True) if o not in (Outcome.FAIL, Outcome.UNDETERMINED)]
    assert silent == []


def test_a_failing_subject_with_a_value_missing_stays_silent_only_where_another_rule_speaks(engine: Engine) -> None:
    cases = mutations("failing", unknown=False)

    found = outcomes(engine, [case for case, _ in cases])

    silent = {
        (case.rule.id, ".".join(path))
        for (case, path), outcome in zip(cases, found, strict=True)
        if outcome not in (Outcome.FAIL, Outcome.UNDETERMINED)
    }
    assert silent == set(SILENT_WHEN_MISSING)


def test_a_subject_that_does_not_apply_is_never_a_pass_when_the_reason_is_unknown(engine: Engine) -> None:
    cases = [
        case
        for case, path in mutations("not_applicable", unknown=True)
        if any(path[: len(read)] == read[: len(path)] for read in case.rule.conditions)
    ]

    found = outcomes(engine, cases)

    assert set(found) == {Outcome.UNDETERMINED}


@pytest.mark.parametrize("unknown", [True, False], ids=["unknown", "missing"])
def test_both_engines_agree_on_every_subject_with_a_value_taken_away(*, unknown: bool) -> None:
    cases = [case for group in GROUPS for case, _ in mutations(group, unknown=unknown)]

    with server_engine(PACK) as server:
        there = outcomes(server, cases)
    here = outcomes(EmbeddedEngine(PACK), cases)

    differ = [str(case) for case, one, other in zip(cases, here, there, strict=True) if one is not other]
    assert differ == []


def test_every_rule_is_tested_by_subjects_that_pass_fail_and_cannot_be_judged() -> None:
    groups = {
        rule: {example.group for example in found}
        for rule, found in groupby(EXAMPLES, key=lambda example: example.rule.id)
    }

    lacking = {rule.id: {"failing", "passing", "undetermined"} - groups.get(rule.id, set()) for rule in PACK.rules}
    assert not any(lacking.values()), lacking


def _package(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("package ")).removeprefix("package ")
