"""Takes the lab down: in order where the supervisor can be asked, by force where it cannot."""

from __future__ import annotations

import os
import time

from rempart_lab.control.client import ask
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.supervisor import remains

_PATIENCE = 60.0
"""Seconds for everything to end in order; longer than all graces of a plan together."""
_GRACE = 25.0
_PAUSE = 0.05


def take_down(folder: StateFolder) -> bool:
    """End everything that runs for this lab; tell whether anything did. Raises LabError when the folder is no lab's."""
    if folder.identity() is None:
        raise LabError("no lab here", where=str(folder.root), mend="run `rempart lab up` to make one")
    if folder.is_supervised:
        end_supervisor(folder)
        return True
    return folder.sweep() > 0


def end_supervisor(folder: StateFolder) -> None:
    """End the supervisor and all that it runs. Raises LabError when the folder has lost its marker."""
    try:
        ask(folder, "shutdown")
    except LabError:
        _force(folder)
    deadline = time.monotonic() + _PATIENCE
    while folder.is_supervised:
        if time.monotonic() > deadline:
            _force(folder)
        time.sleep(_PAUSE)
    folder.sweep()


def _force(folder: StateFolder) -> None:
    """End a supervisor that cannot be asked, as the rest of its lab."""
    known = folder.identity()
    if known is None:
        raise LabError("the state folder has lost its marker", where=str(folder.root), mend="end its processes by hand")
    remains.end_all(known.lab, spare=frozenset({os.getpid()}), grace=_GRACE)
