"""Where the reviewers' home, ``policies/``, is found."""

from __future__ import annotations

from pathlib import Path


def policies_folder() -> Path:
    """Return the ``policies`` folder: the wheel's own copy, or the checkout's when run from one."""
    here = Path(__file__).resolve().parent
    shipped = here / "policies"
    return shipped if shipped.is_dir() else here.parent / "policies"
