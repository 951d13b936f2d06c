"""What happened, in order: kept for whoever asks, and written down as lines."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a process of the plan, or (no process) to the whole lab."""

    number: int
    """Counts from 1."""
    seconds: float
    """Since the supervisor started."""
    process: str
    text: str


class Events:
    """The events of one supervisor's life; the oldest are forgotten when there are too many."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._number = 0
        self._kept: deque[Event] = deque(maxlen=_KEPT)
        self._news = asyncio.Event()

    @property
    def seconds(self) -> float:
        """How long the supervisor has run."""
        return time.monotonic() - self._started

    def tell(self, text: str, *, process: str = "") -> None:
        """Note an event. The log may be on a full disk: that stops nobody."""
        self._number += 1
        self._kept.append(Event(self._number, round(self.seconds, 2), process, text))
        self._news.set()
        with suppress(OSError):
            print(f"[{self.seconds:7.1f}s] {process or 'lab'}: {text}", flush=True)

    async def wait_for(self, number: int, *, seconds: float) -> None:
        """Return once there is an event behind a number, or the seconds are over."""
        with suppress(asyncio.TimeoutError):
            async with asyncio.timeout(seconds):
                while self._number <= number:
                    self._news.clear()
                    await self._news.wait()

    def after(self, number: int) -> list[dict[str, object]]:
        """Return the events behind a number, as JSON values."""
        return [asdict(event) for event in self._kept if event.number > number]
