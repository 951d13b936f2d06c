"""The model as plain values: the one projection for what rules read, for reports, ``explain`` and ``where``.

Names (URNs, hosts, regions, companies) stand as they are, since they are compared; prose stands as it may be shown.
"""

from __future__ import annotations

from typing import Any

from rempart.model.fact import Citation
from rempart.model.placement import Destination, LawReach, Placement, QualificationFinding, Step
from rempart.shown import shown

Document = dict[str, Any]

SCHEMES = ("secnumcloud", "hds")
_FACTS = (
    "placed",
    "local",
    "host",
    "operator",
    "entity",
    "service",
    "region",
    "country",
    "exposure",
    "simulated",
    "seat",
    "jurisdiction",
    "technology",
    "in_eea",
)
_IN_SHORT = ("operator", "entity", "service", "region", "country", "exposure", "simulated")


def placement_document(place: Placement) -> Document:
    """Return a placement with all that it rests on."""
    return {
        **placement_facts(place),
        "owners": list(place.owners),
        "laws": [law_document(law) for law in place.laws],
        **{scheme: qualification_document(getattr(place, scheme)) for scheme in SCHEMES},
        "unknown": {name: shown(reason.told) for name, reason in sorted(place.unknown.items())},
        "basis": [step_document(step) for step in place.basis],
    }


def placement_facts(place: Placement) -> Document:
    """Return the plain facts of a placement; None for one that is unknown or does not apply."""
    facts = {name: getattr(place, name) for name in _FACTS}
    return {**facts, "exposure": place.exposure.value if place.exposure is not None else None}


def short_placement(place: Placement) -> Document:
    """Return where something stands, in short."""
    facts = placement_facts(place)
    return {name: facts[name] for name in _IN_SHORT}


def destination_document(destination: Destination) -> Document:
    """Return an address that was found, and where it leads."""
    return {
        "path": destination.path,
        "host": destination.host,
        "role": destination.role.value,
        "placement": placement_document(destination.placement),
    }


def law_document(law: LawReach) -> Document:
    """Return how a law reaches an operator."""
    return {
        "law": law.law,
        "country": law.country,
        "exposure": law.exposure.value,
        "through": law.through,
        "why": law.why,
    }


def qualification_document(found: QualificationFinding | None) -> Document | None:
    """Return what a scheme says of a placement; None where it says nothing, or depends on what is not known."""
    if found is None:
        return None
    return {
        "status": found.status.value,
        "service": found.service,
        "decision": found.decision,
        "valid_until": found.valid_until,
        "days_left": found.days_left,
        "note": found.note,
    }


def step_document(step: Step) -> Document:
    """Return one step of a basis, with the source of the fact where one was used."""
    return {
        "conclusion": shown(step.conclusion),
        "because": shown(step.because),
        "citation": citation_document(step.citation) if step.citation is not None else None,
    }


def citation_document(citation: Citation) -> Document:
    """Return a source, to stand beside the fact that rests on it."""
    return {
        "source": citation.source,
        "source_date": citation.source_date,
        "confidence": citation.confidence.value,
    }
