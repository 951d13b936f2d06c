"""Finds the addresses inside a resource's properties, and places each like a resource.

Three sources: properties known to hold an address, texts (user data, scripts) that are read in full, and every other
string, since an address may hide under any name. Deployments have many thousand strings and few addresses: what
cannot hold one is passed over at the price of a look at its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rempart.addresses import Host, HostKind, bare_host, hosts_of, registry_of, urls
from rempart.model.normalised import Address, Claim, NormalisedResource, ProviderSettings, Role
from rempart.model.placement import Destination, Placement
from rempart.model.sealed import Sealed
from rempart.model.values import Mark, Properties, Value
from rempart.placement.endpoints import withheld
from rempart.placement.hosted import place_host
from rempart.placement.operators import Ground
from rempart.placement.providers import Placer
from rempart.placement.texts import Reader, Spot
from rempart.placement.texts.packing import looks_packed
from rempart.placement.texts.roles import is_prose, leads_elsewhere, names_a_thing, role_of_key
from rempart.placement.texts.structured import read_tree

_SHORTEST_PACKED = 40
"""Characters from which a string without a dot or a colon may hide an address."""
_AMAZON_NAME = re.compile(r"arn:(?P<partition>aws[a-z\-]*):(?P<service>[a-z0-9\-]*):(?P<region>[a-z0-9\-]*):")
_AMAZON_SUFFIXES = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}
_LETTER = re.compile(r"[^\W\d_]")
_CONNECTION_PARTS = re.compile(r"[;,\s=|]+")
_KEY_OF_PATH = re.compile(r"(?:^|\.)([^.\d][^.]*)(?:\.\d+)*$")


class Searcher:
    """Searches the resources of one deployment for destinations."""

    def __init__(self, ground: Ground, placer: Placer) -> None:
        self._ground = ground
        self._placer = placer
        self._known: dict[str, bool] = {}
        self._places: dict[str, Placement] = {}
        self._texts: dict[tuple[str, str], Reader] = {}
        self._dull: set[str] = set()

    def search(self, item: NormalisedResource) -> tuple[tuple[Destination, ...], Mapping[str, str]]:
        """Return the destinations of a resource, and the paths that could not be searched with the reason."""
        destinations: dict[tuple[str, str, Role], Destination] = {}
        unread: dict[str, str] = {}
        handled: set[str] = set()
        for address in item.addresses:
            handled.add(address.path)
            for found in self._address(item, address, unread):
                destinations.setdefault((found.path, found.host, found.role), found)
        for text in item.texts:
            handled.add(text.path)
            for found in self._text(item, text, unread):
                destinations.setdefault((found.path, found.host, found.role), found)
        if item.settings is not None:
            handled.update(_connection_paths(item.settings))
        skipped = item.prose | handled if handled else item.prose
        for path, key, value in _strings(item.resource.inputs, skipped, self._dull):
            for found in self._string(path, key, value, unread):
                destinations.setdefault((found.path, found.host, found.role), found)
        for path, reason in item.resource.unseen.items():
            if path in unread:
                unread[path] = reason
        return tuple(destinations.values()), unread

    def _address(self, item: NormalisedResource, address: Address, unread: dict[str, str]) -> Iterator[Destination]:
        """Place what a property known to hold an address leads to."""
        value, path, role = address.value, address.path, address.role
        if value is Mark.SECRET and path in item.resource.sealed:
            yield from self._sealed(path, item.resource.sealed[path], unread, role)
        elif isinstance(value, Mark):
            places = self._from_machines(item, path) if value is Mark.UNKNOWN else ()
            if not places:
                unread[path] = _cannot_search(value)
            for place in places:
                yield Destination(path, place.host or "", role, place)
        elif isinstance(value, str):
            for host in _hosts_of_address(value, role):
                yield from self._destination(path, host, role, unread)
        elif value:
            yield from self._read(path, value, unread, role)

    def _text(self, item: NormalisedResource, text: Claim, unread: dict[str, str]) -> Iterator[Destination]:
        sealed = item.resource.sealed.get(text.path) if text.value is Mark.SECRET else None
        if sealed is not None:
            return self._sealed(text.path, sealed, unread)
        return self._read(text.path, text.value, unread)

    def _sealed(
        self, path: str, sealed: Sealed, unread: dict[str, str], role: Role | None = None
    ) -> Iterator[Destination]:
        """Search what a secret holds. Only hosts come out: not even where in the text they stand, which may tell."""
        reader = sealed.search(lambda content: self._searched(content, path, role))
        for mention in reader.mentions.values():
            yield from self._destination(path, mention.host, mention.role, unread)
        for reason in reader.unread.values():
            unread[path] = reason

    def _searched(self, content: Value, path: str, role: Role | None) -> Reader:
        reader, spot = Reader(self._knows), Spot(key=_key_of(path), role=role)
        if isinstance(content, str) and role is not None:
            for host in _hosts_of_address(content, role):
                reader.note("", host, role)
        elif isinstance(content, str):
            reader.read(content, spot)
        else:
            read_tree(reader, content, spot)
        if _holds_mark(content):
            reader.fail("", _cannot_search(Mark.UNKNOWN))
        return reader

    def _from_machines(self, item: NormalisedResource, path: str) -> tuple[Placement, ...]:
        """Return where the machines of this deployment are that an unknown address is taken from, if it is."""
        names = item.resource.property_dependencies.get(path.partition(".")[0], ())
        return self._placer.on_machines(names) if names else ()

    def _read(self, path: str, value: Value, unread: dict[str, str], role: Role | None = None) -> Iterator[Destination]:
        """Search a text in full."""
        if isinstance(value, Mark):
            unread[path] = _cannot_search(value)
            return
        if isinstance(value, str):
            reader = self._reader_of(value, _key_of(path), role)
        else:
            reader = Reader(self._knows)
            read_tree(reader, value, Spot(key=_key_of(path), role=role))
            if _holds_mark(value):
                unread[path] = _cannot_search(Mark.UNKNOWN)
        yield from self._results(path, reader, unread)

    def _string(self, path: str, key: str, value: str, unread: dict[str, str]) -> Iterator[Destination]:
        """Search a string that is not known to hold anything."""
        reader = self._reader_of(value, key, None)
        if not reader.mentions and not reader.unread:
            return
        yield from self._results(path, reader, unread)

    def _reader_of(self, value: str, key: str, role: Role | None) -> Reader:
        reader = self._texts.get((value, key)) if role is None else None
        if reader is not None:
            return reader
        reader = Reader(self._knows)
        if _is_text(value):
            reader.read(value, Spot(key=key, role=role))
        else:
            told = key if leads_elsewhere(key) or names_a_thing(key) else ""
            reader.note_value(value, told, "", role if role is not None else role_of_key(key))
        if role is None:
            self._texts[value, key] = reader
        return reader

    def _results(self, path: str, reader: Reader, unread: dict[str, str]) -> Iterator[Destination]:
        for mention in reader.mentions.values():
            place = f"{path}!{mention.place}" if mention.place else path
            yield from self._destination(place, mention.host, mention.role, unread)
        for inside, reason in reader.unread.items():
            unread[f"{path}!{inside}" if inside else path] = reason

    def _destination(self, path: str, host: Host, role: Role, unread: dict[str, str]) -> Iterator[Destination]:
        if host.kind is HostKind.RESERVED:
            return
        if host.kind is HostKind.RUN_TIME:
            unread[path] = "its host is only decided when it runs; write the host into it"
            return
        place = self._places.get(host.name)
        if place is None:
            place = self._places[host.name] = place_host(self._ground, host, f"address {host.name}")
        yield Destination(path, host.name, role, place)

    def _knows(self, host: str) -> bool:
        known = self._known.get(host)
        if known is None:
            known = self._known[host] = self._ground.catalogue.host(host) is not None
        return known


def _connection_paths(settings: ProviderSettings) -> Iterator[str]:
    """Yield the properties that say where a provider connects: they place its resources, and are judged there."""
    named = (settings.endpoint, settings.universe, settings.cloud, settings.endpoint_name, *settings.endpoints.values())
    for claim in named:
        if claim is not None:
            yield claim.path


def _strings(inputs: Properties, skipped: frozenset[str] | set[str], dull: set[str]) -> list[tuple[str, str, str]]:
    """Return (path, key, value) of every string that might hold an address, outside the paths skipped.

    Runs over every string of a deployment, so it asks the cheapest question first; ``dull`` remembers what holds none.
    """
    found: list[tuple[str, str, str]] = []
    pending: list[tuple[str, str, Iterable[tuple[object, Value]]]] = [("", "", inputs.items())]
    while pending:
        above, key_above, children = pending.pop()
        for name, value in children:
            if isinstance(value, str):
                if ("." not in value and ":" not in value and len(value) < _SHORTEST_PACKED) or value in dull:
                    continue
                key = name if isinstance(name, str) else key_above
                if _is_dull(value):
                    dull.add(value)
                elif not _is_skipped(path := f"{above}{name}", key, skipped) and not is_prose(key):
                    found.append((path, key, value))
            elif isinstance(value, (dict, list)) and value:
                key = name if isinstance(name, str) else key_above
                if not _is_skipped(path := f"{above}{name}", key, skipped):
                    pending.append((f"{path}.", key, value.items() if isinstance(value, dict) else enumerate(value)))
    return found


def _is_skipped(path: str, key: str, skipped: frozenset[str] | set[str]) -> bool:
    """Whether a property is handled elsewhere, only talks about addresses, or belongs to the engine."""
    return path in skipped or key.startswith("__")


def _is_dull(value: str) -> bool:
    """Whether a string holds no address under any key."""
    if "\n" in value or ":/" in value or ":\\" in value or value[0] in "{[":
        return False
    if "." in value:
        return ":" not in value and _LETTER.search(value) is None
    return not looks_packed(value)


def _is_text(value: str) -> bool:
    """Whether a string is more than one value: a script, a document, something packed."""
    return "\n" in value.strip() or value[:1] in ("{", "[", "#") or value.startswith("data:") or looks_packed(value)


def _hosts_of_address(value: str, role: Role) -> tuple[Host, ...]:
    """Return the hosts of a property known to hold an address: a URL, an image, a host, a connection string."""
    amazon = _AMAZON_NAME.match(value)
    if amazon is not None:
        suffix = _AMAZON_SUFFIXES.get(amazon["partition"], "amazonaws.com")
        region = f"{amazon['region']}." if amazon["region"] else ""
        return (Host(f"{region}{suffix}", HostKind.NAME),)
    stated = tuple(host for host, _ in urls(value))
    if stated:
        return stated
    if role is Role.FETCHES:
        registry = registry_of(value)
        return (registry,) if registry is not None else ()
    if _CONNECTION_PARTS.search(value.strip()):
        parts = (bare_host(part.removeprefix("tcp:")) for part in _CONNECTION_PARTS.split(value))
        return tuple(part[0] for part in parts if part is not None)
    return hosts_of(value)


def _holds_mark(value: Value) -> bool:
    if isinstance(value, Mark):
        return True
    if isinstance(value, Mapping):
        return any(_holds_mark(child) for child in value.values())
    return isinstance(value, list) and any(_holds_mark(child) for child in value)


def _key_of(path: str) -> str:
    match = _KEY_OF_PATH.search(path)
    return match[1] if match is not None else ""


def _cannot_search(mark: Value) -> str:
    why = withheld(mark)
    mend = (
        "build it from values that are known, or answer for the unknown ones with --answers"
        if mark is Mark.UNKNOWN
        else "judge the program itself or run the policy pack, which search it and show nothing of it"
    )
    return f"it {why} and could not be searched for addresses; {mend}"
