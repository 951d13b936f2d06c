"""Places what the strings of a resource mention, each like a resource; and tells what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rempart.addresses import host_of
from rempart.meaning import cannot_search
from rempart.model.address import Host, HostKind
from rempart.model.mention import Role
from rempart.model.normalised import EffectiveProvider, NormalisedResource
from rempart.model.placement import Destination, Placement
from rempart.model.reason import Reason
from rempart.model.values import Mark
from rempart.placement.hosted import place_destination
from rempart.placement.operators import Ground, local
from rempart.placement.own import OwnNames
from rempart.placement.providers import Placer

_LEADS_ELSEWHERE = frozenset({Role.SENDS, Role.FETCHES})


class Searcher:
    """Places the destinations of the resources of one deployment."""

    def __init__(self, ground: Ground, placer: Placer, own: OwnNames) -> None:
        self._ground = ground
        self._own = own
        self._placer = placer
        self._places: dict[str, Placement] = {}

    def search(self, item: NormalisedResource) -> tuple[tuple[Destination, ...], Mapping[str, Reason]]:
        """Return the destinations of a resource, and the paths that could not be searched with the reason."""
        said = item.said
        if not (said.mentions or said.unread or item.addresses or item.texts):
            return (), {}
        destinations = [
            Destination(mention.place, mention.host.name, mention.role, self._place(mention.host))
            for mention in said.mentions
            if mention.role in _LEADS_ELSEWHERE
        ]
        if item.settings is not None:
            destinations += self._proxies(item.settings, {destination.host for destination in destinations})
        unread = dict(said.unread)
        for address in item.addresses:
            if isinstance(address.value, Mark) and address.role in _LEADS_ELSEWHERE:
                places = self._from_machines(item, address.path) if address.value is Mark.UNKNOWN else ()
                destinations += [Destination(address.path, place.host or "", address.role, place) for place in places]
                if not places and address.path not in item.resource.sealed:
                    unread[address.path] = cannot_search(address.value)
        for text in item.texts:
            if isinstance(text.value, Mark) and text.path not in item.resource.sealed:
                unread[text.path] = cannot_search(text.value)
        for path, reason in item.resource.unseen.items():
            if path in unread:
                unread[path] = reason
        return tuple(destinations), unread

    def _proxies(self, settings: EffectiveProvider, told: set[str]) -> Iterator[Destination]:
        """Yield the proxies that are told nowhere else: a provider connects to one, whatever else its name may mean."""
        for address in settings.stated.through:
            host = host_of(address.value) if isinstance(address.value, str) else None
            if host is not None and host.kind is not HostKind.LOCAL and host.name not in told:
                yield Destination(address.path, host.name, address.role, self._place(host))

    def _from_machines(self, item: NormalisedResource, path: str) -> tuple[Placement, ...]:
        """Return where the machines of this deployment are that an unknown address is taken from, if it is."""
        names = item.resource.property_dependencies.get(path.partition(".")[0], ())
        return self._placer.on_machines(names) if names else ()

    def _place(self, host: Host) -> Placement:
        place = self._places.get(host.name)
        if place is None:
            place = self._places[host.name] = self._worked_out(host)
        return place

    def _worked_out(self, host: Host) -> Placement:
        because = "" if self._ground.catalogue.host(host.name) is not None else self._own.because(host)
        return local(host.name, because) if because else place_destination(self._ground, host)
