"""What the lab tells people when it cannot go on: what, where, how to mend it, on one line."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot do what was asked; nothing was left half done that ``reset`` would not remove."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend
