"""Builders for the tests of placement: a small catalogue that never changes, and deployments in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, cast

from rempart.catalogue import Catalogue, load_catalogue
from rempart.catalogue.facts import (
    Connection,
    Endpoint,
    Implied,
    Jurisdiction,
    Operator,
    Owner,
    Package,
    Purpose,
    Qualification,
    Region,
    Sign,
)
from rempart.meaning import Known, Surveyor
from rempart.model.deployment import Deployment, Environment, Source, SourceKind
from rempart.model.fact import Citation, Confidence
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import (
    Address,
    Claim,
    NormalisedDeployment,
    NormalisedResource,
    ProviderSettings,
)
from rempart.model.placement import Exposure, LawReach, PlacedDeployment, PlacedResource
from rempart.model.resource import Resource
from rempart.model.values import Properties, Value
from rempart.normalise.effective import complete
from rempart.normalise.normalise import LABELS, connection_paths
from rempart.placement import place

TODAY = date(2026, 11, 24)
CITED = Citation("a source", "2026-09-15", Confidence.VERIFIED)

CLOUD_ACT = LawReach("CLOUD Act", "US", Exposure.DIRECT, "the parent", "its seat is in the United States")
NEXUS = LawReach("CLOUD Act", "US", Exposure.INDIRECT, "an affiliate", "the group has a company in the United States")


def qualification(scheme: str, service: str, *regions: str, **fields: str | None) -> Qualification:
    """Return a qualification of one service; regions not named are regions not known."""
    return Qualification(
        scheme=scheme,
        service=service,
        status=fields.get("status") or ("qualified" if scheme == "secnumcloud" else "certified"),
        regions=regions,
        regions_known=bool(regions),
        valid_from=fields.get("valid_from"),
        valid_until=fields.get("valid_until"),
        decision=fields.get("decision"),
        note="",
        citation=CITED,
    )


def operator(
    identity: str,
    seat: str = "US",
    *qualifications: Qualification,
    laws: tuple[LawReach, ...] = (CLOUD_ACT,),
    technology: str | None = None,
) -> Operator:
    """Return an operator; American unless told otherwise."""
    return Operator(
        id=identity,
        name=identity.title(),
        legal_entity=f"{identity} SA",
        seat=seat,
        jurisdiction=Jurisdiction.US_CONTROLLED if seat == "US" else Jurisdiction.EU_WITH_FOREIGN_NEXUS,
        owners=(Owner(f"{identity} Holding", seat, "100 %", CITED),),
        laws=laws,
        technology=technology,
        qualifications=qualifications,
        note="",
        citation=CITED,
    )


OPERATORS = (
    operator(
        "ovhcloud",
        "FR",
        qualification("secnumcloud", "SNC", "eu-west-rbx-snc", valid_until="2029-07-31", valid_from="2026-07-31"),
        qualification("secnumcloud", "Bare Metal Pod", valid_until="2028-03-24"),
        qualification("hds", "Public Cloud", "GRA", "GRA11"),
        laws=(NEXUS,),
    ),
    operator("ovhcloud-us"),
    operator(
        "outscale",
        "FR",
        qualification(
            "secnumcloud",
            "IaaS",
            "cloudgouv-eu-west-1",
            valid_from="2023-11-30",
            valid_until="2026-11-30",
            decision="2118",
        ),
        qualification("hds", "IaaS", "cloudgouv-eu-west-1", "eu-west-2", valid_until="2029-08-27"),
        laws=(NEXUS,),
    ),
    operator("s3ns", "FR", qualification("secnumcloud", "PREMI3NS", "u-france-east1"), laws=(), technology="US"),
    operator("scaleway", "FR", qualification("hds", "", status="unknown"), laws=()),
    operator("aws", "US", qualification("secnumcloud", "", status="none"), qualification("hds", "")),
    operator("aws-esc", "DE"),
    operator("aws-cn", "CN"),
    *(
        operator(identity)
        for identity in ("azure", "gcp", "cloudflare", "datadog", "docker-hub", "github", "pulumi-cloud")
    ),
)
ENDPOINTS = (
    ("ovhcloud", "exact_host", "auth.cloud.ovh.net", "Public Cloud"),
    ("ovhcloud", "exact_host", "eu.api.ovh.com", "Public Cloud"),
    ("ovhcloud-us", "exact_host", "api.us.ovhcloud.com", "api"),
    ("ovhcloud", "host_suffix", "io.cloud.ovh.net", "Public Cloud"),
    ("ovhcloud", "host_suffix", "cloud.snc.ovh.net", "SNC"),
    ("outscale", "regex", r"api\.([a-z0-9-]+)\.outscale\.com", "IaaS"),
    ("s3ns", "host_suffix", "s3nsapis.fr", "PREMI3NS"),
    ("scaleway", "exact_host", "api.scaleway.com", "api"),
    ("aws", "host_suffix", "amazonaws.com", "all"),
    ("aws-cn", "host_suffix", "amazonaws.com.cn", "all"),
    ("aws-esc", "host_suffix", "amazonaws.eu", "all"),
    ("azure", "host_suffix", "azure.com", "any"),
    ("azure", "host_suffix", "windows.net", "any"),
    ("azure", "host_suffix", "azure.net", "any"),
    ("gcp", "host_suffix", "googleapis.com", "any"),
    ("cloudflare", "host_suffix", "cloudflare.com", "any"),
    ("datadog", "host_suffix", "datadoghq.com", "any"),
    ("docker-hub", "host_suffix", "docker.io", "any"),
    ("docker-hub", "host_suffix", "docker.com", "any"),
    ("github", "host_suffix", "ghcr.io", "any"),
    ("github", "host_suffix", "github.com", "any"),
    ("pulumi-cloud", "host_suffix", "pulumi.com", "any"),
)
PURPOSES = {
    **dict.fromkeys(("docker.io", "docker.com", "ghcr.io", "github.com"), Purpose.SOFTWARE),
    "datadoghq.com": Purpose.TELEMETRY,
    "io.cloud.ovh.net": Purpose.STORAGE,
}
REGIONS = (
    ("ovhcloud", "GRA", "FR", "Public Cloud"),
    ("ovhcloud", "GRA11", "FR", "Public Cloud"),
    ("ovhcloud", "BHS5", "CA", "Public Cloud"),
    ("ovhcloud", "eu-west-rbx-snc", "FR", "SNC"),
    ("ovhcloud-us", "US-EAST-VA-1", "US", None),
    ("outscale", "cloudgouv-eu-west-1", "FR", None),
    ("outscale", "eu-west-2", "FR", None),
    ("outscale", "us-east-2", "US", None),
    ("s3ns", "u-france-east1", "FR", None),
    ("scaleway", "fr-par", "FR", None),
    ("aws", "eu-west-3", "FR", None),
    ("aws", "us-east-1", "US", None),
    ("aws-esc", "eusc-de-east-1", "DE", None),
    ("aws-cn", "cn-north-1", "CN", None),
    ("azure", "francecentral", "FR", None),
)
PACKAGES = (
    ("openstack", "endpoint", None, None),
    ("outscale", "endpoint", None, None),
    ("aws", "endpoint", None, "amazonaws.com"),
    ("azure-native", "endpoint", None, "management.azure.com"),
    ("gcp", "endpoint", None, "googleapis.com"),
    ("ovh", "endpoint", None, None),
    ("kubernetes", "endpoint", None, None),
    ("docker", "endpoint", None, "unix:///var/run/docker.sock"),
    ("cloudflare", "operator", "cloudflare", None),
    ("orphan", "operator", "nobody", None),
    ("random", "nowhere", None, None),
)


IMPLIED = Implied("s3", Sign.SCHEME, (), ("s3",), (), (), "s3", "s3.amazonaws.com", "sends", ("endpoint",), "", CITED)


def a_catalogue() -> Catalogue:
    """Return the real catalogue over the few rows above."""
    endpoints = (
        Endpoint(
            identity,
            match,
            f"^{value}$" if match == "regex" else value,
            service,
            r"\1" if match == "regex" else None,
            "",
            CITED,
            PURPOSES.get(value, Purpose.GENERAL),
        )
        for identity, match, value, service in ENDPOINTS
    )
    regions = (
        Region(identity, name, None, country, "", country in {"FR", "DE"}, service, "", CITED)
        for identity, name, country, service in REGIONS
    )
    packages = (
        Package(name, reach, runner, default, "", CITED, connection=_connection(name))
        for name, reach, runner, default in PACKAGES
    )
    return Catalogue(
        {
            "operators": [asdict(row) for row in OPERATORS],
            "endpoints": [asdict(row) for row in endpoints],
            "regions": [asdict(row) for row in regions],
            "packages": [asdict(row) for row in packages],
            "implied": [asdict(IMPLIED)],
            "controls": [],
            "plugins": [],
            "aliases": {},
        }
    )


def _connection(package: str) -> Connection:
    """Return how the provider of a package connects, as the shipped catalogue has it."""
    known = load_catalogue().package(package)
    return known.connection if known is not None else Connection()


CATALOGUE = a_catalogue()


def urn_of(package: str, name: str = "main") -> str:
    """Return the URN of a provider resource."""
    return f"urn:pulumi:dev::records::pulumi:providers:{package}::{name}"


def a_provider(package: str, **stated: Value) -> NormalisedResource:
    """Return a provider that states its settings by their names in ProviderSettings; ``endpoints`` is a mapping."""
    endpoints = cast("Mapping[str, Value]", stated.pop("endpoints", {}))
    dependencies = cast("Mapping[str, tuple[str, ...]]", stated.pop("dependencies", {}))
    through = tuple(
        Address("kubeconfig", value, Role.SENDS) for value in cast("list[Value]", stated.pop("through", []))
    )
    overridden = {name: Claim(f"endpoints.{name}", value) for name, value in endpoints.items()}
    claims: dict[str, Any] = {name: Claim(name, value) for name, value in stated.items()}
    settings = ProviderSettings(package, endpoints=overridden, through=through, **claims)
    inputs = {name: value for name, value in stated.items() if name != "endpoint"}
    resource = Resource(
        urn_of(package), f"pulumi:providers:{package}", "main", inputs, property_dependencies=dependencies
    )
    effective = complete(settings, None, package=CATALOGUE.package(package), name="main")
    return NormalisedResource(resource, Kind.PROVIDER, settings=effective, addresses=through)


def a_resource(  # noqa: PLR0913 - a builder: every argument is one property of the resource, and all have defaults
    package: str = "openstack",
    *,
    kind: Kind = Kind.INSTANCE,
    service: str | None = "compute",
    regions: tuple[Value, ...] = (),
    inputs: Properties | None = None,
    addresses: tuple[tuple[str, Value, Role], ...] = (),
    texts: tuple[tuple[str, Value], ...] = (),
    provider: str | None = "",
    name: str = "thing",
    dependencies: Mapping[str, tuple[str, ...]] | None = None,
) -> NormalisedResource:
    """Return a resource of the package's main provider."""
    return NormalisedResource(
        Resource(
            f"urn:pulumi:dev::records::{package}:x/y:Z::{name}",
            f"{package}:x/y:Z",
            name,
            inputs or {},
            provider=urn_of(package) if provider == "" else provider,
            property_dependencies=dependencies or {},
        ),
        kind,
        service,
        regions=tuple(Claim("region", value) for value in regions),
        addresses=tuple(Address(*address) for address in addresses),
        texts=tuple(Claim(*text) for text in texts),
    )


def placed(
    *resources: NormalisedResource,
    environment: Environment | None = None,
    backend: str | None = None,
    secrets_provider: str | None = None,
    as_of: date = TODAY,
    own: tuple[str, ...] = (),
) -> PlacedDeployment:
    """Place a deployment of these resources."""
    deployment = Deployment(
        Source(SourceKind.PREVIEW, "preview.json"),
        tuple(item.resource for item in resources),
        backend=backend,
        secrets_provider=secrets_provider,
        environment=environment,
    )
    resources = tuple(_completed(item, environment) for item in resources)
    providers = {item.resource.urn: item.settings for item in resources if item.settings is not None}
    surveyor = Surveyor(CATALOGUE)
    surveyed = tuple(_surveyed(item, surveyor) for item in resources)
    return place(NormalisedDeployment(deployment, surveyed, providers), CATALOGUE, as_of, own)


def _completed(item: NormalisedResource, environment: Environment | None) -> NormalisedResource:
    """Return a provider with what the environment adds to it."""
    if item.settings is None:
        return item
    package = CATALOGUE.package(item.settings.package)
    return replace(item, settings=complete(item.settings.stated, environment, package=package, name="main"))


def _surveyed(item: NormalisedResource, surveyor: Surveyor) -> NormalisedResource:
    """Return a resource with what its strings say, as normalising would have found it."""
    elsewhere = frozenset(connection_paths(item.settings.stated)) if item.settings is not None else frozenset[str]()
    return replace(item, said=surveyor.survey(item.resource, Known(item.addresses, item.texts, LABELS, elsewhere)))


def last(*resources: NormalisedResource, **options: Environment | date | str | None) -> PlacedResource:
    """Place a deployment and return its last resource."""
    return placed(*resources, **options).resources[-1]  # type: ignore[arg-type] # options are those of placed()


OVH = a_provider("openstack", endpoint="https://auth.cloud.ovh.net/v3", region="GRA")
