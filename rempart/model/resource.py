"""One declared resource, as an input states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rempart.model.reason import Reason
from rempart.model.sealed import NONE_SEALED, Sealed
from rempart.model.values import Properties

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a deployment.

    ``inputs`` hold what the program asked for; ``outputs`` what a state or a component registered (inputs win
    wherever both speak). ``id`` is the cloud's own name for a resource that exists; None for one that does not yet, for
    components, and where the input withholds it. ``provider`` is the key of the provider resource that it stands at, of
    which there may be several instances; None when the input does not say. ``unseen`` says, by path, why the input
    could not see a value of this very resource; the value itself stands as ``UNKNOWN``.
    """

    urn: str
    type: str
    name: str
    inputs: Properties
    custom: bool = True
    provider: str | None = None
    provider_id: str | None = None
    """The id under which the input refers to the provider; None while it has none."""
    parent: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    id: str | None = None
    external: bool = False
    """Read from the cloud (``get``), not managed by the program."""
    protect: bool = False
    left_behind: bool = False
    """It exists beside what the program means: kept by ``retainOnDelete``, or replaced and not deleted yet."""
    plugin_source: str | None = None
    """Of a provider: where its plugin comes from, when that is stated; None for where Pulumi looks by itself."""
    source_position: str | None = None
    """``project:///path#line,column`` where the input says so."""
    unseen: Mapping[str, Reason] = field(default_factory=dict)
    sealed: Mapping[str, Sealed] = field(default_factory=lambda: NONE_SEALED, repr=False, compare=False)
    """The secrets among the inputs whose content the input showed, by path; searched for addresses, never shown."""

    @property
    def key(self) -> str:
        """The URN, with the id behind it where the program means another instance of the same URN."""
        return instance_key(self.urn, self.id) if self.left_behind else self.urn

    @property
    def package(self) -> str:
        """The package of the type token: ``openstack`` for ``openstack:compute/instance:Instance``.

        A provider resource belongs to the package that it serves.
        """
        token = self.type.removeprefix("pulumi:providers:")
        return token.partition(":")[0]

    @property
    def is_provider(self) -> bool:
        """Whether this resource is an explicit or default provider."""
        return self.type.startswith("pulumi:providers:")


def instance_key(urn: str, identifier: str | None) -> str:
    """Return what tells one instance of a URN from the one that the program means."""
    return f"{urn}::{identifier or ''}"
