"""Scans an account in one region: what it lists, and what is left unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
from rempart.inputs.outscale_live.account import Account, open_account
from rempart.inputs.outscale_live.buckets import buckets
from rempart.inputs.outscale_live.kinds import collections_of
from rempart.model.deployment import Deployment, Gap, GapKind, SourceKind
from rempart.model.values import Value

_OBJECT_STORE, _KUBERNETES = "oos", "oks"
SERVICES = ("api", _OBJECT_STORE, _KUBERNETES)


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How to scan."""

    profile: str | None = None
    """A profile of ``~/.osc/config.json``."""
    region: str | None = None
    without: tuple[str, ...] = ()
    """Services that the user says are not in use, so that they need not be seen."""
    resume: Path | None = None
    """The folder that keeps what an interrupted scan has read."""
    patience: Patience = field(default_factory=Patience)
    watcher: Watcher | None = None


def scan_outscale(options: ScanOptions | None = None) -> Deployment:
    """Return what exists in the account that the environment or a profile leads to.

    Raises InputError when nobody can sign in, or when a checkpoint is of another scan. What cannot be read is a gap.
    """
    chosen = options or ScanOptions()
    _refuse_unknown(chosen.without)
    account = open_account(chosen.profile, chosen.region, chosen.patience, os.environ)
    collections = list(_collections(account, chosen.without))
    region = account.settings.region
    scope = Scope("outscale", account.settings.endpoint, account.number, region)
    checkpoint = Checkpoint(chosen.resume, scope) if chosen.resume is not None else None
    harvest = read_collections(collections, chosen.patience, checkpoint=checkpoint, watcher=chosen.watcher)
    if checkpoint is not None and not any(unread.error.passes for unread in harvest.unread):
        checkpoint.remove()
    whole = Whole(
        SourceKind.OUTSCALE,
        chosen.profile or "outscale",
        Naming(region, account.number),
        "outscale",
        _settings(account),
        gaps=tuple(_gaps(chosen.without)),
        resumed_from=checkpoint.began if checkpoint is not None else None,
    )
    return deployment_of(whole, harvest, collections)


def _collections(account: Account, without: tuple[str, ...]) -> Iterator[Collection]:
    if "api" not in without:
        yield from collections_of(account.calls, account.number)
    if _OBJECT_STORE not in without:
        yield buckets(account.calls)


def _settings(account: Account) -> dict[str, Value]:
    """Return the provider that goes where this scan went."""
    settings = account.settings
    return {
        "region": settings.region,
        "endpoint": settings.endpoint,
        "oosEndpoint": settings.object_store_endpoint,
    }


def _refuse_unknown(without: tuple[str, ...]) -> None:
    if any(name not in SERVICES for name in without):
        mend = f"there are {', '.join(SERVICES)}"
        raise InputError("names a service that Outscale does not offer", where="--without", mend=mend)


def _gaps(without: tuple[str, ...]) -> Iterator[Gap]:
    if _KUBERNETES not in without:
        message = "oks: Kubernetes clusters have an API of their own, and this version does not read it"
        mend = f"say --without {_KUBERNETES} if the account has none"
        yield Gap(GapKind.UNREAD_SERVICE, message, mend, hides_resources=True)
    if without:
        yield Gap(GapKind.OUT_OF_SCOPE, f"{', '.join(without)}: left out, as whoever scanned asked")
