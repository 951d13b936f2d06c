"""How a state folder is known as a lab's, and a process as that lab's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from rempart_lab.errors import LabError

MARKER = ".rempart-lab"
"""File in a state folder: without it, nothing of ours removes that folder."""
LAYOUT = 1
"""Counts changes of what a state folder holds; an older folder is of no use to a newer lab."""
LAB_VARIABLE = "REMPART_LAB_IDENTITY"
"""In the environment of every process of a lab, and of no other: the lab's identity."""
PROCESS_VARIABLE = "REMPART_LAB_PROCESS"
"""In the environment of every process of a lab: the name in the plan of what it runs for."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the marker says."""

    lab: str
    """A random UUID, made once for each state folder."""
    layout: int = LAYOUT

    def check_layout(self, *, where: str) -> None:
        """Raise LabError when the folder was made by a version of the lab that laid it out otherwise."""
        if self.layout != LAYOUT:
            raise LabError(
                f"this state folder has layout {self.layout}, and this version of the lab needs {LAYOUT}",
                where=where,
                mend="run `rempart lab reset`",
            )

    def document(self) -> str:
        """Return the marker's content."""
        return json.dumps({"lab": self.lab, "layout": self.layout}) + "\n"


def read_identity(text: str, *, where: str) -> Identity:
    """Return what a marker says. Raises LabError when it is none of ours."""
    try:
        document = json.loads(text)
        return Identity(lab=str(UUID(document["lab"])), layout=int(document["layout"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        mend = "remove the folder by hand"
        raise LabError("the marker of the lab's state folder is damaged", where=where, mend=mend) from None
