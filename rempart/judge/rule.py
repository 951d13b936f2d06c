"""One rule as the judge runs it: what it says of itself, what it reads, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rempart.model.finding import RuleDescription

ReadPath: TypeAlias = tuple[str, ...]
"""A path below ``input``: ``("placement", "operator")``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the pack.

    ``reads`` are the paths on which its ``deny`` depends, ``conditions`` those on which its ``applies`` depends, both
    through every helper. ``shown`` are the paths that its messages quote; they decide nothing.
    """

    description: RuleDescription
    doubt: str
    """Message of an undetermined outcome, with the same placeholders as ``description.message``."""
    reads: frozenset[ReadPath]
    conditions: frozenset[ReadPath]
    conditional: bool
    """Whether the rule defines ``applies``."""
    shown: frozenset[ReadPath]

    @property
    def id(self) -> str:
        """The stable id, such as ``RMP-LAW-001``."""
        return self.description.id

    @property
    def package(self) -> str:
        """The Rego package, as a path from ``data``."""
        return "data.rempart.rules." + self.description.name.replace("/", ".")

    @property
    def needs(self) -> frozenset[ReadPath]:
        """Everything that a projection of a subject must hold for this rule."""
        return self.reads | self.conditions | self.shown
