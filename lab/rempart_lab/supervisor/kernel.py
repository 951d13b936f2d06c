"""What the supervisor asks of Linux so that no process outlives it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Callable

_LIBC = ctypes.CDLL(None, use_errno=True)
_SET_PARENT_DEATH_SIGNAL = 1
_SET_NAME = 15
_SET_CHILD_SUBREAPER = 36
_NAME_LENGTH = 15
_OPEN_FILES = 65536


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends, in place of process 1. Raises OSError."""
    _control(_SET_CHILD_SUBREAPER, 1)


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """Be sent a signal when the parent ends, however it ends; end now if it is gone already. Raises OSError."""
    _control(_SET_PARENT_DEATH_SIGNAL, number)
    if os.getppid() != parent:
        os._exit(1)


def be_called(name: str) -> None:
    """Show a name in ``ps`` and ``top``; Linux keeps its last 15 bytes here, the telling ones. Raises OSError."""
    _control(_SET_NAME, ctypes.c_char_p(os.fsencode(name)[-_NAME_LENGTH:]))


def set_limits() -> None:
    """Allow many open files, as databases need, and no core dump, for those hold secrets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def signal_if(pid: int, number: signal.Signals, meant: Callable[[int], bool]) -> None:
    """Signal a process if it is the one that is meant, and never another that has got its number since."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return
    try:
        if meant(pid):
            signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        pass
    finally:
        os.close(handle)


def _control(option: int, argument: int | ctypes.c_char_p) -> None:
    if _LIBC.prctl(option, argument, 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
