"""The control socket answers every line, whatever is in it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lab.supervised import Supervised, a_service, a_task, until


def test_a_status_names_every_process_with_its_state(supervised: Supervised) -> None:
    supervised.start(a_task("first"), a_service("web", "sleep 1000 & exec sleep 1000", "first"))
    until(lambda: supervised.state() == "ready" and len(supervised.of("web")["members"]) == 2)

    status = supervised.ask("status")

    assert [(one["name"], one["kind"], one["state"], one["restarts"]) for one in status["processes"]] == [
        ("first", "task", "done", 0),
        ("web", "service", "ready", 0),
    ]
    assert len(status["supervisor"]) == 2


def test_events_wait_for_something_new(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    last = supervised.ask("events")["events"][-1]["number"]

    nothing = supervised.ask("events", after=last)
    supervised.ask("kill", "web")
    something = supervised.ask("events", after=last, wait=20)

    assert nothing["events"] == []
    assert [event["process"] for event in something["events"]] == ["web"]


def test_what_was_stopped_stays_stopped_until_it_is_started(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")

    supervised.ask("stop", "web")
    stopped = (supervised.state("web"), supervised.state(), supervised.of("web")["members"])
    supervised.ask("start", "web")
    until(lambda: supervised.state() == "ready")

    assert stopped == ("stopped", "degraded", [])


def test_a_restart_is_another_process_without_a_failure(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    before = supervised.of("web")["pid"]

    supervised.ask("restart", "web")
    until(lambda: supervised.state() == "ready")

    after = supervised.of("web")
    assert after["pid"] != before
    assert after["restarts"] == 0


def test_a_task_may_be_done_again_by_hand(supervised: Supervised) -> None:
    supervised.start(a_task("first", "echo once more", every_time=True))
    until(lambda: supervised.state() == "ready")

    supervised.ask("restart", "first")
    until(lambda: supervised.state() == "ready")

    assert (supervised.folder / "logs" / "first.log").read_text() == "once more\n" * 2


def test_shutdown_ends_everything(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    assert supervised.process is not None

    answer = supervised.ask("shutdown")

    assert answer == {"done": "shutdown"}
    assert supervised.process.wait(30) == 0
    assert not (supervised.folder / "control.sock").exists()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"status",
        b"\n",
        b"no json\n",
        b"\xff\xfe\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"ask": 7}\n',
        b'{"ask": "sing"}\n',
        b'{"ask": "kill", "names": "web"}\n',
        b'{"ask": "kill", "names": [7]}\n',
        b'{"ask": "kill", "names": ["nobody"]}\n',
        b'{"ask": "events", "after": "x"}\n',
        b'{"ask": "events", "wait": []}\n',
        b"[" * 60_000 + b"\n",
        b"x" * 100_000 + b"\n",
    ],
)
def test_garbage_is_refused_and_changes_nothing(supervised: Supervised, line: bytes) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")
    before = supervised.of("web")["pid"]

    answer = supervised.say(line)

    assert list(answer) == ["error"]
    assert supervised.of("web")["pid"] == before
    assert supervised.state() == "ready"


def test_whoever_says_nothing_keeps_nobody_waiting(supervised: Supervised) -> None:
    supervised.start(a_service("web"))
    until(lambda: supervised.state() == "ready")

    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(supervised.folder / "control.sock"))
        answer = supervised.ask("status")

    assert answer["state"] == "ready"


def test_any_json_is_answered(supervised: Supervised) -> None:
    supervised.start(a_task("first"))
    until(lambda: supervised.state() == "ready")
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
    )
    requests = st.dictionaries(st.sampled_from(["ask", "names", "after"]), anything)

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(requests.filter(lambda request: request.get("ask") != "shutdown"))
    def check(request: dict[str, object]) -> None:
        assert isinstance(supervised.say(json.dumps(request).encode() + b"\n"), dict)

    check()
    assert supervised.state() == "ready"


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ("", "this is no plan of a lab (JSONDecodeError)"),
        ("[]", "this is no plan of a lab"),
        ('{"kind": "Plan"}', "this is no plan of a lab (TypeError)"),
        ('{"kind": "Surprise"}', "this is no plan of a lab (KeyError)"),
    ],
)
def test_a_plan_that_is_none_is_refused_in_one_line(supervised: Supervised, plan: str, told: str) -> None:
    process = supervised.launch(plan)

    assert process.wait(30) == 2
    assert supervised.told().count("\n") == 1
    assert told in supervised.told()


@pytest.mark.parametrize("arguments", [[], ["one", "two"], ["/nowhere/plan.json"]])
def test_a_supervisor_without_a_plan_says_so(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "rempart_lab.supervisor", *arguments]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
