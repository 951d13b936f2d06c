"""All that the command line uses of the lab, in one place, so that it can be imported only when it is called for."""

from __future__ import annotations

from rempart_lab.control.client import ask
from rempart_lab.control.down import take_down
from rempart_lab.control.env import find_surroundings
from rempart_lab.control.logs import find_logs, follow, last_lines
from rempart_lab.control.names import find_names
from rempart_lab.control.progress import shown_on
from rempart_lab.control.reset import reset
from rempart_lab.control.shell import run_inside
from rempart_lab.control.state_folder import find_state_folder
from rempart_lab.control.status import READY, read_status
from rempart_lab.control.up import bring_up
from rempart_lab.control.views import status_table, summary
from rempart_lab.control.wish import Wish
from rempart_lab.model.record import read_record

__all__ = [
    "READY",
    "Wish",
    "ask",
    "bring_up",
    "find_logs",
    "find_names",
    "find_state_folder",
    "find_surroundings",
    "follow",
    "last_lines",
    "read_record",
    "read_status",
    "reset",
    "run_inside",
    "shown_on",
    "status_table",
    "summary",
    "take_down",
]
