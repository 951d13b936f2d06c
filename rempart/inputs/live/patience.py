"""How often a cloud is asked again, and how long all of it may take."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LONGEST_PAUSE = 20.0
"""Seconds; a service that asks for more is not waited for."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The bounds of one scan."""

    tries: int = 4
    """How often one request is sent at most."""
    silence: float = 20.0
    """Seconds that a service may be silent before the request is sent again."""
    first_pause: float = 0.5
    """Seconds before the second try; they double from try to try."""
    total: float = 600.0
    """Seconds that the whole scan may take."""
    clock: Callable[[], float] = time.monotonic
    _began: float = field(default=0.0, init=False)
    _stop: threading.Event = field(default_factory=threading.Event, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_began", self.clock())

    @property
    def left(self) -> float:
        """Seconds until the scan must end, never below 0."""
        return max(0.0, self._began + self.total - self.clock())

    @property
    def is_over(self) -> bool:
        """Whether nothing may be asked any more: the time is up, or the scan was stopped."""
        return self._stop.is_set() or self.left <= 0

    def stop(self) -> None:
        """End every pause: nothing is asked any more."""
        self._stop.set()

    def pause(self, attempt: int, asked: float = 0.0) -> bool:
        """Wait before another try, and return whether there may be one.

        ``attempt`` counts the tries so far from 1; ``asked`` is how many seconds the service asks to wait.
        """
        if attempt >= self.tries or asked > _LONGEST_PAUSE:
            return False
        backoff = min(_LONGEST_PAUSE, self.first_pause * 2 ** (attempt - 1))
        # A part left to chance, so that the threads of a scan do not come back all at once.
        seconds = max(asked, backoff * random.uniform(0.5, 1))  # noqa: S311 - spreads load, protects nothing
        if seconds >= self.left:
            return False
        self._stop.wait(seconds)
        return not self.is_over
