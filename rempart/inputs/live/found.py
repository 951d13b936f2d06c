"""One thing that a cloud lists, in the words that Pulumi's provider uses for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rempart.credentials import holds_credential, names_credential
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.sealed import NONE_SEALED, Sealed
from rempart.model.values import SECRET, UNKNOWN, Properties, Value


@dataclass(frozen=True, slots=True)
class Found:
    """One live thing, without anything that must not be written down unless ``is_private`` says so.

    ``unseen`` says of an input why it could not be read. ``sealed`` holds what may hold anything, such as user data: it
    is searched for addresses and shown to nobody.
    """

    token: str
    id: str
    name: str
    inputs: Properties
    unseen: Mapping[str, Reason] = field(default_factory=dict)
    sealed: Mapping[str, Value] = field(default_factory=dict, repr=False)
    addresses: tuple[str, ...] = ()
    """Public addresses that belong to this very thing: whoever names one of them names it."""

    @property
    def is_private(self) -> bool:
        """Whether this may hold a credential: it then stays in memory."""
        return bool(self.sealed) or _holds_credential("", self.inputs)


@dataclass(frozen=True, slots=True)
class Naming:
    """How the things of one scan are named: the region stands for the stack, the project for the project.

    A name is not unique in a cloud, and anyone may give a machine the name that a waiver excuses: the identifier, which
    nobody can choose, is part of every URN: ``urn:pulumi:GRA9::care::openstack:compute/instance:Instance::web@461d``.
    """

    region: str
    project: str

    def urn(self, token: str, name: str) -> str:
        """Return a URN; what cannot be shown on a line is replaced."""
        return f"urn:pulumi:{_shown(self.region)}::{_shown(self.project)}::{token}::{_shown(name)}"

    def urn_of(self, found: Found) -> str:
        """Return the URN of a live thing."""
        return self.urn(found.token, self.name_of(found))

    def name_of(self, found: Found) -> str:
        """Return the name in the URN: that of the cloud and the identifier, or the latter alone."""
        return _shown(found.id if found.name in ("", found.id) else f"{found.name}@{found.id}")

    def resource(self, found: Found, provider: str) -> Resource:
        """Return a live thing as a resource: what could not be seen is unknown, what is private is secret."""
        return Resource(
            urn=self.urn_of(found),
            type=found.token,
            name=self.name_of(found),
            inputs={
                **found.inputs,
                **dict.fromkeys(found.unseen, UNKNOWN),
                **dict.fromkeys(found.sealed, SECRET),
            },
            provider=provider,
            id=found.id,
            unseen=found.unseen,
            sealed={path: Sealed(content) for path, content in found.sealed.items()} or NONE_SEALED,
        )


def _holds_credential(name: str, value: Value) -> bool:
    """Whether a value looks like a credential, by the name above it or by its form."""
    if isinstance(value, str):
        return bool(value) and (names_credential(name) or holds_credential(value))
    if isinstance(value, Mapping):
        return any(_holds_credential(key, child) for key, child in value.items())
    return isinstance(value, list) and any(_holds_credential(name, child) for child in value)


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
