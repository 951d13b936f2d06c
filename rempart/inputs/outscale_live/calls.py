"""Sends the reads of a scan through the provider's client, which signs, paces and repeats them within bounds."""

from __future__ import annotations

import time
from typing import Any

from outscale_provider.client.client import Client
from outscale_provider.client.pages import read_pages
from outscale_provider.errors import ApiError, ProviderError
from rempart.inputs.live import ForbiddenError, Patience, UnreadError

Item = dict[str, Any]
"""One object as the service describes it."""

_LONGEST = 90.0
"""Seconds that one call may take, its repetitions included."""
_MAY_PASS = range(500, 600)
_THROTTLED = 429
_REFUSED = (401, 403)


class Calls:
    """Reads one account. Safe to use from many threads."""

    def __init__(self, client: Client, patience: Patience) -> None:
        self.client = client
        self._patience = patience

    @property
    def deadline(self) -> float:
        """When a call that begins now is given up, on the clock of ``time.monotonic``."""
        return time.monotonic() + min(_LONGEST, self._patience.left)

    def read_all(self, operation: str, collection: str, arguments: Item) -> list[Item]:
        """Return the objects of all pages of a read. Raises UnreadError."""
        if not operation.startswith("Read"):
            raise AssertionError(f"{operation} is no read")
        try:
            return read_pages(self._call, operation, collection, arguments)
        except ApiError as error:
            raise unread(error) from error

    def _call(self, operation: str, arguments: Item) -> Item:
        return self.client.call(operation, arguments, deadline=self.deadline)


def unread(error: ProviderError) -> UnreadError:
    """Say in words of our own why something could not be read."""
    if not isinstance(error, ApiError):
        return UnreadError("the time allowed for the scan was up", mend="give more with --timeout", passes=True)
    if error.status in _REFUSED:
        return ForbiddenError("these keys may not read it")
    if not error.status:
        return UnreadError("no usable answer came", passes=True)
    kind = f" ({error.kind} {error.code})" if error.kind.isprintable() and error.code.isprintable() else ""
    passes = error.status in _MAY_PASS or error.status == _THROTTLED
    return UnreadError(f"it answered HTTP {error.status}{kind}", passes=passes)
