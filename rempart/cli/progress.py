"""The bar that shows how far a scan is; on standard error, so that a report can go into a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


class ProgressBar:
    """Counts the collections that are finished, and the things in them."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress = progress
        self._task = task
        self._things = 0

    def begins(self, collections: int) -> None:
        """Show how much there is to do."""
        self._progress.update(self._task, total=collections)

    def has_read(self, name: str, things: int) -> None:
        """Show one collection more."""
        self._things += things
        self._progress.update(self._task, advance=1, things=self._things, name=name)


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """Show a bar until the block ends; nothing of it stays."""
    columns = (
        TextColumn("Scanning"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[things]} resources"),
        TextColumn("{task.fields[name]}", style="dim"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield ProgressBar(progress, progress.add_task("scan", total=None, things=0, name="signing in"))
