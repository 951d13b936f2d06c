"""Where a resource or an address really goes, and the chain of facts that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rempart.model.fact import Citation
from rempart.model.mention import Role
from rempart.model.normalised import NormalisedDeployment, NormalisedResource
from rempart.model.reason import Reason


class Exposure(StrEnum):
    """How extra-European law reaches an operator."""

    NONE = "none"
    INDIRECT = "indirect"
    """Through an affiliate, a minority owner or a business abroad."""
    DIRECT = "direct"
    """Its seat, or an owner that controls it, is under that law."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a placement's basis: what was concluded, from what, and the source of the fact where one was used."""

    conclusion: str
    """``operator: OVH SAS``."""
    because: str
    """``host auth.cloud.ovh.net, stated by authUrl of provider ovh``."""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class LawReach:
    """A law that reaches an operator, through whom, and how."""

    law: str
    country: str
    exposure: Exposure
    through: str
    why: str


class QualificationStatus(StrEnum):
    """What a certificate or qualification says of one service, in one region, on one day."""

    VALID = "valid"
    LAPSED = "lapsed"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_REGION = "wrong_region"
    WRONG_SERVICE = "wrong_service"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class QualificationFinding:
    """The status of one scheme (``secnumcloud`` or ``hds``) for a placement, on the day of judgement."""

    status: QualificationStatus
    service: str | None = None
    decision: str | None = None
    valid_until: str | None = None
    """ISO date of the last day, when the catalogue knows it."""
    days_left: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """What was concluded for one resource.

    A field that is None is *unknown* when its name stands in ``unknown`` (with the reason), and does not apply
    otherwise. ``placed`` is false for what is nowhere (components, random values); ``local`` is true for what stays
    inside the deployment or the machine that runs it. ``simulated`` is true where a cloud is only imitated: the
    operator is then the simulation, and whatever a real one would answer for is unknown.
    """

    placed: bool = True
    local: bool = False
    simulated: bool = False
    host: str | None = None
    operator: str | None = None
    entity: str | None = None
    seat: str | None = None
    jurisdiction: str | None = None
    exposure: Exposure | None = None
    laws: tuple[LawReach, ...] = ()
    owners: tuple[str, ...] = ()
    technology: str | None = None
    """Country whose companies control the technology, when not the operator's own (``US`` for S3NS)."""
    service: str | None = None
    region: str | None = None
    country: str | None = None
    in_eea: bool | None = None
    secnumcloud: QualificationFinding | None = None
    hds: QualificationFinding | None = None
    unknown: Mapping[str, Reason] = field(default_factory=dict)
    """Field name -> why it could not be determined."""
    basis: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """An address found inside properties, placed like a resource."""

    path: str
    """Property path; for decoded text followed by ``!`` and the place inside it (``userData!runcmd.0``)."""
    host: str
    role: Role
    placement: Placement


@dataclass(frozen=True, slots=True)
class PlacedResource:
    """A normalised resource with its placement, its further regions and its destinations."""

    normalised: NormalisedResource
    placement: Placement
    elsewhere: tuple[Placement, ...] = ()
    """Further placements: other regions that the resource names (replicas, node pools)."""
    destinations: tuple[Destination, ...] = ()
    unread: Mapping[str, Reason] = field(default_factory=dict)
    """Property path -> why it could not be searched for destinations (unknown at preview, secret, undecodable)."""


@dataclass(frozen=True, slots=True)
class PlacedDeployment:
    """A deployment with everything placed, its state backend and secrets provider included."""

    normalised: NormalisedDeployment
    resources: tuple[PlacedResource, ...]
    backend: Placement
    secrets_provider: Placement
    believed: tuple[str, ...] = ()
    """Domains declared as one's own on which a conclusion rests."""
