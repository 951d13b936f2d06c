"""All that is known of one cloud: its provider families, and how what runs in it is held against what states say.

A cloud's folder fills this form in. What it leaves out is what holds for a cloud of which nothing special is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from rempart.model.resource import Resource
from rempart.tables.table import Family


class Company(Protocol):
    """Knows what belongs to what in one project or account: what a server brings, what every project has."""

    def reason(self, item: Resource) -> str:
        """Return why a running thing needs nobody to declare it; empty when it does.

        Some things are counted off: there are as many as what they belong to accounts for.
        """
        ...


Acquaint: TypeAlias = Callable[[Sequence[Resource], Mapping[str, Resource], Sequence[Resource]], Company]
"""Makes a company of what runs, what of it the states manage (by the cloud's identifier), and all that they say."""


class Alone:
    """The company of a cloud of which nobody knows that it makes anything by itself."""

    def reason(self, _: Resource) -> str:
        """Return nothing: whatever runs, somebody made."""
        return ""


@dataclass(frozen=True, slots=True)
class Governed:
    """What a resource changes of another thing."""

    reference: str
    """The property that names the thing."""
    token: str
    """The thing's type."""
    changed: str
    """The thing's property that is changed."""


def _as_it_is(text: str) -> str:
    return text


def _identifier_as_it_is(_: str, identifier: str) -> str:
    return identifier


def _every_one(_: Resource) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Identity:
    """How a state and the cloud mean the same thing."""

    spelling: Callable[[str], str] = _as_it_is
    """Turns a type token into the one by which a scan lists such things."""
    identifier: Callable[[str, str], str] = _identifier_as_it_is
    """Turns the identifier of a thing of a type into its one form."""
    listed_as: Mapping[str, str] = field(default_factory=dict)
    """By type, the type as which a thing may be listed once it became part of another."""
    governs: Mapping[str, Governed] = field(default_factory=dict)
    """By type, what such a resource changes of another thing."""
    listed: Callable[[Resource], bool] = _every_one
    """Whether a listing of its type shows a resource of a state at all."""
    projects: tuple[str, ...] = ()
    """The provider's inputs that name the project or account as a scan names it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a property that a state has is compared with what the cloud shows, by the property's name."""

    owners: frozenset[str] = frozenset()
    """Properties that name the thing's owner: what has another owner is another thing."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What the cloud does where neither the program nor the state says anything."""
    words_for_nothing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the provider and the cloud write where there is nothing to say."""
    caseless: frozenset[str] = frozenset()
    in_full: Mapping[str, str] = field(default_factory=dict)
    """Where the provider keeps all that the cloud has of a property, rather than what the program asked for."""
    set_by_others: frozenset[str] = frozenset()
    """Properties that follow from further resources: where the program did not state one itself, its state keeps what
    was seen at creation."""
    always_told: frozenset[str] = frozenset()
    """Properties whose absence means that there is nothing, in every version of a service's API."""
    kept_elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By type, what the provider and the service mean different things by."""
    of_its_source: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By type, what a cloud copies from whatever a thing was made of."""


def _alone(_: Sequence[Resource], __: Mapping[str, Resource], ___: Sequence[Resource]) -> Company:
    return Alone()


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud, as its folder knows it."""

    families: tuple[Family, ...] = ()
    identity: Identity = Identity()
    comparison: Comparison = Comparison()
    company: Acquaint = _alone
