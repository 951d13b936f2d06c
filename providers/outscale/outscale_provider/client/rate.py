"""How fast calls may follow one another: slower when the service complains, then gradually faster again.

Outscale publishes no figure: https://docs.outscale.com/en/userguide/API-Throttling.html only says that there are
limits for the platform, for the account and for each call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

UNLIMITED = 10_000.0
"""Calls a second from which on nothing is held back."""

_SLOWEST = 1.0
_RECOVERY = 0.01
"""The part of the highest rate that one call that went well wins back."""
_BURST = 0.25
"""Seconds of unused turns that may be caught up with at once."""
_SAME_COMPLAINT = 1.0
"""Seconds within which complaints are about calls sent at the old rate, and count as one."""


class Rate:
    """Gives each call its turn. Safe to use from many threads. Rates are in calls a second."""

    def __init__(self, highest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._highest = highest
        self._current = highest
        self._clock = clock
        self._turn = clock()
        self._slowed = float("-inf")
        self._lock = threading.Lock()

    @property
    def current(self) -> float:
        """The rate now."""
        return self._current

    def take_turn(self) -> float:
        """Take the next turn, and return the seconds until it comes."""
        if self._highest >= UNLIMITED:
            return 0.0
        with self._lock:
            now = self._clock()
            turn = max(self._turn, now - _BURST)
            self._turn = turn + 1 / self._current
            return max(0.0, turn - now)

    def slow_down(self) -> None:
        """Note that the service refused a call for coming too fast."""
        with self._lock:
            now = self._clock()
            if now - self._slowed >= _SAME_COMPLAINT:
                self._slowed = now
                self._current = max(min(_SLOWEST, self._highest), self._current / 2)

    def went_well(self) -> None:
        """Note that the service carried out a call."""
        with self._lock:
            self._current = min(self._highest, self._current + self._highest * _RECOVERY)
