"""Works out in which regions the resources of a deployment stand, from all that says so.

In this order: the regions that a resource states, those that the cloud registered for it, those of the addresses and
of the identifier that the cloud gave it, that of what it is part of, its provider's, and a name of the operator's own
under some other key. Whatever else names a region is a further place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache

from rempart.addresses import host_of
from rempart.catalogue.facts import Region
from rempart.model.kind import Kind
from rempart.model.normalised import Claim, NormalisedResource
from rempart.model.placement import Placement
from rempart.model.reason import Reason
from rempart.model.values import Mark, Value
from rempart.normalise import withheld
from rempart.placement.operators import Ground, Whereabouts
from rempart.placement.regions import find_region, region_in_host

SAYS_NOTHING = frozenset({Kind.COMPONENT, Kind.PROVIDER, Kind.STACK, Kind.VALUE})
"""Kinds that are nowhere and hide nothing: what is made of them and of a parent stands with the parent."""
HIDES = frozenset({Kind.COMMAND, Kind.DYNAMIC, Kind.STACK_REFERENCE, Kind.UNSUPPORTED})
"""Kinds whose values may name anything: nobody can say what stands with it."""
_KEEPS = frozenset(
    {
        Kind.BACKUP,
        Kind.BUCKET,
        Kind.CLUSTER,
        Kind.CONTAINER,
        Kind.DATABASE,
        Kind.FILE_SHARE,
        Kind.FUNCTION,
        Kind.KEY,
        Kind.LOAD_BALANCER,
        Kind.LOG_SINK,
        Kind.QUEUE,
        Kind.REGISTRY,
        Kind.SECRET,
    }
)
"""Kinds whose own address says who keeps the data, or gets it."""
_LONGEST_LINE = 32
"""Parents of parents that are followed; those of real clouds have four."""

_OF_THE_RESOURCE = "region of the resource"

_AtProvider = Callable[[NormalisedResource], Placement]


class Stands:
    """The regions of the resources of one deployment.

    ``at_provider`` places a resource as its provider alone would, ``place`` as it stands.
    """

    def __init__(
        self, resources: tuple[NormalisedResource, ...], ground: Ground, *, at_provider: _AtProvider, place: _AtProvider
    ) -> None:
        self._resources = resources
        self._catalogue = ground.catalogue
        self._at_provider = at_provider
        self._place = place
        self._underway: list[str] = []
        self._found: dict[str, tuple[Whereabouts, ...]] = {}
        self._regions: dict[tuple[str, str], Region | None] = {}

    @property
    def is_underway(self) -> bool:
        """Whether parents are being followed just now."""
        return bool(self._underway)

    def all(self, item: NormalisedResource) -> tuple[Whereabouts, ...]:
        """Return where a resource stands, the main place first; empty where its provider decides."""
        if item.regions:
            return tuple(_stated(claim.value) for claim in item.regions)
        if not (item.parents or _says_more(item)):
            return ()
        key = item.resource.key
        if key not in self._found:
            self._found[key] = self._work_out(item)
        return self._found[key]

    def further(self, item: NormalisedResource, here: Placement) -> Iterator[Whereabouts]:
        """Yield where else a resource stands, each region once; only regions that are told apart from the main one."""
        places = self.all(item)
        yield from places[1:]
        operator = here.operator
        if not _says_more(item):
            return
        if operator is None or here.simulated or item.settings is not None:
            return
        seen = {self._key(operator, name) for name in (here.region, *(place.name for place in places)) if name}
        for place in self._beside(item, operator):
            key = self._key(operator, place.name or (place.unknown.told if place.unknown is not None else ""))
            if key not in seen:
                seen.add(key)
                yield place

    def other_hosts(self, item: NormalisedResource, here: Placement) -> Iterator[tuple[str, str]]:
        """Yield the addresses at other operators that a cloud gave to what keeps data, with the paths that say so.

        A provider that was turned away from its own operator still writes that one's names into what it registers
        (``bucketDomainName``): they say nothing.
        """
        if not item.answered or here.operator is None or here.simulated or item.kind not in _KEEPS:
            return
        package = self._catalogue.package(item.resource.package)
        own = self._host(package.default_host) if package is not None else None
        for claim in item.answered:
            match = self._host(claim.value)
            if match is None or match[1] == here.operator or (own is not None and match[1] == own[1]):
                continue
            yield match[0], claim.path

    def _work_out(self, item: NormalisedResource) -> tuple[Whereabouts, ...]:
        if item.observed:
            return tuple(Whereabouts(str(claim.value), f"{claim.path} of the resource") for claim in item.observed)
        base = self._at_provider(item)
        if base.operator is None:
            return ()
        settled = [*self._of_addresses(item, base.operator), *self._of_identifier(item, base.operator)]
        if settled:
            return tuple(settled[:1])
        inherited = self._of_parents(item, base)
        undecided = base.region is None and not base.simulated
        if inherited and inherited[0].name is not None:
            return () if len(inherited) == 1 and inherited[0].name == base.region else inherited
        if not undecided or item.regionless:
            return ()
        return tuple(self._of_names(item, base.operator)) or inherited

    def _beside(self, item: NormalisedResource, operator: str) -> Iterator[Whereabouts]:
        """Yield whatever names a region, in the main place or another."""
        for claim in item.observed:
            yield Whereabouts(str(claim.value), f"{claim.path} of the resource")
        yield from self._of_addresses(item, operator)
        yield from self._of_identifier(item, operator)
        stated = {claim.path for claim in item.regions}
        for name in item.named:
            if name.path in stated:
                continue
            because = f"{name.path} of the resource"
            if isinstance(name.value, Mark):
                yield _withheld(name.value, because)
            elif name.certain or self._region(operator, name.value) is not None:
                yield Whereabouts(name.value, because)

    def _of_names(self, item: NormalisedResource, operator: str) -> Iterator[Whereabouts]:
        """Yield the first name of a region that may be the main place: where nothing else says which that is."""
        for name in item.named:
            if name.here and isinstance(name.value, str):
                known = self._region(operator, name.value) is not None
                if known or name.certain:
                    yield Whereabouts(name.value, f"{name.path} of the resource")
                    return

    def _of_addresses(self, item: NormalisedResource, operator: str) -> Iterator[Whereabouts]:
        for claim in item.answered:
            match = self._host(claim.value)
            if match is not None and match[2] is not None and _akin(match[1], operator):
                yield Whereabouts(match[2], f"{claim.path} of the resource")

    def _of_identifier(self, item: NormalisedResource, operator: str) -> Iterator[Whereabouts]:
        name = _prefix(item.resource.id)
        if name and self._region(operator, name) is not None:
            yield Whereabouts(name, "identifier of the resource")

    def _of_parents(self, item: NormalisedResource, base: Placement) -> tuple[Whereabouts, ...]:
        """Return where what a resource is part of stands: all that it is part of must agree."""
        key = item.resource.key
        if not item.parents or key in self._underway or len(self._underway) >= _LONGEST_LINE:
            return ()
        self._underway.append(key)
        try:
            answers = {claim.path: self._of_parent(item, claim, base) for claim in item.parents}
        finally:
            self._underway.pop()
        known = {path: places for path, places in answers.items() if places and places[0].name is not None}
        if len({tuple(place.name for place in places) for places in known.values()}) > 1:
            paths = " and ".join(known)
            return (Whereabouts(unknown=Reason(f"{paths} name what stands in different regions", "let them agree")),)
        return next(iter(known.values()), next((places for places in answers.values() if places), ()))

    def _of_parent(self, item: NormalisedResource, claim: Claim, base: Placement) -> tuple[Whereabouts, ...]:
        operator = base.operator or ""
        prefix = _prefix(claim.value)
        if prefix and self._region(operator, prefix) is not None:
            return (Whereabouts(prefix, f"{claim.path} of the resource"),)
        parents, hidden = self._parents(item, claim)
        if not parents and not hidden and item.resource.property_dependencies.get(_root(claim)):
            return ()
        because = f"region of what {claim.path} of the resource names"
        found: dict[tuple[str | None, ...], None] = {}
        for parent in parents:
            place = self._place(parent)
            if place.operator is None or not _akin(place.operator, operator) or place.region is None:
                hidden = True
                continue
            further = [region.value for region in parent.regions[1:] if isinstance(region.value, str)]
            found[tuple(dict.fromkeys((place.region, *further)))] = None
        if hidden or len(found) != 1:
            why = f"nothing here says in which region that is which {claim.path} names"
            mend = "create or read (get) in this program what it names, or judge the state that holds both"
            return (Whereabouts(unknown=Reason(why, mend)),)
        return tuple(Whereabouts(name, because) for name in next(iter(found)))

    def _parents(self, item: NormalisedResource, claim: Claim) -> tuple[list[NormalisedResource], bool]:
        """Return what a property names, and whether it may name something that nobody sees."""
        urns = item.resource.property_dependencies.get(_root(claim), ())
        named = [self._by_urn.get(urn) for urn in urns]
        if not urns and isinstance(claim.value, str):
            named = list(self._by_id.get((item.resource.package, _last(claim.value)), ()))
        hidden = not named or any(one is None or one.kind in HIDES for one in named)
        regional = [
            one
            for one in named
            if one is not None and one is not item and one.kind not in SAYS_NOTHING | HIDES and not one.regionless
        ]
        return regional, hidden

    def _host(self, value: Value) -> tuple[str, str, str | None] | None:
        """Return the host of an address, the operator that runs it, and the region that it stands in."""
        host = host_of(value) if isinstance(value, str) else None
        match = self._catalogue.host(host.name) if host is not None and host.name else None
        if host is None or match is None:
            return None
        return host.name, match.operator.id, region_in_host(self._catalogue, match, host.name)

    def _key(self, operator: str, name: str) -> tuple[str, str]:
        region = self._region(operator, name)
        return (operator, name.casefold()) if region is None else (region.operator, region.name)

    def _region(self, operator: str, name: str) -> Region | None:
        """Return the operator's region of that name; thousands of resources name the same few."""
        key = (operator, name)
        if key not in self._regions:
            self._regions[key] = find_region(self._catalogue, operator, name)
        return self._regions[key]

    @cached_property
    def _by_urn(self) -> Mapping[str, NormalisedResource]:
        return {item.resource.key: item for item in self._resources}

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, str], list[NormalisedResource]]:
        found: dict[tuple[str, str], list[NormalisedResource]] = {}
        for item in self._resources:
            if item.resource.id and item.settings is None:
                found.setdefault((item.resource.package, _last(item.resource.id)), []).append(item)
        return found


def _says_more(item: NormalisedResource) -> bool:
    """Whether anything but the regions that it states, its parents and its provider may say where a resource stands."""
    return bool(item.observed or item.answered or item.named or _prefix(item.resource.id))


def _stated(value: Value) -> Whereabouts:
    return _named(value) if isinstance(value, str) else _withheld(value, _OF_THE_RESOURCE)


@lru_cache(maxsize=1024)
def _named(region: str) -> Whereabouts:
    """Return the region that a resource states; thousands state the same."""
    return Whereabouts(region, _OF_THE_RESOURCE)


def _withheld(value: Value, because: str) -> Whereabouts:
    reason = withheld(value) if isinstance(value, Mark) else "is no text"
    return Whereabouts(because=because, unknown=Reason(f"{because} {reason}", "state it in clear"))


def _root(claim: Claim) -> str:
    return claim.path.partition(".")[0]


def _prefix(identifier: Value) -> str:
    """Return what stands before the identifier proper: a region in ``fr-par/11111111-...``."""
    head, slash, _ = identifier.partition("/") if isinstance(identifier, str) else ("", "", "")
    return head if slash else ""


def _last(identifier: str) -> str:
    return identifier.rpartition("/")[2]


def _akin(operator: str, other: str) -> bool:
    """Whether two operators are one company, or companies of one group that run its regions (``ovhcloud-us``)."""
    return operator == other or operator.startswith(f"{other}-") or other.startswith(f"{operator}-")
