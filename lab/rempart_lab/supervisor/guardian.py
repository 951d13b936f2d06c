"""Stands behind the supervisor: when that ends in any way, even killed, nothing of the lab stays behind.

The guardian is the supervisor's parent and the kernel's choice of parent for every process of the lab that loses its
own. When the guardian is killed, the kernel tells the supervisor, which then ends everything in order. When both are
killed at once, the kernel ends their direct children, and the next command of the lab ends what is left.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress

from rempart_lab.supervisor import kernel, remains

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def guard(supervise: Callable[[], int], *, lab: str, grace: float, foundations: frozenset[str]) -> int:
    """Run the supervisor in a fork; once it has ended, end what it left; return its exit status. Raises OSError.

    Foundations, such as a database, have some seconds of grace to put things in order; nothing else has.
    """
    kernel.adopt_orphans()
    guardian = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            kernel.end_with_parent(guardian, signal.SIGTERM)
            status = supervise()
        except BaseException:  # noqa: BLE001 - an error of the supervisor's own belongs into its log
            traceback.print_exc()
        finally:
            os._exit(status)
    for number in _SIGNALS:
        signal.signal(number, lambda *_: _pass_on(pid))
    status = _await(pid)
    remains.end_all(lab, spare=frozenset({guardian}), grace=grace, gently=foundations)
    return status


def _pass_on(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


def _await(pid: int) -> int:
    """Wait for one child, and bury the orphans that end meanwhile."""
    while True:
        ended, status = os.waitpid(-1, 0)
        if ended == pid:
            return os.waitstatus_to_exitcode(status)
