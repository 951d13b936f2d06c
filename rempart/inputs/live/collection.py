"""A collection of a cloud, and the ways in which it may stay unread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rempart.inputs.live.found import Found
from rempart.model.reason import Reason


@dataclass(frozen=True, slots=True)
class Collection:
    """All things of one sort.

    ``read`` yields them page by page. Some clouds tell part of a thing only when asked for it alone: ``complete`` then
    returns what belongs to one thing that was read, itself completed and what stands below it. Both raise UnreadError.
    """

    name: str
    """For people and for the checkpoint: ``compute: servers``."""
    read: Callable[[], Iterable[Sequence[Found]]]
    lists: Mapping[str, frozenset[str]]
    """What it lists: by type token, the inputs that it reads of each thing."""
    complete: Callable[[Found], Sequence[Found]] | None = None
    stands_above: bool = False
    """Whether ``complete`` finds things of their own, which stay hidden when it fails."""


class UnreadError(Exception):
    """Something could not be read.

    ``reason`` continues a sentence: ``compute: servers could not be read: it answered HTTP 500``. ``passes`` says that
    a later try may well succeed.
    """

    def __init__(self, reason: str, *, mend: str = "", passes: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend
        self.passes = passes

    def of(self, what: str) -> Reason:
        """Return why something could not be read, and how to mend it."""
        return Reason(f"{what} could not be read: {self.reason}", self.mend)


class ForbiddenError(UnreadError):
    """The cloud does not show this to these credentials."""


class NotOfferedError(UnreadError):
    """The cloud has no such thing, so that nothing of it can exist: no failure, and no gap."""


class GoneError(UnreadError):
    """One thing ceased to exist while the scan went on."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A collection that stayed unread, or a part of one, and why."""

    collection: str
    error: UnreadError
    parts: int = 0
    """How many things could not be completed, when the collection itself was read; 0 when it was not."""
    hides: bool = True
    """Whether whole things may be missing, rather than a part of what is told about some."""
