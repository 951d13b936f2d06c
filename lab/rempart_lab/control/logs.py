"""Reads the logs that the lab's processes write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from rempart_lab.control.names import SUPERVISOR, find_names
from rempart_lab.control.state_folder import StateFolder
from rempart_lab.errors import LabError
from rempart_lab.model.plan_document import read_plan

_PAUSE = 0.2
_TAIL = 256 * 1024
"""Bytes that are read from the end of a log; enough for any number of lines that anybody reads."""


def find_logs(folder: StateFolder, said: Sequence[str]) -> dict[str, Path]:
    """Return the logs of the processes that were named, the supervisor's by default. Raises LabError."""
    if folder.identity() is None:
        raise LabError("no lab here", where=str(folder.root), mend="run `rempart lab up` to make one")
    names = find_names(said or [SUPERVISOR], known_names(folder))
    logs = {name: folder.folders.logs / f"{name}.log" for name in names}
    silent = next((name for name, path in logs.items() if not path.is_file()), None)
    if silent is not None:
        raise LabError(f"{silent} has not written a log yet", where=str(logs[silent]), mend="wait until it has started")
    return logs


def known_names(folder: StateFolder) -> tuple[str, ...]:
    """Return the names of all processes of the lab, and the supervisor's. Raises LabError when there is no plan."""
    try:
        text = folder.plan.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LabError("the lab has never been up", where=str(folder.root), mend="run `rempart lab up`") from None
    return (SUPERVISOR, *(process.name for process in read_plan(text, where=str(folder.plan)).processes))


def last_lines(path: Path, lines: int) -> Iterator[str]:
    """Return the last lines of a log, fit for a terminal. Raises LabError when it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            yield from map(_printable, file.read().splitlines()[-lines:] if lines else ())
    except OSError as error:
        raise LabError(f"the log cannot be read ({error.strerror})", where=str(path)) from None


def last_line(path: Path) -> str:
    """Return the last line of a log that says anything; words to that effect when there is none."""
    try:
        told = [line.strip() for line in last_lines(path, 50) if line.strip()]
    except LabError:
        told = []
    return told[-1] if told else "its log says nothing"


def follow(logs: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Return each line that is written from now on, with the name of the process; goes on for ever."""
    files: dict[str, BinaryIO] = {name: path.open("rb") for name, path in logs.items()}
    for file in files.values():
        file.seek(0, os.SEEK_END)
    while True:
        for name, path in logs.items():
            files[name] = _reopened(files[name], path)
            for line in _whole_lines(files[name]):
                yield name, _printable(line)
        time.sleep(_PAUSE)


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    while True:
        start = file.tell()
        line = file.readline()
        if not line.endswith(b"\n"):
            file.seek(start)
            return
        yield line


def _reopened(file: BinaryIO, path: Path) -> BinaryIO:
    """Return the log from its start when it was begun anew."""
    try:
        current = path.stat()
    except OSError:
        return file
    if current.st_ino == os.fstat(file.fileno()).st_ino and current.st_size >= file.tell():
        return file
    file.close()
    return path.open("rb")


def _printable(line: bytes) -> str:
    """Return a line without what would move the cursor or change the terminal."""
    text = line.decode("utf-8", errors="replace").rstrip("\r\n")
    return "".join(letter if letter.isprintable() or letter == "\t" else " " for letter in text)
