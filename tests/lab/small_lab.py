"""A lab whose plan is a few small programs in OpenStack's place; everything around the plan is the real thing.

Run as a program it is ``rempart`` itself: ``python tests/lab/small_lab.py lab up``, with the plan in SMALL_PLAN.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

from rempart_lab.control import preflight, up
from rempart_lab.control.environment import environment_folder
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.control.wish import Wish, make_lab
from rempart_lab.errors import LabError
from rempart_lab.model.lab import Lab
from rempart_lab.model.plan_document import read_plan, write_plan
from rempart_lab.model.process import Plan, Process
from tests.lab.supervised import QUICK

VARIABLE = "SMALL_PLAN"


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


if __name__ == "__main__":
    from rempart.cli import main

    assume_programs_and_memory(setattr)
    main()
