"""Buckets, which live on the object store (OOS, an S3 of Outscale's), not behind the API that the table describes."""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING

from outscale_provider.contract import Checked, Context, Difference, Found, Made
from outscale_provider.errors import PartialError, ProviderError
from outscale_provider.kinds.object_store import life
from outscale_provider.kinds.object_store.checks import check
from outscale_provider.kinds.object_store.configuration import bring, look
from outscale_provider.kinds.object_store.differences import compare
from outscale_provider.kinds.object_store.properties import NEVER_SHOWN, SHAPES, agree, complete, value_of
from outscale_provider.operations.handler import INTERRUPTED
from outscale_provider.operations.session import Session
from outscale_provider.table import Kind
from outscale_provider.values.json import JsonObject

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

    from outscale_provider.kinds.object_store.store import ObjectStore

_READ_SECONDS = 300
_NAME = re.compile(r"[A-Za-z0-9._-]{3,255}")
"""What a bucket can be called, those included that were made before the rules became stricter."""


class BucketHandler:
    """Serves ``outscale:index/bucket:Bucket``; its identifier is its name."""

    def __init__(self, kind: Kind, session: Session) -> None:
        self.kind = kind
        self.client = session.client
        self._lock = threading.Lock()
        self._s3: S3Client | None = None

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Fill in what is left out; tell what cannot be right."""
        return check(inputs, olds, name=urn.rsplit("::", 1)[-1], seed=seed)

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:  # noqa: ARG002 - the protocol's
        """Compare the inputs deployed with those wanted."""
        return compare(olds, news)

    def create(self, inputs: JsonObject, context: Context) -> Made:
        """Make the bucket. Raises ``PartialError`` once it exists but is not what was asked for."""
        bucket, locked = inputs["bucket"], bool(inputs.get("objectLock"))
        store = self._store(context.deadline)
        life.make(store, bucket, locked=locked)
        live: JsonObject = {"bucket": bucket, "objectLock": locked, "versioning": locked}
        held = {name: value for name, value in inputs.items() if name in {"bucket", "objectLock", *NEVER_SHOWN}}
        state = self._finish(store, live, held, inputs, what="made")
        return Made(bucket, state)

    def read(self, identifier: str, state: JsonObject, inputs: JsonObject) -> Found | None:  # noqa: ARG002 - the protocol's
        """Look at the bucket; without ``inputs`` it is an import. Raises ``ApiError`` when it cannot be read whole."""
        if not _NAME.fullmatch(identifier):
            raise ProviderError(f"{identifier} is no bucket's name, which is what a Bucket is imported by")
        live = look(self._store(time.monotonic() + _READ_SECONDS), identifier)
        if live is None:
            return None
        found = _inputs_of(live, inputs)
        return Found(self._state(live | found), found)

    def update(
        self, identifier: str, olds: JsonObject, news: JsonObject, *, state: JsonObject, context: Context
    ) -> JsonObject:
        """Bring the live bucket to the wanted inputs, whatever the state says. Raises ``PartialError``."""
        del state
        store = self._store(context.deadline)
        live = look(store, identifier)
        if live is None:
            raise ProviderError(f"the bucket {identifier} no longer exists; run `pulumi refresh`")
        held = {name: value for name, value in olds.items() if name not in NEVER_SHOWN}
        held |= {name: value for name, value in news.items() if name in NEVER_SHOWN}
        return self._finish(store, live, held, news, what="updated")

    def delete(self, identifier: str, state: JsonObject, context: Context) -> None:
        """Remove the bucket, with what it holds only under ``forceDestroy``; one that is gone is no error."""
        store = self._store(context.deadline)
        life.remove(store, identifier, with_content=state.get("forceDestroy") is True, progress=context.progress)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._s3 is not None:
                self._s3.close()
                self._s3 = None

    def _finish(
        self, store: ObjectStore, live: JsonObject, held: JsonObject, wanted: JsonObject, *, what: str
    ) -> JsonObject:
        """Bring a live bucket to what is wanted, and return its state; ``held`` is what holds of the inputs so far."""
        bucket = live["bucket"]
        stated = dict(held)
        try:
            for names in bring(store, live, stated, wanted):
                held = {name: value for name, value in held.items() if name not in names}
                held |= {name: wanted[name] for name in names if wanted.get(name) is not None}
        except INTERRUPTED as error:
            reason = f"the bucket {bucket} was only partly {what}: {error}"
            raise PartialError(bucket, self._state(held), held, reason) from None
        return self._state(wanted)

    def _state(self, inputs: JsonObject) -> JsonObject:
        return complete(inputs) | {"endpoint": self.client.settings.object_store_endpoint}

    def _store(self, deadline: float) -> ObjectStore:
        """Return the object store, connected to at first use."""
        # boto3 takes 35 MB and a sixth of a second, and few programs have a bucket.
        from outscale_provider.kinds.object_store import store  # noqa: PLC0415 - the reason stands above

        with self._lock:
            if self._s3 is None:
                self._s3 = store.connect(self.client.settings)
            return store.ObjectStore(self._s3, self.client, deadline)


def _inputs_of(live: JsonObject, inputs: JsonObject) -> JsonObject:
    """Return the inputs that would make the live bucket; the program's own words wherever they still hold."""
    found: JsonObject = {}
    for name in SHAPES:
        shown = inputs.get(name) if name in NEVER_SHOWN else value_of(live, name)
        if agree(name, value_of(inputs, name), shown):
            shown = inputs.get(name)
        if shown is not None:
            found[name] = shown
    return found
