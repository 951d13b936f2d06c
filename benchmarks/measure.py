"""Times whole processes: wall clock and peak memory, several runs, the median to quote."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeAlias

Command: TypeAlias = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of one command's runs. Seconds, and mebibytes of the largest process."""

    seconds: float
    peak_mib: float
    fastest: float
    slowest: float


def timed(
    command: Command,
    *,
    runs: int = 5,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Timing:
    """Run a command once to warm the caches, then ``runs`` times."""
    once(command, cwd=cwd, env=env)
    measured = [once(command, cwd=cwd, env=env) for _ in range(runs)]
    seconds = [wall for wall, _ in measured]
    return Timing(median(seconds), median(peak for _, peak in measured), min(seconds), max(seconds))


def paired(one: Command, other: Command, *, runs: int = 5, cwd: Path | None = None) -> float:
    """Return the median ratio of two commands' times, run in turn so that a busy machine slows both."""
    ratios = []
    for _ in range(runs + 1):
        first, _ = once(one, cwd=cwd)
        second, _ = once(other, cwd=cwd)
        ratios.append(second / first)
    return median(ratios[1:])


def once(
    command: Command,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> tuple[float, float]:
    """Run a command; return seconds and the peak of its memory, in MiB, as the kernel counted them."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = 0
    return elapsed, usage.ru_maxrss / 1024
