"""Where Pulumi keeps a plugin, and what is there.

A plugin is a folder; a file `.partial` beside it says that it is not finished, and whoever changes the folder holds a
lock on the file `.lock` beside it. Pulumi ignores a folder whose `.partial` stands.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from rempart.plugins.known import Plugin
from rempart.plugins.launcher import Launcher

_OWNER_ONLY = 0o700
_OWNER_RUNS = 0o100


class State(Enum):
    """What stands where Pulumi looks for the plugin."""

    CURRENT = "current"
    ABSENT = "not installed"
    UNFINISHED = "not completely installed"
    OUTDATED = "installed by another Python or another Rempart"


@dataclass(frozen=True, slots=True)
class Installation:
    """One version of a plugin in one Pulumi home."""

    plugin: Plugin
    version: str
    home: Path
    launcher: Launcher

    @property
    def folder(self) -> Path:
        """Where Pulumi looks for the plugin."""
        return self.home / "plugins" / f"resource-{self.plugin.name}-v{self.version}"

    def state(self) -> State:
        """Return what stands in the folder. Raises OSError when it cannot be read."""
        if not self.folder.is_dir():
            return State.ABSENT
        if self._partial.exists():
            return State.UNFINISHED
        file = self.folder / self.launcher.file
        if not file.is_file() or file.read_bytes() != self.launcher.content:
            return State.OUTDATED
        runs = sys.platform == "win32" or file.stat().st_mode & _OWNER_RUNS
        return State.CURRENT if runs else State.OUTDATED

    def place(self) -> None:
        """Put the plugin there as Pulumi would. Raises OSError.

        Whenever this ends, by an error or a killed process, Pulumi finds a whole plugin or none.
        """
        self.home.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        self.folder.parent.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        with _locked(self._beside("lock")):
            if self.state() is State.CURRENT:
                return
            self._partial.touch(mode=0o600)
            if self.folder.exists():
                shutil.rmtree(self.folder)
            write_into(self.folder, self.launcher)
            self._partial.unlink()

    @property
    def _partial(self) -> Path:
        return self._beside("partial")

    def _beside(self, ending: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{ending}")


def write_into(folder: Path, launcher: Launcher) -> None:
    """Write a launcher into a folder, which is made if need be, as a file that its owner may run. Raises OSError."""
    folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    file = folder / launcher.file
    file.write_bytes(launcher.content)
    file.chmod(_OWNER_ONLY)


def pulumi_home(environment: Mapping[str, str]) -> Path:
    """Return Pulumi's own folder: ``PULUMI_HOME``, else ``.pulumi`` in the home that the system knows of this user.

    Pulumi asks the system before it asks ``HOME``, and so does this.
    """
    stated = environment.get("PULUMI_HOME")
    return Path(stated).absolute() if stated else _home() / ".pulumi"


def _home() -> Path:
    if sys.platform != "win32":
        import pwd  # noqa: PLC0415 - there is none on Windows

        try:
            return Path(pwd.getpwuid(os.getuid()).pw_dir)
        except KeyError:
            pass
    return Path.home()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock that Pulumi takes while it installs; wait for whoever has it."""
    with path.open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is none elsewhere

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - there is none on Windows

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
