"""Finds what a program failed for want of, outside itself. Loaded by ``child.py``, in the program's process.

A preview gives a program an empty home and little of the environment, and the machine may lack what the program needs:
then it is not the program that is to be mended, and whoever is told so looks in the wrong place.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import traceback
import typing

HOME, TEMPORARY = os.environ.get("HOME", ""), os.environ.get("TMPDIR", "")
_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_COMMANDS = subprocess.run.__code__.co_filename
_ENVIRONMENT = type(os.environ).__getitem__.__code__.co_filename
Want = typing.Dict[str, str]  # noqa: UP006 - the program's own interpreter may be an old one


def chain(error: BaseException | None) -> typing.Iterator[BaseException]:
    """Yield an error, and what caused it, back to the first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def want_of(error: BaseException, root: str) -> Want:
    """Return what an error, or one that caused it, says is missing: ``kind`` and ``name``; nothing when it does not.

    ``root`` is the program's folder: what a file in it lacks is the program's own affair.
    """
    return next((want for one in chain(error) if (want := _want(one, root))), {})


def written(text: str) -> str:
    """Return a text with the folders that this preview made up written as users write them."""
    for folder, name in ((HOME, "~"), (TEMPORARY, "$TMPDIR")):
        text = text.replace(folder, name) if folder else text
    return text


def _want(error: BaseException, root: str) -> Want:
    if isinstance(error, ImportError):
        is_own = str(error.path or "").startswith(root + os.sep) and "site-packages" not in str(error.path)
        return {} if is_own else {"kind": "module", "name": str(error.name or "")}
    if type(error).__name__ in ("ConfigMissingError", "ConfigTypeError") and hasattr(error, "key"):
        return {"kind": "setting", "name": str(error.key)}
    if isinstance(error, KeyError):
        return {"kind": "variable", "name": str(error.args[0])} if _raised_in(error, _ENVIRONMENT) else {}
    return _want_of_system(error) if isinstance(error, OSError) else {}


def _want_of_system(error: OSError) -> Want:
    named = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    if isinstance(error, FileNotFoundError) and _raised_in(error, _COMMANDS):
        return {"kind": "command", "name": written(named)}
    if HOME and (named == HOME or named.startswith(HOME + os.sep)):
        return {"kind": "home", "name": written(named)}
    if isinstance(error, (socket.gaierror, ConnectionError, TimeoutError)) or error.errno in _UNREACHABLE:
        return {"kind": "network", "name": ""}
    return {}


def _raised_in(error: BaseException, file: str) -> bool:
    """Return whether an error comes from a module of Python itself, whose file is given."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and frames[-1].filename == file
