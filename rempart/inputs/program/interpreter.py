"""Finds the Python that a program runs with: its own virtual environment, as Pulumi would."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.program.project import Project

_USUAL = (".venv", "venv")
_ELSEWHERE = {
    "poetry": "name its interpreter: --python $(poetry env info --executable)",
    "uv": "create it with `uv sync`, or name an interpreter with --python",
}
"""How to find the environment that a toolchain makes, when it is not where it usually is."""


def find_interpreter(project: Project, asked: str | None) -> str:
    """Return the interpreter to run the program with.

    That is the one ``asked`` for (or that of the virtual environment asked for), else the project's ``virtualenv``,
    else ``.venv`` or ``venv`` beside it, else ours when it has the Pulumi SDK. Raises InputError that says which
    virtual environment is missing.
    """
    if asked is not None:
        found = _python_in(Path(asked)) or shutil.which(asked)
        if found is None:
            raise InputError(f"there is no interpreter {asked}", where="--python", mend="name one that exists")
        # Relative to where the user is, not to where the program runs.
        return os.path.abspath(found)  # noqa: PTH100 - resolve() would follow the link
    named = project.options.get("virtualenv")
    if isinstance(named, str) and named:
        return _named(project, project.folder / named)
    for name in _USUAL:
        found_here = _python_in(project.folder / name)
        if found_here is not None:
            return found_here
    tool = project.options.get("toolchain")
    if tool == "uv":
        shared = _of_workspace(project.folder)
        if shared is not None:
            return shared
    if tool in _ELSEWHERE:
        what = f"the program has no virtual environment beside it, and {tool} keeps it elsewhere"
        raise InputError(what, where=str(project.folder), mend=_ELSEWHERE[tool])
    if find_spec("pulumi") is None:
        mend = "create it (python -m venv .venv, then install pulumi in it), or name an interpreter with --python"
        raise InputError("the program has no virtual environment", where=str(project.folder), mend=mend)
    return sys.executable


def _of_workspace(folder: Path) -> str | None:
    """Return the Python of the uv workspace that a folder belongs to, None when there is none."""
    for above in folder.parents:
        if (above / "uv.lock").is_file():
            return _python_in(above / _USUAL[0])
    return None


def _named(project: Project, folder: Path) -> str:
    found = _python_in(folder)
    if found is not None:
        return found
    mend = f"create it: python -m venv {folder.name}, then install the program's packages in it"
    raise InputError(
        f"the virtual environment {os.path.relpath(folder, project.folder)} is missing",
        where=str(project.folder),
        mend=mend,
    )


def _python_in(folder: Path) -> str | None:
    """Return a virtual environment's Python. The link is not followed: that would leave the environment."""
    for candidate in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if candidate.exists():
            return str(Path(os.path.abspath(candidate)))  # noqa: PTH100 - resolve() would follow the link
    return None
