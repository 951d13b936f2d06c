"""What the stand-in engine writes down while a program runs.

It is plain data, so that it can cross from a sandboxed process to ours as JSON.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeAlias

Plain: TypeAlias = dict[str, Any]
"""Property values as JSON, the protocol's signatures and unknown texts still in them."""


@dataclass(slots=True)
class Step:
    """One resource that the program registered or read."""

    operation: str
    """``create``, ``import`` or ``read``."""
    state: Plain
    """What a preview shows of it, but for its values."""
    inputs: Plain = field(default_factory=dict)
    outputs: Plain = field(default_factory=dict)
    is_default: bool = False
    """A provider that the engine made by itself."""

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return str(self.state["urn"])


@dataclass(slots=True)
class Recording:
    """Everything that a run of a program showed."""

    steps: list[Step] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    """What could not be known: ``kind`` (as in GapKind), ``urn`` or ``token``."""
    errors: list[str] = field(default_factory=list)
    """What the program or the engine complained of."""
    refused_at: dict[str, Any] = field(default_factory=dict)
    """Where in the program the engine's first refusal comes from: ``file`` and ``line``."""
    remedy: str = ""
    """What to do about it, when the engine knows."""
    ending: dict[str, Any] = field(default_factory=dict)
    """How the program ended, in the words of the child; empty when it never said."""
    status: int | None = None
    """Exit status of the child; minus the signal's number when one ended it."""

    def so_far(self) -> Recording:
        """Return what was written down until now; a request that is still under way adds nothing to it."""
        return replace(self, steps=list(self.steps), notes=list(self.notes), errors=list(self.errors))

    def as_json(self) -> dict[str, Any]:
        """Return the recording as plain data."""
        return asdict(self)


def from_json(content: dict[str, Any]) -> Recording:
    """Return the recording that :meth:`Recording.as_json` wrote."""
    return Recording(**{**content, "steps": [Step(**step) for step in content["steps"]]})
