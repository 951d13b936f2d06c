"""Buckets: on the object store, which has an address of its own. What they hold is not listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from outscale_provider.errors import ProviderError
from outscale_provider.kinds.object_store.configuration import look
from outscale_provider.kinds.object_store.properties import NEVER_SHOWN, SHAPES
from rempart.inputs.live import Collection, Found, GoneError
from rempart.inputs.outscale_live.calls import Calls, unread
from rempart.model.reason import Reason

if TYPE_CHECKING:
    from outscale_provider.kinds.object_store.store import ObjectStore

_TOKEN = "outscale:index/bucket:Bucket"  # noqa: S105 - a type token, not a credential
_UNSEEN = dict.fromkeys(("acl", "policy", "versioning"), Reason("it is not read yet"))
_CUSTOM = "custom"
_CUSTOM_UNSEEN = Reason(
    "its ACL is none of those with a name, so whom it lets in is not known",
    "give it one: private, public-read, public-read-write or authenticated-read",
)


def buckets(calls: Calls) -> Collection:
    """Return the buckets of an account."""
    store = _Store(calls)

    def read() -> Iterator[Sequence[Found]]:
        try:
            opened = store.open()
            answer = opened.call(opened.s3.list_buckets)
        except ProviderError as error:
            raise unread(error) from error
        names = [bucket["Name"] for bucket in answer.get("Buckets", ()) if bucket.get("Name")]
        yield [Found(_TOKEN, name, name, {"bucket": name}, _UNSEEN) for name in names]

    def complete(found: Found) -> Sequence[Found]:
        try:
            live = look(store.open(), found.id)
        except ProviderError as error:
            raise unread(error) from error
        if live is None:
            raise GoneError("it is gone")
        unseen = {"acl": _CUSTOM_UNSEEN} if live.get("acl") == _CUSTOM else {}
        inputs = {name: value for name, value in live.items() if value not in (None, [])}
        return [Found(_TOKEN, found.id, found.name, inputs, unseen)]

    return Collection("oos: buckets", read, {_TOKEN: frozenset(SHAPES) - NEVER_SHOWN}, complete)


class _Store:
    """The object store, connected to at first use."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._lock = Lock()
        self._opened: ObjectStore | None = None

    def open(self) -> ObjectStore:
        """Return the store. Raises ProviderError."""
        # boto3 takes 35 MB and a sixth of a second.
        from outscale_provider.kinds.object_store import store  # noqa: PLC0415 - the reason stands above

        with self._lock:
            if self._opened is None:
                client = self._calls.client
                self._opened = store.ObjectStore(store.connect(client.settings), client, self._calls.deadline)
            return self._opened
