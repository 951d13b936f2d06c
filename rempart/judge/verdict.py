"""Judge a deployment: subjects, outcomes, findings, counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rempart.judge.engines.protocol import Engine
from rempart.judge.findings import Writer, is_shown, merged
from rempart.judge.outcomes import SPEAKS
from rempart.judge.pack import RulePack
from rempart.judge.profile import Profile
from rempart.judge.projection import Judgements, Ruling
from rempart.judge.rule import Rule
from rempart.judge.simulation import simulation_in
from rempart.judge.subject import Subject, Subjects
from rempart.model.finding import Finding, Level, Outcome, Verdict, Waiver
from rempart.model.kind import Kind
from rempart.model.placement import PlacedDeployment, PlacedResource

SLICE = 5_000
"""Resources whose subjects are held at once: memory stays flat, and a server still gets full batches."""

_WORST_FIRST = (Outcome.FAIL, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.PASS, Outcome.NOT_APPLICABLE)
_RANK = {outcome: rank for rank, outcome in enumerate(_WORST_FIRST)}


def judge(
    placed: PlacedDeployment,
    *,
    pack: RulePack,
    profile: Profile,
    engine: Engine,
    as_of: date,
    waivers: Sequence[Waiver] = (),
    simulated: bool = False,
) -> Verdict:
    """Return the verdict on a deployment, as the profile asks for it on that day.

    ``simulated`` accepts a simulation: what cannot be judged of one is shown then, and stops nothing. A rule that fails
    gives an undetermined finding; an engine that fails raises PolicyError.
    """
    rules = [rule for rule in pack.rules if _is_on(rule, profile)]
    subjects = Subjects(profile.parameters)
    hearing = _Hearing(Judgements(rules, engine), Writer(profile, waivers, as_of, simulated))
    for start in range(0, len(placed.resources), SLICE):
        part = placed.resources[start : start + SLICE]
        hearing.hear([tuple(subjects.of_resource(resource)) for resource in part])
    hearing.hear([(subjects.of_deployment(placed, deployment_urn(placed)),)])
    return Verdict(
        source=placed.normalised.deployment.source,
        profile=profile.id,
        as_of=as_of,
        resources=len(placed.resources),
        findings=tuple(finding for finding in hearing.findings if is_shown(finding)),
        rules=tuple(rule.description for rule in rules),
        outcomes=hearing.outcomes(rules),
        operators=_operators(placed.resources),
        gaps=placed.normalised.deployment.gaps,
        simulation=simulation_in(placed, accepted=simulated),
        own=placed.believed,
    )


def deployment_urn(placed: PlacedDeployment) -> str:
    """Return the URN under which the deployment itself is judged: its stack's, in the engine's own form."""
    for resource in placed.resources:
        if resource.normalised.kind is Kind.STACK:
            return resource.normalised.resource.urn
    source = placed.normalised.deployment.source
    project, stack = source.project or "project", source.stack or "stack"
    return f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"


@dataclass(slots=True)
class _Hearing:
    """Hears resources slice by slice, and keeps what comes of it."""

    judgements: Judgements
    writer: Writer
    findings: list[Finding] = field(default_factory=list)
    _heard: int = 0
    _met: Counter[Ruling] = field(default_factory=Counter)
    """How many resources met each ruling; rulings are few, so their outcomes are added up at the end."""
    _counts: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    """Outcomes of the resources that cannot be counted so: they stand in several places, or waivers may apply."""

    def hear(self, resources: Sequence[tuple[Subject, ...]]) -> None:
        """Judge resources, each given by its subjects."""
        cases = [[self.judgements.cases(subject) for subject in subjects] for subjects in resources]
        self.judgements.evaluate()
        ruling = self.judgements.ruling
        for subjects, by_subject in zip(resources, cases, strict=True):
            rulings = [[ruling(case) for case in row] for row in by_subject]
            if len(rulings) == 1 and not self.writer.waivers:
                self._record_one(subjects[0], rulings[0])
            else:
                self._record(subjects, rulings)
        self._heard += len(resources)

    def outcomes(self, rules: Iterable[Rule]) -> Mapping[str, Mapping[Outcome, int]]:
        """Return, by rule id, how many resources had which outcome; the deployment itself counts as one."""
        counts = {rule.id: Counter(self._counts.get(rule.id, ())) for rule in rules}
        for ruling, times in self._met.items():
            for settled in ruling.settled:
                counts[settled.rule.id][settled.outcome] += times
        for outcomes in counts.values():
            outcomes[Outcome.NOT_APPLICABLE] += self._heard - outcomes.total()
        return {rule: {o: outcomes[o] for o in _WORST_FIRST if outcomes[o]} for rule, outcomes in counts.items()}

    def _record_one(self, subject: Subject, rulings: Sequence[Ruling]) -> None:
        """Write the findings of a resource that stands in one place, names no address and has no waiver."""
        self._met.update(rulings)
        for ruling in rulings:
            for settled in ruling.spoken:
                self.findings += self.writer.findings(subject, ruling, settled)

    def _record(self, subjects: Sequence[Subject], rulings: Sequence[Sequence[Ruling]]) -> None:
        """Write the findings of one resource, and count the worst outcome of each rule on it."""
        findings: list[Finding] = []
        worst: dict[str, Outcome] = {}
        for subject, row in zip(subjects, rulings, strict=True):
            for ruling in row:
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


def _is_on(rule: Rule, profile: Profile) -> bool:
    levels = profile.rules.get(rule.id)
    return levels is not None and (levels.level is not Level.DISABLED or levels.undetermined is not Level.DISABLED)


def _operators(resources: Iterable[PlacedResource]) -> dict[str, int]:
    """Count the resources that stand somewhere by the legal entity that they stand with, most first."""
    counts: Counter[str] = Counter()
    for resource in resources:
        place = resource.placement
        if place.placed and not place.local and resource.normalised.kind is not Kind.PROVIDER:
            counts[place.entity or "unknown"] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
