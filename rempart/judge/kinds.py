"""The words that a rule's METADATA may use under ``kinds``, and which subjects each of them means."""

from __future__ import annotations

from rempart.model.kind import Kind

ANY = "any"
"""Every resource, wherever it is: for rules that read what a resource says, not where it stands."""
ANY_PLACED = "any_placed"
"""Every resource that stands somewhere. Providers do not (their resources do), nor do components and plain values."""
PLACED_PROVIDER = "placed_provider"
"""A provider whose endpoint stands somewhere: judged by itself, it stops a deployment before anything exists."""
SENDS = "sends"
"""One address that data is sent to, found inside a resource's properties."""
FETCHES = "fetches"
"""One address that software comes from, found inside a resource's properties."""

WORDS = frozenset({ANY, ANY_PLACED, PLACED_PROVIDER, SENDS, FETCHES, *Kind})

NEVER_PLACED = frozenset(
    {Kind.COMPONENT, Kind.DEPLOYMENT, Kind.PROVIDER, Kind.STACK, Kind.STACK_REFERENCE, Kind.VALUE},
)


def words_for(kind: str, *, placed: bool) -> frozenset[str]:
    """Return the words that cover a subject of this kind; ``placed`` says whether it stands anywhere."""
    if kind in (SENDS, FETCHES, Kind.DEPLOYMENT):
        return frozenset({kind})
    if kind == Kind.PROVIDER and placed:
        return frozenset({kind, ANY, PLACED_PROVIDER})
    somewhere = placed and kind not in NEVER_PLACED
    return frozenset({kind, ANY, ANY_PLACED} if somewhere else {kind, ANY})
