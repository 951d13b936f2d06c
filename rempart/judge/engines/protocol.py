"""What the judge asks of an engine, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from rempart.judge.rule import Rule

Denial: TypeAlias = Mapping[str, object]
"""One member of a rule's ``deny`` set."""


@dataclass(frozen=True, slots=True)
class Job:
    """One projection of a subject (JSON), and the rules to judge it by."""

    rules: tuple[Rule, ...]
    projection: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule said: whether it applies, and what it denies. With an ``error`` it said nothing."""

    applies: bool = True
    denials: tuple[Denial, ...] = ()
    error: str = ""


class Engine(Protocol):
    """Evaluates rules. An answer for every job, and in it for every rule, in the order asked."""

    def evaluate(self, jobs: Sequence[Job]) -> Sequence[Sequence[Answer]]:
        """Judge every projection by its rules.

        A rule that fails gives an answer with an error; an engine that fails raises PolicyError.
        """
        ...
