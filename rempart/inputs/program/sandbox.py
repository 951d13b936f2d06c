"""Runs a whole preview, stand-in engine and program, in namespaces of its own: no network, no other processes.

Both sides are inside, since a program's transforms are called over loopback. The recording comes back as JSON. Run as
``python -m rempart.inputs.program.sandbox`` inside; never run without a sandbox when one was asked for.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
import struct
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import rempart
from rempart.errors import InputError
from rempart.inputs.program.answers import Answers
from rempart.inputs.program.launch import Limits, passed_on, run_program
from rempart.inputs.program.project import Project
from rempart.inputs.program.recording import Recording, from_json

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
"""``SIOCGIFFLAGS``, ``SIOCSIFFLAGS`` and ``IFF_UP`` of netdevice(7)."""
_WAYS = (
    ("bwrap", ["--unshare-net", "--unshare-pid", "--unshare-ipc", "--dev-bind", "/", "/", "--proc", "/proc",
               "--die-with-parent", "--"]),
    ("unshare", ["--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]),
)  # fmt: skip
_STARTUP = 20.0
"""Seconds that entering the sandbox may take beyond the program's own time."""


def run_sandboxed(project: Project, interpreter: str, answers: Answers, limits: Limits) -> Recording:
    """Run a program as ``run_program`` does, without network. Raises InputError when no sandbox can be had."""
    order = {
        "project": {
            **asdict(project),
            "folder": str(project.folder),
            "main": str(project.main),
            "secret_keys": sorted(project.secret_keys),
            "withheld": sorted(project.withheld),
        },
        "interpreter": interpreter,
        "answers": asdict(answers),
        "seconds": limits.seconds,
    }
    try:
        ended = subprocess.run(  # noqa: S603 - our own module, inside a sandbox
            [*_way(), sys.executable, "-P", "-m", "rempart.inputs.program.sandbox"],
            # A program can read the environment of any process that it sees, and ours is inside with it.
            env=passed_on() | {"PYTHONPATH": str(Path(rempart.__file__).parents[1])},
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=limits.seconds + _STARTUP,
            check=False,
        )
    except subprocess.TimeoutExpired:
        what = f"the program did not end within {limits.seconds:g} seconds"
        raise InputError(what, where=str(project.folder), mend="give it longer with --timeout") from None
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        mend = "run without --sandbox, or judge `pulumi preview --json` of it"
        raise InputError("the sandbox ended without a result", where=str(project.folder), mend=mend) from None
    if "refused" in answer:
        raise InputError(answer["refused"]["what"], where=answer["refused"]["where"], mend=answer["refused"]["mend"])
    return from_json(answer)


def _way() -> list[str]:
    """Return the command that enters a sandbox here, tried out first."""
    for program, arguments in _WAYS:
        found = shutil.which(program)
        if found is not None:
            tried = subprocess.run([found, *arguments, "true"], capture_output=True, check=False)  # noqa: S603 - found above
            if tried.returncode == 0:
                return [found, *arguments]
    mend = "install bubblewrap, allow user namespaces, or run without --sandbox"
    raise InputError("no sandbox can be made on this machine", mend=mend)


def _raise_loopback() -> None:
    """Switch the loopback interface on, which a new network namespace has switched off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, _GET_FLAGS, request))[1]
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def _inside(order: dict[str, Any]) -> dict[str, Any]:
    told = order["project"]
    project = Project(
        **{
            **told,
            "folder": Path(told["folder"]),
            "main": Path(told["main"]),
            "secret_keys": frozenset(told["secret_keys"]),
            "withheld": frozenset(told["withheld"]),
        }
    )
    _raise_loopback()
    try:
        recording = run_program(project, order["interpreter"], Answers(**order["answers"]), Limits(order["seconds"]))
    except InputError as error:
        return {"refused": {"what": error.what, "where": error.where, "mend": error.mend}}
    return recording.as_json()


if __name__ == "__main__":
    json.dump(_inside(json.load(sys.stdin)), sys.stdout)
