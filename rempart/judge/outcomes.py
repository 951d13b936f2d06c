"""From what a rule said to an outcome: the one place that decides what an unknown value does.

A denial is a fail when everything it rests on is known. An unknown value among those that the rule reads makes the
outcome undetermined otherwise; so does a rule that fails. What is left is a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rempart.judge.engines.protocol import Answer, Denial
from rempart.judge.rule import ReadPath, Rule
from rempart.model.finding import Outcome

SPEAKS = frozenset({Outcome.FAIL, Outcome.UNDETERMINED})
"""Outcomes that people are told of."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcome of one rule on one projection, and what it rests on."""

    rule: Rule
    outcome: Outcome
    denials: tuple[Denial, ...] = ()
    """For a fail: the denials that rest on known evidence."""
    doubts: tuple[ReadPath, ...] = ()
    """For undetermined: the unknown paths among those that the rule reads."""
    error: str = ""


def settle(rule: Rule, answer: Answer, unknown: Sequence[ReadPath]) -> Settled:
    """Return the outcome of a rule's answer on a subject in which these paths are unknown."""
    if answer.error:
        return Settled(rule, Outcome.UNDETERMINED, error=answer.error)
    whether = _doubts(rule.conditions, unknown)
    if not answer.applies:
        return _undetermined(rule, whether) if whether else Settled(rule, Outcome.NOT_APPLICABLE)
    rests_on = [_doubts(_evidence(denial), unknown) for denial in answer.denials]
    certain = tuple(denial for denial, doubts in zip(answer.denials, rests_on, strict=True) if not doubts)
    if certain and not whether:
        return Settled(rule, Outcome.FAIL, denials=certain)
    doubts = dict.fromkeys(_doubts(rule.reads, unknown))
    if answer.denials:
        doubts.update(dict.fromkeys((*whether, *(path for paths in rests_on for path in paths))))
    return _undetermined(rule, tuple(doubts)) if doubts else Settled(rule, Outcome.PASS)


def _undetermined(rule: Rule, doubts: tuple[ReadPath, ...]) -> Settled:
    return Settled(rule, Outcome.UNDETERMINED, doubts=doubts)


def evidence_path(denial: Denial) -> ReadPath:
    """Return the path that a denial names as its evidence: its field ``at``."""
    return _path(denial.get("at"))


def _evidence(denial: Denial) -> list[ReadPath]:
    """Return all that a denial rests on: ``at``, and what might have excused it, ``unless``."""
    unless = denial.get("unless")
    excuses = unless if isinstance(unless, list) else []
    return [evidence_path(denial), *(_path(excuse) for excuse in excuses)]


def _path(value: object) -> ReadPath:
    """Return a path as rules write it; anything else is the whole subject, which any unknown value touches."""
    return tuple(str(part) for part in value) if isinstance(value, list) else ()


def _doubts(paths: Iterable[ReadPath], unknown: Sequence[ReadPath]) -> tuple[ReadPath, ...]:
    """Return the unknown paths that touch any of ``paths``: the same value, one inside it, or one around it."""
    paths = tuple(paths)
    return tuple(u for u in unknown if any(u[: len(path)] == path[: len(u)] for path in paths))
