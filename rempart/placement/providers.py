"""Places resources by the provider that creates them.

A deployment has many resources and few providers: a placement is worked out once for each provider, service and
region, and shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rempart.addresses import HostKind, host_of
from rempart.catalogue.facts import Package
from rempart.model.kind import Kind
from rempart.model.normalised import Claim, EffectiveProvider, NormalisedDeployment, NormalisedResource
from rempart.model.placement import Exposure, Placement, Step
from rempart.model.reason import Reason
from rempart.model.values import Mark
from rempart.normalise import is_stated, withheld
from rempart.placement.apis import why_no_api
from rempart.placement.endpoints import ITSELF, Lead, every_lead, find_lead
from rempart.placement.hosted import place_host
from rempart.placement.operators import (
    NOWHERE,
    Ground,
    Whereabouts,
    at_operator,
    local,
    unknown_operator,
    with_step,
)
from rempart.placement.regions import find_region
from rempart.placement.stands import HIDES, SAYS_NOTHING, Stands

_NOWHERE_KINDS = frozenset({Kind.COMMAND, Kind.COMPONENT, Kind.DYNAMIC, Kind.STACK, Kind.STACK_REFERENCE, Kind.VALUE})
_MACHINES = frozenset({Kind.CLUSTER, Kind.DATABASE, Kind.INSTANCE, Kind.LOAD_BALANCER, Kind.FLOATING_IP, Kind.PORT})
"""Kinds whose address, handed to a provider, says that the provider works on that very resource."""
_REACHES_NOTHING = frozenset({"nowhere", "hidden"})
_MACHINE_SOCKETS = frozenset({"fd", "npipe", "unix"})
_SERVED_BY_THIS_MACHINE = frozenset({"docker", "docker-build", "libvirt"})
"""Packages whose service may be this machine's own; no cloud is reached through a socket or a path."""
_NOTHING_SAYS = Reason("nothing says where its provider connects")

_REGIONLESS = Whereabouts(
    because="what is made for a whole account stands in none of the operator's regions", regionless=True
)


class _Question(NamedTuple):
    """All that a placement depends on."""

    provider: str | None
    package: str
    service: str | None
    stated: Whereabouts | None
    regionless: bool
    beside: bool
    """Whether the settings are those that a file beside the program gives the provider."""


class Placer:
    """Places each resource of one deployment."""

    def __init__(self, normalised: NormalisedDeployment, ground: Ground) -> None:
        self._ground = ground
        self._settings = normalised.providers
        self._resources = normalised.resources
        self._by_urn: dict[str, NormalisedResource] | None = None
        self._places: dict[_Question, Placement] = {}
        self._packages: dict[str, Package | None] = {}
        self._underway: set[str] = set()
        self._here: dict[str, Placement] = {}
        self._stands = Stands(
            normalised.resources, ground, at_provider=lambda item: self._placed(item, None), place=self.place
        )

    def place(self, item: NormalisedResource) -> Placement:
        """Return where a resource goes."""
        key = item.resource.key
        found = self._here.get(key)
        if found is None:
            found = self._main(item)
            # What is underway was placed without what leads back to it.
            if not (self._underway or self._stands.is_underway):
                self._here[key] = found
        return found

    def elsewhere(self, item: NormalisedResource) -> tuple[Placement, ...]:
        """Return where else a resource goes: replicas and node pools in further regions.

        A provider that reaches a simulation stands wherever it connects: neither must hide the other. What a file
        beside the program says of a provider is one more place: it can be refused, and clears nothing.
        """
        if item.kind in _NOWHERE_KINDS:
            return ()
        here = self.place(item)
        found: dict[object, Placement] = {}
        for where in self._stands.further(item, here):
            placed = self._placed(item, where)
            if placed is not here and (placed.region is None or _key_of(placed) != _key_of(here)):
                found.setdefault(_key_of(placed) if placed.region is not None else id(placed), placed)
        for name, path in self._stands.other_hosts(item, here):
            host = host_of(name)
            if host is not None:
                found.setdefault(name, place_host(self._ground, host, f"{path} of the resource"))
        if item.settings is not None:
            found |= {id(placed): placed for placed in self._beside_a_simulation(item, item.settings, here)}
        found |= {id(placed): placed for placed in self._beside_the_program(item)}
        return tuple(found.values())

    def _main(self, item: NormalisedResource) -> Placement:
        if item.kind in _NOWHERE_KINDS or self._only_groups(item):
            return NOWHERE
        return self._placed(item, next(iter(self._stands.all(item)), None))

    def _only_groups(self, item: NormalisedResource) -> bool:
        """Whether a provider that nobody knows serves components alone, all of whose parts are judged themselves."""
        if item.settings is None or self._package(item.resource.package) is not None:
            return False
        served = [other for other in self._resources if other.resource.provider == item.resource.key]
        parents = {other.resource.parent for other in self._resources}
        return bool(served) and all(other.kind is Kind.COMPONENT and other.resource.urn in parents for other in served)

    def by_urn(self, urn: str) -> NormalisedResource | None:
        """Return a resource of the deployment by its key: its URN, of the instance that the program means."""
        if self._by_urn is None:
            self._by_urn = {item.resource.key: item for item in self._resources}
        return self._by_urn.get(urn)

    def on_machines(self, urns: Iterable[str]) -> tuple[Placement, ...]:
        """Return where the machines among some resources are: clusters, databases, servers, their addresses.

        Empty when none of them is a machine, when one is being placed just now (a cycle), when nobody sees what another
        of the resources is, and when they stand with different operators: any of them may have named the address.
        """
        items = [self.by_urn(urn) for urn in urns]
        if any(item is None or item.kind in HIDES or item.resource.key in self._underway for item in items):
            return ()
        placed: dict[tuple[str | None, ...], Placement] = {}
        operators: set[str | None] = set()
        for item in items:
            if item is None or item.kind in SAYS_NOTHING:
                continue
            self._underway.add(item.resource.key)
            place = self.place(item)
            self._underway.discard(item.resource.key)
            operators.add(place.operator)
            if item.kind in _MACHINES:
                placed.setdefault(_key_of(place), place)
        return tuple(placed.values()) if len(operators) == 1 else ()

    def _beside_a_simulation(
        self, item: NormalisedResource, settings: EffectiveProvider, here: Placement
    ) -> Iterator[Placement]:
        """Yield where else a provider connects, when any of it is a simulation."""
        places = {_key_of(here): here}
        for placed in self._connections(item, settings):
            places.setdefault(_key_of(placed), placed)
        if any(placed.simulated for placed in places.values()):
            yield from (placed for placed in places.values() if placed is not here)

    def _beside_the_program(self, item: NormalisedResource) -> Iterator[Placement]:
        settings = item.settings or self._settings.get(item.resource.provider or "")
        if settings is None or settings.beside is None:
            return
        stands: tuple[Whereabouts | None, ...] = self._stands.all(item) or (None,)
        for placed in (self._placed(item, where, beside=True) for where in stands):
            if placed.operator is not None:
                yield placed

    def _connections(self, item: NormalisedResource, settings: EffectiveProvider) -> Iterator[Placement]:
        """Yield where a provider signs in, and where it sends each service that it sends elsewhere."""
        urn, name = item.resource.urn, item.resource.name
        where = self._whereabouts(settings, next(iter(self._stands.all(item)), None), name)
        package = self._package(settings.package)
        for lead in every_lead(settings, package, where=where):
            unknown = unknown_operator(lead.unknown, where=where) if lead.unknown else None
            yield unknown or self._at_lead(urn, settings, lead, where, service=ITSELF)

    def _placed(self, item: NormalisedResource, stated: Whereabouts | None, *, beside: bool = False) -> Placement:
        resource = item.resource
        question = _Question(
            provider=resource.key if item.settings is not None else resource.provider,
            package=resource.package,
            service=ITSELF if item.settings is not None else item.service,
            stated=stated,
            regionless=item.regionless,
            beside=beside,
        )
        found = self._places.get(question)
        if found is None:
            found = self._places[question] = self._work_out(question)
        return found

    def _work_out(self, question: _Question) -> Placement:
        urn, package_name, service = question.provider, question.package, question.service
        package = self._package(package_name)
        if package is not None and package.reach in _REACHES_NOTHING:
            return NOWHERE
        settings = self._settings.get(urn) if urn is not None else None
        settings = settings.beside if question.beside and settings is not None else settings
        provider = self._name_of(urn) if urn is not None else "default"
        leads_by = self._whereabouts(settings, question.stated, provider)
        # The region may decide where the provider connects; what is made for a whole account stands in none.
        where = _REGIONLESS if question.regionless and question.stated is None else leads_by
        stated = settings is not None and _states_anything(settings)
        if package is None and not stated:
            reason = Reason(f"package {package_name} is not in the catalogue", "add it with its source")
            return unknown_operator(reason, where=where)
        if settings is None:
            return unknown_operator(_unseen(urn, provider), where=where)
        lead = find_lead(settings, package, service=service, where=leads_by)
        if lead.silent and package is not None and package.reach == "operator":
            return self._at_fixed_operator(package, where, service)
        return (
            self._by_dependency(urn, settings, lead, where)
            if lead.unknown
            else self._at_lead(urn, settings, lead, where, service=service)
        )

    def _at_lead(
        self, urn: str | None, settings: EffectiveProvider, lead: Lead, where: Whereabouts, *, service: str | None
    ) -> Placement:
        host = host_of(lead.address)
        if host is None:
            reason = Reason(f"{lead.because} holds no host", "state it as a URL")
            return unknown_operator(reason, where=where)
        if host.kind is HostKind.LOCAL and self._ground.catalogue.host(host.name) is None:
            if host.scheme in _MACHINE_SOCKETS and settings.package in _SERVED_BY_THIS_MACHINE:
                return local(host.name, lead.because)
            reason = Reason(
                f"{host.name}, {lead.because}, is a private address: it does not say who runs the machine behind it",
                "state its public name, or add it to the catalogue",
            )
            return self._by_dependency(urn, settings, Lead(unknown=reason, path=lead.path), where)
        place = place_host(self._ground, host, lead.because, where, stated_wins=lead.stated_region_wins, part=service)
        no_api = self._no_api(host.name, settings, lead, service)
        # Whoever runs the service, its machine is where it is: what the law says of the machine holds for both.
        if no_api is not None and place.exposure is not Exposure.DIRECT:
            return self._by_dependency(urn, settings, Lead(unknown=no_api, path=lead.path), where)
        return place

    def _no_api(self, host: str, settings: EffectiveProvider, lead: Lead, service: str | None) -> Reason | None:
        match = self._ground.catalogue.host(host)
        if match is None:
            return None
        overridden = lead.because in {setting.origin for setting in settings.services.values()}
        said = f"{host}, {lead.because}"
        return why_no_api(match, self._package(settings.package), service, said=said, overridden=overridden)

    def _by_dependency(self, urn: str | None, settings: EffectiveProvider, lead: Lead, where: Whereabouts) -> Placement:
        """Place a provider where the cluster or machine is that it takes its address from, if it does."""
        item = self.by_urn(urn) if urn is not None else None
        if item is not None:
            claim = settings.stated.endpoint
            root = (lead.path or (claim.path if claim is not None else "")).partition(".")[0].partition("[")[0]
            names = item.resource.property_dependencies.get(root, ())
            places = self.on_machines(names)
            if len(places) == 1 and places[0].operator is not None:
                because = f"{root} of provider {item.resource.name} comes from a resource of this deployment"
                return self._beside(places[0], Step("same place as that resource", because), where)
        return unknown_operator(lead.unknown or _NOTHING_SAYS, where=where)

    def _beside(self, place: Placement, step: Step, where: Whereabouts) -> Placement:
        """Return a place reached by one step more; in another region of its operator where one is named."""
        operator = self._ground.catalogue.operator(place.operator or "")
        if operator is None or where.name is None or not find_region(self._ground.catalogue, operator.id, where.name):
            return with_step(place, step)
        return at_operator(self._ground, operator, where, host=place.host, service=place.service, basis=(step,))

    def _at_fixed_operator(self, package: Package, where: Whereabouts, service: str | None) -> Placement:
        operator = self._ground.catalogue.operator(package.operator) if package.operator else None
        if operator is None:
            reason = Reason(f"the catalogue does not say who runs package {package.name}")
            return unknown_operator(reason, where=where)
        step = Step(f"operator: {operator.name}", f"package {package.name} has no other", package.citation)
        match = self._ground.catalogue.host(package.default_host) if package.default_host else None
        offered = match.endpoint.service_of(service) if match is not None else None
        return at_operator(self._ground, operator, where, host=package.default_host, service=offered, basis=(step,))

    def _whereabouts(
        self, settings: EffectiveProvider | None, stated: Whereabouts | None, provider: str
    ) -> Whereabouts:
        """Return the region: the resource's own, else the provider's, else the environment's."""
        if stated is not None:
            return stated
        if settings is None:
            return Whereabouts()
        region = settings.region
        if region is not None:
            name = region.value if isinstance(region.value, str) and region.unknown is None else None
            return Whereabouts(name, region.origin, region.unknown)
        return Whereabouts(unknown=Reason(f"neither the resource nor provider {provider} states a region", "state it"))

    def _name_of(self, key: str) -> str:
        """Return how a program calls a provider; of an instance that nobody shows, the id."""
        item = self.by_urn(key)
        return item.resource.name if item is not None else key.rpartition("::")[2]

    def _package(self, name: str) -> Package | None:
        if name not in self._packages:
            self._packages[name] = self._ground.catalogue.package(name)
        return self._packages[name]


def _key_of(place: Placement) -> tuple[str | None, str | None, str | None]:
    return place.operator, place.host, place.region


def _named(value: object, because: str) -> Whereabouts:
    if isinstance(value, str):
        return Whereabouts(value, because)
    reason = withheld(value) if isinstance(value, Mark) else "is no text"
    return Whereabouts(because=because, unknown=Reason(f"{because} {reason}", "state it in clear"))


def _states_anything(settings: EffectiveProvider) -> bool:
    stated = settings.stated
    claims: tuple[Claim | None, ...] = (
        stated.endpoint,
        stated.universe,
        stated.cloud,
        stated.endpoint_name,
        *stated.endpoints.values(),
    )
    return any(is_stated(claim) for claim in claims)


def _unseen(urn: str | None, provider: str) -> Reason:
    if urn is None:
        return Reason("this input does not say which provider creates it", "use the event log, or pass --state")
    return Reason(
        f"provider {provider} is not in this input (a preview leaves out what does not change)",
        "preview with --show-sames, use the event log, or pass --state",
    )
