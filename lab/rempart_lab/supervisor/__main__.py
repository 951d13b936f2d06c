"""``python -m rempart_lab.supervisor PLAN.json``: run a plan until told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import importlib
import os
import sys
import threading
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.identity import LAB_VARIABLE, MARKER, read_identity
from rempart_lab.model.plan_document import read_plan
from rempart_lab.model.process import Plan, Service
from rempart_lab.supervisor import kernel, remains
from rempart_lab.supervisor.control_socket import listen
from rempart_lab.supervisor.guardian import guard
from rempart_lab.supervisor.supervision import Supervision

_BAD_USAGE = 2


def main(arguments: list[str]) -> int:
    """Run the plan that the arguments name; return an exit status."""
    if len(arguments) != 1:
        print("usage: python -m rempart_lab.supervisor PLAN.json", file=sys.stderr)
        return _BAD_USAGE
    try:
        return _run(Path(arguments[0]))
    except LabError as error:
        line = ": ".join(part for part in (error.where, error.what) if part)
        print(f"lab: {line}" + (f"; {error.mend}" if error.mend else ""), file=sys.stderr)
        return _BAD_USAGE


def _run(file: Path) -> int:
    try:
        plan = read_plan(file.read_text(encoding="utf-8"), where=str(file))
        folder = Path(plan.folder)
        lab = read_identity((folder / MARKER).read_text(encoding="utf-8"), where=str(folder)).lab
        _bear(lab)
        os.umask(0o077)
        _lock(folder / "supervisor.lock")
        (folder / "logs").mkdir(exist_ok=True)
        kernel.set_limits()
    except OSError as error:
        raise LabError(f"{error.strerror}", where=str(error.filename or file)) from None
    remains.end_all(lab, spare=frozenset({os.getpid()}), grace=plan.patience.foundation_grace)
    foundations = frozenset(one.name for one in plan.processes if isinstance(one, Service) and one.foundation)
    return guard(lambda: _supervise(plan, lab), lab=lab, grace=plan.patience.foundation_grace, foundations=foundations)


def _bear(lab: str) -> None:
    """Have the lab's identity in the environment that the kernel shows of this process; else be executed anew."""
    if os.environ.get(LAB_VARIABLE) != lab:
        environment = os.environ | {LAB_VARIABLE: lab}
        os.execve(sys.executable, [sys.executable, "-m", "rempart_lab.supervisor", *sys.argv[1:]], environment)  # noqa: S606 - itself


def _lock(path: Path) -> None:
    """Be the only supervisor of this state folder, for as long as this process and its forks keep the file open.

    Raises LabError when there is another one, OSError when the file cannot be opened.
    """
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise LabError(
            "a supervisor runs here already", where=str(path.parent), mend="see `rempart lab status`"
        ) from None


def _supervise(plan: Plan, lab: str) -> int:
    _preload(plan.preload)
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(plan, lab))
    return 0


async def _serve(plan: Plan, lab: str) -> None:
    supervision = Supervision(plan, lab)
    path = Path(plan.folder) / "control.sock"
    server = await listen(path, supervision)
    try:
        await supervision.run()
    finally:
        server.close()
        path.unlink(missing_ok=True)


def _preload(target: str) -> None:
    """Load what the forks share. Without it they are slower and larger, and work all the same."""
    if not target:
        return
    module, _, function = target.partition(":")
    try:
        getattr(importlib.import_module(module), function)()
    except Exception as error:  # noqa: BLE001 - libraries of others may fail to load in any way
        print(f"not preloaded: {type(error).__name__}: {error}", flush=True)
    if threading.active_count() > 1:
        print("a library that was preloaded has started a thread, which forks will lack", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
