"""Whatever ends the supervisor, nothing of the lab stays behind, and nothing else is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rempart_lab.model.identity import LAB_VARIABLE
from rempart_lab.supervisor import remains
from rempart_lab.supervisor.kernel import signal_if
from tests.lab.supervised import Supervised, a_service, a_task, until

DAEMON = "setsid sleep 1000 & (setsid sh -c 'sleep 1001 & exec sleep 1002' &) ; sleep 1003 & exec sleep 1004"
"""Children in the session, and outside of it, and grandchildren whose parents are gone."""


def a_lab_with_daemons(supervised: Supervised) -> None:
    supervised.start(a_service("database", DAEMON, foundation=True), a_service("web", DAEMON))
    until(lambda: supervised.state() == "ready")
    until(lambda: len(supervised.members()) == 2 + 2 * 5)


def test_what_a_service_has_started_ends_with_it(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    members = set(supervised.of("web")["members"])

    supervised.ask("stop", "web")

    assert len(members) == 5
    assert members.isdisjoint(supervised.members())
    assert len(supervised.of("database")["members"]) == 5


def test_what_a_service_has_started_does_not_outlive_its_sudden_end(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    before = set(supervised.of("web")["members"])

    os.kill(supervised.of("web")["pid"], signal.SIGKILL)
    until(lambda: supervised.of("web")["restarts"] == 1)

    assert before.isdisjoint(supervised.members())


def test_a_task_leaves_nothing_running(supervised: Supervised) -> None:
    supervised.start(a_task("install", "setsid sleep 1000 &"))

    until(lambda: supervised.state() == "ready")

    assert len(supervised.members()) == 2


def test_down_leaves_nothing(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)

    supervised.end()

    assert supervised.members() == []


def test_nothing_is_left_when_the_supervisor_is_killed(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    assert supervised.process is not None

    os.kill(supervised.supervisor(), signal.SIGKILL)

    assert supervised.process.wait(30) != 0
    assert supervised.members() == []


def test_nothing_is_left_when_its_guardian_is_killed(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    assert supervised.process is not None

    supervised.process.kill()

    until(lambda: supervised.members() == [])
    assert "stopped" in supervised.told()


def test_what_was_left_when_both_were_killed_at_once_ends_at_the_next_start(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    assert supervised.process is not None
    supervisor = supervised.supervisor()
    direct = {supervised.of(name)["pid"] for name in ("web", "database")}

    os.kill(supervisor, signal.SIGSTOP)
    supervised.process.kill()
    os.kill(supervisor, signal.SIGKILL)
    supervised.process.wait(30)
    until(lambda: direct.isdisjoint(supervised.members()))
    left = set(supervised.members())
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")

    assert left
    assert left.isdisjoint(supervised.members())


def test_processes_of_another_lab_are_left_alone(supervised: Supervised, tmp_path: Path) -> None:
    other = Supervised(tmp_path / "other")
    try:
        other.start(a_service("web", DAEMON))
        until(lambda: len(other.members()) == 7)
        mine = other.members()
        a_lab_with_daemons(supervised)

        os.kill(supervised.supervisor(), signal.SIGKILL)
        until(lambda: supervised.members() == [])

        assert other.members() == mine
    finally:
        other.wipe()


def test_a_second_supervisor_for_the_same_folder_is_refused(supervised: Supervised) -> None:
    a_lab_with_daemons(supervised)
    command = [sys.executable, "-m", "rempart_lab.supervisor", str(supervised.folder / "plan.json")]

    second = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)

    assert second.returncode == 2
    assert second.stderr.splitlines() == [
        f"lab: {supervised.folder}: a supervisor runs here already; see `rempart lab status`"
    ]
    assert len(supervised.members()) == 2 + 2 * 5


def test_a_number_that_another_process_has_got_since_is_not_signalled() -> None:
    with subprocess.Popen(["sleep", "1000"], env={"PATH": os.environ["PATH"]}) as innocent:
        signal_if(innocent.pid, signal.SIGKILL, lambda _: False)

        assert innocent.poll() is None
        innocent.kill()


def test_a_process_that_merely_mentions_the_lab_is_not_the_labs() -> None:
    environment = {"PATH": os.environ["PATH"], "OTHER": f"{LAB_VARIABLE}=one", LAB_VARIABLE: "one-more"}
    with subprocess.Popen(["sleep", "1000"], env=environment) as innocent:
        found = [process.pid for process in remains.processes_of("one")]
        innocent.kill()

    assert found == []


@pytest.mark.parametrize("stubborn", ["exec sleep 1000", "trap '' TERM; while :; do sleep 0.05; done"])
def test_a_sweep_asks_first_and_kills_in_the_end(stubborn: str) -> None:
    with subprocess.Popen(["sh", "-c", stubborn], env={"PATH": os.environ["PATH"], LAB_VARIABLE: "swept"}) as left:
        until(lambda: any(remains.processes_of("swept")))

        count = remains.end_all("swept", spare=frozenset(), grace=0.3)

        assert count >= 1
        assert not list(remains.processes_of("swept"))
        left.returncode = 0
