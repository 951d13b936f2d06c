"""Whether a call that came to nothing is tried again, and when.

A call that may have been carried out is repeated only where carrying it out twice leaves the same behind as once.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from outscale_provider.client.failures import Cause, Failure
from outscale_provider.errors import ApiError

PATIENCE = 300.0
"""Seconds after which a call without a deadline of its own is given up."""

_FURTHER_TRIES = 5
_FIRST_PAUSE = 0.3
_LONGEST_PAUSE = 8.0
_IDEMPOTENT = (
    "Read",
    "Check",
    "Delete",
    "Update",
    "Unlink",
    "Put",
    "Set",
    "CreateTags",
    "CreateLoadBalancerTags",
    "StartVms",
    "StopVms",
    "Enable",
    "Disable",
    "Deregister",
    "Remove",
)
"""The beginnings of operations that leave the same behind whether carried out once or twice."""


def only_looks(operation: str) -> bool:
    """Tell whether an operation changes nothing."""
    return operation.startswith(("Read", "Check"))


def is_idempotent(operation: str) -> bool:
    """Tell whether carrying an operation out twice leaves the same behind as once."""
    return operation.startswith(_IDEMPOTENT)


@dataclass(slots=True)
class Patience:
    """What one call may still try."""

    operation: str
    repeatable: bool
    """Whether the call carries a token by which the service knows it again."""
    deadline: float
    """When to give up, on the clock of ``time.monotonic``, in seconds."""
    pause: float = 0
    """Seconds to wait before the next try."""
    unconfirmed: bool = False
    """Whether a try so far may have been carried out."""
    clock: Callable[[], float] = time.monotonic
    last: ApiError | None = None
    """Why the last try came to nothing."""
    _failures: int = field(default=0, repr=False)
    _throttled: int = field(default=0, repr=False)

    @property
    def left(self) -> float:
        """Seconds until the deadline, never below 0."""
        return max(0.0, self.deadline - self.clock())

    @property
    def in_doubt(self) -> bool:
        """Whether stopping now would leave open if something was made that nobody would know of."""
        return self.unconfirmed and not is_idempotent(self.operation)

    def note(self, failure: Failure) -> None:
        """Take note of a failed try, and decide on the pause before the next. Raises ``ApiError`` if there is none."""
        if failure.cause is Cause.UNCONFIRMED and not only_looks(self.operation):
            self.unconfirmed = True
        self.last = self._told(failure.error)
        if not self._may_repeat(failure.cause):
            raise self.last
        self.pause = max(failure.retry_after, self._backoff(failure.cause))
        if failure.retry_after:
            self.last = replace(self.last, details=f"{self.last.details}; it asks to wait {failure.retry_after:.0f} s")
        self.require(self.pause)

    def require(self, seconds: float) -> None:
        """Raise ``ApiError``, the last one if there was any, unless more time is left than this."""
        if self.left > seconds:
            return
        if self.last is None:
            raise ApiError(self.operation, "the time allowed ran out before the call could be sent")
        raise replace(self.last, details=f"{self.last.details}; there is no time left to try again")

    def _may_repeat(self, cause: Cause) -> bool:
        match cause:
            case Cause.REFUSED:
                return False
            case Cause.THROTTLED:
                self._throttled += 1
                return True
            case Cause.UNCONFIRMED if not (self.repeatable or is_idempotent(self.operation)):
                return False
            case _:
                self._failures += 1
                return self._failures <= _FURTHER_TRIES

    def _backoff(self, cause: Cause) -> float:
        """Return seconds that double from try to try, with a part left to chance so that threads do not march in step.

        The doubling is bounded before it is computed: a call may be throttled hundreds of times.
        """
        so_far = self._throttled if cause is Cause.THROTTLED else self._failures
        longest = min(_LONGEST_PAUSE, math.ldexp(_FIRST_PAUSE, min(so_far - 1, 10)))
        return longest * random.uniform(0.5, 1)  # noqa: S311 - spreads load, protects nothing

    def _told(self, error: ApiError) -> ApiError:
        if not self.unconfirmed:
            return error
        details = f"{error.details}; the call was sent, was not confirmed, and may have been carried out"
        return replace(error, details=details, ambiguous=True)
