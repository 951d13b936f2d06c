"""A resource in cloud-neutral words: what the normalise room makes of it, before anyone asks where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rempart.model.deployment import Deployment
from rempart.model.kind import Kind
from rempart.model.mention import NOTHING_SAID, Reading, Role
from rempart.model.resource import Resource
from rempart.model.setting import Setting
from rempart.model.values import Mark, Properties, Value


@dataclass(frozen=True, slots=True)
class Claim:
    """A value together with the property path that states it (dotted, list indices as numbers)."""

    path: str
    value: Value


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What stands under a key that speaks of places.

    ``certain`` where the key leaves no doubt that a region is meant; else it is one only if the operator has a region
    of that name. ``here`` where it may be the place in which the resource stands, rather than a further one.
    """

    path: str
    value: str | Mark
    certain: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A property that is known to hold an address: host, URL, image reference, connection string."""

    path: str
    value: Value
    role: Role


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A provider's inputs in neutral words.

    ``endpoints`` maps the package's service names to override URLs (``{"s3": "https://s3.gra.io.cloud.ovh.net"}``).
    ``endpoint`` is the one that decides the operator: OpenStack's auth URL, Outscale's API, a Kubernetes server.
    ``universe`` is Google's universe domain, ``cloud`` the name of a cloud kept in a file or the sovereign partition
    (``AzureChinaCloud``), ``endpoint_name`` a catalogue name of the provider's own (``ovh-eu``). ``service_regions``
    are regions of single services; ``verified`` says whether certificates are verified. Any of them may be a mark.
    """

    package: str
    endpoint: Claim | None = None
    endpoints: Mapping[str, Claim] = field(default_factory=dict)
    universe: Claim | None = None
    cloud: Claim | None = None
    endpoint_name: Claim | None = None
    region: Claim | None = None
    service_regions: Mapping[str, Claim] = field(default_factory=dict)
    verified: Claim | None = None
    through: tuple[Address, ...] = ()
    """Proxies that it connects through: whoever runs one sees every request."""


@dataclass(frozen=True, slots=True)
class EffectiveProvider:
    """Each setting of a provider once, as it takes effect, with where it comes from.

    ``endpoint`` is the address that decides where its requests go, where anything but a region or a default says so;
    ``services`` are those that go elsewhere. What the provider derives from a region follows the region of each
    resource, and is for placement to find.
    """

    package: str
    name: str
    """What the provider is called, for people."""
    stated: ProviderSettings
    """What the program itself says."""
    endpoint: Setting | None = None
    services: Mapping[str, Setting] = field(default_factory=dict)
    region: Setting | None = None
    verified: Setting | None = None
    endpoint_stated: bool = True
    """Whether the program says where the provider connects, or its package leaves no choice."""
    beside: EffectiveProvider | None = None
    """What it would be with the ``clouds.yaml`` found beside the program, where nobody said that this file deploys."""


@dataclass(frozen=True, slots=True)
class NormalisedResource:
    """One resource in the vocabulary that rules read.

    ``attributes`` use the names of ``policies/schemas/subject.json`` and may hold marks. ``service`` is the package's
    own service name (``s3``, ``compute``), used to pick an endpoint override and the qualified service. ``regions``
    are all the places that the resource itself names, first the one that it stands in. ``addresses`` are properties
    known to hold addresses; ``texts`` those that are read in full (user data, scripts, compose files). ``said`` is what
    all its strings say, these included.
    """

    resource: Resource
    kind: Kind
    service: str | None = None
    attributes: Properties = field(default_factory=dict)
    labels: Properties | Mark = field(default_factory=dict)
    """By name; a mark where nobody knows which there are."""
    regions: tuple[Claim, ...] = ()
    addresses: tuple[Address, ...] = ()
    texts: tuple[Claim, ...] = ()
    said: Reading = NOTHING_SAID
    own: tuple[str, ...] = ()
    """Names and addresses that the resource makes: what leads there stays with the deployment."""
    zones: tuple[str, ...] = ()
    """Domains that it makes, with all names below them."""
    observed: tuple[Claim, ...] = ()
    """Regions that the cloud registered for it, first the one that it stands in; of what exists alone."""
    answered: tuple[Claim, ...] = ()
    """Addresses that the cloud gave it; of what exists alone."""
    named: tuple[PlaceName, ...] = ()
    """All that it says under keys that speak of places, in what was asked for and in what the cloud registered."""
    parents: tuple[Claim, ...] = ()
    """Properties that name what it is part of, and stands with."""
    regionless: bool = False
    """Whether it is made for a whole account rather than in a region: it then needs none, and keeps no data."""
    settings: EffectiveProvider | None = None
    """For providers only."""


@dataclass(frozen=True, slots=True)
class NormalisedDeployment:
    """A deployment with every resource in neutral words, in the input's order."""

    deployment: Deployment
    resources: tuple[NormalisedResource, ...]
    providers: Mapping[str, EffectiveProvider] = field(default_factory=dict)
    """By the key of the provider."""
