"""Shows how far `up` is, on standard error: a bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from rempart_lab.control.client import Answer
from rempart_lab.control.up import Audience

_NAMES_SHOWN = 3


class PlainProgress:
    """One line for each step, and for each thing that happened to a service."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()

    def begins(self, what: str) -> None:
        """Tell the next step."""
        self._tell(what)

    def has_news(self, answer: Answer) -> None:
        """Tell what happened."""
        for event in answer["events"]:
            self._tell(f"{event['process']}: {event['text']}" if event["process"] else str(event["text"]))

    def _tell(self, text: str) -> None:
        print(f"[{time.monotonic() - self._started:6.1f}s] {text}", file=self._stream, flush=True)


class BarProgress:
    """Counts what is where it should be, and names what is just starting; keeps only what went wrong."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def begins(self, what: str) -> None:
        """Show the next step."""
        self._progress.update(self._task, what=what, refresh=True)

    def has_news(self, answer: Answer) -> None:
        """Show how far it is."""
        for event in answer["events"]:
            if _is_trouble(event["text"]):
                self._progress.console.print(
                    f"{event['process'] or 'lab'}: {event['text']}", style="yellow", markup=False, highlight=False
                )
        beginning = answer["beginning"]
        names = ", ".join(name.rpartition("/")[2] for name in beginning[:_NAMES_SHOWN])
        more = f" and {len(beginning) - _NAMES_SHOWN} more" if len(beginning) > _NAMES_SHOWN else ""
        self._progress.update(self._task, total=answer["processes"], completed=answer["settled"], what=f"{names}{more}")


@contextmanager
def shown_on(console: Console) -> Iterator[Audience]:
    """Show progress on a console until the block ends; a bar leaves nothing behind."""
    if not console.is_terminal:
        yield PlainProgress(console.file)  # type: ignore[arg-type]  # rich knows it as IO[str]
        return
    columns = (
        TextColumn("Lab"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield BarProgress(progress, progress.add_task("lab", total=None, what=""))


def _is_trouble(text: str) -> bool:
    return not text.startswith(("ready", "done", "stop"))
