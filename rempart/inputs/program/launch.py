"""Runs the child: its environment, its time limit, and the certainty that nothing of it is left running.

A program may start processes, detach them from its session and hand them its pipes. So it gets no pipes (what it
prints is dropped), and this process adopts what a program orphans and ends it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.program.answers import Answers
from rempart.inputs.program.project import Project
from rempart.inputs.program.recording import Recording

CHILD = Path(__file__).with_name("child.py")
_PASSED_ON = frozenset({"PATH", "LANG", "TZ", "LD_LIBRARY_PATH"})
_LOCALE = "LC_"
_QUIET = "NONE"
PARALLEL = 16
_LONGEST_VARIABLE = 100_000
"""Bytes; Linux refuses to start a process with a variable above 131 072."""
_LONGEST_FOLDER = 80
"""Characters of a temporary folder's path; the path of a socket in it may have 107."""
_SUBREAPER = 36
"""``PR_SET_CHILD_SUBREAPER`` of prctl(2): orphans of our descendants become our children."""
_GRACE = 5.0
"""Seconds that adopted processes may take to die once they are killed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take."""

    seconds: float


def run_program(project: Project, interpreter: str, answers: Answers, limits: Limits) -> Recording:
    """Run a program against the stand-in engine and return what it showed.

    Raises InputError when it takes longer than the limit, or cannot be started.
    """
    with _private_folder(project) as name, _adopting():
        folder = Path(name)
        (folder / "home").mkdir()
        order = _order(project, folder)
        process = _start(interpreter, order, folder, project)
        try:
            return _watch(process, project, answers=answers, folder=folder, limits=limits)
        finally:
            _end(process)


def passed_on() -> dict[str, str]:
    """Return what a program gets of the user's environment: where programs and their libraries are, language, zone."""
    return {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_LOCALE)}


def _private_folder(project: Project) -> tempfile.TemporaryDirectory[str]:
    try:
        base = tempfile.gettempdir()
        return tempfile.TemporaryDirectory(prefix="rempart-", dir=base if len(base) < _LONGEST_FOLDER else "/tmp")  # noqa: S108 - mkdtemp makes a private one inside
    except OSError as error:
        what = "no temporary folder can be made"
        raise InputError(what, where=str(project.folder), mend="free some space, or set TMPDIR") from error


def _order(project: Project, folder: Path) -> dict[str, object]:
    main = project.main
    working = main if main.is_dir() else main.parent
    return {
        "project": project.name,
        "stack": project.stack,
        "organization": "organization",
        "root": str(project.folder),
        "folder": str(working),
        "program": "." if main.is_dir() else main.name,
        "config": dict(project.config),
        "secret_keys": sorted(project.secret_keys),
        "parallel": PARALLEL,
        "address": f"unix:{folder}/engine.sock",
        "ending": str(folder / "ending.json"),
    }


def _start(interpreter: str, order: dict[str, object], folder: Path, project: Project) -> subprocess.Popen[bytes]:
    environment = passed_on() | {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "GRPC_VERBOSITY": _QUIET,
        # A program that goes through a set of texts does so in the same order every time.
        "PYTHONHASHSEED": "0",
    }
    configuration = {
        "PULUMI_CONFIG": json.dumps(order["config"]),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(order["secret_keys"]),
    }
    if all(len(text) < _LONGEST_VARIABLE for text in configuration.values()):
        environment |= configuration
    told = folder / "order.json"
    told.write_text(json.dumps(order), encoding="utf-8")
    try:
        return subprocess.Popen(  # noqa: S603 - the program that the user asks us to preview
            [interpreter, str(CHILD), str(told)],
            cwd=str(order["folder"]),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        what = f"the interpreter {interpreter} cannot be started: {str(error.strerror).lower()}"
        raise InputError(what, where=str(project.folder), mend="name one that works with --python") from error


def _watch(
    process: subprocess.Popen[bytes], project: Project, *, answers: Answers, folder: Path, limits: Limits
) -> Recording:
    """Serve the engine until the program ends."""
    # Connections that end with the program, and processes that it forks, are no news; gRPC asks once, when it starts.
    os.environ.setdefault("GRPC_VERBOSITY", _QUIET)
    # Imported while the child starts: gRPC and the protocol's stubs take a third of a second.
    from rempart.inputs.program.monitor import Monitor  # noqa: PLC0415
    from rempart.inputs.program.service import serve  # noqa: PLC0415

    recording = Recording()
    server = serve(Monitor(project, answers, recording), recording, f"unix:{folder}/engine.sock")
    try:
        process.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        mend = "look for what it waits for, or give it longer with --timeout"
        what = f"the program did not end within {limits.seconds:g} seconds"
        raise InputError(what, where=str(project.folder), mend=mend) from None
    finally:
        server.stop(0)
    ended = recording.so_far()
    ended.status = process.returncode
    ending = folder / "ending.json"
    with contextlib.suppress(OSError, ValueError):
        ended.ending = json.loads(ending.read_bytes())
    return ended


@dataclass(slots=True)
class _Adoption:
    """What this process adopts: one setting of the process, which previews in several of its threads share."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    previews: int = 0
    before: set[int] = field(default_factory=set)
    """Children that were there before the first preview of those that run."""


_ADOPTION = _Adoption()


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """Adopt what the program orphans while it runs, and end it afterwards (Linux; elsewhere the session must do).

    No orphan tells whose it is: they are ended when the last preview of this process has ended.
    """
    if sys.platform != "linux":
        yield
        return
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    with _ADOPTION.lock:
        _ADOPTION.previews += 1
        if _ADOPTION.previews == 1:
            _ADOPTION.before = set(_children())
            prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        with _ADOPTION.lock:
            _ADOPTION.previews -= 1
            if not _ADOPTION.previews:
                try:
                    _end_adopted(_ADOPTION.before)
                finally:
                    prctl(_SUBREAPER, 0, 0, 0, 0)


def _end_adopted(before: set[int]) -> None:
    end = time.monotonic() + _GRACE
    while (adopted := set(_children()) - before) and time.monotonic() < end:
        for child in adopted:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, os.WNOHANG)
        time.sleep(0.01)


def _children() -> Iterator[int]:
    """Yield our own children: the processes whose parent is this one."""
    ours = os.getpid()
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = Path(entry.path, "stat").read_text(encoding="utf-8", errors="replace")
                if int(stat.rpartition(")")[2].split()[1]) == ours:
                    yield int(entry.name)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the program's session, with whatever is still in it, and take its status."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
