"""The lab's state folder: where it is, whether it is a lab's, whether somebody is at work in it."""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rempart_lab.errors import LabError
from rempart_lab.model.folders import Folders
from rempart_lab.model.identity import MARKER, Identity, read_identity
from rempart_lab.supervisor import remains

VARIABLE = "REMPART_LAB"
_USUAL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@"
_SOCKET_PATH_LIMIT = 107
"""Bytes of the longest path of a Unix socket on Linux."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder of one lab, which may not be there yet."""

    root: Path

    @property
    def folders(self) -> Folders:
        """Where everything lies in it."""
        return Folders(self.root)

    @property
    def plan(self) -> Path:
        """What the supervisor runs."""
        return self.root / "plan.json"

    @property
    def supervisor_log(self) -> Path:
        """What the supervisor tells."""
        return self.folders.logs / "supervisor.log"

    def identity(self) -> Identity | None:
        """Return whose folder it is; None when it is no lab's. Raises LabError when that cannot be told."""
        try:
            return read_identity((self.root / MARKER).read_text(encoding="utf-8"), where=str(self.root))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise LabError(f"the state folder cannot be read ({_said(error)})", where=str(self.root)) from None

    def claim(self) -> Identity:
        """Make it a lab's folder unless it is one. Raises LabError when it holds something else, or cannot be made."""
        known = self.identity()
        if known is not None:
            known.check_layout(where=str(self.root))
            return known
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self.root.iterdir()):
                raise LabError(
                    "this folder holds something that is not the lab's",
                    where=str(self.root),
                    mend="choose an empty or a new one with --state",
                )
            made = Identity(str(uuid.uuid4()))
            self.root.chmod(0o700)
            (self.root / MARKER).write_text(made.document(), encoding="utf-8")
        except OSError as error:
            raise LabError(f"the state folder cannot be made ({_said(error)})", where=str(self.root)) from None
        return made

    def check_path(self) -> None:
        """Raise LabError when programs of the lab could not cope with the folder's path."""
        odd = next((letter for letter in str(self.root) if letter not in _USUAL), None)
        if odd is not None:
            raise LabError(
                f"the path of the state folder has {odd!r} in it, which not every service of OpenStack can read",
                where=str(self.root),
                mend="choose one of letters, digits and . _ - + @ with --state",
            )
        longest = os.fsencode(self.folders.database_socket)
        if len(longest) > _SOCKET_PATH_LIMIT:
            raise LabError(
                f"the path of the state folder is {len(longest) - _SOCKET_PATH_LIMIT} bytes too long for sockets in it",
                where=str(self.root),
                mend="choose a shorter one with --state",
            )

    @property
    def is_supervised(self) -> bool:
        """Whether a supervisor lives: it holds a lock for as long as it does, and leaves none when it is killed."""
        try:
            with (self.root / "supervisor.lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only command that changes this lab. Raises LabError when another one is at it."""
        try:
            held = os.open(self.root / "command.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LabError(
                "another `rempart lab` command is at work on this lab", where=str(self.root), mend="wait until it ends"
            ) from None
        except OSError as error:
            raise LabError(f"the state folder cannot be written ({_said(error)})", where=str(self.root)) from None
        try:
            yield
        finally:
            os.close(held)

    def sweep(self, *, grace: float = 10.0) -> int:
        """End what an earlier supervisor of this very lab left behind, if anything; return how many there were."""
        known = self.identity()
        if known is None or self.is_supervised:
            return 0
        return remains.end_all(known.lab, spare=frozenset({os.getpid()}), grace=grace)


def find_state_folder(stated: str | None, environment: Mapping[str, str]) -> StateFolder:
    """Return the folder that was stated, else that of ``REMPART_LAB``, else the one of this user."""
    chosen = stated or environment.get(VARIABLE)
    if chosen:
        return StateFolder(Path(chosen).absolute())
    home = environment.get("XDG_STATE_HOME", "")
    base = Path(home) if home.startswith("/") else Path.home() / ".local" / "state"
    return StateFolder(base / "rempart" / "lab")


def _said(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "no text"
