"""Calls Outscale's API: signed, at a bearable rate, repeated where that is safe, many reads in one."""

from __future__ import annotations

import json
import threading
import time

from outscale_provider import VERSION
from outscale_provider.client.failures import Failure
from outscale_provider.client.merged_reads import MergedReads, Read
from outscale_provider.client.pages import read_pages
from outscale_provider.client.rate import Rate
from outscale_provider.client.retries import PATIENCE, Patience, only_looks
from outscale_provider.client.settings import Settings
from outscale_provider.client.transport import Transport
from outscale_provider.errors import CancelledError
from outscale_provider.values.json import JsonObject

_LAST_TURN_WITHIN = 1.0
"""Seconds that a read begun after the cancellation waits for its turn at most: the engine grants only a few."""


class Client:
    """One account in one region. Safe to use from many threads.

    Raises ``ConfigurationError`` for certificates that cannot be read and a proxy that cannot be used.
    """

    def __init__(self, settings: Settings, *, user_agent: str = f"pulumi-outscale/{VERSION}") -> None:
        self.settings = settings
        self._cancelled = threading.Event()
        self._rate = Rate(settings.requests_per_second)
        self._transport = Transport(settings, user_agent)
        self._merged = MergedReads(self._fetch)

    @property
    def calls(self) -> int:
        """The requests sent so far, further tries among them."""
        return self._transport.sent

    @property
    def cancelled(self) -> bool:
        """Whether the engine asked to stop."""
        return self._cancelled.is_set()

    def call(
        self,
        operation: str,
        arguments: JsonObject | None = None,
        *,
        repeatable: bool = False,
        deadline: float | None = None,
    ) -> JsonObject:
        """Carry out an operation, and return the service's reply.

        ``repeatable`` says that the arguments hold a ``ClientToken``, by which the service knows a repeated call;
        ``deadline`` is when to give up, on the clock of ``time.monotonic``, 300 s from now unless stated. Raises
        ``ApiError``, which is ambiguous if the call may have been carried out, and ``CancelledError``, which means
        that it was not.
        """
        body = json.dumps(arguments or {}, separators=(",", ":")).encode()
        until = time.monotonic() + PATIENCE if deadline is None else deadline
        patience = Patience(operation, repeatable, until)
        late = self.cancelled
        while True:
            self._await_turn(patience, late=late)
            outcome = self._transport.post(operation, body, patience.left)
            if not isinstance(outcome, Failure):
                self._rate.went_well()
                return outcome
            if outcome.throttled:
                self._rate.slow_down()
            patience.note(outcome)

    def read_by_id(self, operation: str, collection: str, filter_name: str, value: str) -> list[JsonObject]:
        """Return the objects that may have an identifier, read together with those that others ask for just now.

        Where the objects have the filter's key (``VmIds``: ``VmId``) they are those of that identifier, otherwise all
        that were found. They are shared with other threads: do not change them. Raises ``ApiError`` and
        ``CancelledError``.
        """
        return self._merged.read(Read(operation, collection, filter_name), value)

    def read_all(self, operation: str, collection: str, arguments: JsonObject | None = None) -> list[JsonObject]:
        """Return the objects of all pages of a read. Raises ``ApiError`` and ``CancelledError``."""
        return read_pages(self.call, operation, collection, arguments or {})

    def sleep(self, seconds: float) -> None:
        """Wait. Raises ``CancelledError`` as soon as the engine asks to stop, or at once if it has."""
        if self._cancelled.wait(seconds):
            raise CancelledError("stopped at the engine's request")

    def cancel(self) -> None:
        """End what waits; from now on only reads are begun, which tell how far things came."""
        self._cancelled.set()
        self._merged.hurry()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _await_turn(self, patience: Patience, *, late: bool) -> None:
        """Wait until a try may begin. Raises ``CancelledError``, and ``ApiError`` when the time runs out."""
        try:
            self._wait(patience, late=late)
        except CancelledError:
            # A creation that may have happened must not pass for one that was never begun.
            if patience.in_doubt and patience.last:
                raise patience.last from None
            raise

    def _wait(self, patience: Patience, *, late: bool) -> None:
        if self.cancelled and not only_looks(patience.operation):
            raise CancelledError(f"{patience.operation} was not begun: the engine asked to stop")
        if patience.pause:
            self.sleep(patience.pause)
        turn = self._rate.take_turn()
        patience.require(turn)
        if late:
            time.sleep(min(turn, _LAST_TURN_WITHIN))
        elif turn:
            self.sleep(turn)

    def _fetch(self, read: Read, identifiers: list[str]) -> list[JsonObject]:
        arguments = {"Filters": {read.filter_name: identifiers}}
        return self.read_all(read.operation, read.collection, arguments)
