"""Turns a fork of the supervisor into one process of the plan."""

from __future__ import annotations

import importlib
import logging
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from rempart_lab.model.identity import LAB_VARIABLE, PROCESS_VARIABLE
from rempart_lab.model.process import Call, Process, Program, Service
from rempart_lab.supervisor import kernel

_LOG_LIMIT = 50 * 1024 * 1024
"""Bytes of a log from which on the next start begins a new one and keeps this one beside it."""
_FAILED = 1
_NOT_EXECUTED = 127
_HANDLED_BY_PYTHON = (signal.SIGPIPE, signal.SIGXFSZ)
"""What Python ignores for itself, and a program that it executes would ignore for ever after."""


def start(process: Process, folder: Path, lab: str) -> int:
    """Start a process of a plan; return its number, which is that of its session. Raises OSError."""
    log = _open_log(folder / "logs" / f"{process.name}.log")
    supervisor = os.getpid()
    pid = os.fork()
    if pid == 0:
        _live(process, folder, lab, log=log, supervisor=supervisor)
    os.close(log)
    return pid


def _open_log(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_name(f"{path.name}.1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def _live(process: Process, folder: Path, lab: str, *, log: int, supervisor: int) -> NoReturn:
    """Be the process until it ends. The supervisor's stack lies above: nothing may return into it."""
    status = _FAILED
    try:
        foundation = isinstance(process, Service) and process.foundation
        kernel.end_with_parent(supervisor, signal.SIGTERM if foundation else signal.SIGKILL)
        kernel.be_called(process.name.rpartition("/")[2])
        _settle(process, folder, lab, log)
        if isinstance(process.command, Program):
            status = _NOT_EXECUTED
            _execute(process.command)
        _call(process.name, process.command)
        status = 0
    except SystemExit as left:
        status = _status(left.code)
    except BaseException:  # noqa: BLE001 - whatever ended it belongs into its log, and nowhere else
        traceback.print_exc()
    finally:
        logging.shutdown()
        _flush()
        os._exit(status)


def _settle(process: Process, folder: Path, lab: str, log: int) -> None:
    """Give the process a session, files, signals and an environment of its own."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(process.environment)
    os.environ.update({LAB_VARIABLE: lab, PROCESS_VARIABLE: process.name, "TMPDIR": _new_folder(process, folder)})
    tempfile.tempdir = None
    random.seed()


def _new_folder(process: Process, folder: Path) -> str:
    """Return a temporary folder that is empty at each start.

    Neutron elects its first worker by a file in there that bears the parent's process number and nothing else.
    """
    path = folder / "tmp" / process.name.replace("/", "+")
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return str(path)


def _execute(program: Program) -> NoReturn:
    for number in _HANDLED_BY_PYTHON:
        signal.signal(number, signal.SIG_DFL)
    os.execvpe(program.arguments[0], program.arguments, os.environ)  # noqa: S606 - a program of the plan, by its arguments


def _call(name: str, call: Call) -> None:
    sys.argv = [name, *call.arguments]
    module, _, function = call.target.partition(":")
    sys.exit(getattr(importlib.import_module(module), function)(**call.keywords))


def _status(code: object) -> int:
    """Return the exit status for what ``sys.exit`` was given, as Python itself would."""
    if code is None or isinstance(code, int):
        return int(code or 0) & 0xFF
    print(code, file=sys.stderr)
    return _FAILED


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
