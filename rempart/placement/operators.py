"""From an operator and a region to a placement: who owns it, which law reaches it, what it is qualified for.

The law follows the operator and its owners, not the address: a French region of an American company is exposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from rempart.catalogue import Catalogue
from rempart.catalogue.facts import ANY_SERVICE, Operator, Region
from rempart.model.placement import (
    Exposure,
    LawReach,
    Placement,
    QualificationFinding,
    QualificationStatus,
    Step,
)
from rempart.model.reason import Reason
from rempart.placement.qualifications import Site, assess
from rempart.placement.regions import find_region

BY_OPERATOR = ("operator", "entity", "seat", "jurisdiction", "exposure", "laws", "technology", "secnumcloud", "hds")
"""What nobody can say without knowing the operator."""
OF_A_REAL_CLOUD = tuple(name for name in BY_OPERATOR if name not in {"operator", "entity"})
"""What a simulation, whose name is known, cannot say of the cloud that it imitates."""
BY_REGION = ("country", "in_eea")
"""What nobody can say without knowing the region."""
SCHEMES = ("secnumcloud", "hds")

_NO_REGION = Reason("no region is stated", "state it on the resource or on its provider")
_ENDS = {QualificationStatus.VALID: "until", QualificationStatus.LAPSED: "after"}
"""How the last day of a qualification is told; of one that does not count here, it does not matter."""

_STRENGTH = {Exposure.NONE: 0, Exposure.INDIRECT: 1, Exposure.DIRECT: 2}

NOWHERE = Placement(placed=False)
"""For what is nowhere: components, values computed in the program, steps that hide what they create."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The region that a program names: its ``name`` and who says so, or the reason why it is not known.

    ``settled`` is true where nothing can be wrong with it: the host says so itself, or the service has no qualification
    anywhere. Otherwise a program names a region beside a host, and the two may not belong together.
    """

    name: str | None = None
    because: str = ""
    unknown: Reason | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What every placement stands on: the facts, and the day for which they are read."""

    catalogue: Catalogue
    as_of: date


@dataclass(slots=True)
class _Draft:
    """A placement in the making."""

    basis: list[Step]
    unknown: dict[str, Reason] = field(default_factory=dict)


def local(host: str | None, because: str) -> Placement:
    """Return the placement of what stays inside the deployment or on the machine that runs it."""
    return Placement(local=True, host=host, basis=(Step("local to the deployment", because),))


def unknown_operator(
    reason: Reason, *, host: str | None = None, where: Whereabouts | None = None, basis: tuple[Step, ...] = ()
) -> Placement:
    """Return the placement of what nobody can place: the operator, and all that follows from it, are unknown."""
    name = where.name if where is not None else None
    fields = BY_OPERATOR + BY_REGION + (() if name is not None else ("region",))
    return Placement(
        host=host,
        region=name,
        unknown=dict.fromkeys(fields, reason),
        basis=(*basis, Step("operator: unknown", reason.told)),
    )


def at_operator(
    ground: Ground,
    operator: Operator,
    where: Whereabouts,
    *,
    host: str | None,
    service: str | None,
    basis: tuple[Step, ...],
) -> Placement:
    """Place something with an operator, in the region that is named.

    ``service`` is what its host serves, and stays that whatever the region has; None when there is no host to say, and
    then it is the service that the region belongs to.
    """
    if operator.simulated:
        return _in_simulation(operator, where, host=host, service=service, basis=basis)
    draft = _Draft(list(basis))
    region = _region(ground, operator, where, draft)
    if region is not None and region.operator != operator.id:
        operator = _regional_operator(ground, region, operator, draft)
    draft.basis.extend(_ownership(operator))
    exposure = exposure_of(operator.laws)
    draft.basis.extend(_law_steps(operator, exposure))
    used = service or (region.service if region is not None else None) or ANY_SERVICE
    site = Site(_services(used, None if where.settled else region), region, where.name)
    doubt = draft.unknown.get("region") or _doubt(operator, site, used, host)
    findings = {scheme: _qualification(ground, operator, scheme, draft, site=site, doubt=doubt) for scheme in SCHEMES}
    return Placement(
        host=host,
        operator=operator.id,
        entity=operator.legal_entity,
        seat=operator.seat,
        jurisdiction=operator.jurisdiction.value,
        exposure=exposure,
        laws=operator.laws,
        owners=tuple(owner.name for owner in operator.owners),
        technology=operator.technology,
        service=used,
        region=where.name,
        country=region.country if region is not None else None,
        in_eea=region.in_eea if region is not None else None,
        secnumcloud=findings["secnumcloud"],
        hds=findings["hds"],
        unknown=draft.unknown,
        basis=tuple(draft.basis),
    )


def _in_simulation(
    operator: Operator, where: Whereabouts, *, host: str | None, service: str | None, basis: tuple[Step, ...]
) -> Placement:
    """Place something where a cloud is imitated; a region there is a name, and lies in no country."""
    reason = Reason(
        f"{operator.name} only imitates a cloud, and says nothing of the law, the place and the certificates of a real"
        " one",
        "judge it with the endpoint of the real cloud",
    )
    unknown = dict.fromkeys(OF_A_REAL_CLOUD + BY_REGION, reason)
    if where.name is None:
        unknown["region"] = where.unknown or reason
    steps = (Step(f"region: {where.name}", f"{where.because}; a name only"),) if where.name is not None else ()
    return Placement(
        simulated=True,
        host=host,
        operator=operator.id,
        entity=operator.legal_entity,
        service=service,
        region=where.name,
        unknown=unknown,
        basis=(*basis, *steps, Step("simulated", f"{operator.name} imitates a cloud, for tests", operator.citation)),
    )


def exposure_of(laws: tuple[LawReach, ...]) -> Exposure:
    """Return the strongest way in which a law reaches an operator."""
    reaches = {law.exposure for law in laws}
    for exposure in (Exposure.DIRECT, Exposure.INDIRECT):
        if exposure in reaches:
            return exposure
    return Exposure.NONE


def _region(ground: Ground, operator: Operator, where: Whereabouts, draft: _Draft) -> Region | None:
    """Find the named region among the operator's, and say what it settles."""
    if where.name is None:
        reason = where.unknown or _NO_REGION
        draft.unknown.update(dict.fromkeys(("region", *BY_REGION), reason))
        draft.basis.append(Step("region: unknown", reason.told))
        return None
    draft.basis.append(Step(f"region: {where.name}", where.because))
    region = find_region(ground.catalogue, operator.id, where.name)
    if region is None:
        reason = Reason(f"region {where.name} of {operator.name} is not in the catalogue", "add it with its source")
        draft.unknown.update(dict.fromkeys(BY_REGION, reason))
        draft.basis.append(Step("country: unknown", reason.told))
        return None
    place = f"{region.country} ({region.place})" if region.place else region.country
    draft.basis.append(Step(f"country: {place}", f"region {region.name} of {operator.name}", region.citation))
    return region


def _regional_operator(ground: Ground, region: Region, operator: Operator, draft: _Draft) -> Operator:
    """Change the operator where a region is run by another company of the group, unless the law reaches it less.

    Whoever runs the host has a hand in it all the same: a region never makes better what its host is.
    """
    regional = ground.catalogue.operator(region.operator)
    if regional is None or _STRENGTH[exposure_of(regional.laws)] < _STRENGTH[exposure_of(operator.laws)]:
        return operator
    because = f"region {region.name} is run by {regional.legal_entity}"
    draft.basis.append(Step(f"operator: {regional.name}", because, region.citation))
    return regional


def _ownership(operator: Operator) -> Iterator[Step]:
    yield Step(f"entity: {operator.legal_entity} (seat {operator.seat})", f"runs {operator.name}", operator.citation)
    held = operator.legal_entity
    for owner in operator.owners:
        country = f" ({owner.country})" if owner.country else ""
        share = f", {owner.share}" if owner.share else ""
        yield Step(f"owner: {owner.name}{country}{share}", f"holds {owner.holds or held}", owner.citation)
        held = owner.name


def _law_steps(operator: Operator, exposure: Exposure) -> Iterator[Step]:
    for law in operator.laws:
        yield Step(
            f"law: {law.law} ({law.country}), {law.exposure.value}",
            f"through {law.through}: {law.why}",
            operator.citation,
        )
    if exposure is Exposure.NONE:
        yield Step("law: none from outside the EU is known to reach it", operator.note, operator.citation)
    if operator.technology is not None:
        yield Step(f"technology: {operator.technology}", operator.note, operator.citation)


def _services(used: str, region: Region | None) -> frozenset[str] | None:
    """Return the services that something may be: what its host serves, and what a region beside it belongs to."""
    if used == ANY_SERVICE:
        return None
    return frozenset({used, (region.service if region is not None else None) or used})


def _doubt(operator: Operator, site: Site, used: str, host: str | None) -> Reason:
    """Return why the service of something is not certain, where it is not."""
    there = f"host {host}" if host is not None else "this"
    if site.contradicts_itself and site.region is not None:
        return Reason(
            f"{there} serves {used}, and region {site.region.name} belongs to {site.region.service}",
            f"state a region of {used}, or the endpoint of {site.region.service}",
        )
    return Reason(
        f"{there} does not say which service of {operator.name} it is, and a qualification counts for the service that"
        " it names",
        "state the endpoint of that service, or say in the catalogue, with its source, which service this is",
    )


def _qualification(
    ground: Ground, operator: Operator, scheme: str, draft: _Draft, *, site: Site, doubt: Reason
) -> QualificationFinding | None:
    finding, row = assess(operator, scheme, site, as_of=ground.as_of)
    if finding is None:
        draft.unknown[scheme] = doubt
        draft.basis.append(Step(f"{scheme}: unknown", doubt.told))
        return None
    until = f" {_ENDS[finding.status]} {finding.valid_until}" if finding.valid_until and finding.status in _ENDS else ""
    service = finding.service or operator.name
    decision = f", decision {finding.decision}" if finding.decision else ""
    draft.basis.append(
        Step(
            f"{scheme}: {finding.status.value.replace('_', ' ')}{until}",
            f"{service}{decision}, on {ground.as_of.isoformat()}",
            row.citation if row is not None else operator.citation,
        )
    )
    return finding


def with_step(placement: Placement, step: Step) -> Placement:
    """Return the same placement, reached by one step more."""
    return replace(placement, basis=(step, *placement.basis))
