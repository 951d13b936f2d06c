"""Scans a project: which services there are, what each of them lists, and what is left unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rempart.errors import InputError
from rempart.inputs.live import (
    Checkpoint,
    Collection,
    Naming,
    Patience,
    Scope,
    Watcher,
    Whole,
    deployment_of,
    read_collections,
)
from rempart.inputs.openstack_live.block_storage import BLOCK_STORAGE
from rempart.inputs.openstack_live.calls import Calls
from rempart.inputs.openstack_live.cloud import Cloud, sign_in
from rempart.inputs.openstack_live.compute import COMPUTE
from rempart.inputs.openstack_live.dns import DNS
from rempart.inputs.openstack_live.image import IMAGE
from rempart.inputs.openstack_live.key_manager import KEY_MANAGER
from rempart.inputs.openstack_live.load_balancer import LOAD_BALANCER
from rempart.inputs.openstack_live.managed import CLUSTERS, DATABASES, FILE_SHARES
from rempart.inputs.openstack_live.network import NETWORK
from rempart.inputs.openstack_live.object_store import OBJECT_STORE
from rempart.inputs.openstack_live.service import Access, Service
from rempart.model.deployment import Deployment, Gap, GapKind, SourceKind
from rempart.model.values import Value

SERVICES = (
    COMPUTE,
    BLOCK_STORAGE,
    NETWORK,
    IMAGE,
    OBJECT_STORE,
    DNS,
    KEY_MANAGER,
    LOAD_BALANCER,
    FILE_SHARES,
    DATABASES,
    CLUSTERS,
)
_HOLD_NOTHING = frozenset(
    {
        "alarming",
        "cloudformation",
        "compute_legacy",
        "ec2",
        "event",
        "identity",
        "metering",
        "metric",
        "orchestration",
        "placement",
        "rating",
        "s3",
        "volume",
        "volumev2",
    }
)
"""Services that keep nothing of the project's own, or another face of what is read elsewhere: what Heat deploys stands
in the services that it deploys to, and `s3` is the object store under another API."""


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to scan."""

    region: str | None = None
    """The region, when ``clouds.yaml`` names none or another."""
    without: tuple[str, ...] = ()
    """Services that the user says are not in use, so that they need not be seen."""
    resume: Path | None = None
    """The folder that keeps what an interrupted scan has read."""
    patience: Patience = field(default_factory=Patience)
    watcher: Watcher | None = None


def scan_openstack(name: str, options: ScanOptions | None = None) -> Deployment:
    """Return what exists in the project that a cloud of ``clouds.yaml`` signs in to.

    Raises InputError when nobody can sign in, or when a checkpoint is of another scan. What cannot be read is a gap.
    """
    chosen = options or ScanOptions()
    cloud = sign_in(name, chosen.region, chosen.patience)
    calls = Calls(cloud.session, chosen.patience)
    _refuse_unknown(chosen.without, cloud)
    offered = {service: endpoints for service in SERVICES if (endpoints := _endpoints(service, cloud))}
    wanted = [service for service in SERVICES if service.name not in chosen.without]
    # What a service would list that the cloud does not offer is known as well: nothing.
    looked_for = {
        service: list(_collections(service, offered.get(service, ("",))[0], cloud, calls)) for service in wanted
    }
    collections = [collection for service in wanted if service in offered for collection in looked_for[service]]
    scope = Scope("openstack", cloud.auth_url, cloud.project, cloud.region, cloud.user)
    checkpoint = Checkpoint(chosen.resume, scope) if chosen.resume is not None else None
    harvest = read_collections(collections, chosen.patience, checkpoint=checkpoint, watcher=chosen.watcher)
    if checkpoint is not None and not any(unread.error.passes for unread in harvest.unread):
        checkpoint.remove()
    naming = Naming(cloud.region, cloud.project_name)
    whole = Whole(
        SourceKind.OPENSTACK,
        name,
        naming,
        "openstack",
        _settings(cloud, offered),
        gaps=tuple(_gaps(cloud, offered, chosen.without)),
        resumed_from=checkpoint.began if checkpoint is not None else None,
    )
    return deployment_of(whole, harvest, [each for service in wanted for each in looked_for[service]])


def _endpoints(service: Service, cloud: Cloud) -> tuple[str, ...]:
    """Return where a service is, under the first of its names that the catalogue has."""
    return next((found for kind in service.types if (found := cloud.endpoints.get(kind))), ())


def _collections(service: Service, endpoint: str, cloud: Cloud, calls: Calls) -> Iterator[Collection]:
    yield from service.collections(Access(calls, service.name, service.base(endpoint), cloud.project))


def _settings(cloud: Cloud, offered: Mapping[Service, tuple[str, ...]]) -> dict[str, Value]:
    """Return the provider that goes where this scan went: each service to its own endpoint of the catalogue."""
    settings: dict[str, Value] = {
        "authUrl": cloud.auth_url,
        "region": cloud.region,
        "endpointOverrides": {service.name: endpoints[0] for service, endpoints in offered.items()},
    }
    return settings if cloud.verified else {**settings, "insecure": True}


def _refuse_unknown(without: tuple[str, ...], cloud: Cloud) -> None:
    known = {*cloud.endpoints, *(service.name for service in SERVICES)}
    for name in without:
        if name not in known:
            mend = f"it offers {', '.join(sorted(cloud.endpoints))}"
            raise InputError("names a service that the cloud does not offer", where="--without", mend=mend)


def _gaps(cloud: Cloud, offered: Mapping[Service, tuple[str, ...]], without: tuple[str, ...]) -> Iterator[Gap]:
    read = {kind for service in SERVICES for kind in service.types}
    for service, endpoints in offered.items():
        if len(endpoints) > 1:
            message = f"{service.name}: the catalogue names {len(endpoints)} endpoints, and only the first was read"
            yield Gap(GapKind.UNREAD_SERVICE, message, hides_resources=True)
    for kind in sorted(set(cloud.endpoints) - read - _HOLD_NOTHING):
        if kind not in without:
            message = f"{kind}: the cloud offers this service, and this version does not read it"
            mend = f"say --without {kind} if the project does not use it"
            yield Gap(GapKind.UNREAD_SERVICE, message, mend, hides_resources=True)
    if without:
        yield Gap(GapKind.OUT_OF_SCOPE, f"{', '.join(without)}: left out, as whoever scanned asked")
    if cloud.other_regions:
        others = ", ".join(cloud.other_regions)
        message = f"this is region {cloud.region} alone; the catalogue also has {others}"
        yield Gap(GapKind.OUT_OF_SCOPE, message, "scan each region in use: --region NAME")
