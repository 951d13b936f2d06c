"""The form of a provider family's table: what each type is, and under which names it says so.

A table is data. Adding a cloud means writing one; nothing else in this room changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import Properties, Value

Read: TypeAlias = Callable[[Properties], Value]
"""Reads one neutral attribute from a resource's inputs; None when the provider's default is not known here."""


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What one type is.

    Paths are dotted; ``*`` stands for every item of a list or every value of an object.
    """

    kind: Kind
    service: str | None = None
    """The package's own service name, as endpoint overrides use it; that of the module when None."""
    attributes: Mapping[str, Read] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    """Where the resource names places, first the one that it stands in; before the family's own."""
    parents: tuple[str, ...] = ()
    """Properties that name what the resource is part of; those of the family when there are none."""
    addresses: Mapping[str, Role] = field(default_factory=dict)
    record_type: str = ""
    """For DNS records: the property that says of which type it is; some types lead nowhere."""
    texts: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    """Properties that hold a credential under a name that does not say so."""
    own: tuple[str, ...] = ()
    """Where the resource states a name or an address that it makes: of inputs, and of outputs once it exists."""
    regionless: bool = False
    """Whether it is made for a whole account, in no region: names, users, keys, rights, what joins networks.

    It keeps no data, and must not be said of anything that does.
    """
    zones: tuple[str, ...] = ()
    """Where it states a domain that it makes, with all names below it."""


@dataclass(frozen=True, slots=True)
class Family:
    """One provider family: its types, and how its provider is configured.

    ``types`` are keyed by the token without its package (``compute/instance:Instance``), ``modules`` by the part
    before the colon (``iam``), for types that need no row of their own.
    """

    packages: tuple[str, ...]
    provider: Callable[[Resource], ProviderSettings]
    types: Mapping[str, TypeRow] = field(default_factory=dict)
    modules: Mapping[str, TypeRow] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)
    """Module -> service name, where the two differ."""
    index: Mapping[str, str] = field(default_factory=dict)
    """Beginning of a type's name, in lower case -> module, for packages that keep all in ``index``; longest first."""
    regions: tuple[str, ...] = ("region",)
    zones: tuple[str, ...] = ()
    """Properties that name a zone; they count where no region is named."""
    zone_region: Callable[[str], str] = str
    """Turns a zone's name into its region's."""
    zones_follow_provider: bool = False
    """Whether the service takes zones of the provider's own region alone: one that is not known then hides no place."""
    parents: tuple[str, ...] = ()
    """Properties that name what a resource is part of: where it states no region, it stands with that."""
    configures: bool = False
    """Whether its properties configure what runs inside, where regions and zones may be anybody's."""
    labels: frozenset[str] = frozenset()
    """Properties that hold labels under a name of the family's own."""
    other: Kind = Kind.OTHER
