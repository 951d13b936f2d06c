"""What a provider's settings say about where its requests go, read as the provider itself reads them.

Order: an endpoint stated for the very service, the host that a service has apart from all others, the named cloud of
an OpenStack provider (it overrules the auth URL there), the deciding endpoint, the universe domain, the catalogue name
of an endpoint, the sovereign partition, the environment, the default that the provider derives from its region, the
default that its package documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rempart.catalogue.facts import Package
from rempart.model.deployment import Cloud, Environment
from rempart.model.normalised import Claim, ProviderSettings
from rempart.model.reason import Reason
from rempart.model.values import SECRET, UNKNOWN, Value
from rempart.placement.operators import Whereabouts

EVERY_SERVICE = "*"
"""Key of an override that reaches all services."""

ITSELF = ""
"""Stands for the service of a provider as such, rather than of a resource."""

_NAMED_ENDPOINTS = {
    "ovh-eu": "eu.api.ovh.com",
    "ovh-ca": "ca.api.ovh.com",
    "ovh-us": "api.us.ovhcloud.com",
    "kimsufi-eu": "eu.api.kimsufi.com",
    "kimsufi-ca": "ca.api.kimsufi.com",
    "soyoustart-eu": "eu.api.soyoustart.com",
    "soyoustart-ca": "ca.api.soyoustart.com",
}
"""Endpoint names that OVHcloud's own client library knows."""
_PARTITIONS = {
    "public": "management.azure.com",
    "azurecloud": "management.azure.com",
    "azurepublic": "management.azure.com",
    "azurepubliccloud": "management.azure.com",
    "usgovernment": "management.usgovcloudapi.net",
    "azureusgovernment": "management.usgovcloudapi.net",
    "azureusgovernmentcloud": "management.usgovcloudapi.net",
    "china": "management.chinacloudapi.cn",
    "azurechina": "management.chinacloudapi.cn",
    "azurechinacloud": "management.chinacloudapi.cn",
}
"""Azure's clouds by the names that its providers take, and the host of each resource manager."""
_WELL_KNOWN = {**_NAMED_ENDPOINTS, **_PARTITIONS}
_OPENSTACK = "openstack"
_REGIONAL = {"outscale": "api.{region}.outscale.com"}
"""Hosts that a provider derives from its region, where the region decides the company."""
_APART = {("outscale", "oks"): "api.{region}.oks.outscale.com", ("outscale", "oos"): "oos.{region}.outscale.com"}
"""By package and service, hosts derived from the region that the provider's deciding endpoint has no say in."""
_AMAZON = frozenset({"aws", "aws-native", "awsx", "eks"})
_AMAZON_PARTITIONS = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("", "amazonaws.com"),
)
"""Amazon's partitions by the prefix of their regions; they are run by different companies."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The address that decides where a provider's requests go, or the reason why it is not known.

    ``stated_region_wins`` is true where one sign-in host serves many regions and hands out the real endpoints.
    ``path`` is the provider's property that would tell; ``silent`` is true when nothing says anything at all.
    """

    address: str = ""
    because: str = ""
    unknown: Reason | None = None
    stated_region_wins: bool = False
    path: str = ""
    silent: bool = False


def is_stated(claim: Claim | None) -> bool:
    """Whether a provider states a setting at all; a mark states it, an empty text does not."""
    return claim is not None and claim.value not in (None, "")


def withheld(value: Value) -> str:
    """Return what keeps a value from being read, or an empty text when it is a plain one."""
    if value is UNKNOWN:
        return "is only known at deployment"
    return "is secret" if value is SECRET else ""


def find_lead(
    settings: ProviderSettings,
    package: Package | None,
    environment: Environment | None,
    *,
    provider: str,
    service: str | None,
    where: Whereabouts,
) -> Lead:
    """Return what decides where requests for ``service`` go; ``provider`` is its name, for people.

    ``service`` is ``ITSELF`` for a provider as such, and None for a resource whose service is not known.
    """
    override = _override(settings, service)
    if is_stated(override):
        return _stated(override, provider)
    if service is not None and (settings.package, service) in _APART:
        return _apart(settings.package, service, environment, provider=provider, where=where)
    if service is None and any(is_stated(claim) for claim in settings.endpoints.values()):
        reason = f"provider {provider} sends some services elsewhere, and which one this resource uses is not known"
        return Lead(unknown=Reason(reason))
    if settings.package == _OPENSTACK and is_stated(settings.cloud):
        return _named_cloud(settings.cloud, environment, provider)
    stated = _stated_by_itself(settings, provider)
    if stated is not None:
        return stated
    return _default(settings, package, environment, provider=provider, where=where)


def every_lead(
    settings: ProviderSettings,
    package: Package | None,
    environment: Environment | None,
    *,
    provider: str,
    where: Whereabouts,
) -> Iterator[Lead]:
    """Yield all that a provider's requests may go to: where it signs in, and each service that it sends elsewhere."""
    alone = replace(settings, endpoints={})
    yield find_lead(alone, package, environment, provider=provider, service=ITSELF, where=where)
    for claim in settings.endpoints.values():
        if is_stated(claim):
            yield _stated(claim, provider)


def _stated_by_itself(settings: ProviderSettings, provider: str) -> Lead | None:
    """Return the lead that a provider's own settings give, or None when they give none."""
    for claim in (settings.endpoint, settings.universe):
        if is_stated(claim):
            return _stated(claim, provider, stated_region_wins=settings.package == _OPENSTACK)
    if is_stated(settings.endpoint_name):
        return _by_name(settings.endpoint_name, _NAMED_ENDPOINTS, provider)
    if is_stated(settings.cloud):
        return _by_name(settings.cloud, _PARTITIONS, provider)
    return None


def environment_cloud(settings: ProviderSettings, environment: Environment | None) -> Cloud | None:
    """Return what the environment supplies to a provider: the cloud that it names, else the package's own."""
    if environment is None:
        return None
    if is_stated(settings.cloud) and settings.cloud is not None:
        return environment.clouds.get(settings.cloud.value) if isinstance(settings.cloud.value, str) else None
    return environment.default.get(settings.package)


def _override(settings: ProviderSettings, service: str | None) -> Claim | None:
    everything = settings.endpoints.get(EVERY_SERVICE)
    if service != ITSELF:
        return settings.endpoints.get(service, everything) if service is not None else everything
    stated = [
        claim
        for name, claim in settings.endpoints.items()
        if is_stated(claim) and (settings.package, name) not in _APART
    ]
    return stated[0] if len({str(claim.value) for claim in stated}) == 1 else everything


def _apart(package: str, service: str, environment: Environment | None, *, provider: str, where: Whereabouts) -> Lead:
    """Return where a service is reached that has a host of its own in each region."""
    cloud = environment.services.get((package, service)) if environment is not None else None
    if cloud is not None and cloud.endpoint:
        return Lead(cloud.endpoint, f"{cloud.origin} of the environment")
    if where.name is None:
        return _by_region(where, f"the region decides where provider {provider} reaches {service}")
    host = _APART[package, service].format(region=where.name)
    return Lead(host, f"default endpoint of {service} in region {where.name} of package {package}")


def _by_region(where: Whereabouts, rests: str) -> Lead:
    """Return that something rests on a region that is not known."""
    return Lead(unknown=where.unknown.after(rests) if where.unknown is not None else Reason(rests))


def _stated(claim: Claim | None, provider: str, *, stated_region_wins: bool = False) -> Lead:
    path = claim.path if claim is not None else ""
    value = claim.value if claim is not None else None
    reason = withheld(value)
    if reason:
        mend = "give it as plain configuration" if value is UNKNOWN else "an address is no secret: state it in clear"
        return Lead(unknown=Reason(f"{path} of provider {provider} {reason}", mend), path=path)
    return Lead(str(value), f"{path} of provider {provider}", stated_region_wins=stated_region_wins, path=path)


def _by_name(claim: Claim | None, names: dict[str, str], provider: str) -> Lead:
    lead = _stated(claim, provider)
    if lead.unknown:
        return lead
    known = names.get(lead.address.casefold())
    if known is not None:
        return Lead(known, f"{lead.because}, {lead.address}", path=lead.path)
    if "." in lead.address:
        return lead
    return Lead(unknown=Reason(f"{lead.path} of provider {provider} names no endpoint that is known", "state its URL"))


def _named_cloud(claim: Claim | None, environment: Environment | None, provider: str) -> Lead:
    """Follow the name of a cloud to its entry in ``clouds.yaml``; it overrules an auth URL stated beside it."""
    lead = _stated(claim, provider)
    if lead.unknown:
        return lead
    if environment is None:
        return Lead(
            unknown=Reason(
                f"{lead.path} of provider {provider} names an entry of a clouds.yaml that was not read",
                "state authUrl instead, or pass --environment where that file is the one that deploys",
            ),
        )
    cloud = environment.clouds.get(lead.address)
    if cloud is None or not cloud.endpoint:
        return Lead(
            unknown=Reason(f"{lead.path} of provider {provider} names a cloud without an auth URL in clouds.yaml")
        )
    return Lead(cloud.endpoint, f"{lead.because}, found in {cloud.origin}", stated_region_wins=True)


def _default(
    settings: ProviderSettings,
    package: Package | None,
    environment: Environment | None,
    *,
    provider: str,
    where: Whereabouts,
) -> Lead:
    """Return what a provider falls back to when it states nothing itself."""
    name = settings.package
    cloud = environment_cloud(settings, environment)
    if cloud is not None and cloud.endpoint:
        address = _WELL_KNOWN.get(cloud.endpoint.casefold(), cloud.endpoint)
        return Lead(address, f"{cloud.origin} of the environment", stated_region_wins=name == _OPENSTACK)
    if where.name is not None:
        derived = _regional_host(name, where.name)
        if derived is not None:
            return Lead(derived, f"default endpoint of package {name} in region {where.name}")
    if name in _REGIONAL and where.unknown and where.because:
        return _by_region(where, f"the region decides where provider {provider} connects")
    if package is not None and package.default_host:
        return Lead(package.default_host, f"documented default of package {name}")
    return Lead(
        unknown=Reason(
            f"provider {provider} does not say where it connects",
            "state its endpoint, or pass --environment where this environment is the one that deploys",
        ),
        silent=True,
    )


def _regional_host(package: str, region: str) -> str | None:
    if package in _REGIONAL:
        return _REGIONAL[package].format(region=region)
    if package in _AMAZON:
        suffix = next(suffix for prefix, suffix in _AMAZON_PARTITIONS if region.startswith(prefix))
        return f"{region}.{suffix}"
    return None
