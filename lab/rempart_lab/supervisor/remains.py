"""Finds the processes of one lab by what their environment says, and ends them.

A process that left its session, lost its parent, or was executed anew still has the environment that it was started
with; that of another lab, or of no lab, is never touched.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rempart_lab.model.identity import LAB_VARIABLE, PROCESS_VARIABLE
from rempart_lab.supervisor.kernel import signal_if

_PROCESSES = Path("/proc")
_SESSION = 3
"""Which field of ``stat`` behind the name in parentheses is the session."""
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """A process of a lab."""

    pid: int
    session: int
    serves: str
    """The name in the plan of what it runs for; empty for a fork of the supervisor, which shows the latter's own."""


def processes_of(lab: str) -> Iterator[Found]:
    """Find the processes of a lab."""
    for entry in _PROCESSES.iterdir():
        if entry.name.isdecimal():
            found = _look_at(int(entry.name), lab)
            if found is not None:
                yield found


def family_of(lab: str, name: str, leader: int) -> tuple[Found, ...]:
    """Return what one process of the plan has brought forth, itself included: its session, and what left that."""
    return tuple(found for found in processes_of(lab) if found.session == leader or found.serves == name)


def end_family(lab: str, name: str, leader: int, number: signal.Signals) -> None:
    """Signal all that one process of the plan has brought forth."""
    for found in family_of(lab, name, leader):
        signal_if(found.pid, number, lambda pid: _look_at(pid, lab) is not None)


def end_all(lab: str, *, spare: frozenset[int], grace: float, gently: frozenset[str] | None = None) -> int:
    """End every process of a lab but those to spare; return how many there were.

    They are asked first, and killed when the grace, in seconds, is over; only those that serve what is named are, if
    anything is, and the others are killed at once. Returns only when none is left.
    """
    met: set[int] = set()
    deadline = time.monotonic() + grace
    while True:
        _bury()
        left = [found for found in processes_of(lab) if found.pid not in spare]
        if not left:
            return len(met)
        late = time.monotonic() >= deadline
        for found in left:
            kill = late or (gently is not None and found.serves not in gently)
            if kill or found.pid not in met:
                number = signal.SIGKILL if kill else signal.SIGTERM
                signal_if(found.pid, number, lambda pid: _look_at(pid, lab) is not None)
            met.add(found.pid)
        time.sleep(_PAUSE)


def _look_at(pid: int, lab: str) -> Found | None:
    folder = _PROCESSES / str(pid)
    try:
        environment = (folder / "environ").read_bytes().split(b"\0")
        if f"{LAB_VARIABLE}={lab}".encode() not in environment:
            return None
        behind_name = (folder / "stat").read_bytes().rpartition(b")")[2].split()
    except (OSError, IndexError):
        return None
    prefix = f"{PROCESS_VARIABLE}=".encode()
    serves = next((entry.removeprefix(prefix) for entry in environment if entry.startswith(prefix)), b"")
    return Found(pid, int(behind_name[_SESSION]), os.fsdecode(serves))


def _bury() -> None:
    """Take note of children that have ended, which would stay in the list of processes otherwise."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
