"""What decides where a provider's requests go: its effective settings, the region, and what its package falls back to.

Order: an endpoint of the very service, the host that a service has apart from all others, the address that decides
(:mod:`rempart.normalise.effective` says whose word it is), the default that the provider derives from its region, the
default that its package documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rempart.addresses import host_of
from rempart.catalogue.facts import Connection, Package, ServiceHost
from rempart.model.normalised import EffectiveProvider
from rempart.model.reason import Reason
from rempart.model.setting import Setting
from rempart.placement.operators import Whereabouts

EVERY_SERVICE = "*"
"""Key of an override that reaches all services."""

ITSELF = ""
"""Stands for the service of a provider as such, rather than of a resource."""


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


def find_lead(settings: EffectiveProvider, package: Package | None, *, service: str | None, where: Whereabouts) -> Lead:
    """Return what decides where requests for ``service`` go.

    ``service`` is ``ITSELF`` for a provider as such, and None for a resource whose service is not known.
    """
    facts = package.connection if package is not None else Connection()
    override = _override(settings, facts, service)
    if override is not None:
        return _lead(override)
    apart = facts.service(service)
    if apart is not None:
        return _apart(apart, settings, where)
    if service is None and settings.services:
        elsewhere = f"provider {settings.name} sends some services elsewhere"
        return Lead(unknown=Reason(f"{elsewhere}, and which one this resource uses is not known"))
    if settings.endpoint is not None:
        return _lead(settings.endpoint, stated_region_wins=facts.signs_in)
    return _default(settings, package, facts, where)


def every_lead(settings: EffectiveProvider, package: Package | None, *, where: Whereabouts) -> Iterator[Lead]:
    """Yield all that a provider's requests may go to: where it signs in, and each service that it sends elsewhere."""
    yield find_lead(replace(settings, services={}), package, service=ITSELF, where=where)
    yield from (_lead(setting) for setting in settings.services.values())


def sign_in_host(settings: EffectiveProvider, package: Package | None) -> str:
    """Return the host at which a provider signs in; empty where nothing says it."""
    region = settings.region.value if settings.region is not None else None
    where = Whereabouts(region if isinstance(region, str) and region else None)
    host = host_of(next(every_lead(settings, package, where=where)).address)
    return host.name if host is not None else ""


def _override(settings: EffectiveProvider, facts: Connection, service: str | None) -> Setting | None:
    everything = settings.services.get(EVERY_SERVICE)
    if service != ITSELF:
        return settings.services.get(service, everything) if service is not None else everything
    common = [setting for name, setting in settings.services.items() if facts.service(name) is None]
    return common[0] if len({str(setting.value) for setting in common}) == 1 else everything


def _lead(setting: Setting, *, stated_region_wins: bool = False) -> Lead:
    if setting.unknown:
        return Lead(unknown=setting.unknown, path=setting.path)
    return Lead(str(setting.value), setting.origin, stated_region_wins=stated_region_wins, path=setting.path)


def _apart(service: ServiceHost, settings: EffectiveProvider, where: Whereabouts) -> Lead:
    """Return where a service is reached that has a host of its own in each region."""
    if where.name is None:
        return _by_region(where, f"the region decides where provider {settings.name} reaches {service.name}")
    host = service.host_template.format(region=where.name)
    return Lead(host, f"default endpoint of {service.name} in region {where.name} of package {settings.package}")


def _by_region(where: Whereabouts, rests: str) -> Lead:
    """Return that something rests on a region that is not known."""
    return Lead(unknown=where.unknown.after(rests) if where.unknown is not None else Reason(rests))


def _default(settings: EffectiveProvider, package: Package | None, facts: Connection, where: Whereabouts) -> Lead:
    """Return what a provider falls back to when nothing says where it connects."""
    if where.name is not None:
        derived = facts.host_in(where.name)
        if derived is not None:
            return Lead(derived, f"default endpoint of package {settings.package} in region {where.name}")
    default_host = package.default_host if package is not None else None
    if facts.host_template and not default_host and where.unknown and where.because:
        return _by_region(where, f"the region decides where provider {settings.name} connects")
    if default_host:
        return Lead(default_host, f"documented default of package {settings.package}")
    return Lead(
        unknown=Reason(
            f"provider {settings.name} does not say where it connects",
            "state its endpoint, or pass --environment where this environment is the one that deploys",
        ),
        silent=True,
    )
