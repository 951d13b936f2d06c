"""Why one try of a call came to nothing, and what that says about trying again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from outscale_provider.errors import ApiError


class Cause(Enum):
    """What went wrong, as far as trying again is concerned."""

    REFUSED = auto()
    """The service has decided, or nothing would be different next time."""
    THROTTLED = auto()
    """Too many calls; the service documents that it did not begin this one."""
    NEVER_SENT = auto()
    """There was no connection, so the service knows nothing of the call."""
    UNCONFIRMED = auto()
    """The call was sent and may have been carried out; no answer says so."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One try that came to nothing."""

    cause: Cause
    error: ApiError
    retry_after: float = 0
    """Seconds that the service asks to wait."""

    @property
    def throttled(self) -> bool:
        """Whether calls come too fast."""
        return self.cause is Cause.THROTTLED
