"""Builders for the tests of drift: what a scan shows, and what a state says, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rempart.drift import Drift, compare
from rempart.model.deployment import Deployment, Source, SourceKind
from rempart.model.listing import Listing
from rempart.model.resource import Resource
from rempart.model.values import Properties, Value

LAB = "https://127.82.77.1:5000/v3"
INSTANCE = "openstack:compute/instance:Instance"
NETWORK = "openstack:networking/network:Network"
PORT = "openstack:networking/port:Port"
RULE = "openstack:networking/secGroupRule:SecGroupRule"
GROUP = "openstack:networking/secGroup:SecGroup"
VOLUME = "openstack:blockstorage/volume:Volume"
BUCKET = "openstack:objectstorage/container:Container"
PROVIDER = "pulumi:providers:openstack"
LISTED = (INSTANCE, NETWORK, PORT, RULE, GROUP, VOLUME, BUCKET)


@dataclass(frozen=True, slots=True)
class World:
    """A cloud and one state, which agree until a test says otherwise."""

    running: tuple[Resource, ...] = ()
    declared: tuple[Resource, ...] = ()
    listings: Mapping[str, Listing] = field(default_factory=lambda: {token: Listing() for token in LISTED})
    settings: Properties = field(default_factory=lambda: {"authUrl": LAB, "region": "GRA9"})

    def both(self, token: str, identifier: str, **inputs: Value) -> World:
        """Add a thing that runs as its state says."""
        return self.runs(token, identifier, inputs).declares(token, identifier, inputs)

    def runs(self, token: str, identifier: str, shown: Properties | None = None, **more: Value) -> World:
        inputs = {**(shown or {}), **more}
        live = Resource(f"urn:pulumi:GRA9::lab::{token}::{identifier}", token, identifier, inputs, id=identifier)
        return replace(self, running=(*self.running, live))

    def declares(
        self,
        token: str,
        identifier: str | None,
        asked: Properties | None = None,
        *,
        outputs: Properties | None = None,
        external: bool = False,
        **more: Value,
    ) -> World:
        """Add a resource to the state; without ``outputs`` the provider read what the program asked for."""
        inputs = {**(asked or {}), **more}
        resource = Resource(
            f"urn:pulumi:prod::records::{token}::{identifier}",
            token,
            str(identifier),
            inputs,
            provider=urn_of_provider(),
            outputs=inputs if outputs is None else outputs,
            external=external,
            id=identifier,
        )
        return replace(self, declared=(*self.declared, resource))

    def with_listing(self, token: str, *properties: str, unread: str = "") -> World:
        return replace(self, listings={**self.listings, token: Listing(frozenset(properties), unread)})

    def deployed_to(self, **settings: Value) -> World:
        return replace(self, settings=settings)

    @property
    def live(self) -> Deployment:
        token = PROVIDER
        provider = Resource(f"urn:pulumi:GRA9::lab::{token}::lab", token, "lab", {"authUrl": LAB, "region": "GRA9"})
        source = Source(SourceKind.OPENSTACK, "lab", project="records", stack="GRA9")
        return Deployment(source, (provider, *self.running), listings=self.listings)

    @property
    def state(self) -> Deployment:
        provider = Resource(urn_of_provider(), PROVIDER, "cloud", self.settings)
        stack = Resource(
            "urn:pulumi:prod::records::pulumi:pulumi:Stack::s", "pulumi:pulumi:Stack", "s", {}, custom=False
        )
        return Deployment(Source(SourceKind.STATE, "state.json"), (stack, provider, *self.declared))

    def drift(self) -> Drift:
        return compare(self.live, [self.state])


def urn_of_provider() -> str:
    return f"urn:pulumi:prod::records::{PROVIDER}::cloud"


def a_world() -> World:
    return World()


def changes(drift: Drift) -> dict[str, tuple[Value, Value]]:
    """Return the changes of a drift by path: what the state has, and what runs."""
    return {change.path: (change.before, change.now) for item in drift.changed for change in item.changes}
