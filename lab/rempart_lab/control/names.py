"""Finds the processes that a person means by a short name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from rempart_lab.errors import LabError

SUPERVISOR = "supervisor"


def find_names(said: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the full names of what was said; the last parts of a name will do where they mean one process only.

    Raises LabError for a name that means none or several.
    """
    return tuple(_find(one, known) for one in said)


def _find(said: str, known: Sequence[str]) -> str:
    if said in known:
        return said
    found = [name for name in known if name.endswith(f"/{said}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise LabError(f"{said} may be any of {', '.join(found)}", mend="give the full name")
    shorts = dict.fromkeys(name.rpartition("/")[2] for name in known)
    close = [short for short in shorts if said in short] or difflib.get_close_matches(said, shorts)
    mend = f"did you mean {', '.join(close)}?" if close else "run `rempart lab status --all` for all names"
    raise LabError(f"there is no process {said}", mend=mend)
