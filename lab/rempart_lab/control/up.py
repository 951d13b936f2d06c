"""Brings the lab up: checks, installs, writes, starts, and waits until everything answers.

Whatever ends it before that, an error or Ctrl-C, ends what it has started; a later `up` goes on from what is there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import rempart_lab
from rempart_lab.control import environment as installation
from rempart_lab.control.authority import make_authority
from rempart_lab.control.client import Answer, answers, ask
from rempart_lab.control.down import end_supervisor
from rempart_lab.control.logs import last_line
from rempart_lab.control.preflight import check_machine, check_ports
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.control.wish import Wish, make_lab
from rempart_lab.errors import LabError
from rempart_lab.model.identity import LAB_VARIABLE
from rempart_lab.model.lab import Lab
from rempart_lab.model.plan_document import check_plan, write_plan
from rempart_lab.model.process import Plan
from rempart_lab.model.secrets import make_secrets
from rempart_lab.services.files import write
from rempart_lab.services.plan import configuration, plan

_PAUSE = 0.05
_SETTLING = 60.0
_SETTLING_PAUSE = 1.0
_EVENTS_WAIT = 1.0
_FAILED = "failed"
_READY = "ready"
_AT_REST = ("stopped", "given up")


class Audience(Protocol):
    """Whoever watches."""

    def begins(self, what: str) -> None:
        """Hear of the next step."""

    def has_news(self, answer: Answer) -> None:
        """Hear of what happened to processes, and how many of them are where they should be."""


def bring_up(wish: Wish, folder: StateFolder, environment: Mapping[str, str], audience: Audience) -> Lab:
    """Bring up the lab that was asked for, and return it once it is ready; one that is up already is left as it is.

    Raises LabError when that cannot be, with everything ended that was started for it.
    """
    lab = make_lab(wish, folder, environment)
    wanted = check_plan(plan(lab), where="the lab's plan")
    if not folder.is_supervised:
        audience.begins("checking this machine")
        check_machine(lab, folder)
        folder.claim()
    with folder.alone():
        _let_settle(folder, audience)
        if folder.is_supervised:
            _check_same(folder, wanted)
            _follow(folder, audience, _start_again(folder))
        else:
            _prepare(lab, folder, wanted, audience)
            audience.begins("starting the supervisor")
            with _ended_unless_ready(folder, audience):
                _start(lab, folder)
                _follow(folder, audience)
    return lab


def _let_settle(folder: StateFolder, audience: Audience) -> None:
    """Wait for a supervisor that is just starting or ending, as one whose `up` or which itself was killed.

    Raises LabError when it does neither in time.
    """
    deadline = time.monotonic() + _SETTLING
    while folder.is_supervised and not answers(folder):
        if time.monotonic() > deadline:
            mend = "run `rempart lab down`"
            raise LabError("the supervisor does not answer", where=str(folder.root), mend=mend)
        audience.begins("waiting for what an earlier run has started or is ending")
        time.sleep(_SETTLING_PAUSE)


def _prepare(lab: Lab, folder: StateFolder, wanted: Plan, audience: Audience) -> None:
    """Put everything where the processes expect it."""
    left = folder.sweep()
    if left:
        audience.begins(f"ended {left} processes of an earlier run")
    check_ports(lab)
    if not installation.is_installed(lab.environment):
        audience.begins("installing OpenStack, once: about 1 GB, a minute or two")
        installation.install(lab.environment)
    audience.begins("writing the configuration")
    make_authority(lab)
    write(configuration(lab, make_secrets(lab.folders.secrets)))
    try:
        folder.folders.control_socket.unlink(missing_ok=True)
        link = lab.folders.code / "rempart_lab"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(rempart_lab.__file__).resolve().parent)
        folder.plan.write_text(write_plan(wanted), encoding="utf-8")
        folder.plan.chmod(0o600)
    except OSError as error:
        raise LabError(f"the state folder cannot be written ({error.strerror})", where=str(folder.root)) from None


def _start(lab: Lab, folder: StateFolder) -> None:
    """Start the supervisor in a session of its own, where no Ctrl-C of this terminal reaches it."""
    python = lab.environment / "bin" / "python"
    surroundings = {
        LAB_VARIABLE: folder.claim().lab,
        "PATH": f"{python.parent}:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(lab.folders.home),
        "PYTHONPATH": str(lab.folders.code),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "MALLOC_ARENA_MAX": "2",
        **{key: os.environ[key] for key in ("LANG", "TZ") if key in os.environ},
    }
    try:
        log = os.open(folder.supervisor_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            started = subprocess.Popen(  # noqa: S603 - the lab's own Python
                [python, "-m", "rempart_lab.supervisor", folder.plan],
                env=surroundings,
                cwd=folder.root,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
    except OSError as error:
        raise LabError(f"the supervisor cannot be started ({error.strerror})", where=str(folder.root)) from None
    try:
        while not folder.folders.control_socket.exists():
            if started.poll() is not None:
                raise LabError(
                    f"the supervisor ended at once: {last_line(folder.supervisor_log)}",
                    where=str(folder.supervisor_log),
                    mend="see that file",
                )
            time.sleep(_PAUSE)
    finally:
        started.returncode = 0  # It outlives this process, which is not to wait for it.


def _start_again(folder: StateFolder) -> int:
    """Start what was stopped by hand or given up in a lab that is up; return the number of its last event so far."""
    before = [event["number"] for event in ask(folder, "events")["events"]]
    processes = ask(folder, "status")["processes"]
    ask(folder, "start", [one["name"] for one in processes if one["state"] in _AT_REST])
    return max(before, default=0)


def _follow(folder: StateFolder, audience: Audience, seen: int = 0) -> None:
    """Tell the audience of every event behind a number until the lab is ready. Raises LabError when it will not be."""
    wait = 0.0
    while True:
        answer = ask(folder, "events", after=seen, wait=wait)
        seen = max([seen, *(event["number"] for event in answer["events"])])
        wait = _EVENTS_WAIT
        audience.has_news(answer)
        if answer["state"] == _READY:
            return
        if answer["state"] == _FAILED:
            raise _failure(folder, answer["failed"])
        if answer["state"] == "stopping":
            raise LabError(
                "the lab is being taken down", where=str(folder.root), mend="run `rempart lab up` after that"
            )


def _failure(folder: StateFolder, failed: list[str]) -> LabError:
    first = failed[0]
    log = folder.folders.logs / f"{first}.log"
    others = f", and {len(failed) - 1} more" if len(failed) > 1 else ""
    return LabError(
        f"{first} did not start{others}: {last_line(log)}",
        where=str(log),
        mend="mend that and run `rempart lab up` again, which goes on from here, or `rempart lab reset`",
    )


def _check_same(folder: StateFolder, wanted: Plan) -> None:
    """Raise LabError when the lab that is up is another one than the one that was asked for."""
    try:
        current = folder.plan.read_text(encoding="utf-8")
    except OSError:
        current = ""
    if current != write_plan(wanted):
        raise LabError(
            "a lab with another profile, cloud, region or port is up",
            where=str(folder.root),
            mend="run `rempart lab down` first",
        )


@contextmanager
def _ended_unless_ready(folder: StateFolder, audience: Audience) -> Iterator[None]:
    """End what was started if anything goes wrong, undisturbed by a second Ctrl-C."""
    try:
        yield
    except BaseException:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            audience.begins("ending what was started")
            with suppress(LabError):
                end_supervisor(folder)
        finally:
            signal.signal(signal.SIGINT, before)
        raise
