"""Brings every process of a plan to where it should be, and keeps it there.

Level-triggered: whenever something may have changed, one step looks at how everything stands and does what follows.
Nothing is remembered of how it came to be so, and no order of events can leave a process forgotten.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from rempart_lab.model.identity import MARKER, read_identity
from rempart_lab.model.process import Plan, Service, Task
from rempart_lab.supervisor import child, remains
from rempart_lab.supervisor.events import Events
from rempart_lab.supervisor.marks import Marks
from rempart_lab.supervisor.probes import is_ready
from rempart_lab.supervisor.watched import (
    ALIVE,
    State,
    Watched,
    is_beginning,
    is_settled,
    overall,
    stops_last,
)

_TICK = 0.1
"""Seconds between steps when nothing happens."""
_ASK_STARTING_EVERY = 0.1
_ASK_SILENT_EVERY = 0.5
_SILENT_AFTER = 2
"""Unanswered questions in a row before a service that was ready counts as silent."""
_LOOK_AT_FOLDER_EVERY = 2.0


class Supervision:
    """One lab's processes, from the first start to the last end."""

    def __init__(self, plan: Plan, lab: str) -> None:
        self.events = Events()
        self.plan = plan
        self.watched = {process.name: Watched(process) for process in plan.processes}
        self.closing = False
        self._lab = lab
        self._folder = Path(plan.folder)
        self._marks = Marks(self._folder / "done", plan.processes)
        self._happened = asyncio.Event()
        self._told_ready = False
        self._folder_seen = time.monotonic()

    @property
    def state(self) -> str:
        """How the whole lab stands, in one word."""
        return overall(self.watched.values(), closing=self.closing)

    async def run(self) -> None:
        """Keep everything running until ``close`` is called, then end everything in order."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._happened.set)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.close)
        loop.add_signal_handler(signal.SIGHUP, lambda: None)
        while not self.closing:
            await self._turn()
        self.events.tell("stopping")
        await self.stop([one for one in self.watched.values() if not stops_last(one)])
        await self.stop([one for one in self.watched.values() if stops_last(one)])
        remains.end_all(self._lab, spare=frozenset({os.getpid(), os.getppid()}), grace=0)
        self.events.tell("stopped")

    def close(self) -> None:
        """End everything, soon."""
        self.closing = True
        self._happened.set()

    async def stop(self, chosen: Sequence[Watched], *, then_start: bool = False) -> None:
        """Ask processes to end, kill those that do not, and return when all have ended."""
        patience = self.plan.patience
        for one in chosen:
            if one.pid:
                one.drop_probe()
                one.state = State.STOPPING
                one.return_after_stop = then_start
                grace = patience.foundation_grace if stops_last(one) else patience.grace
                one.kill_at = time.monotonic() + grace
                self._signal(one, signal.SIGTERM)
            elif then_start:
                one.start_anew()
            elif one.state is not State.DONE:
                one.state = State.STOPPED
        while any(one.state is State.STOPPING for one in chosen):
            await self._turn()

    def start(self, chosen: Iterable[Watched]) -> None:
        """Let processes start again that were stopped or given up."""
        for one in chosen:
            if not one.pid:
                one.start_anew()
        self._happened.set()

    def kill(self, chosen: Iterable[Watched]) -> None:
        """Kill processes without a word, as a fault would; they are then started again as after any fault."""
        for one in chosen:
            if one.pid:
                self._signal(one, signal.SIGKILL)

    def members(self) -> dict[str, list[int]]:
        """Return the numbers of all running processes by the name in the plan; under "" what belongs to none."""
        leaders = {one.pid: one.name for one in self.watched.values() if one.pid}
        found: dict[str, list[int]] = {}
        for process in remains.processes_of(self._lab):
            found.setdefault(leaders.get(process.session, process.serves), []).append(process.pid)
        return found

    async def _turn(self) -> None:
        """Wait until something happens or a moment passes, and do what follows."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._happened.wait(), _TICK)
        self._happened.clear()
        self._reap()
        self._step()

    # -- what follows ------------------------------------------------------------------------------------------------

    def _step(self) -> None:
        for one in self.watched.values():
            self._observe(one)
        if self.closing:
            return
        while any([self._advance(one) for one in self.watched.values()]):  # noqa: C419 - each is to advance
            continue
        if self.state == "ready" and not self._told_ready:
            self._told_ready = True
            self.events.tell("ready")
        self._look_at_folder()

    def _observe(self, one: Watched) -> None:
        now = time.monotonic()
        patience = self.plan.patience
        if one.kill_at is not None and now >= one.kill_at:
            one.kill_at = None
            self.events.tell("did not end in time and is killed", process=one.name)
            self._signal(one, signal.SIGKILL)
        limit = patience.task_limit if isinstance(one.process, Task) else patience.start_limit
        if is_beginning(one) and one.kill_at is None and one.age > limit:
            what = "still not done" if isinstance(one.process, Task) else "still not ready"
            self.events.tell(f"{what} after {limit:g} s, and is killed", process=one.name)
            self._signal(one, signal.SIGKILL)
            one.begun = now
        self._ask(one)

    def _ask(self, one: Watched) -> None:
        """Ask a service whether it is ready, again and again, one question at a time."""
        service = one.process
        if not isinstance(service, Service) or not (one.state is State.STARTING or one.state in ALIVE):
            return
        if one.probe is not None:
            if one.probe.done():
                self._hear(one, ready=one.probe.result())
            return
        if time.monotonic() >= one.probe_at:
            one.probe = asyncio.get_running_loop().create_task(is_ready(service.readiness, age=one.age))
            one.probe.add_done_callback(lambda _: self._happened.set())

    def _hear(self, one: Watched, *, ready: bool) -> None:
        one.probe = None
        now = time.monotonic()
        one.probe_at = now + _ASK_STARTING_EVERY
        if ready:
            one.probe_at = now + self.plan.patience.ask_again_after
            if one.state is not State.READY:
                self.events.tell(f"ready after {one.age:.1f} s", process=one.name)
            one.be_ready()
        elif one.state in ALIVE:
            one.probe_at = now + _ASK_SILENT_EVERY
            one.probes_failed += 1
            if one.state is State.READY and one.probes_failed >= _SILENT_AFTER:
                one.state = State.SILENT
                self.events.tell("runs, but does not answer", process=one.name)

    def _advance(self, one: Watched) -> bool:
        """Start a process when its time has come, or note that a task is done; tell whether anything changed."""
        if one.state is not State.WAITING or time.monotonic() < one.not_before:
            return False
        if not all(is_settled(self.watched[name]) for name in one.process.needs):
            return False
        if isinstance(one.process, Task) and self._marks.is_done(one.process):
            one.state = State.DONE
            return True
        beginning = [other for other in self.watched.values() if is_beginning(other)]
        tasks = sum(isinstance(other.process, Task) for other in beginning)
        places = self.plan.tasks_at_once if isinstance(one.process, Task) else self.plan.starts_at_once
        taken = tasks if isinstance(one.process, Task) else len(beginning) - tasks
        if taken >= places:
            return False
        self._start(one)
        return True

    def _start(self, one: Watched) -> None:
        try:
            one.start(child.start(one.process, self._folder, self._lab))
        except OSError as error:
            told = one.end(None, self.plan.patience, why=f"could not start ({error.strerror or type(error).__name__})")
            self.events.tell(told, process=one.name)

    def _reap(self) -> None:
        """Take note of everything that has ended, orphans that were left to us included."""
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                one = next((one for one in self.watched.values() if one.pid == pid), None)
                if one is not None:
                    self._ended(one, os.waitstatus_to_exitcode(status))

    def _ended(self, one: Watched, status: int) -> None:
        """End what a process brought forth together with it, and do what follows for itself."""
        self._signal(one, signal.SIGKILL)
        told = one.end(status, self.plan.patience)
        if one.state is State.DONE and isinstance(one.process, Task):
            try:
                self._marks.record(one.process)
            except OSError as error:
                told = f"{told}, which could not be noted ({error.strerror}): it will be done again at the next start"
        self.events.tell(told, process=one.name)

    def _signal(self, one: Watched, number: signal.Signals) -> None:
        remains.end_family(self._lab, one.name, one.pid, number)

    def _look_at_folder(self) -> None:
        """Close the lab whose folder was removed: nobody could reach it any more, nor find what it left."""
        if time.monotonic() - self._folder_seen < _LOOK_AT_FOLDER_EVERY:
            return
        self._folder_seen = time.monotonic()
        try:
            text = (self._folder / MARKER).read_text(encoding="utf-8")
            same = read_identity(text, where=MARKER).lab == self._lab
        except FileNotFoundError:
            same = False
        except OSError:
            return
        if not same:
            self.events.tell("the state folder is gone")
            self.close()
