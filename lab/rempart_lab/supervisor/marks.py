"""Which tasks are done, for as long as what they did is still there.

A mark says what the task was, what it left (by identity, so that a folder made anew is another one) and upon which
other tasks it was built (by a token that changes when the other one had to be done again from nothing).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from rempart_lab.model.process import Process, Program, Task

_OWNER_RUNS = 0o700


class Marks:
    """The marks in one folder, which is made if need be, of the tasks among the processes. Raises OSError."""

    def __init__(self, folder: Path, processes: Iterable[Process]) -> None:
        self._folder = folder
        self._processes = {process.name: process for process in processes}
        folder.mkdir(mode=_OWNER_RUNS, parents=True, exist_ok=True)

    def is_done(self, task: Task) -> bool:
        """Tell whether a task need not run: it did so in this state folder, and what it did is still there.

        To be asked when what the task needs is there; what comes before it may itself have been done anew.
        """
        mark = self._read(task.name)
        return not task.every_time and mark.get("command") == _digest(task) and self._stands(task, mark)

    def record(self, task: Task) -> None:
        """Note that a task is done. Raises OSError.

        One that was changed, and whose work was there already, keeps its token: what was built on it stands.
        """
        before = self._read(task.name)
        document = {
            "token": before["token"] if self._stands(task, before) else secrets.token_hex(8),
            "command": _digest(task),
            "left": _identities(task),
            "upon": {name: self._token(found) for name, found in self._built_upon(task)},
        }
        target = self._path(task.name)
        target.parent.mkdir(mode=_OWNER_RUNS, parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.new")
        unfinished.write_text(json.dumps(document), encoding="utf-8")
        unfinished.replace(target)

    def _stands(self, task: Task, mark: Mapping[str, object]) -> bool:
        upon = mark.get("upon")
        return (
            isinstance(mark.get("token"), str)
            and mark.get("left") == _identities(task)
            and None not in _identities(task)
            and isinstance(upon, dict)
            and all(upon.get(name) in (None, self._token(found)) for name, found in self._built_upon(task))
        )

    def _built_upon(self, task: Task) -> Iterator[tuple[str, Task]]:
        """Find the lasting tasks before this one, through whatever stands between."""
        met: set[str] = set()
        ahead = list(task.needs)
        while ahead:
            name = ahead.pop()
            if name not in met:
                met.add(name)
                found = self._processes[name]
                ahead.extend(found.needs)
                if isinstance(found, Task) and not found.every_time:
                    yield name, found

    def _token(self, task: Task) -> object:
        """Return the token of a task, or None where what it left is no longer there."""
        mark = self._read(task.name)
        return mark.get("token") if mark.get("left") == _identities(task) else None

    def _read(self, name: str) -> dict[str, object]:
        try:
            document = json.loads(self._path(name).read_bytes())
        except (OSError, ValueError):
            return {}
        return document if isinstance(document, dict) else {}

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.done"


def _digest(task: Task) -> str:
    command = task.command
    said = list(command.arguments) if isinstance(command, Program) else asdict(command)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _identities(task: Task) -> list[list[int] | None]:
    return [_identity(path) for path in task.leaves]


def _identity(path: str) -> list[int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - the plan has strings
    except OSError:
        return None
    return [found.st_dev, found.st_ino]
