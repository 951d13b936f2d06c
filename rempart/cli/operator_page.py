"""One operator of the catalogue, as a page for people and as a document of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from rempart.cli.citations import Footnotes, Line, citation_document

if TYPE_CHECKING:
    from rempart.catalogue import Catalogue
    from rempart.catalogue.facts import Endpoint, Operator, Qualification, Region

_GRANTED = ("qualified", "certified")
ANY_SERVICE = "any"
"""What the catalogue says of a host that serves several services of its operator, or of none in particular."""
ANY_PURPOSE = "general"
"""What the catalogue says of a host that serves several purposes."""
SCHEME_NAMES = {"secnumcloud": "SecNumCloud", "hds": "HDS"}


def page(operator: Operator, catalogue: Catalogue, day: date) -> Iterator[Line]:
    """Yield everything that the catalogue says of an operator, with its sources at the foot."""
    notes = Footnotes()
    yield "bold", f"{operator.name} ({operator.id})"
    seat = "" if operator.simulated else f", seat {operator.seat}"
    yield "", f"  entity: {operator.legal_entity}{seat}{notes.mark(operator.citation)}"
    yield "", f"  jurisdiction: {operator.jurisdiction.value.replace('_', ' ')}"
    if operator.technology is not None:
        yield "yellow", f"  technology: under licence from companies of {operator.technology}"
    if operator.note:
        yield "", f"  note: {operator.note}"
    if operator.simulated:
        yield (
            "yellow",
            "  simulated: it has no owner, law, qualification or region; `--simulated` accepts it for a test",
        )
    else:
        yield from _owners(operator, notes)
        yield from _laws(operator)
        yield "bold", f"Qualifications on {day.isoformat()}"
        yield from qualification_lines(operator, notes, day)
        yield from _regions(catalogue.regions_of(operator.id), notes)
    yield from _endpoints(catalogue.endpoints_of(operator.id), notes)
    yield "", ""
    yield from notes.lines()


def document(operator: Operator, catalogue: Catalogue, day: date) -> dict[str, object]:
    """Return everything that the catalogue says of an operator as plain values."""
    return {
        "schema": "rempart.operator/1",
        "as_of": day.isoformat(),
        "id": operator.id,
        "name": operator.name,
        "entity": operator.legal_entity,
        "seat": operator.seat,
        "jurisdiction": operator.jurisdiction.value,
        "exposure": exposure_word(operator),
        "simulated": operator.simulated,
        "technology": operator.technology,
        "note": operator.note,
        **citation_document(operator.citation),
        "owners": owners_document(operator),
        "laws": laws_document(operator),
        "qualifications": [qualification_document(held, day) for held in operator.qualifications],
        "regions": [_region_document(region) for region in catalogue.regions_of(operator.id)],
        "endpoints": [_endpoint_document(endpoint) for endpoint in catalogue.endpoints_of(operator.id)],
    }


def exposure_word(operator: Operator) -> str | None:
    """Return how foreign law reaches an operator; None for a simulation, of which that cannot be said."""
    exposure = operator.jurisdiction.exposure
    return exposure.value if exposure is not None else None


def owners_document(operator: Operator) -> list[dict[str, object]]:
    """Return the ownership chain as plain values, nearest owner first."""
    return [
        {
            "name": owner.name,
            "country": owner.country,
            "share": owner.share,
            "holds": owner.holds,
            **citation_document(owner.citation),
        }
        for owner in operator.owners
    ]


def laws_document(operator: Operator) -> list[dict[str, object]]:
    """Return the laws from outside the EU that reach an operator as plain values."""
    return [
        {
            "law": law.law,
            "country": law.country,
            "exposure": law.exposure.value,
            "through": law.through,
            "why": law.why,
            **citation_document(operator.citation),
        }
        for law in operator.laws
    ]


def qualification_document(held: Qualification, day: date) -> dict[str, object]:
    """Return a qualification as plain values, with its state on a day."""
    return {
        "scheme": held.scheme,
        "service": held.service,
        "status": held.status,
        "on_the_day": state_on(held, day),
        "regions": list(held.regions),
        "regions_known": held.regions_known,
        "valid_from": held.valid_from,
        "valid_until": held.valid_until,
        "days_left": days_left(held, day),
        "decision": held.decision,
        "note": held.note,
        **citation_document(held.citation),
    }


def qualification_lines(operator: Operator, notes: Footnotes, day: date) -> Iterator[Line]:
    """Yield what an operator is qualified and certified for, and what each is worth on a day."""
    if not operator.qualifications:
        yield "dim", "  none is recorded"
    for held in operator.qualifications:
        state = state_on(held, day)
        style = {"valid": "green", "lapsed": "red"}.get(state, "")
        service = f", {held.service}" if held.service != ANY_SERVICE else ""
        told = f"{SCHEME_NAMES[held.scheme]}{service}: {state.replace('_', ' ')}{_details(held)}"
        yield style, f"  {told}{notes.mark(held.citation)}"
        if held.note:
            yield "dim", f"    {held.note}"


def purpose_words(endpoint: Endpoint) -> str:
    """Return what a host is for, with the services reached through it where they are stated."""
    return endpoint.purpose.value + (f" ({', '.join(endpoint.serves)})" if endpoint.serves else "")


def days_left(held: Qualification, day: date) -> int | None:
    """Return the days until the last day of a qualification, negative once past; None when the end is not known."""
    return None if held.valid_until is None else (date.fromisoformat(held.valid_until) - day).days


def state_on(held: Qualification, day: date) -> str:
    """Return what a qualification is worth on a day, whatever the region.

    ``valid``, ``lapsed``, ``not_yet_valid``, ``end_unknown`` (every decision of ANSSI bears an end, so one without was
    not read), ``none`` or ``unknown``.
    """
    if held.status not in _GRANTED:
        return held.status
    if held.valid_from is not None and day < date.fromisoformat(held.valid_from):
        return "not_yet_valid"
    left = days_left(held, day)
    if left is None:
        return "end_unknown" if held.scheme == "secnumcloud" else "valid"
    return "lapsed" if left < 0 else "valid"


def _owners(operator: Operator, notes: Footnotes) -> Iterator[Line]:
    yield "bold", "Owners, up to the top"
    if not operator.owners:
        yield "dim", "  none is recorded"
    for owner in operator.owners:
        details = ", ".join(part for part in (owner.country, owner.share) if part)
        held = f" holds {owner.holds}" if owner.holds else ""
        yield "", f"  {owner.name}{f' ({details})' if details else ''}{held}{notes.mark(owner.citation)}"


def _laws(operator: Operator) -> Iterator[Line]:
    exposure = exposure_word(operator)
    yield "bold", f"Laws from outside the EU: {exposure} exposure"
    if not operator.laws:
        yield "", "  none is known to reach it"
    for law in operator.laws:
        yield "", f"  {law.law} ({law.country}), {law.exposure.value}, through {law.through}: {law.why}"


def _details(held: Qualification) -> str:
    if held.status not in _GRANTED:
        return ""
    if held.regions:
        regions = f"in {', '.join(held.regions)}"
    else:
        regions = "in every region" if held.regions_known else "regions not known"
    parts = (
        f"from {held.valid_from}" if held.valid_from else "",
        f"until {held.valid_until}" if held.valid_until else "end not known",
        f"decision {held.decision}" if held.decision else "",
        regions,
    )
    return "; " + ", ".join(part for part in parts if part)


def _regions(regions: Iterable[Region], notes: Footnotes) -> Iterator[Line]:
    yield "bold", "Regions"
    rows = tuple(regions)
    if not rows:
        yield "dim", "  none is recorded"
    for region in rows:
        place = f"{region.country}, {region.place}" if region.place else region.country
        outside = "" if region.in_eea else ", outside the EEA"
        service = f", {region.service}" if region.service else ""
        family = " and its numbers or zones" if region.pattern else ""
        yield "", f"  {region.name}{family}: {place}{outside}{service}{notes.mark(region.citation)}"


def _endpoints(endpoints: Iterable[Endpoint], notes: Footnotes) -> Iterator[Line]:
    yield "bold", "Hosts"
    rows = tuple(endpoints)
    if not rows:
        yield "dim", "  none is recorded"
    for endpoint in rows:
        shown = f"*.{endpoint.value}" if endpoint.match == "host_suffix" else endpoint.value
        service = f": {endpoint.service}" if endpoint.service != ANY_SERVICE else ""
        purpose = f", {purpose_words(endpoint)}" if endpoint.purpose.value != ANY_PURPOSE else ""
        run_by = ", run by customers" if endpoint.of_customers else ""
        yield "", f"  {shown}{service}{purpose}{run_by}{notes.mark(endpoint.citation)}"
        for part, offered in endpoint.parts:
            yield "dim", f"    {part}: {offered}"


def _region_document(region: Region) -> dict[str, object]:
    return {
        "name": region.name,
        "pattern": region.pattern,
        "country": region.country,
        "place": region.place,
        "in_eea": region.in_eea,
        "service": region.service,
        "note": region.note,
        **citation_document(region.citation),
    }


def _endpoint_document(endpoint: Endpoint) -> dict[str, object]:
    return {
        "match": endpoint.match,
        "value": endpoint.value,
        "service": endpoint.service,
        "purpose": endpoint.purpose.value,
        "serves": list(endpoint.serves),
        "parts": dict(endpoint.parts),
        "of_customers": endpoint.of_customers,
        "region": endpoint.region,
        "note": endpoint.note,
        **citation_document(endpoint.citation),
    }
