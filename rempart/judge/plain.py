"""Turn placements and attributes into the plain values that rules read, and say what of them is unknown, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rempart.documents import law_document, placement_facts, qualification_document
from rempart.judge.rule import ReadPath
from rempart.model.placement import LawReach, Placement, QualificationFinding, QualificationStatus
from rempart.model.reason import Reason
from rempart.model.values import Mark, Value

Reasons: TypeAlias = Mapping[ReadPath, Reason]
"""Path -> why the value there is unknown."""

OWN_TECHNOLOGY = "own"
"""Said of an operator that depends on no other country's technology, so that a missing word is never taken for it."""
_WITHHELD = {
    Mark.UNKNOWN: ("is known only once deployed", "give the value in the program, or judge the state after deployment"),
    Mark.SECRET: ("is secret", "give a value that may be read, or judge the state after deployment"),
}
_SIMULATED = "simulated"
_PROSE_OF_LAW = "why"
_OF_A_QUALIFICATION = frozenset({"service", "decision", "valid_until", "days_left"})
"""Its status is told apart: one that the catalogue does not know is unknown."""
_TEXTS = ("host", "operator", "entity", "seat", "jurisdiction", "exposure", "service", "region", "country", "in_eea")


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values, and what is unknown below them."""

    tree: Mapping[str, object]
    unknown: Reasons
    simulated: frozenset[ReadPath] = frozenset()
    """What a rule cannot rest on because there is only a simulation: that there is, and all that it leaves unknown."""
    below_placement: Reasons = field(init=False)
    """The same reasons, seen from a subject in which these values stand under ``placement``."""
    simulated_placement: frozenset[ReadPath] = field(init=False)
    """The same of what is simulated."""

    def __post_init__(self) -> None:
        below = {("placement", *path): reason for path, reason in self.unknown.items()}
        object.__setattr__(self, "below_placement", below)
        object.__setattr__(self, "simulated_placement", frozenset(("placement", *path) for path in self.simulated))


class Documents:
    """The documents of placements. Thousands of resources share a placement; each is turned once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Placement, Document]] = {}

    def of(self, placement: Placement) -> Document:
        """Return a placement's document."""
        made = self._made.get(id(placement))
        if made is None:
            made = self._made[id(placement)] = (placement, placement_document(placement))
        return made[1]


def placement_document(placement: Placement) -> Document:
    """Return what rules see of a placement."""
    untold = _untold(placement)
    unknown: dict[ReadPath, Reason] = {(name,): reason for name, reason in untold.items()}
    facts = placement_facts(placement)
    tree: dict[str, object] = {
        "placed": facts["placed"],
        "local": facts["local"],
        "regionless": placement.regionless,
    }
    if _SIMULATED not in untold:
        tree[_SIMULATED] = facts[_SIMULATED]
    for name in _TEXTS:
        value = facts[name]
        if value is not None and name not in untold:
            tree[name] = value
    if placement.operator is not None and "technology" not in untold:
        tree["technology"] = placement.technology or OWN_TECHNOLOGY
    if "laws" not in untold:
        tree["laws"] = [_law(law) for law in placement.laws]
    for scheme in ("secnumcloud", "hds"):
        finding: QualificationFinding | None = getattr(placement, scheme)
        if finding is not None and scheme not in untold:
            tree[scheme] = _qualification(finding, scheme, placement, unknown)
    return Document(tree, unknown, frozenset({(_SIMULATED,), *unknown}) if placement.simulated else frozenset())


def _untold(placement: Placement) -> dict[str, Reason]:
    """Return what rules are not told of a placement, with the reason.

    An unknown operator may be a simulation. A simulation is known by name, but whoever would run the real cloud is
    not, and that is what rules ask.
    """
    if placement.simulated:
        return {**placement.unknown, "operator": placement.unknown["exposure"]}
    if "operator" in placement.unknown:
        return {**placement.unknown, _SIMULATED: placement.unknown["operator"]}
    return dict(placement.unknown)


def plain_values(properties: Mapping[str, Value] | Mark, root: str) -> tuple[dict[str, object], Reasons]:
    """Return properties without their marks, and a reason for every mark taken away."""
    if isinstance(properties, Mark):
        return {}, {(root,): _withheld(root, properties)}
    unknown: dict[ReadPath, Reason] = {}
    tree: dict[str, object] = {}
    for name, value in properties.items():
        if isinstance(value, Mark):
            unknown[root, name] = _withheld(name, value)
        elif value is not None:
            tree[name] = _unmarked(value, (root, name), unknown) if isinstance(value, list | dict) else value
    return tree, unknown


def _unmarked(value: Value, path: ReadPath, unknown: dict[ReadPath, Reason]) -> object:
    if isinstance(value, Mark):
        unknown[path] = _withheld(".".join(path[1:]), value)
        return None
    if isinstance(value, list):
        return [_unmarked(item, (*path, str(number)), unknown) for number, item in enumerate(value)]
    if isinstance(value, dict):
        kept = {name: _unmarked(item, (*path, str(name)), unknown) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None}
    return value


def _withheld(name: str, mark: Mark) -> Reason:
    why, mend = _WITHHELD[mark]
    return Reason(f"{name} {why}", mend)


def _law(law: LawReach) -> dict[str, object]:
    return {name: value for name, value in law_document(law).items() if name != _PROSE_OF_LAW}


def _qualification(
    finding: QualificationFinding, scheme: str, placement: Placement, unknown: dict[ReadPath, Reason]
) -> dict[str, object]:
    """Return a qualification's document. A status that the catalogue does not know is unknown, not absent."""
    document = qualification_document(finding) or {}
    tree: dict[str, object] = {
        name: value for name, value in document.items() if name in _OF_A_QUALIFICATION and value is not None
    }
    who = finding.service or placement.entity or "this service"
    if finding.status is QualificationStatus.UNKNOWN:
        note = f": {finding.note}" if finding.note else ""
        unknown[scheme, "status"] = Reason(
            f"the catalogue does not know whether {who} is {_GRANTED[scheme]}{note}",
            "ask the operator for its certificate, and add it to the catalogue with its source",
        )
    else:
        tree["status"] = finding.status
    if finding.status is QualificationStatus.VALID and finding.days_left is None:
        unknown[scheme, "days_left"] = Reason(
            f"the catalogue does not know until when {who} is {_GRANTED[scheme]}", "add the date with its source"
        )
    return tree


_GRANTED = {"secnumcloud": "SecNumCloud-qualified", "hds": "HDS-certified"}
