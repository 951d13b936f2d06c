"""What dies is started again, a few times; then it is given up, and says so."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

from rempart_lab.model.process import Answers, Listens, Program, Service
from tests.lab.supervised import ENVIRONMENT, QUICK, Supervised, a_service, a_task, free_port, python, until

ONCE = "test -e {0}.again || {{ touch {0}.again; exit 7; }}; "
"""Fails the first time."""


def test_a_task_that_fails_once_is_done_at_the_second_attempt(supervised: Supervised) -> None:
    supervised.start(a_task("shaky", ONCE.format("shaky")))

    until(lambda: supervised.state() == "ready")

    assert supervised.of("shaky")["restarts"] == 1
    assert any("ended with status 7" in told and "again in 0.05 s" in told for told in supervised.events())


def test_a_task_that_fails_every_time_is_given_up(supervised: Supervised) -> None:
    supervised.start(a_task("broken", "echo why it fails; exit 7"))

    until(lambda: supervised.state() == "failed")

    assert supervised.of("broken")["state"] == "given up"
    assert supervised.events()[-1].endswith("given up after 2 attempts")
    assert (supervised.folder / "logs" / "broken.log").read_text() == "why it fails\n" * 2


def test_a_task_that_takes_too_long_is_killed(supervised: Supervised) -> None:
    supervised.start(a_task("endless", "sleep 1000; true"), patience=replace(QUICK, task_limit=0.2))

    until(lambda: supervised.state() == "failed")

    assert supervised.of("endless")["last_end"] == "killed by SIGKILL"
    assert any("still not done after 0.2 s" in told for told in supervised.events())


def test_a_service_that_was_killed_is_started_again(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    before = supervised.of("web")["pid"]

    os.kill(before, signal.SIGKILL)
    until(lambda: supervised.of("web")["pid"] not in (None, before) and supervised.state() == "ready")

    assert supervised.of("web")["restarts"] == 1
    assert any("web: killed by SIGKILL" in told for told in supervised.events())


def test_a_service_that_ends_again_and_again_is_given_up_and_may_be_started_by_hand(supervised: Supervised) -> None:
    supervised.start(a_service("web", "test -e mended || exit 1; exec sleep 1000"))
    until(lambda: supervised.state("web") == "given up")

    (supervised.folder / "mended").touch()
    supervised.ask("start", "web")
    until(lambda: supervised.state() == "ready")

    assert sum("web: ended with status 1" in told for told in supervised.events()) == 3


def test_a_service_that_was_ready_for_long_has_its_failures_forgotten(supervised: Supervised) -> None:
    supervised.start(a_service("web"), patience=replace(QUICK, stable_after=0.0))

    for _ in range(QUICK.service_attempts + 1):
        until(lambda: supervised.state() == "ready")
        settle = supervised.ask("events")["events"][-1]["number"]
        supervised.ask("kill", "web")
        supervised.ask("events", after=settle, wait=10)

    until(lambda: supervised.state() == "ready")
    assert supervised.of("web")["restarts"] == QUICK.service_attempts + 1


def test_pauses_grow(supervised: Supervised) -> None:
    supervised.start(a_service("web", "exit 1"), patience=replace(QUICK, pauses=(0.01, 0.03), service_attempts=4))

    until(lambda: supervised.state("web") == "given up")

    told = [told.rpartition("; ")[2] for told in supervised.events() if "ended with" in told]
    assert told == ["again in 0.01 s", "again in 0.03 s", "again in 0.03 s", "given up after 4 attempts"]


def test_a_service_is_not_started_again_before_what_it_needs_is_back(supervised: Supervised) -> None:
    supervised.start(a_service("database"), a_service("web", "exec sleep 1000", "database"))
    until(lambda: supervised.state() == "ready")

    supervised.ask("stop", "database")
    supervised.ask("kill", "web")
    until(lambda: supervised.state("web") == "waiting")
    number = supervised.ask("events")["events"][-1]["number"]
    supervised.ask("start", "database")
    until(lambda: supervised.state() == "ready")

    later = [event["process"] for event in supervised.ask("events", after=number)["events"]]
    assert later[:2] == ["database", "web"]


def test_a_program_that_is_not_there_is_given_up_with_its_reason_in_the_log(supervised: Supervised) -> None:
    supervised.start(Service("web", Program(("no-such-program",)), ENVIRONMENT, Listens("127.0.0.1", 1)))

    until(lambda: supervised.state("web") == "given up")

    assert supervised.of("web")["last_end"] == "ended with status 127"
    assert "No such file or directory" in (supervised.folder / "logs" / "web.log").read_text()


def test_what_cannot_even_be_started_is_given_up_with_its_reason(supervised: Supervised) -> None:
    logs = supervised.folder / "logs"
    logs.mkdir()
    (logs / "cloud").write_text("in the way of a folder")

    supervised.start(a_service("cloud/web"))
    until(lambda: supervised.state("cloud/web") == "given up")

    assert "could not start (" in supervised.of("cloud/web")["last_end"]


HANGING = """
import http.server, time
from pathlib import Path
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500 if Path("hang").exists() else 200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", {port}), Handler).serve_forever()
"""


def test_a_long_log_gives_way_to_a_new_one(supervised: Supervised) -> None:
    log = supervised.folder / "logs" / "web.log"
    log.parent.mkdir()
    with log.open("wb") as file:
        file.truncate(51 * 1024 * 1024)

    supervised.start(a_service("web", "echo new; exec sleep 1000"))
    until(lambda: log.exists() and log.read_text() == "new\n")

    assert Path(f"{log}.1").stat().st_size == 51 * 1024 * 1024


def test_a_lab_whose_folder_was_removed_ends(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    assert supervised.process is not None

    shutil.rmtree(supervised.folder)

    assert supervised.process.wait(30) == 0
    assert supervised.members() == []


def test_a_service_that_stops_answering_is_shown_as_such_until_it_answers_again(supervised: Supervised) -> None:
    port, hang = free_port(), supervised.folder / "hang"
    program = python(HANGING.format(port=port))
    service = Service("web", program, ENVIRONMENT, Answers(f"http://127.0.0.1:{port}"))
    supervised.start(service, patience=replace(QUICK, ask_again_after=0.05))
    until(lambda: supervised.state() == "ready")
    before = supervised.of("web")["pid"]

    hang.touch()
    until(lambda: supervised.state("web") == "not answering")
    meanwhile = supervised.state()
    hang.unlink()
    until(lambda: supervised.state() == "ready")

    assert meanwhile == "degraded"
    assert supervised.of("web")["pid"] == before
