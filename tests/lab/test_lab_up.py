"""`rempart lab up` brings everything up or leaves nothing behind; `down`, `status`, `logs` and the rest find it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from rempart.cli import run
from rempart_lab.model.identity import LAB_VARIABLE
from tests.lab.small_lab import Machine
from tests.lab.supervised import a_service, a_task, until

Output = pytest.CaptureFixture[str]
ROOT = Path(__file__).parent.parent.parent


def test_up_waits_until_everything_answers_and_says_how_to_use_it(machine: Machine, capsys: Output) -> None:
    machine.plans(a_task("prepare"), a_service("cloud/region/nova", "exec sleep 1000", "prepare"))

    status = machine.up()

    told = capsys.readouterr()
    assert status == 0
    assert "cloud/region/nova: ready after" in told.err
    assert f"keystone      https://127.82.77.1:{int(machine.port) + 100}/v3" in told.out
    assert 'eval "$(rempart lab env' in told.out
    assert run(["lab", "status"]) == 0


def test_up_again_leaves_what_is_up_as_it_is(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    before = machine.members()
    capsys.readouterr()

    status = machine.up()

    assert status == 0
    assert machine.members() == before
    assert "web: ready" not in capsys.readouterr().err


def test_up_again_starts_what_was_stopped(machine: Machine) -> None:
    machine.plans(a_service("web"))
    machine.up()
    run(["lab", "stop", "web"])
    stopped = run(["lab", "status"])

    machine.up()

    assert stopped == 1
    assert run(["lab", "status"]) == 0


def test_up_with_other_options_says_to_take_it_down_first(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    machine.plans(a_service("web"), a_service("another"))

    status = machine.up()

    assert status == 2
    assert "another profile, cloud, region or port is up; run `rempart lab down` first" in capsys.readouterr().err
    assert run(["lab", "status"]) == 0


def test_what_cannot_start_is_named_with_its_last_words_and_nothing_stays_behind(
    machine: Machine, capsys: Output
) -> None:
    machine.plans(a_service("database"), a_task("tables", "echo no space left on device; exit 1", "database"))

    status = machine.up()

    last = capsys.readouterr().err.splitlines()[-1]
    log = machine.folder / "logs" / "tables.log"
    assert status == 2
    assert last.startswith(f"rempart: {log}: tables did not start: no space left on device; mend that")
    assert machine.members() == []


def test_up_goes_on_from_what_is_done(machine: Machine) -> None:
    made = machine.folder / "made"
    machine.plans(a_task("first", f"echo once >> {made}"), a_task("second", "exit 1", "first"))
    machine.up()
    machine.plans(a_task("first", f"echo once >> {made}"), a_task("second", "true", "first"))

    status = machine.up()

    assert status == 0
    assert made.read_text() == "once\n"


def test_ctrl_c_in_the_middle_leaves_nothing_and_up_again_works(machine: Machine) -> None:
    machine.plans(a_service("database"), a_task("endless", "touch begun; exec sleep 1000", "database"))
    with machine.up_as_a_program() as program:
        until((machine.folder / "begun").exists)

        program.send_signal(signal.SIGINT)
        _, told = program.communicate(timeout=60)

    left = machine.members()
    machine.plans(a_service("database"), a_task("endless", "true", "database"))
    assert program.returncode == 130
    assert "ending what was started" in told
    assert "Traceback" not in told
    assert left == []
    assert machine.up() == 0


def test_an_up_that_was_killed_is_taken_up_by_the_next(machine: Machine) -> None:
    machine.plans(a_task("slow", "touch begun; while ! test -e go; do sleep 0.02; done"))
    with machine.up_as_a_program() as program:
        until((machine.folder / "begun").exists)
        program.kill()
    before = machine.members()

    (machine.folder / "go").touch()
    status = machine.up()

    assert status == 0
    assert set(machine.members()) <= set(before)


def test_two_ups_at_once_are_one_too_many(machine: Machine, capsys: Output) -> None:
    machine.plans(a_task("slow", "touch begun; while ! test -e go; do sleep 0.02; done"))
    with machine.up_as_a_program() as first:
        until((machine.folder / "begun").exists)

        second = machine.up()
        (machine.folder / "go").touch()
        first.communicate(timeout=60)

    assert (first.returncode, second) == (0, 2)
    assert "another `rempart lab` command is at work on this lab" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named_with_who_has_it(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web"))
    with socket.socket() as taken:
        taken.bind(("127.82.77.1", int(machine.port) + 100))
        taken.listen()

        status = machine.up()

    assert status == 2
    told = capsys.readouterr().err
    assert f"127.82.77.1:{int(machine.port) + 100} is taken by " in told
    assert f"(process {os.getpid()}, of " in told
    assert "--port PORT" in told


def test_a_supervisor_that_was_killed_shows_as_down_and_up_works(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web", "setsid sleep 1000 & exec sleep 1000"))
    machine.up()
    guardian = psutil.Process(machine.supervisor()).ppid()
    os.kill(guardian, signal.SIGSTOP)
    machine.kill(machine.supervisor())
    os.kill(guardian, signal.SIGKILL)

    status = run(["lab", "status"])

    assert status == 1
    assert "The lab is down" in capsys.readouterr().out
    assert machine.up() == 0
    assert run(["lab", "status"]) == 0


def test_up_waits_for_what_a_killed_supervisor_leaves_to_its_guardian(machine: Machine) -> None:
    slow = "trap 'sleep 1; exit 0' TERM; while :; do sleep 0.02; done"
    machine.plans(a_service("database", slow, foundation=True))
    machine.up()
    first = set(machine.members())
    machine.kill(machine.supervisor())

    meanwhile = run(["lab", "status"])
    status = machine.up()

    assert (meanwhile, status) == (1, 0)
    assert first.isdisjoint(machine.members())


def test_down_ends_everything_and_again_is_no_error(machine: Machine, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    capsys.readouterr()

    first, second = run(["lab", "down"]), run(["lab", "down"])

    assert (first, second) == (0, 0)
    assert capsys.readouterr().out == "The lab is down.\nThe lab was not up.\n"
    assert machine.members() == []


def test_down_ends_a_supervisor_that_does_not_answer(machine: Machine) -> None:
    machine.plans(a_service("web"))
    machine.up()
    (machine.folder / "control.sock").unlink()

    status = run(["lab", "down"])

    assert status == 0
    assert machine.members() == []


def test_status_shows_memory_restarts_and_what_is_done_only_when_asked(machine: Machine, capsys: Output) -> None:
    machine.plans(a_task("prepare"), a_service("cloud/region/web"))
    machine.up()
    run(["lab", "kill", "web"])
    until(lambda: run(["lab", "status", "--json"]) == 0)
    capsys.readouterr()

    run(["lab", "status"])
    short = capsys.readouterr().out
    run(["lab", "status", "--all"])
    long = capsys.readouterr().out
    run(["lab", "status", "--json"])
    document = json.loads(capsys.readouterr().out)

    web = next(one for one in document["processes"] if one["name"] == "cloud/region/web")
    assert "The lab is ready (core: ovh-like GRA9" in short
    assert "prepare" not in short
    assert "prepare" in long
    assert (web["state"], web["restarts"]) == ("ready", 1)
    assert web["memory"] > 0
    assert document["memory"] > web["memory"]


def test_logs_show_the_last_lines_and_nothing_that_moves_the_cursor(machine: Machine, capsys: Output) -> None:
    machine.plans(a_task("cloud/noisy", r"printf 'one\ntwo\033[2J\nthree\n'"), a_task("other", "echo else"))
    machine.up()
    capsys.readouterr()

    run(["lab", "logs", "noisy", "-n", "2"])
    one = capsys.readouterr().out
    run(["lab", "logs", "cloud/noisy", "other"])
    both = capsys.readouterr().out
    run(["lab", "logs"])
    supervisor = capsys.readouterr().out

    assert one == "two [2J\nthree\n"
    assert both.splitlines()[0] == "==> cloud/noisy <=="
    assert both.splitlines()[-2:] == ["==> other <==", "else"]
    assert "cloud/noisy: done in" in supervisor


def test_logs_follow_what_is_written(machine: Machine) -> None:
    machine.plans(a_service("web", "while :; do echo tick; sleep 0.05; done"))
    machine.up()
    command = [sys.executable, "-m", "rempart", "lab", "logs", "web", "--follow", "-n", "0"]

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as following:
        assert following.stdout is not None
        lines = [following.stdout.readline() for _ in range(3)]
        following.send_signal(signal.SIGINT)
        following.communicate(timeout=60)

    assert lines == ["tick\n"] * 3
    assert following.returncode == 0


@pytest.mark.parametrize("order", ["kill", "stop", "start", "restart", "logs"])
def test_a_name_that_means_nothing_or_several_is_refused_with_a_hint(
    machine: Machine, order: str, capsys: Output
) -> None:
    machine.plans(a_service("a/nova-scheduler"), a_service("b/nova-scheduler"))
    machine.up()
    capsys.readouterr()

    statuses = [run(["lab", order, name]) for name in ("nova-scheduler", "nova", "xyz")]

    assert statuses == [2, 2, 2]
    assert capsys.readouterr().err.splitlines() == [
        "rempart: nova-scheduler may be any of a/nova-scheduler, b/nova-scheduler; give the full name",
        "rempart: there is no process nova; did you mean nova-scheduler?",
        "rempart: there is no process xyz; run `rempart lab status --all` for all names",
    ]


def test_reset_removes_the_folder_and_leaves_the_environment(machine: Machine, tmp_path: Path, capsys: Output) -> None:
    machine.plans(a_service("web"))
    machine.up()
    members = machine.members()
    capsys.readouterr()

    status = run(["lab", "reset"])

    assert status == 0
    assert capsys.readouterr().out == f"removed {machine.folder}\n"
    assert not machine.folder.exists()
    assert not any(Path(f"/proc/{pid}").exists() for pid in members)
    assert len(list((tmp_path / "cache" / "rempart").iterdir())) == 1
    assert run(["lab", "reset", "--all"]) == 0
    assert list((tmp_path / "cache" / "rempart").iterdir()) == []


@pytest.mark.parametrize("order", [["down"], ["status"], ["logs"], ["kill", "x"], ["env"], ["shell"]])
def test_without_a_lab_every_command_says_so_in_one_line(machine: Machine, order: list[str], capsys: Output) -> None:
    status = run(["lab", *order])

    told = capsys.readouterr()
    assert status == 2
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "rempart lab up" in told.err
    assert not machine.folder.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--profile", "huge"], "there is no profile huge; choose from core, full"),
        (["--cloud", "azure"], "no cloud azure"),
        (["--region", "MARS1"], "no chosen cloud has a region MARS1; choose from GRA9 (ovh-like), SBG5 (ovh-like)"),
        (["--region", "GRA9", "--all-regions"], "--region and --all-regions contradict each other"),
        (["--cloud", "partner", "--cloud", "partner"], "cloud partner is given twice"),
        (["--port", "80"], "no room for the lab's ports from 80 on"),
        (["--state", "a:b"], "has ':' in it"),
        (["--state", "x" * 120], "bytes too long for sockets in it"),
    ],
)
def test_bad_options_are_one_line(machine: Machine, options: list[str], told: str, capsys: Output) -> None:
    machine.plans(a_service("web"))

    status = run(["lab", "up", *options])

    last = capsys.readouterr().err.splitlines()[-1]
    assert status == 2
    assert told in last


def test_the_processes_of_a_lab_bear_its_name_and_no_secret_in_their_environment(machine: Machine) -> None:
    machine.plans(a_service("web"))
    machine.up()

    secret = (machine.folder / "secret").read_bytes()
    environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in machine.members()]

    assert len(environments) == 3
    assert all(LAB_VARIABLE.encode() in environment for environment in environments)
    assert not any(secret in environment or secret.hex().encode() in environment for environment in environments)
