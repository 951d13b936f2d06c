"""Measures a lab: ``python -m benchmarks.lab [RUNS [SHAPE...]]``. Prints medians of starts, memory and ends.

The seconds of processors that a start took stand beside those on the clock, for another program on the same machine
stretches the latter only. OpenStack is installed first, into a folder of its own, without any cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from rempart_lab.control import environment

REMPART = Path(sys.executable).parent / "rempart"
SHAPES: Mapping[str, tuple[str, ...]] = {
    "core": ("--profile", "core"),
    "full": ("--profile", "full"),
    "three-regions": (
        "--profile",
        "full",
        "--cloud",
        "ovh-like",
        "--cloud",
        "partner",
        "--all-regions",
    ),
}
PORT = ("--port", "29000")
"""Beside a lab on the usual ports, if there is one."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Life:
    """One life of a lab. Seconds, and mebibytes."""

    first: float
    first_processor: float
    memory: float
    down: float
    warm: float
    warm_processor: float


def main(arguments: list[str]) -> None:
    """Measure everything."""
    runs = int(arguments[0]) if arguments else 3
    with tempfile.TemporaryDirectory(prefix="rempart-lab-") as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        install(Path(folder))
        for name in arguments[1:] or SHAPES:
            lives = [live(f"{folder}/state", SHAPES[name]) for _ in range(runs)]
            print(f"{name}: load of the machine {os.getloadavg()[0]:.1f}")
            for what in Life.__slots__:
                values = [getattr(one, what) for one in lives]
                print(f"  {what:<18}{median(values):>8.1f}  ({min(values):.1f} to {max(values):.1f})", flush=True)


def install(folder: Path) -> None:
    """Measure the installation of OpenStack."""
    target = environment.environment_folder(os.environ)
    os.environ["UV_NO_CACHE"] = "1"
    started = time.perf_counter()
    environment.install(target)
    seconds = time.perf_counter() - started
    del os.environ["UV_NO_CACHE"]
    size = sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / MIB
    print(f"first installation: {seconds:.1f} s, {size:.0f} MB", flush=True)


def live(state: str, options: tuple[str, ...]) -> Life:
    """Bring a lab up from nothing, take it down, bring it up again, remove it."""
    first = rempart("up", state, *options, *PORT)
    first_processor, memory = processor_seconds(state), json.loads(output("status", state, "--json"))["memory"]
    down = rempart("down", state)
    warm = rempart("up", state, *options, *PORT)
    warm_processor = processor_seconds(state)
    rempart("reset", state)
    return Life(first, first_processor, memory, down, warm, warm_processor)


def rempart(command: str, state: str, *options: str) -> float:
    """Run one command of the lab; return the seconds that it took."""
    started = time.perf_counter()
    asked = [str(REMPART), "lab", command, "--state", state, *options]
    ended = subprocess.run(asked, check=False, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"rempart lab {command}: {ended.stderr}")
    return time.perf_counter() - started


def output(command: str, state: str, *options: str) -> str:
    """Return what a command of the lab prints."""
    asked = [str(REMPART), "lab", command, "--state", state, *options]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def processor_seconds(state: str) -> float:
    """Return what the lab's processes have used of the processors, those that have ended included."""
    status = json.loads(output("status", state, "--json"))
    pids = [one["pid"] for one in status["processes"] if one["pid"]]
    parents = {psutil.Process(pid).ppid() for pid in pids}
    total = 0.0
    for process in {psutil.Process(pid) for pid in (*pids, *parents)}:
        with suppress(psutil.Error):
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


if __name__ == "__main__":
    main(sys.argv[1:])
