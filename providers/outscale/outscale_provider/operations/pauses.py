"""How long to wait between two looks at something that changes by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator

_FIRST = 0.3
_LONGEST = 5.0
_GROWTH = 1.4


def pauses() -> Iterator[float]:
    """Yield pauses without end, in seconds: short at first, then longer, never in step with other waiters."""
    pause = _FIRST
    while True:
        yield pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads waiters; protects nothing
        pause = min(pause * _GROWTH, _LONGEST)
