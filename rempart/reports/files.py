"""Writes a report into a file: the whole of it, or nothing."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from rempart.errors import InputError


def write_report(path: Path, report: str) -> None:
    """Write a report so that no one ever sees half of it; what is there is replaced.

    Raises InputError when it cannot be written. A device or a pipe, which cannot be replaced, is written to directly;
    that nobody reads a pipe any more is no error.
    """
    content = report.encode("utf-8", errors="replace")
    try:
        # Asked of the path as it is: what `/dev/stdout` leads to may be a pipe, which has no path of its own.
        if path.exists() and not path.is_file() and not path.is_dir():
            with suppress(BrokenPipeError):
                path.write_bytes(content)
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise InputError(
            f"the report cannot be written ({error.strerror or type(error).__name__})",
            where=str(path),
            mend="name a file in a folder that exists and may be written to",
        ) from None


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".rempart-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _mode(target: Path) -> int:
    """Return the mode of the file that is replaced, else that of any new file here."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
