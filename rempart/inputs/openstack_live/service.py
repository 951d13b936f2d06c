"""The form of a service's table: what it lists, and what each thing is to Pulumi's provider.

A table is data: a collection more is a row more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rempart.inputs.live import Collection, Found, GoneError, NotOfferedError, UnreadError
from rempart.inputs.openstack_live.calls import Calls, Item
from rempart.model.values import Value

Fields = Mapping[str, str]
"""The provider's name of an input -> the service's; dots lead into objects and lists."""

_VERSION = re.compile(r"/v[0-9]+(?:\.[0-9]+)?$")


@dataclass(frozen=True, slots=True)
class Row:
    """One collection. ``path`` is below the service's endpoint, ``key`` the member of the answer that holds the items.

    ``id`` names the identifier in an item. ``refine`` completes the inputs with what no name alone can say; an item
    that it returns None for is left out.
    """

    name: str
    path: str
    key: str
    token: str
    fields: Fields
    id: str = "id"
    query: Mapping[str, str] = field(default_factory=dict)
    of_project: str | None = None
    """The parameter that keeps a listing to one project, where an administrator would be shown all."""
    microversion: str | None = None
    extension: str | None = None
    """What a cloud may lack: the alias of the extension that brings this collection."""
    refine: Callable[[Found, Item], Found | None] | None = None
    refined: Mapping[str, str] = field(default_factory=dict)
    """What ``refine`` reads: by type token, the names of further inputs."""

    @property
    def lists(self) -> Mapping[str, frozenset[str]]:
        """What this lists: by type token, the inputs that it reads of each thing."""
        refined = {token: frozenset(names.split()) for token, names in self.refined.items()}
        return {**refined, self.token: refined.get(self.token, frozenset()) | self.fields.keys()}


@dataclass(frozen=True, slots=True)
class Access:
    """What it takes to read one service of one project."""

    calls: Calls
    service: str
    base: str
    """The address below which everything of this service stands."""
    project: str

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"{self.base}/{path}" if path else self.base


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a cloud.

    ``types`` are its names in service catalogues, the usual one first. ``version`` is the part of the address that
    says which API is spoken, where a catalogue leaves it out; None where it never does. It is written as Pulumi's
    provider writes it, without asking the service: its answer could name another host.
    """

    types: tuple[str, ...]
    collections: Callable[[Access], Sequence[Collection]]
    version: str | None = None

    @property
    def name(self) -> str:
        """The name that the provider's ``endpointOverrides`` has for it."""
        return self.types[0]

    def base(self, endpoint: str) -> str:
        """Return the address below which everything of this service stands."""
        bare = endpoint.rstrip("/")
        return bare if self.version is None or _VERSION.search(bare) else f"{bare}/{self.version}"


def listing(access: Access, row: Row, *, offers: Callable[[str], bool] | None = None) -> Collection:
    """Return a row as a collection; ``offers`` tells whether the service has an extension."""

    def read() -> Iterable[Sequence[Found]]:
        if row.extension is not None and offers is not None and not offers(row.extension):
            raise NotOfferedError(row.extension)
        query = dict(row.query)
        if row.of_project is not None:
            query[row.of_project] = access.project
        try:
            for page in access.calls.pages(
                access.service, access.url(row.path), row.key, query, microversion=row.microversion
            ):
                yield [found for item in page if (found := found_in(row, item)) is not None]
        except GoneError as error:
            raise UnreadError(error.reason) from None

    return Collection(f"{access.service}: {row.name}", read, row.lists)


def found_in(row: Row, item: Item) -> Found | None:
    """Return an item as a live thing. Raises UnreadError for an item without an identifier."""
    identifier = _stated(item, row.id)
    if not isinstance(identifier, str) or not identifier:
        raise UnreadError("it answered something of another form than its API's")
    name = item.get("name")
    inputs = {ours: value for ours, path in row.fields.items() if (value := _stated(item, path)) is not None}
    found = Found(row.token, identifier, name if isinstance(name, str) else "", inputs)
    return row.refine(found, item) if row.refine is not None else found


def with_inputs(found: Found, inputs: Mapping[str, Value]) -> Found:
    """Return a live thing with further inputs; what is None or empty says nothing."""
    stated = {name: value for name, value in inputs.items() if value not in _NOTHING}
    return Found(
        found.token, found.id, found.name, {**found.inputs, **stated}, found.unseen, found.sealed, found.addresses
    )


def fields(names: str, **others: str) -> dict[str, str]:
    """Return fields: ``names`` are the service's, written with humps by the provider; ``others`` differ more."""
    return {_humped(name): name for name in names.split()} | others


_NOTHING: tuple[Value, ...] = (None, "", [], {})


def _humped(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _stated(item: Item, path: str) -> Value:
    """Return what stands at a path of an item; None where nothing does."""
    value: Value = item
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return None if value in _NOTHING else value
