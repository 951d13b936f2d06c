"""How far `up` is shows as a bar on a terminal and as plain lines anywhere else."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from rich.console import Console

from rempart.cli import run
from rempart_lab.control.progress import shown_on


def news(*told: tuple[str, str], settled: int = 1, beginning: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the supervisor answers when it is asked for events."""
    events = [{"process": process, "text": text} for process, text in told]
    return {"events": events, "settled": settled, "processes": 3, "beginning": list(beginning)}


def shown(*answers: dict[str, Any], terminal: bool) -> str:
    stream = io.StringIO()
    with shown_on(Console(file=stream, force_terminal=terminal, width=100, no_color=True)) as audience:
        audience.begins("checking this machine")
        for answer in answers:
            audience.has_news(answer)
    return stream.getvalue()


def test_a_file_gets_a_line_for_each_thing_that_happened() -> None:
    told = shown(news(("web", "ready after 1.0 s"), ("", "ready")), terminal=False)

    lines = [line.partition("] ")[2] for line in told.splitlines()]
    assert lines == ["checking this machine", "web: ready after 1.0 s", "ready"]
    assert "\033" not in told


def test_a_terminal_sees_how_many_are_there_and_which_are_starting() -> None:
    told = shown(news(settled=2, beginning=("c/r/nova", "c/r/glance", "a", "b")), terminal=True)

    assert "checking this machine" in told
    assert "2/3" in told
    assert "nova, glance, a and 1 more" in told


def test_a_terminal_keeps_what_went_wrong() -> None:
    told = shown(
        news(("web", "ready after 1.0 s"), ("[red]db", "killed by SIGKILL after 2.0 s; again in 1 s")), terminal=True
    )

    assert "[red]db: killed by SIGKILL after 2.0 s; again in 1 s\n" in told
    assert "web: ready" not in told


def test_without_the_extra_the_command_says_how_to_get_it() -> None:
    code = "import sys; sys.modules['psutil'] = None; from rempart.cli import run; sys.exit(run(['lab', 'status']))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == (
        "rempart: the lab needs the extra `lab`, which is not installed (no psutil); pip install 'rempart[lab]'\n"
    )


def test_help_needs_no_extra() -> None:
    code = "import sys; sys.modules['psutil'] = None; from rempart.cli import run; sys.exit(run(['lab', '--help']))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command", ["up", "down", "status", "logs", "reset", "env", "shell", "restart", "kill", "stop", "start"]
)
def test_every_command_of_the_lab_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lab", command, "--help"]) == 0
    assert f"Usage: rempart lab {command}" in capsys.readouterr().out
