"""Why something could not be determined, and what makes it known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not known, and how to mend it.

    Both may quote names that a program chose freely, so they are kept apart from where they are written to where they
    are shown: no name can then pass for the remedy, whatever marks it holds.
    """

    why: str
    """``region SBG9 of OVHcloud is not in the catalogue``."""
    mend: str = ""
    """``add it with its source``; empty when nothing can be done."""

    @property
    def told(self) -> str:
        """Both in one line, for people alone: nothing takes it apart again."""
        return f"{self.why}; {self.mend}" if self.mend else self.why

    def after(self, words: str) -> Reason:
        """Return the same reason, told after some words that say what rests on it."""
        return Reason(f"{words}: {self.why}", self.mend)
