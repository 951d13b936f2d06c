"""``rempart rules``: the rules for people."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from rempart.cli.rules import app
from rempart.errors import PolicyError
from tests.judge.judge_builders import PACK


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "160"}, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_every_rule_is_listed_with_its_level_in_each_profile() -> None:
    lines = run("list").splitlines()

    assert len(lines) == len(PACK.rules) + 1
    (line,) = [line for line in lines if line.startswith("RMP-LAW-001")]
    assert line.split()[-3:] == ["mandatory", "advisory", "mandatory"]


def test_one_profile_lists_only_its_rules() -> None:
    output = run("list", "--profile", "hds")

    assert "RMP-QUA-002" not in output
    assert "mandatory / advisory" in output


@pytest.mark.parametrize("name", ["RMP-QUA-002", "rmp-qua-002", "qualification/service_not_secnumcloud_qualified"])
def test_a_rule_is_shown_with_its_law_and_its_remedy(name: str) -> None:
    output = run("show", name)

    assert output.startswith("RMP-QUA-002  Service is not SecNumCloud-qualified on the day")
    assert "SecNumCloud-3.2:3.2: Scope of qualification" in output
    assert "Deploy to a qualified service" in output
    assert "hds: -" in output


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PolicyError, match="there is no rule of that id; see rempart rules list"):
        run("show", "RMP-NONE-1")
