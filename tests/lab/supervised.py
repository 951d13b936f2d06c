"""Runs the real supervisor, as its own process, on plans of small real programs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import rempart_lab
from rempart_lab.model.identity import LAB_VARIABLE, MARKER, Identity
from rempart_lab.model.plan_document import write_plan
from rempart_lab.model.process import Patience, Plan, Process, Program, Readiness, Runs, Service, Task

PATIENCE = 120.0
"""Seconds until a test fails for want of what it waits for; a busy machine is slow, and nothing waits in vain."""
QUICK = Patience(pauses=(0.05,), task_attempts=2, service_attempts=3, stable_after=60, grace=5, foundation_grace=5)
ENVIRONMENT = {"PATH": os.environ["PATH"]}
AT_ONCE = Runs(0.0)
CODE = str(Path(rempart_lab.__file__).parent.parent)


def shell(script: str) -> Program:
    """A shell that runs a script."""
    return Program(("sh", "-c", script))


def python(script: str) -> Program:
    """A Python that runs a script."""
    return Program((sys.executable, "-c", script))


def a_task(name: str, script: str = "true", *needs: str, **more: Any) -> Task:
    return Task(name, shell(script), ENVIRONMENT, needs, **more)


def a_service(
    name: str, script: str = "exec sleep 1000", *needs: str, readiness: Readiness = AT_ONCE, **more: Any
) -> Service:
    return Service(name, shell(script), ENVIRONMENT, readiness, needs, **more)


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "what the test waits for has not come"
        time.sleep(0.01)


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as trial:
        trial.bind((host, 0))
        return int(trial.getsockname()[1])


class Supervised:
    """A state folder, and the supervisor that runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lab = str(uuid.uuid4())
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / MARKER).write_text(Identity(self.lab).document())
        self.process: subprocess.Popen[bytes] | None = None
        self.code = folder / "code"
        """Where its forks import from."""
        self.code.mkdir()

    def start(self, *processes: Process, patience: Patience = QUICK, preload: str = "") -> Supervised:
        """Start the supervisor on a plan, and return once it can be asked."""
        plan = Plan(str(self.folder), processes, preload=preload, patience=patience)
        self.launch(write_plan(plan))
        until(lambda: self.answers() or self.ended())
        return self

    def launch(self, plan: str) -> subprocess.Popen[bytes]:
        """Start the supervisor on the text of a plan."""
        file = self.folder / "plan.json"
        file.write_text(plan)
        (self.folder / "logs").mkdir(exist_ok=True)
        with (self.folder / "logs" / "supervisor.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rempart_lab.supervisor", str(file)],
                env=os.environ | {"PYTHONPATH": f"{CODE}{os.pathsep}{self.code}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.process

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def answers(self) -> bool:
        try:
            return bool(self.ask("status"))
        except OSError:
            return False

    def say(self, line: bytes) -> dict[str, Any]:
        """Send bytes as they are, and return the answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(self.folder / "control.sock"))
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as file:
                answer = json.loads(file.readline())
        assert isinstance(answer, dict)
        return answer

    def ask(self, what: str, *names: str, **more: float) -> dict[str, Any]:
        return self.say(json.dumps({"ask": what, "names": names, **more}).encode() + b"\n")

    def of(self, name: str) -> dict[str, Any]:
        """How one process is."""
        found: dict[str, Any] = next(one for one in self.ask("status")["processes"] if one["name"] == name)
        return found

    def state(self, name: str = "") -> str:
        return str(self.of(name)["state"] if name else self.ask("status")["state"])

    def events(self) -> list[str]:
        return [f"{event['process']}: {event['text']}" for event in self.ask("events")["events"]]

    def told(self) -> str:
        return (self.folder / "logs" / "supervisor.log").read_text()

    def members(self) -> list[int]:
        return self.members_of(self.lab)

    @staticmethod
    def members_of(lab: str) -> list[int]:
        """Every process of a lab, by what the kernel shows."""
        wanted = f"{LAB_VARIABLE}={lab}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                if wanted in entry.read_bytes().split(b"\0"):
                    found.append(int(entry.parent.name))
            except OSError:
                continue
        return found

    def supervisor(self) -> int:
        """The supervisor proper, the guardian's child."""
        own = self.ask("status")["supervisor"]
        assert self.process is not None
        return int(next(pid for pid in own if pid != self.process.pid))

    def end(self) -> None:
        """End it, in order, and wait."""
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
            self.process = None

    def wipe(self) -> None:
        """Leave nothing behind, whatever the test has found."""
        self.end()
        for pid in self.members():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
