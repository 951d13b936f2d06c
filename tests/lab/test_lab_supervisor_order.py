"""The supervisor starts things when what they need is there, and ends them in order."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rempart_lab.model.process import Accepts, Answers, Call, Listens, Program, Readiness, Runs, Service, Task
from tests.lab.supervised import ENVIRONMENT, QUICK, Supervised, a_service, a_task, free_port, python, until


def test_everything_starts_after_what_it_needs(supervised: Supervised) -> None:
    order = supervised.folder / "order"
    note = f"echo $REMPART_LAB_PROCESS >> {order}"

    supervised.start(
        a_task("last", note, "web"),
        a_service("web", f"{note}; exec sleep 1000", "first", "database"),
        a_service("database", f"{note}; exec sleep 1000", "first"),
        a_task("first", note),
    )
    until(lambda: supervised.state() == "ready")

    assert order.read_text().split() == ["first", "database", "web", "last"]


def test_what_needs_something_that_failed_never_starts(supervised: Supervised) -> None:
    supervised.start(a_task("broken", "exit 3"), a_service("after", "exec sleep 1000", "broken"))

    until(lambda: supervised.state() == "failed")

    assert supervised.state("after") == "waiting"
    assert supervised.ask("events")["failed"] == ["broken"]


def listening(port: int) -> Program:
    return Program((sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)))


ANSWERING_LATE = """
import http.server, time
from pathlib import Path
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if Path("{opened}").exists() else 503)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", {port}), Handler).serve_forever()
"""


def test_a_service_that_listens_and_answers_with_an_error_is_not_ready(supervised: Supervised) -> None:
    port, opened = free_port(), supervised.folder / "opened"
    program = python(ANSWERING_LATE.format(port=port, opened=opened))
    listens = Service("listens", listening(other := free_port()), ENVIRONMENT, Listens("127.0.0.1", other))
    answers = Service("answers", program, ENVIRONMENT, Answers(f"http://127.0.0.1:{port}/healthy"))
    supervised.start(listens, answers)
    until(lambda: supervised.state("listens") == "ready" and b"503" in log(supervised, "answers"))

    before = supervised.state("answers")
    opened.touch()
    until(lambda: supervised.state("answers") == "ready")

    assert before == "starting"


def log(supervised: Supervised, name: str) -> bytes:
    return (supervised.folder / "logs" / f"{name}.log").read_bytes()


def test_a_unix_socket_makes_a_service_ready(supervised: Supervised) -> None:
    path = supervised.folder / "socket"
    script = f"import socket,time; s=socket.socket(socket.AF_UNIX); s.bind('{path}'); s.listen(); time.sleep(1000)"

    supervised.start(Service("database", python(script), ENVIRONMENT, Accepts(str(path))))

    until(lambda: supervised.state() == "ready")
    assert path.is_socket()


@pytest.mark.parametrize(
    "readiness", [Listens("127.0.0.1", 1), Accepts("/nowhere/socket"), Answers("https://127.0.0.1:1/", "/no/authority")]
)
def test_what_never_answers_is_killed_and_given_up(supervised: Supervised, readiness: Readiness) -> None:
    supervised.start(a_service("deaf", readiness=readiness), patience=replace(QUICK, start_limit=0.3))

    until(lambda: supervised.state("deaf") == "given up")

    assert sum("still not ready after 0.3 s" in told for told in supervised.events()) == 3


GREETING = """
import json, os, sys
loaded_by = 0
def load():
    global loaded_by
    loaded_by = os.getpid()
def greet(name, times):
    shared = loaded_by not in (0, os.getpid())
    print(json.dumps([sys.argv, name * times, shared, os.environ["ONLY"], "HOME" in os.environ, os.getcwd()]))
    return 0
"""


def test_a_function_runs_in_a_fork_that_shares_what_was_loaded_and_nothing_else(supervised: Supervised) -> None:
    (supervised.code / "greeting.py").write_text(GREETING)
    call = Call("greeting:greet", ("--loud",), {"name": "ab", "times": 2})

    supervised.start(Task("x/greet", call, {"ONLY": "this"}), preload="greeting:load")
    until(lambda: supervised.state() == "ready")

    said = json.loads(log(supervised, "x/greet"))
    assert said == [["x/greet", "--loud"], "abab", True, "this", False, str(supervised.folder)]


@pytest.mark.parametrize("target", ["nowhere:load", "json:nothing", "greeting:fail"])
def test_what_cannot_be_loaded_beforehand_is_told_and_stops_nothing(supervised: Supervised, target: str) -> None:
    (supervised.code / "greeting.py").write_text("def fail():\n    raise ValueError('no')\n")

    supervised.start(a_task("first"), preload=target)

    until(lambda: supervised.state() == "ready")
    assert "not preloaded: " in supervised.told()


def test_a_function_that_raises_fails_with_its_traceback_in_the_log(supervised: Supervised) -> None:
    (supervised.code / "greeting.py").write_text("def fail():\n    raise ValueError('why')\n")

    supervised.start(Task("broken", Call("greeting:fail"), ENVIRONMENT))
    until(lambda: supervised.state() == "failed")

    assert b"ValueError: why" in log(supervised, "broken")
    assert supervised.of("broken")["last_end"] == "ended with status 1"


@pytest.mark.parametrize(("code", "state"), [("None", "ready"), ("0", "ready"), ("3", "failed"), ("'words'", "failed")])
def test_a_function_ends_as_python_ends(supervised: Supervised, code: str, state: str) -> None:
    (supervised.code / "greeting.py").write_text(f"import sys\ndef leave():\n    sys.exit({code})\n")

    supervised.start(Task("leave", Call("greeting:leave"), ENVIRONMENT))

    until(lambda: supervised.state() in ("ready", "failed"))
    assert supervised.state() == state


def test_foundations_end_after_everything_else_and_may_take_their_time(supervised: Supervised) -> None:
    order = supervised.folder / "order"
    leave = f"trap 'sleep 0.2; echo $REMPART_LAB_PROCESS >> {order}; exit 0' TERM; while :; do sleep 0.02; done"
    supervised.start(
        a_service("database", leave, foundation=True),
        a_service("web", leave, "database"),
        a_service("worker", leave, "web"),
    )
    until(lambda: supervised.state() == "ready")

    supervised.end()

    lines = order.read_text().split()
    assert sorted(lines[:2]) == ["web", "worker"]
    assert lines[2:] == ["database"]
    assert supervised.members() == []


def test_what_ignores_being_asked_to_end_is_killed(supervised: Supervised) -> None:
    supervised.start(
        a_service("stubborn", "trap '' TERM; while :; do sleep 0.02; done"), patience=replace(QUICK, grace=0.2)
    )
    until(lambda: supervised.state() == "ready")

    supervised.end()

    assert "did not end in time and is killed" in supervised.told()
    assert supervised.members() == []


OURS = {"plan.json", ".rempart-lab", "code", "logs", "supervisor.log"}
"""What the tests themselves put into the folder."""


def test_everything_that_is_written_is_for_the_owner_only(supervised: Supervised) -> None:
    supervised.start(a_task("cloud/region/task", "echo hello; touch made"), a_service("web", readiness=Runs(0)))
    until(lambda: supervised.state() == "ready")

    written = [path for path in supervised.folder.rglob("*") if path.name not in OURS]

    names = {path.name for path in written}
    assert names >= {"task.log", "task.done", "web.log", "control.sock", "supervisor.lock", "made"}
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_lists_of_processes_show_the_end_of_its_name(supervised: Supervised) -> None:
    (supervised.code / "waiting.py").write_text("import time\ndef wait():\n    time.sleep(1000)\n")

    supervised.start(Service("a/b/nova-compute-host-1", Call("waiting:wait"), ENVIRONMENT, Runs(0.0)))
    until(lambda: supervised.state() == "ready")

    pid = supervised.of("a/b/nova-compute-host-1")["pid"]
    until(lambda: Path(f"/proc/{pid}/comm").read_text() == "-compute-host-1\n")
