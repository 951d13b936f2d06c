"""Stacks as programs declare them, normalised and placed through the real tables and the real catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rempart.catalogue import load_catalogue
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.placement import PlacedResource, Placement
from rempart.model.resource import Resource
from rempart.model.values import Properties
from rempart.normalise import normalise
from rempart.placement import place

CATALOGUE = load_catalogue()
DAY = date(2026, 11, 22)
PROVIDERS: Mapping[str, Properties] = {
    "aws": {"region": "eu-west-3"},
    "cloudflare": {},
    "gcp": {"universeDomain": "s3nsapis.fr", "region": "u-france-east1"},
    "openstack": {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"},
    "outscale": {"region": "eu-west-2"},
    "ovh": {"endpoint": "ovh-eu"},
    "scaleway": {"region": "fr-par"},
}
"""One provider of each package, as most programs configure it; OVHcloud's has no region to be configured."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One resource of a stack; ``of`` names by property the resources that its value is made of."""

    token: str
    name: str = "thing"
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    identifier: str | None = None
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str | None = None
    """The name of a provider of the stack; that of the package when None."""

    @property
    def urn(self) -> str:
        return f"urn:pulumi:prod::records::{self.token}::{self.name}"


def placed_stack(*declared: Declared, **providers: Properties) -> dict[str, PlacedResource]:
    """Place a stack, with the usual provider of each package or the one that is given; resources by name."""
    placed = place(normalise(a_stack(*declared, **providers), CATALOGUE), CATALOGUE, DAY)
    return {item.normalised.resource.name: item for item in placed.resources}


def a_stack(*declared: Declared, **providers: Properties) -> Deployment:
    """Return a stack with the usual provider of each package, or the one that is given."""
    urns = {one.name: one.urn for one in declared}
    packages = dict.fromkeys(one.token.partition(":")[0] for one in declared)
    made = [
        Resource(
            _provider_urn(package), f"pulumi:providers:{package}", "main", providers.get(package, PROVIDERS[package])
        )
        for package in packages
        if package in PROVIDERS
    ]
    made += [_resource(one, urns) for one in declared]
    source = Source(SourceKind.STATE, "state.json")
    return Deployment(source, tuple(made), backend="file://~", secrets_provider="passphrase")


def regions_of(item: PlacedResource) -> list[str | None]:
    """Return every region in which a resource stands, the main one first; None where one is not known.

    A region is named as the resource, or else a host, spells it; that is not looked at here.
    """
    return [place.region and place.region.upper() for place in (item.placement, *item.elsewhere)]


def countries_of(item: PlacedResource) -> list[str | None]:
    """Return the countries of the same places."""
    return [place.country for place in (item.placement, *item.elsewhere)]


def is_settled(placement: Placement) -> bool:
    """Whether nothing about a place is left unknown but what the operator's certificates leave open."""
    return not {"operator", "region", "country", "in_eea", "exposure"} & set(placement.unknown)


def _resource(one: Declared, urns: Mapping[str, str]) -> Resource:
    package = one.token.partition(":")[0]
    return Resource(
        one.urn,
        one.token,
        one.name,
        one.inputs,
        provider=urns[one.provider] if one.provider else _provider_urn(package) if package in PROVIDERS else None,
        property_dependencies={key: tuple(urns.get(name, name) for name in names) for key, names in one.of.items()},
        outputs=one.outputs,
        id=one.identifier,
    )


def _provider_urn(package: str) -> str:
    return f"urn:pulumi:prod::records::pulumi:providers:{package}::main"
