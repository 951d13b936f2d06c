"""Hears resources slice by slice: those that no rule can tell apart are judged once, and each gets its findings.

Most of ten thousand resources have the shape of another: the same type, the same place, the same attributes and labels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rempart.judge.findings import Writer, merged, said_of
from rempart.judge.outcomes import SPEAKS
from rempart.judge.projection import Case, Judgements, Ruling
from rempart.judge.rule import Rule
from rempart.judge.subject import Subject, Subjects
from rempart.model.finding import Finding, Outcome
from rempart.model.placement import PlacedResource

_WORST_FIRST = (Outcome.FAIL, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.PASS, Outcome.NOT_APPLICABLE)
_RANK = {outcome: rank for rank, outcome in enumerate(_WORST_FIRST)}
_NAMES = frozenset({"name", "urn"})
"""Parts of a subject that are its own, whatever its shape."""

_Shape: TypeAlias = tuple[str, int, str, str]


@dataclass(slots=True)
class _Heard:
    """A resource that stands for all of its shape: its cases, then what came of them."""

    subject: Subject
    cases: tuple[Case, ...]
    rulings: tuple[Ruling, ...] = ()
    findings: tuple[Finding, ...] = ()
    resources: int = 0
    """How many resources of this shape were heard."""


@dataclass(frozen=True, slots=True)
class _Single:
    """A resource that is heard by itself: it stands in several places, names addresses, or waivers may apply."""

    subjects: tuple[Subject, ...]
    cases: tuple[tuple[Case, ...], ...]


@dataclass(slots=True)
class Hearing:
    """Hears resources, and keeps what comes of it."""

    rules: Sequence[Rule]
    judgements: Judgements
    writer: Writer
    subjects: Subjects
    findings: list[Finding] = field(default_factory=list)
    _heard: int = 0
    _shapes: dict[_Shape, _Heard] = field(default_factory=dict)
    _counts: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    """Outcomes of the resources that were heard by themselves, by rule id."""
    _names_matter: bool = False

    def __post_init__(self) -> None:
        """See whether a rule reads, or a message shows, what is each resource's own."""
        self._names_matter = any(path[0] in _NAMES for rule in self.rules for path in rule.needs)

    def hear(self, resources: Sequence[PlacedResource]) -> None:
        """Judge some resources; findings come in their order."""
        entries = [self._enter(placed) for placed in resources]
        self.judgements.evaluate()
        for placed, entry in zip(resources, entries, strict=True):
            if isinstance(entry, _Single):
                self._record(entry)
            else:
                self._repeat(entry, placed)
        self._heard += len(resources)

    def hear_deployment(self, subject: Subject) -> None:
        """Judge the deployment as a whole, which counts as one more resource."""
        entry = _Single((subject,), (self.judgements.cases(subject),))
        self.judgements.evaluate()
        self._record(entry)
        self._heard += 1

    def outcomes(self) -> Mapping[str, Mapping[Outcome, int]]:
        """Return, by rule id, how many resources had which outcome; the deployment itself counts as one."""
        counts = {rule.id: Counter(self._counts.get(rule.id, ())) for rule in self.rules}
        for heard in self._shapes.values():
            for ruling in heard.rulings:
                for settled in ruling.settled:
                    counts[settled.rule.id][settled.outcome] += heard.resources
        for outcomes in counts.values():
            outcomes[Outcome.NOT_APPLICABLE] += self._heard - outcomes.total()
        return {rule: {o: outcomes[o] for o in _WORST_FIRST if outcomes[o]} for rule, outcomes in counts.items()}

    def _enter(self, placed: PlacedResource) -> _Heard | _Single:
        """Note the cases of a resource, unless one of its shape was met before."""
        resource = placed.normalised.resource
        if self.writer.waivers or placed.destinations or placed.elsewhere or placed.unread or resource.unseen:
            subjects = tuple(self.subjects.of_resource(placed))
            return _Single(subjects, tuple(self.judgements.cases(subject) for subject in subjects))
        own = resource.urn if self._names_matter else ""
        content = repr((placed.normalised.kind, placed.normalised.attributes, placed.normalised.labels))
        shape = (resource.type, id(placed.placement), content, own)
        heard = self._shapes.get(shape)
        if heard is None:
            (subject,) = self.subjects.of_resource(placed)
            heard = self._shapes[shape] = _Heard(subject, self.judgements.cases(subject))
        return heard

    def _repeat(self, heard: _Heard, placed: PlacedResource) -> None:
        """Write the findings of a resource as those of the first of its shape."""
        if not heard.resources:
            heard.rulings = tuple(self.judgements.ruling(case) for case in heard.cases)
            heard.findings = tuple(
                finding
                for ruling in heard.rulings
                for settled in ruling.spoken
                for finding in self.writer.findings(heard.subject, ruling, settled)
            )
        heard.resources += 1
        resource = placed.normalised.resource
        self.findings += [said_of(finding, resource.urn, resource.source_position) for finding in heard.findings]

    def _record(self, single: _Single) -> None:
        """Write the findings of one resource, and count the worst outcome of each rule on it."""
        findings: list[Finding] = []
        worst: dict[str, Outcome] = {}
        for subject, cases in zip(single.subjects, single.cases, strict=True):
            for case in cases:
                ruling = self.judgements.ruling(case)
                for settled in ruling.settled:
                    outcome = settled.outcome
                    if outcome in SPEAKS:
                        found = self.writer.findings(subject, ruling, settled)
                        outcome = found[0].outcome
                        findings += found
                    rule = settled.rule.id
                    worst[rule] = min(outcome, worst.get(rule, outcome), key=_RANK.__getitem__)
        self.findings += merged(findings)
        for rule, outcome in worst.items():
            self._counts[rule][outcome] += 1
