"""Like findings brought together: ten thousand volumes with one fault are one paragraph."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rempart.model.finding import Finding, RuleDescription
from rempart.model.placement import LawReach, Placement

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The findings of one rule, parted by what they say and where the resources stand."""

    rule: RuleDescription
    parts: tuple[tuple[Finding, ...], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All the findings of the rule."""
        return tuple(finding for part in self.parts for finding in part)


def by_rule(findings: Iterable[Finding]) -> tuple[RuleGroup, ...]:
    """Return findings by rule, and within a rule by message and placement, in the order of the findings."""
    place = _PlaceKeys()
    return tuple(
        RuleGroup(group[0].rule, grouped(group, lambda finding: (finding.message, place(finding.placement))))
        for group in grouped(findings, lambda finding: finding.rule.id)
    )


def by_reason(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Return undetermined findings by what could not be known and how to mend it, over all rules."""
    return grouped(findings, lambda finding: (finding.reason or finding.message, finding.mend))


def grouped(findings: Iterable[Finding], key: Callable[[Finding], Key]) -> tuple[tuple[Finding, ...], ...]:
    """Return findings with the same key together, in the order in which each key came first."""
    groups: dict[Key, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(key(finding), []).append(finding)
    return tuple(tuple(group) for group in groups.values())


def reaching_laws(findings: Sequence[Finding]) -> tuple[tuple[str, LawReach], ...]:
    """Return the laws that reach where these resources stand, each with the entity that it reaches, each once."""
    found: dict[tuple[str, LawReach], None] = {}
    seen: set[int] = set()
    for finding in findings:
        place = finding.placement
        if place is not None and id(place) not in seen:
            seen.add(id(place))
            found |= dict.fromkeys((place.entity or place.operator or "it", law) for law in place.laws)
    return tuple(found)


class _PlaceKeys:
    """What makes two placements the same to a reader; worked out once for each object, since resources share them."""

    def __init__(self) -> None:
        self._keys: dict[int, Hashable] = {}

    def __call__(self, place: Placement | None) -> Hashable:
        if place is None:
            return None
        key = self._keys.get(id(place))
        if key is None:
            key = (place.operator, place.entity, place.service, place.region, place.country, place.exposure, place.laws)
            self._keys[id(place)] = key
        return key
