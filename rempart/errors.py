"""Errors that a user can mend: each says what is wrong, where, and how to mend it, in one line."""

from __future__ import annotations

from rempart.shown import shown


class RempartError(Exception):
    """Bad input or usage; the command line prints it as one line and exits with status 2.

    The text must never hold a value taken from the input: property *names* and file names only.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(self.line())

    def line(self) -> str:
        """Return ``where: what; mend``, free of line breaks and control characters."""
        prefix = f"{self.where}: " if self.where else ""
        suffix = f"; {self.mend}" if self.mend else ""
        return shown(f"{prefix}{self.what}{suffix}")


class InputError(RempartError):
    """The thing to judge cannot be read, or is no basis for a judgement."""


class CatalogueError(RempartError):
    """A fact of the catalogue is malformed; ``where`` names file, row and field."""


class PolicyError(RempartError):
    """A rule, a profile or a waiver is malformed."""


class PluginError(RempartError):
    """A Pulumi plugin of ours cannot be installed, or could not run."""
