"""Removes the lab's state folder, and nothing that does not bear the lab's marker."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from rempart_lab.control import environment as installation
from rempart_lab.control.down import take_down
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.model.identity import MARKER


def reset(folder: StateFolder, environment: Mapping[str, str], *, installed_too: bool) -> tuple[Path, ...]:
    """Take the lab down and remove it; return what was removed. Raises LabError when the folder is no lab's."""
    removed = []
    if _is_lab(folder):
        with folder.alone():
            take_down(folder)
            _remove(folder.root)
        removed.append(folder.root)
    elif folder.root.exists() and any(folder.root.iterdir()):
        raise LabError(
            "this folder is not the lab's (it has no marker); nothing was removed",
            where=str(folder.root),
            mend="remove it by hand if you are sure",
        )
    if installed_too:
        removed += installation.remove(installation.environment_folder(environment))
    return tuple(removed)


def _is_lab(folder: StateFolder) -> bool:
    """Tell whether the folder is a lab's; one of another layout is, too."""
    return (folder.root / MARKER).is_file()


def _remove(root: Path) -> None:
    """Remove the folder, the marker last: what is broken off half-way is still known as the lab's."""
    try:
        for found in root.iterdir():
            if found.name == MARKER:
                continue
            if found.is_dir() and not found.is_symlink():
                shutil.rmtree(found)
            else:
                found.unlink()
        (root / MARKER).unlink()
        root.rmdir()
    except OSError as error:
        where = str(error.filename or root)
        raise LabError(f"the state folder cannot be removed ({error.strerror})", where=where) from None
