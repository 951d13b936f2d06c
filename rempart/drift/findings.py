"""What a comparison found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rempart.model.deployment import Source
from rempart.model.values import Properties, Value

DRIFTED = 4
"""Exit status of a comparison that found a difference."""
_UNTOLD = 3
_REJECTED = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One thing, as a state or a cloud names it. ``id`` is the cloud's own."""

    urn: str
    type: str
    name: str
    id: str | None
    state: str | None = None
    """Which state names it; None for what only runs."""
    properties: Properties = field(default_factory=dict)
    """Of what only runs, all that the cloud shows, credentials as marks: no state could tell what it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """A property that is not as the state has it. None is absent; a mark stands for what is not shown."""

    path: str
    before: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing that runs otherwise than its state says."""

    item: Item
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Untold:
    """A thing of a state of which it could not be told whether it still runs."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True)
class Drift:
    """All that differs between a cloud and the states that speak of it.

    ``left_out`` counts, by reason, what was not compared; ``alike`` counts what runs as a state says.
    """

    live: Source
    states: tuple[Source, ...]
    unmanaged: tuple[Item, ...] = ()
    """What runs, and no state manages."""
    gone: tuple[Item, ...] = ()
    """What a state manages, and does not run."""
    changed: tuple[Changed, ...] = ()
    untold: tuple[Untold, ...] = ()
    alike: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 no difference; 4 a difference; 3 none was seen, but something could not be told."""
        if self.unmanaged or self.gone or self.changed:
            return DRIFTED
        return _UNTOLD if self.untold else 0


def exit_status(verdict: int, drift: Drift | None) -> int:
    """Return the exit status of a scan that was judged and compared: the worse of the two, and rejected is the worst.

    A difference is no breach of law: it has a status of its own, so that a pipeline can tell them apart.
    """
    if drift is None or verdict == _REJECTED:
        return verdict
    return verdict or drift.exit_code
