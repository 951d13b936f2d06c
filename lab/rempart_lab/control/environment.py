"""The lab's own Python environment: OpenStack pins hundreds of versions, which nobody else should have to live with.

It lies in the user's cache, not in the state folder, so that `reset` does not cost a new download; its name follows
from what is in it. An installation that was broken off is taken up where it ended.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import uv

from rempart_lab.errors import LabError

_PACKAGE = Path(__file__).resolve().parent.parent
REQUIREMENTS = _PACKAGE / "requirements.txt"
CONSTRAINTS = _PACKAGE / "constraints.txt"
_COMPLETE = ".rempart-lab-complete"
_PREFIX = "lab-venv-"
_COMPLAINTS = ("error", "cause", "\N{MULTIPLICATION SIGN}", "Caused by")
"""What those lines of uv begin with that say why it failed, from the outside in."""
_SYSTEM_CERTIFICATES = "UV_SYSTEM_CERTS"
"""Has uv trust what the machine trusts, as pip does: a hospital's proxy often has an authority of its own."""
_MIB = 1024 * 1024
_SIZE = 1000
"""Mebibytes that an installation takes (docs/benchmarks.md)."""


def environment_folder(environment: Mapping[str, str]) -> Path:
    """Return where the environment is, or will be: another one for other pins or another Python."""
    stated = environment.get("XDG_CACHE_HOME", "")
    cache = Path(stated) if stated.startswith("/") else Path.home() / ".cache"
    said = hashlib.sha256(REQUIREMENTS.read_bytes() + CONSTRAINTS.read_bytes() + sys.version.encode())
    return cache / "rempart" / f"{_PREFIX}{said.hexdigest()[:12]}"


def is_installed(folder: Path) -> bool:
    """Tell whether the environment is complete and its Python still there."""
    return (folder / _COMPLETE).is_file() and (folder / "bin" / "python").exists()


def install(folder: Path) -> None:
    """Make the environment, or finish it. Raises LabError when that fails; the next attempt goes on from there."""
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(folder.with_name(f"{folder.name}.lock")):
            if is_installed(folder):
                return
            _check_disk(folder.parent)
            program = uv.find_uv_bin()
            _run(
                folder,
                program,
                "venv",
                "--quiet",
                "--no-project",
                "--allow-existing",
                "--python",
                sys.executable,
                str(folder),
            )
            _run(
                folder,
                program,
                "pip",
                "install",
                "--python",
                str(folder / "bin" / "python"),
                "--requirements",
                str(REQUIREMENTS),
                "--constraints",
                str(CONSTRAINTS),
                "--compile-bytecode",
            )
            (folder / _COMPLETE).touch()
    except OSError as error:
        raise LabError(f"the lab's environment cannot be made ({error.strerror})", where=str(folder)) from None


def remove(folder: Path) -> tuple[Path, ...]:
    """Remove the environment, and those of earlier pins, and return them. Raises LabError when one is in use."""
    environments = [found for found in sorted(folder.parent.glob(f"{_PREFIX}*")) if found.is_dir()]
    for found in environments:
        user = _user_of(found)
        if user is not None:
            raise LabError(
                "the environment is in use by another lab",
                where=f"{found}, process {user}",
                mend="take that lab down first",
            )
        try:
            shutil.rmtree(found)
            for beside in (".lock", ".log"):
                found.with_name(f"{found.name}{beside}").unlink(missing_ok=True)
        except OSError as error:
            raise LabError(f"the environment cannot be removed ({error.strerror})", where=str(found)) from None
    return tuple(environments)


def _run(folder: Path, *command: str) -> None:
    """Run uv with what it tells kept beside the environment; its last words become ours when it fails."""
    log = folder.with_name(f"{folder.name}.log")
    surroundings = {_SYSTEM_CERTIFICATES: "1", **os.environ}
    with log.open("wb") as file:
        done = subprocess.run(  # noqa: S603 - uv, by its path
            command, env=surroundings, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False
        )
    if done.returncode == 0:
        return
    told = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    complaints = [line for line in told if line.startswith(_COMPLAINTS)] or [f"uv ended with status {done.returncode}"]
    raise LabError(
        f"OpenStack could not be installed: {': '.join(dict.fromkeys([complaints[0], complaints[-1]]))}",
        where=str(log),
        mend="see that file; `rempart lab up` goes on from here",
    )


def _check_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // _MIB
    if free < _SIZE:
        raise LabError(
            f"the lab's environment takes {_SIZE} MB of disk, and {free} MB are free",
            where=str(folder),
            mend="free some space, or name another disk in XDG_CACHE_HOME",
        )


def _user_of(folder: Path) -> int | None:
    """Return a process that runs the environment's Python, if there is one."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            program = os.fsdecode(entry.read_bytes().partition(b"\0")[0])
        except OSError:
            continue
        if program.startswith(f"{folder}/"):
            return int(entry.parent.name)
    return None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock; wait for another installation to end first."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
