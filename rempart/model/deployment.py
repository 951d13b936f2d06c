"""Everything read from one input: resources, provider settings, backend, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rempart.model.listing import Listings
from rempart.model.reason import Reason
from rempart.model.resource import Resource
from rempart.model.setting import Setting
from rempart.model.values import Value


class SourceKind(StrEnum):
    """What an input is, found from its content."""

    PROGRAM = "program"
    PREVIEW = "preview"
    EVENTS = "events"
    STATE = "state"
    ANALYZE = "analyze"
    """One request of the policy engine's wire, during ``pulumi up``."""
    OPENSTACK = "openstack"
    """What exists in a project of an OpenStack cloud."""
    OUTSCALE = "outscale"
    """What exists in an account of Outscale."""

    @property
    def is_live(self) -> bool:
        """Whether a cloud itself was read: there is no program, no state, and nobody who keeps one."""
        return self in (SourceKind.OPENSTACK, SourceKind.OUTSCALE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a deployment was read from."""

    kind: SourceKind
    path: str
    project: str | None = None
    stack: str | None = None


class GapKind(StrEnum):
    """Why a part of the deployment could not be seen."""

    INVOKE = "invoke"
    READ = "read"
    STACK_REFERENCE = "stack-reference"
    REMOTE_COMPONENT = "remote-component"
    DYNAMIC_PROVIDER = "dynamic-provider"
    CALL = "call"
    UNSEEN_PROVIDER = "unseen-provider"
    SECURE_CONFIG = "secure-config"
    RESOURCE_HOOK = "resource-hook"
    UNSEEN_RESOURCES = "unseen-resources"
    FORBIDDEN = "forbidden"
    """The cloud does not show a collection to these credentials."""
    UNREACHABLE = "unreachable"
    """The cloud gave no usable answer, however often it was asked."""
    UNREAD_SERVICE = "unread-service"
    """The cloud offers a service that a scan does not read."""
    OUT_OF_SCOPE = "out-of-scope"
    """The user left this out of the scan, by name or by the choice of a region."""
    LEFT_BEHIND = "left-behind"
    """The program no longer means this resource, and it stays where it is."""
    RESUMED = "resumed"
    """Part of what was judged was read earlier, by a scan that was interrupted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the input could not see.

    ``hides_resources`` is true when whole resources may be missing from the deployment (a remote component); values
    that are merely unknown carry their mark where they stand and need no more than a note.
    """

    kind: GapKind
    message: str
    mend: str = ""
    urn: str | None = None
    hides_resources: bool = False

    @property
    def reason(self) -> Reason:
        """What could not be seen, and how to see it."""
        return Reason(self.message, self.mend)


@dataclass(frozen=True, slots=True)
class Cloud:
    """What the variables of an environment, or an entry of ``clouds.yaml``, say of one cloud."""

    endpoint: Setting | None = None
    region: Setting | None = None
    verified: Setting | None = None
    """Whether certificates are verified."""
    entry: Setting | None = None
    """For variables: the name of the entry of ``clouds.yaml`` that they choose."""
    regions: Mapping[str, Cloud] = field(default_factory=dict)
    """For an entry: what it says otherwise of single regions."""


@dataclass(frozen=True, slots=True)
class CloudsFile:
    """A ``clouds.yaml``: its path for people, its entries by name, or why it could not be read."""

    path: str
    clouds: Mapping[str, Cloud] = field(default_factory=dict)
    unread: Reason | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """What surrounds a program where it is deployed, and completes the settings of its providers."""

    default: Mapping[str, Cloud] = field(default_factory=dict)
    """By package: the settings of a provider that names none itself."""
    services: Mapping[tuple[str, str], Setting] = field(default_factory=dict)
    """By package and service: where a service is reached that has an endpoint of its own."""
    file: CloudsFile | None = None
    searched: str = ""
    """Where a ``clouds.yaml`` was looked for, for people."""
    deploys: bool = True
    """Whether the user says that this *is* the environment that deploys. What is merely found beside a program may be
    another's when it is deployed: it then speaks against a deployment, never for it."""


OF_THE_BACKEND = frozenset({"", "default", "service"})
"""Secrets providers that are the backend itself."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What someone is about to create, or has created.

    ``backend`` and ``secrets_provider`` are URLs as Pulumi writes them (``s3://…``, ``https://api.pulumi.com``,
    ``awskms://…``, ``passphrase``); None when this input cannot say.
    """

    source: Source
    resources: tuple[Resource, ...]
    config: Mapping[str, Value] = field(default_factory=dict)
    """Stack configuration by full key (``openstack:authUrl``)."""
    backend: str | None = None
    secrets_provider: str | None = None
    gaps: tuple[Gap, ...] = ()
    environment: Environment | None = None
    listings: Listings = field(default_factory=dict)
    """For what runs: how far the scan sees of each type, for comparison with states; never judged."""
