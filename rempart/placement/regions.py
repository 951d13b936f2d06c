"""Region names as programs write them, found in the catalogue of the operator that runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.catalogue import Catalogue
from rempart.catalogue.facts import HostMatch, Region

_LETTER_ZONE = re.compile(r"(.*[0-9])-?[a-z]", re.IGNORECASE)
"""``eu-west-3a``, ``europe-west9-b``: a zone is its region's name and a letter."""
_NUMBER_ZONE = re.compile(r"(.*[a-z])-[0-9]", re.IGNORECASE)
"""``fr-par-1``: a zone is its region's name and a number, where the region's own name ends in none."""


def find_region(catalogue: Catalogue, operator: str, name: str) -> Region | None:
    """Find a region by name, or by the name of one of its zones, whatever the case and spacing.

    A region that the operator does not run itself may be run by a company of its group (OVHcloud's American regions
    by OVH US LLC): the row returned then names that operator. Zones are guessed only where the catalogue states none of
    the operator's spellings by pattern: what it does not know there is no region.
    """
    family = (operator, *sorted(o.id for o in catalogue.operators() if o.id.startswith(f"{operator}-")))
    for member in family:
        region = _region_of(catalogue, member, _spellings(name))
        if region is not None:
            return region
    for member in family:
        region = None if catalogue.spells_regions(member) else _region_of(catalogue, member, _zones(name))
        if region is not None:
            return region
    return None


def region_in_host(catalogue: Catalogue, match: HostMatch, host: str) -> str | None:
    """Return the region that a host stands in: what its endpoint's row says, else a label that names a region.

    Labels are tried from the right: those further left are the customer's own (a bucket's name). Where customers run
    what answers, every label may be theirs, and says nothing.
    """
    if match.region is not None:
        return match.region
    if match.endpoint.match != "host_suffix" or match.endpoint.of_customers:
        return None
    own = host.removesuffix(match.endpoint.value).rstrip(".")
    for label in reversed(own.split(".") if own else []):
        region = find_region(catalogue, match.operator.id, label)
        if region is not None:
            return region.name if region.pattern is None else label
    return None


def _region_of(catalogue: Catalogue, operator: str, spellings: Iterator[str]) -> Region | None:
    return next((found for spelling in spellings if (found := catalogue.region(operator, spelling)) is not None), None)


def _spellings(name: str) -> Iterator[str]:
    squeezed = "".join(name.split())
    yield name
    yield from (name.upper(), name.lower(), squeezed.lower(), squeezed)


def _zones(name: str) -> Iterator[str]:
    for zone in (_LETTER_ZONE, _NUMBER_ZONE):
        match = zone.fullmatch(name)
        if match:
            yield from (match[1], match[1].upper(), match[1].lower())
