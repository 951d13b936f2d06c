"""`rempart lab env` says what a shell needs, and nothing that anybody else may not know."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rempart.cli import run
from rempart_lab.control.env import Surroundings
from rempart_lab.control.shell import run_inside
from rempart_lab.errors import LabError
from rempart_lab.model.process import Runs
from tests.lab.small_lab import Machine
from tests.lab.supervised import a_service

Output = pytest.CaptureFixture[str]


def test_a_shell_understands_what_is_printed_whatever_is_in_it() -> None:
    odd = 'it\'s $HOME; `rm`\n"x"'
    lines = Surroundings({"OS_CLOUD": odd}, ("OS_TOKEN",)).lines()

    script = "\n".join([*lines, 'printf %s "$OS_CLOUD|${OS_TOKEN-none}"'])
    said = subprocess.run(
        ["sh", "-c", script], env={"OS_TOKEN": "left over"}, capture_output=True, text=True, check=True
    )

    assert said.stdout == f"{odd}|none"


def test_the_administrator_is_what_is_meant_without_a_stack(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web", readiness=Runs(0.0)))
    machine.up()
    capsys.readouterr()

    status = run(["lab", "env"])

    assert status == 0
    assert capsys.readouterr().out.splitlines() == [
        f"export REMPART_LAB={machine.folder}",
        f"export OS_CLIENT_CONFIG_FILE={machine.folder}/clouds.yaml",
        "export OS_CLOUD=ovh-like-admin",
        "export OS_REGION_NAME=GRA9",
        f"export OS_CACERT={machine.folder}/tls/authority.pem",
    ]


def test_what_another_cloud_has_left_in_the_environment_is_taken_away(
    machine: Machine, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.plans(a_service("web"))
    machine.up()
    capsys.readouterr()
    monkeypatch.setenv("OS_AUTH_URL", "https://auth.cloud.ovh.net/v3")
    monkeypatch.setenv("OS_CLOUD", "production")

    run(["lab", "env"])

    lines = capsys.readouterr().out.splitlines()
    assert "unset OS_AUTH_URL" in lines
    assert not any(line.startswith("unset OS_CLOUD") for line in lines)


@pytest.mark.parametrize("options", [["--cloud", "partner"], ["--region", "SBG5"], ["--cloud", "nowhere"]])
def test_a_cloud_that_the_lab_does_not_run_is_refused(machine: Machine, options: list[str], capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    capsys.readouterr()

    status = run(["lab", "env", *options])

    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert "choose from ovh-like GRA9" in told.err


def test_a_stack_whose_cloud_does_not_answer_is_told_without_a_secret(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    capsys.readouterr()

    status = run(["lab", "env", "--stack", "records"])

    told = capsys.readouterr()
    assert (status, told.out, told.err.count("\n")) == (2, "", 1)
    assert "the project of records could not be made" in told.err


@pytest.mark.parametrize("name", ["../escape", "a b", "", "-x", "a/b"])
def test_a_stack_whose_name_cannot_be_a_projects_is_refused(machine: Machine, name: str, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    capsys.readouterr()

    status = run(["lab", "env", f"--stack={name}"])

    assert status == 2
    assert "cannot name a project" in capsys.readouterr().err


def test_a_command_runs_with_the_lab_in_its_environment(machine: Machine) -> None:
    machine.plans(a_service("web"))
    machine.up()

    good = run(["lab", "shell", "--", "sh", "-c", 'test "$OS_CLOUD" = ovh-like-admin'])
    bad = run(["lab", "shell", "--", "sh", "-c", "exit 7"])

    assert (good, bad) == (0, 7)


def test_a_shell_is_the_users_own(tmp_path: Path) -> None:
    shell = tmp_path / "shell"
    shell.write_text('#!/bin/sh\ncase "$PATH" in *:/tools) exit 5;; esac\n')
    shell.chmod(0o700)

    status = run_inside(Surroundings({}, ()), Path("/tools"), os.environ | {"SHELL": str(shell)})

    assert status == 5


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot run no-such-command"):
        run_inside(Surroundings({}, ()), tmp_path, os.environ, ["no-such-command"])


def test_a_command_that_was_killed_ends_as_shells_tell_it(tmp_path: Path) -> None:
    assert run_inside(Surroundings({}, ()), tmp_path, os.environ, ["sh", "-c", "kill -9 $$"]) == 137
