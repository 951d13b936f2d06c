"""Normalises a whole deployment: looks each type up in its family's table and reads what the row names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rempart.catalogue import Catalogue
from rempart.clouds import family_of
from rempart.meaning import Known, Surveyor
from rempart.model.deployment import Deployment, Environment
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import (
    Address,
    Claim,
    EffectiveProvider,
    NormalisedDeployment,
    NormalisedResource,
    PlaceName,
    ProviderSettings,
)
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value
from rempart.normalise.clear_text import clear_text_endpoints
from rempart.normalise.effective import effective, verification
from rempart.normalise.labels import labels_of
from rempart.normalise.places import addresses_answered, places_named
from rempart.tables import GENERIC, HIDDEN, OTHER, Family, TypeRow, claims_at, unsupported, value_at

_RECORDS_OF_RIGHTS = frozenset({"CAA", "DNSKEY", "DS", "PTR", "SOA", "SSHFP", "TLSA"})
"""Types of DNS records that name who may do something, or what an address is called: nobody is led there."""
_RECORDS_OF_TEXT = frozenset({"SPF", "TXT"})
"""Types of DNS records whose text may hold anything."""
LABELS = frozenset({"tags", "labels", "tagsAll"})
"""Properties that hold labels, whoever's they are."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to read resources of one type: its row, completed by its family."""

    row: TypeRow
    family: Family
    service: str | None
    regions: tuple[str, ...]
    labels: frozenset[str] = LABELS
    loose: frozenset[str] | None = frozenset()
    """Properties that configure what runs inside; None for all."""
    parents: tuple[str, ...] = ()


_NONE: frozenset[str] = frozenset()
_COMPONENT = _Plan(TypeRow(Kind.COMPONENT), GENERIC, None, ())


def normalise(deployment: Deployment, catalogue: Catalogue) -> NormalisedDeployment:
    """Return every resource in neutral words, in the input's order.

    Nothing is refused: an unmapped type of a package that has a table, or that the catalogue knows, is ``other``; any
    other package's is ``unsupported``.
    """
    surveyor = Surveyor(catalogue, deployment.resources)
    providers = {
        resource.key: _provider(resource, deployment.environment, catalogue, surveyor)
        for resource in deployment.resources
        if resource.is_provider
    }
    settings = {urn: item.settings for urn, item in providers.items() if item.settings is not None}
    plans: dict[tuple[str, bool], _Plan] = {}
    normalised = []
    for resource in deployment.resources:
        if resource.is_provider:
            normalised.append(providers[resource.key])
            continue
        key = (resource.type, resource.custom)
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = _plan(resource, catalogue)
        normalised.append(_resource(resource, plan, surveyor, settings.get(resource.provider or "")))
    return NormalisedDeployment(deployment, tuple(normalised), settings)


def _resource(
    resource: Resource, plan: _Plan, surveyor: Surveyor, provider: EffectiveProvider | None
) -> NormalisedResource:
    inputs, row = resource.inputs, plan.row
    addresses = tuple(_addresses(inputs, row)) if row.addresses else ()
    texts = tuple(claim for path in row.texts for claim in claims_at(inputs, path)) if row.texts else ()
    redirected = frozenset(provider.services) if provider is not None else _NONE
    known = Known(addresses, texts, plan.labels, credentials=row.credentials, redirected=redirected)
    said = surveyor.survey(resource, known)
    attributes: dict[str, Value] = {
        "clear_credentials": list(said.credentials),
        "clear_text_endpoints": [],
    }
    for name, read in row.attributes.items():
        value = read(inputs)
        if value is not None:
            attributes[name] = value
    regions = tuple(_regions(inputs, plan))
    return NormalisedResource(
        resource=resource,
        kind=row.kind,
        service=plan.service,
        attributes=attributes,
        labels=labels_of(inputs, plan.labels),
        regions=regions,
        observed=tuple(_observed(resource.outputs, plan)) if resource.outputs else (),
        answered=addresses_answered(resource.outputs, inputs) if resource.outputs else (),
        named=tuple(_named(resource, plan, regions)),
        parents=tuple([Claim(key, value) for key in plan.parents if (value := inputs.get(key)) is not None]),
        addresses=addresses,
        texts=texts,
        said=said,
        own=_own(resource, row.own) if row.own else (),
        zones=_own(resource, row.zones) if row.zones else (),
        regionless=row.regionless,
    )


def _provider(
    resource: Resource, environment: Environment | None, catalogue: Catalogue, surveyor: Surveyor
) -> NormalisedResource:
    settings = effective(resource, environment, catalogue)
    elsewhere = frozenset(connection_paths(settings.stated))
    said = surveyor.survey(resource, Known(settings.stated.through, elsewhere=elsewhere, labels=LABELS))
    verified = verification(settings)
    attributes: dict[str, Value] = {
        "clear_credentials": list(said.credentials),
        "clear_text_endpoints": clear_text_endpoints(resource.inputs, settings, catalogue),
        "endpoint_stated": settings.endpoint_stated,
        "tls_verified": verified.value,
        "tls_verified_by": verified.origin,
    }
    source = resource.plugin_source
    if source is not None and not catalogue.publishes(source, resource.package):
        attributes["opaque"] = f"runs a plugin from {source}, which nobody knows as a source of {resource.package}"
    if settings.endpoint is not None:
        attributes["endpoint"] = settings.endpoint.value
    return NormalisedResource(
        resource=resource,
        kind=Kind.PROVIDER,
        attributes=attributes,
        settings=settings,
        addresses=settings.stated.through,
        said=said,
    )


def connection_paths(settings: ProviderSettings) -> Iterator[str]:
    """Yield the properties that say where a provider connects: they place its resources, and are judged there."""
    named = (settings.endpoint, settings.universe, settings.cloud, settings.endpoint_name, *settings.endpoints.values())
    for claim in named:
        if claim is not None:
            yield claim.path


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
    service = row.service or family.services.get(module) or _module_in_index(family, rest) or module
    loose = None if family.configures else frozenset(path.partition(".")[0] for path in row.texts)
    return _Plan(
        row, family, service, row.regions + family.regions, LABELS | family.labels, loose, row.parents or family.parents
    )


def _module_in_index(family: Family, rest: str) -> str | None:
    """Return the module of a type that its package keeps in ``index``, as far as the type's name tells."""
    place, _, name = rest.partition(":")
    if not place.lower().startswith("index"):
        return None
    return next((module for prefix, module in family.index.items() if name.lower().startswith(prefix)), None)


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


def _observed(outputs: Properties, plan: _Plan) -> Iterator[Claim]:
    """Yield the regions that a cloud registered; what it withheld there says nothing."""
    for claim in _regions(outputs, plan):
        if isinstance(claim.value, str):
            yield Claim(f"outputs.{claim.path}", claim.value)


def _named(resource: Resource, plan: _Plan, regions: tuple[Claim, ...]) -> Iterator[PlaceName]:
    """Yield the names of places that are no ``regions`` of the resource already."""
    read = {claim.path for claim in regions}
    yield from places_named(resource.inputs, labels=plan.labels, loose=plan.loose, read=read)
    if resource.outputs:
        for name in places_named(resource.outputs, labels=plan.labels):
            yield replace(name, path=f"outputs.{name.path}")


def _addresses(inputs: Properties, row: TypeRow) -> Iterator[Address]:
    record = str(value_at(inputs, row.record_type)).upper() if row.record_type else ""
    if record in _RECORDS_OF_TEXT:
        return
    for path, role in row.addresses.items():
        for claim in claims_at(inputs, path):
            yield Address(claim.path, claim.value, Role.REFERS if record in _RECORDS_OF_RIGHTS else role)


def _own(resource: Resource, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names and addresses that a resource makes, as far as they are known."""
    sources = (resource.inputs, resource.outputs)
    stated = [claim.value for source in sources for path in paths for claim in claims_at(source, path)]
    return tuple(dict.fromkeys(value.rstrip(".").lower() for value in stated if isinstance(value, str) and value))
