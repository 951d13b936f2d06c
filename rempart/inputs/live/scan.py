"""Reads collections in parallel, and keeps apart what was read and what was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeAlias

from rempart.inputs.live.checkpoint import Checkpoint
from rempart.inputs.live.collection import Collection, GoneError, NotOfferedError, Unread, UnreadError
from rempart.inputs.live.found import Found
from rempart.inputs.live.patience import Patience

THREADS = 8
"""Requests under way at once: several times faster than one, and bearable for a cloud."""
_CHUNK = 16
"""Things that one task completes one after another."""


class Watcher(Protocol):
    """Is told how a scan goes on, from one thread."""

    def begins(self, collections: int) -> None:
        """Hear how many collections are going to be read."""
        ...

    def has_read(self, name: str, things: int) -> None:
        """Hear that a collection is finished, with so many things in it."""
        ...


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a scan brought home."""

    found: tuple[Found, ...]
    unread: tuple[Unread, ...]
    resumed: int = 0
    """How many collections come from the checkpoint of an earlier scan."""


@dataclass(slots=True)
class _Completion:
    """What one task completed of a collection."""

    found: list[Found] = field(default_factory=list)
    failures: list[UnreadError] = field(default_factory=list)


@dataclass(slots=True)
class _Progress:
    """How far one collection is."""

    collection: Collection
    found: list[Found] = field(default_factory=list)
    failures: list[UnreadError] = field(default_factory=list)
    tasks: int = 0


_Task: TypeAlias = Future[list[Found] | _Completion]


def read_collections(
    collections: Sequence[Collection],
    patience: Patience,
    *,
    checkpoint: Checkpoint | None = None,
    watcher: Watcher | None = None,
) -> Harvest:
    """Return all that the collections hold, in their order.

    What cannot be read is told, and stops nothing else. What a checkpoint holds is not read again; what is read, and
    may be written down, goes into it.
    """
    run = _Run(patience, checkpoint, watcher)
    try:
        return run.harvest(collections)
    except BaseException:
        # Whoever stops a scan does not wait for its threads: they end with their present request.
        patience.stop()
        raise
    finally:
        run.close()


class _Run:
    def __init__(self, patience: Patience, checkpoint: Checkpoint | None, watcher: Watcher | None) -> None:
        self._patience = patience
        self._checkpoint = checkpoint
        self._watcher = watcher
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="scan")
        self._under_way: dict[_Task, _Progress] = {}
        self._read: dict[str, list[Found]] = {}
        self._unread: dict[str, Unread] = {}

    def close(self) -> None:
        self._pool.shutdown(wait=not self._patience.is_over, cancel_futures=True)

    def harvest(self, collections: Sequence[Collection]) -> Harvest:
        if self._watcher is not None:
            self._watcher.begins(len(collections))
        resumed = 0
        for collection in collections:
            known = self._checkpoint.load(collection.name) if self._checkpoint is not None else None
            if known is not None:
                resumed += 1
                self._done(collection.name, known)
            else:
                self._begin(_Progress(collection), partial(_all_of, collection.read, self._patience))
        while self._under_way:
            for task in wait(self._under_way, return_when=FIRST_COMPLETED).done:
                self._settle(task, self._under_way.pop(task))
        names = [collection.name for collection in collections]
        return Harvest(
            found=tuple(found for name in names for found in self._read.get(name, ())),
            unread=tuple(self._unread[name] for name in names if name in self._unread),
            resumed=resumed,
        )

    def _begin(self, progress: _Progress, work: Callable[[], list[Found] | _Completion]) -> None:
        self._under_way[self._pool.submit(work)] = progress
        progress.tasks += 1

    def _settle(self, task: _Task, progress: _Progress) -> None:
        """Take what a task brought, and begin what follows from it."""
        progress.tasks -= 1
        try:
            result = task.result()
        except NotOfferedError:
            result = _Completion()
        except UnreadError as error:
            self._unread[progress.collection.name] = Unread(progress.collection.name, error)
            self._tell(progress.collection.name, 0)
            return
        if isinstance(result, _Completion):
            progress.found += result.found
            progress.failures += result.failures
        else:
            self._begin_completion(result, progress)
        if progress.tasks == 0:
            self._finish(progress)

    def _begin_completion(self, listed: list[Found], progress: _Progress) -> None:
        complete = progress.collection.complete
        if complete is None:
            progress.found = listed
            return
        for start in range(0, len(listed), _CHUNK):
            chunk = listed[start : start + _CHUNK]
            self._begin(progress, partial(_completed, chunk, complete))

    def _finish(self, progress: _Progress) -> None:
        name, failures = progress.collection.name, progress.failures
        if failures:
            told = next((error for error in failures if error.passes), failures[0])
            self._unread[name] = Unread(name, told, parts=len(failures), hides=progress.collection.stands_above)
        elif self._checkpoint is not None and not any(found.is_private for found in progress.found):
            self._checkpoint.save(name, progress.found)
        self._done(name, progress.found)

    def _done(self, name: str, found: list[Found]) -> None:
        self._read[name] = found
        self._tell(name, len(found))

    def _tell(self, name: str, things: int) -> None:
        if self._watcher is not None:
            self._watcher.has_read(name, things)


def _all_of(read: Callable[[], Iterable[Sequence[Found]]], patience: Patience) -> list[Found]:
    """Return the things of all pages. Raises UnreadError, also when the time is up before the last of them."""
    found: list[Found] = []
    for page in read():
        found += page
        if patience.is_over:
            raise UnreadError("the time allowed for the scan was up", mend="give more with --timeout", passes=True)
    return found


def _completed(listed: Sequence[Found], complete: Callable[[Found], Sequence[Found]]) -> _Completion:
    """Return what belongs to these things; one that is gone meanwhile is left out, as if it had never been listed."""
    completion = _Completion()
    for found in listed:
        try:
            completion.found += complete(found)
        except (GoneError, NotOfferedError):
            continue
        except UnreadError as error:
            completion.found.append(replace(found, unseen={path: error.of(f"its {path}") for path in found.unseen}))
            completion.failures.append(error)
    return completion
