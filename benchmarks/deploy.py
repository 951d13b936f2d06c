"""Measures deployments with Pulumi's own engine on the lab: ``python -m benchmarks.deploy``. Prints medians.

Uses the lab that REMPART_LAB names, else brings one up and takes it down again; the programs are those of the tests.
The pack judges every deployment, as it does for a user.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from scripts.can_deploy import missing_tool
from tests.deploy import cases
from tests.deploy.cases import Case
from tests.deploy.engine import Outcome, Place
from tests.deploy.lab import Lab, running_lab

SERVERS = 50
"""Makes a state of 206 entries."""


@contextmanager
def place() -> Iterator[Place]:
    """Yield a place for one stack, removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield Place(f"bench-{secrets.token_hex(4)}", Path(folder))


def lasted(command: Callable[[], Outcome]) -> float:
    """Return the seconds that a command of Pulumi took. Ends the measurement when it failed."""
    start = time.perf_counter()
    outcome = command()
    seconds = time.perf_counter() - start
    if not outcome.succeeded:
        sys.exit(outcome.output)
    return seconds


def life(case: Case) -> dict[str, float]:
    """Take one program through its life; return the seconds of each step, by name."""
    steps = {"up": case.program.up, "up again": case.program.up, "refresh": case.program.refresh}
    try:
        return {name: lasted(step) for name, step in steps.items()} | {"gone again": lasted(case.program.destroy)}
    finally:
        case.program.destroy()


def measure(what: str, make: Callable[[Lab, Place], Case], lab: Lab, *, runs: int) -> None:
    """Print the median of each step over several lives, each in a project of its own."""
    lives = []
    for _ in range(runs):
        with place() as where:
            lives.append(life(make(lab, where)))
    for step in lives[0]:
        seconds = [one[step] for one in lives]
        print(
            f"{what + ', ' + step:<58}{median(seconds):>8.1f} s  ({min(seconds):.1f} to {max(seconds):.1f})", flush=True
        )


def main() -> None:
    """Measure one of each kind, and many servers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deploy", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="lives of each program")
    runs = parser.parse_args().runs
    missing = missing_tool()
    if missing:
        sys.exit(f"{missing}: nothing is measured")
    with tempfile.TemporaryDirectory() as folder, running_lab(Path(folder) / "lab") as lab:
        measure("one of each of 48 kinds", cases.every_kind, lab, runs=runs)
        measure(
            f"{SERVERS} servers with port and volume",
            lambda lab, where: cases.many_servers(lab, where, servers=SERVERS),
            lab,
            runs=runs,
        )


if __name__ == "__main__":
    main()
