"""What the supervisor knows of one process, and what follows when it ends."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from rempart_lab.model.process import Patience, Process, Service, Task


class State(Enum):
    """Where a process stands. Said to people as it is."""

    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    READY = "ready"
    SILENT = "not answering"
    DONE = "done"
    STOPPING = "stopping"
    STOPPED = "stopped"
    GIVEN_UP = "given up"


ALIVE = frozenset({State.READY, State.SILENT})
"""A service that has been ready and has not ended since."""
SETTLED = frozenset({State.READY, State.DONE})
_BEGINNING = frozenset({State.STARTING, State.RUNNING})


@dataclass(slots=True)
class Watched:
    """One process of the plan, now."""

    process: Process
    state: State = State.WAITING
    pid: int = 0
    begun: float = 0.0
    """When it started; monotonic, as all times here."""
    not_before: float = 0.0
    """When it may start again."""
    kill_at: float | None = None
    """When its grace is over."""
    failures: int = 0
    """How often in a row it ended too early."""
    restarts: int = 0
    last_end: str = ""
    return_after_stop: bool = False
    probe: asyncio.Task[bool] | None = None
    probe_at: float = 0.0
    probes_failed: int = 0
    _ready_since: float = field(default=0.0)

    @property
    def name(self) -> str:
        """Its name in the plan."""
        return self.process.name

    @property
    def age(self) -> float:
        """Seconds since it started."""
        return time.monotonic() - self.begun

    def start(self, pid: int) -> None:
        """Note that it runs."""
        self.pid = pid
        self.begun = time.monotonic()
        self.state = State.RUNNING if isinstance(self.process, Task) else State.STARTING
        self.probes_failed = 0
        self.probe_at = 0.0
        self.last_end = ""

    def be_ready(self) -> None:
        """Note that it answers."""
        if self.state is State.STARTING:
            self._ready_since = time.monotonic()
        self.state = State.READY
        self.probes_failed = 0

    def end(self, status: int | None, patience: Patience, *, why: str = "") -> str:
        """Note that it ended (None: it could not even start) and return what people are told of it."""
        took = self.age if self.pid else 0.0
        self.drop_probe()
        self.pid = 0
        self.kill_at = None
        self.last_end = why or _ending(status)
        if self.state is State.STOPPING:
            self.state = State.WAITING if self.return_after_stop else State.STOPPED
            self.return_after_stop = False
            return "stopped"
        if isinstance(self.process, Task) and status == 0:
            self.state = State.DONE
            return f"done in {took:.1f} s"
        return self._fail(f"{self.last_end} after {took:.1f} s", patience)

    def drop_probe(self) -> None:
        """Stop asking whether it is ready."""
        if self.probe is not None:
            self.probe.cancel()
            self.probe = None

    def start_anew(self) -> None:
        """Let it start again, whatever it did before."""
        self.state = State.WAITING
        self.failures = 0
        self.not_before = 0.0

    def _fail(self, told: str, patience: Patience) -> str:
        if self.state in ALIVE and time.monotonic() - self._ready_since >= patience.stable_after:
            self.failures = 0
        self.failures += 1
        attempts = patience.task_attempts if isinstance(self.process, Task) else patience.service_attempts
        if self.failures >= attempts:
            self.state = State.GIVEN_UP
            return f"{told}; given up after {self.failures} attempts"
        pause = patience.pauses[min(self.failures, len(patience.pauses)) - 1]
        self.restarts += 1
        self.not_before = time.monotonic() + pause
        self.state = State.WAITING
        return f"{told}; again in {pause:g} s"


def is_settled(watched: Watched) -> bool:
    """Tell whether others may build on it."""
    return watched.state in SETTLED or watched.state is State.SILENT


def is_beginning(watched: Watched) -> bool:
    """Tell whether it takes one of the places for what is just starting."""
    return watched.state in _BEGINNING


def overall(all_watched: Iterable[Watched], *, closing: bool) -> str:
    """Return how the whole lab stands, in one word that ``control`` knows."""
    if closing:
        return "stopping"
    states = {watched.state for watched in all_watched}
    if State.GIVEN_UP in states:
        return "failed"
    if states <= SETTLED:
        return "ready"
    return "degraded" if states & {State.SILENT, State.STOPPED, State.STOPPING} else "starting"


def stops_last(watched: Watched) -> bool:
    """Tell whether others keep their state in it."""
    return isinstance(watched.process, Service) and watched.process.foundation


def _ending(status: int | None) -> str:
    if status is None:
        return "could not start"
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
