"""Judge a deployment: subjects, outcomes, findings, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from rempart.judge.engines.protocol import Engine
from rempart.judge.findings import Writer, is_shown
from rempart.judge.hearing import Hearing
from rempart.judge.pack import RulePack
from rempart.judge.profile import Profile
from rempart.judge.projection import Judgements
from rempart.judge.rule import Rule
from rempart.judge.simulation import simulation_in
from rempart.judge.subject import Subjects
from rempart.model.finding import Level, Verdict, Waiver
from rempart.model.kind import Kind
from rempart.model.placement import PlacedDeployment, PlacedResource

SLICE = 5_000
"""Resources whose subjects are held at once: memory stays flat, and a server still gets full batches."""


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
    hearing = Hearing(rules, Judgements(rules, engine), Writer(profile, waivers, as_of, simulated), subjects)
    for start in range(0, len(placed.resources), SLICE):
        hearing.hear(placed.resources[start : start + SLICE])
    hearing.hear_deployment(subjects.of_deployment(placed, deployment_urn(placed)))
    return Verdict(
        source=placed.normalised.deployment.source,
        profile=profile.id,
        as_of=as_of,
        resources=len(placed.resources),
        findings=tuple(finding for finding in hearing.findings if is_shown(finding)),
        rules=tuple(rule.description for rule in rules),
        outcomes=hearing.outcomes(),
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
