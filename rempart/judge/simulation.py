"""Finds out whether any of a deployment stands where a cloud is only imitated."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.model.finding import Simulation
from rempart.model.kind import Kind
from rempart.model.placement import PlacedDeployment, Placement


def simulation_in(placed: PlacedDeployment, *, accepted: bool) -> Simulation | None:
    """Return what of a deployment is only imitated, addresses, state and secrets included; None when nothing is.

    ``accepted`` says whether whoever asks meant it so.
    """
    entities = dict.fromkeys(place.entity or place.operator or "" for place in _places(placed) if place.simulated)
    if not entities:
        return None
    return Simulation(tuple(sorted(entities)), whole=not _stands_in_earnest(placed), accepted=accepted)


def _places(placed: PlacedDeployment) -> Iterator[Placement]:
    for resource in placed.resources:
        yield resource.placement
        yield from resource.elsewhere
        for destination in resource.destinations:
            yield destination.placement
    yield placed.backend
    yield placed.secrets_provider


def _stands_in_earnest(placed: PlacedDeployment) -> bool:
    """Whether any resource stands, or may stand, with a real operator; providers do not count, their resources do."""
    return any(
        place.placed and not place.local and not place.simulated
        for resource in placed.resources
        if resource.normalised.kind is not Kind.PROVIDER
        for place in (resource.placement, *resource.elsewhere)
    )
