"""Normalises a whole deployment: looks each type up in its family's table and reads what the row names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rempart.catalogue import Catalogue
from rempart.model.deployment import Deployment
from rempart.model.kind import Kind
from rempart.model.normalised import Address, Claim, NormalisedDeployment, NormalisedResource
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value
from rempart.normalise.clear_text import clear_text_endpoints
from rempart.normalise.credentials import clear_credentials
from rempart.normalise.families import family_of
from rempart.normalise.families.generic import GENERIC, HIDDEN, OTHER, unsupported
from rempart.normalise.labels import labels_of
from rempart.normalise.paths import claims_at
from rempart.normalise.table import Family, TypeRow

PROSE = frozenset({"tags", "labels", "description", "comment", "comments", "tagsAll"})
"""Properties that talk about things and connect to nothing."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to read resources of one type: its row, completed by its family."""

    row: TypeRow
    family: Family
    service: str | None
    regions: tuple[str, ...]


_COMPONENT = _Plan(TypeRow(Kind.COMPONENT), GENERIC, None, ())


def normalise(deployment: Deployment, catalogue: Catalogue) -> NormalisedDeployment:
    """Return every resource in neutral words, in the input's order.

    Nothing is refused: an unmapped type of a package that has a table, or that the catalogue knows, is ``other``; any
    other package's is ``unsupported``.
    """
    plans: dict[tuple[str, bool], _Plan] = {}
    normalised = []
    for resource in deployment.resources:
        if resource.is_provider:
            normalised.append(_provider(resource, catalogue))
            continue
        key = (resource.type, resource.custom)
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _plan(resource, catalogue)
        normalised.append(_resource(resource, plan))
    providers = {item.resource.urn: item.settings for item in normalised if item.settings is not None}
    return NormalisedDeployment(deployment, tuple(normalised), providers)


def _resource(resource: Resource, plan: _Plan) -> NormalisedResource:
    inputs, row = resource.inputs, plan.row
    attributes: dict[str, Value] = {
        "clear_credentials": clear_credentials(inputs, row.credentials),
        "clear_text_endpoints": [],
    }
    for name, read in row.attributes.items():
        value = read(inputs)
        if value is not None:
            attributes[name] = value
    return NormalisedResource(
        resource,
        row.kind,
        plan.service,
        attributes,
        labels_of(inputs),
        tuple(_regions(inputs, plan)),
        tuple(_addresses(inputs, row)) if row.addresses else (),
        tuple(claim for path in row.texts for claim in claims_at(inputs, path)) if row.texts else (),
        PROSE,
    )


def _provider(resource: Resource, catalogue: Catalogue) -> NormalisedResource:
    family = family_of(resource.package) or GENERIC
    view = family.provider(resource)
    settings = view.settings
    attributes: dict[str, Value] = {
        "clear_credentials": clear_credentials(resource.inputs),
        "clear_text_endpoints": clear_text_endpoints(resource.inputs, settings, catalogue),
        "endpoint_stated": view.endpoint_stated,
        "tls_verified": view.tls_verified,
    }
    if settings.endpoint is not None and settings.endpoint.value is not None:
        attributes["endpoint"] = settings.endpoint.value
    return NormalisedResource(resource, Kind.PROVIDER, attributes=attributes, prose=PROSE, settings=settings)


def _plan(resource: Resource, catalogue: Catalogue) -> _Plan:
    package, _, rest = resource.type.partition(":")
    family = family_of(package) or GENERIC
    module = rest.partition(":")[0].partition("/")[0].lower()
    row = family.types.get(rest) or family.types.get(_unversioned(rest))
    if row is None and not resource.custom:
        return _COMPONENT
    if row is None:
        row = family.modules.get(module)
    if row is None:
        row = _fallback(family, package, catalogue)
    service = row.service or family.services.get(module, module)
    return _Plan(row, family, service, row.regions + family.regions)


def _fallback(family: Family, package: str, catalogue: Catalogue) -> TypeRow:
    """Return the row of a type that no table names."""
    if family is not GENERIC:
        return OTHER if family.other is Kind.OTHER else TypeRow(family.other)
    known = catalogue.package(package)
    if known is None:
        return unsupported(package)
    return {"nowhere": TypeRow(Kind.VALUE), "hidden": HIDDEN}.get(known.reach, OTHER)


def _unversioned(rest: str) -> str:
    """Return a token without the API version that some modules carry: ``storage/v20230101:StorageAccount``."""
    module, colon, name = rest.partition(":")
    return f"{module.partition('/')[0]}{colon}{name}"


def _regions(inputs: Properties, plan: _Plan) -> Iterator[Claim]:
    """Yield what the resource names as its places; a zone counts where no region is named."""
    stated = False
    for path in plan.regions:
        for claim in claims_at(inputs, path):
            if claim.value not in ("", None):
                stated = True
                yield claim
    if stated:
        return
    for path in plan.family.zones:
        for claim in claims_at(inputs, path):
            value = claim.value
            if isinstance(value, Mark) and plan.family.zones_follow_provider:
                continue
            yield Claim(claim.path, plan.family.zone_region(value) if isinstance(value, str) else value)


def _addresses(inputs: Properties, row: TypeRow) -> Iterator[Address]:
    for path, role in row.addresses.items():
        for claim in claims_at(inputs, path):
            yield Address(claim.path, claim.value, role)
