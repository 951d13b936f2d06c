"""A lab whose plan is a few small programs in OpenStack's place; everything around the plan is the real thing.

Run as a program it is ``rempart`` itself: ``python tests/lab/small_lab.py lab up``, with the plan in SMALL_PLAN.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from rempart.cli import main, run
from rempart_lab.control import preflight, up
from rempart_lab.control.environment import environment_folder
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.control.wish import Wish, make_lab
from rempart_lab.errors import LabError
from rempart_lab.model.identity import MARKER
from rempart_lab.model.lab import Lab
from rempart_lab.model.plan_document import read_plan, write_plan
from rempart_lab.model.process import Plan, Process
from tests.lab.supervised import QUICK, Supervised

VARIABLE = "SMALL_PLAN"
ROOT = Path(__file__).parent.parent.parent


def read_small_plan(_: Lab) -> Plan:
    """Return the plan in place of OpenStack's."""
    file = Path(os.environ[VARIABLE])
    return read_plan(file.read_text(), where=str(file))


def write_small_plan(file: Path, folder: Path, *processes: Process) -> None:
    file.write_text(write_plan(Plan(str(folder), processes, patience=QUICK)))


def assume_programs_and_memory(replace: Callable[[object, str, object], None]) -> None:
    """Have the plan replaced, and spare this machine what OpenStack would need of it."""
    replace(up, "plan", read_small_plan)
    replace(preflight, "check_packages", lambda _: None)
    replace(preflight, "check_memory", lambda _: None)


def install_python(cache: Path) -> None:
    """Put an environment where the lab's own would be, with this very Python in it."""
    folder = environment_folder({"XDG_CACHE_HOME": str(cache)})
    (folder / "bin").mkdir(parents=True)
    python = folder / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o700)
    (folder / ".rempart-lab-complete").touch()


def free_ports() -> int:
    """Return a first port for a lab, all of whose ports are free."""
    while True:
        first = random.randrange(10_000, 30_000, 500)  # noqa: S311 - any will do
        try:
            preflight.check_ports(make_lab(Wish(port=first), StateFolder(Path("/nowhere")), os.environ))
        except LabError:
            continue
        return first


class Machine:
    """One user's state folder, cache and ports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "lab"
        self.plan = folder / "small-plan.json"
        self.port = str(free_ports())

    def plans(self, *processes: Process) -> None:
        write_small_plan(self.plan, self.folder, *processes)

    def up(self, *more: str) -> int:
        return run(["lab", "up", "--port", self.port, *more])

    def members(self) -> list[int]:
        if not (self.folder / MARKER).exists():
            return []
        lab = json.loads((self.folder / MARKER).read_text())["lab"]
        return Supervised.members_of(lab)

    def supervisor(self) -> int:
        """The supervisor of a lab that runs no task: the parent of every service."""
        shown = subprocess.run(
            [sys.executable, "-m", "rempart", "lab", "status", "--json"], capture_output=True, check=True, cwd=ROOT
        )
        return psutil.Process(json.loads(shown.stdout)["processes"][0]["pid"]).ppid()

    @staticmethod
    def kill(pid: int) -> None:
        """Kill a process, and return once its sockets are closed: the kernel takes a moment to end it."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            process.kill()
            while process.status() != psutil.STATUS_ZOMBIE:
                time.sleep(0.01)

    def up_as_a_program(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.lab.small_lab", "lab", "up", "--port", self.port]
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    assume_programs_and_memory(setattr)
    main()
