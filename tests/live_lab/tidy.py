"""Takes away what a test made, last made first, and waits until it is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

PAUSE = 0.2
PATIENCE = 120.0


def until(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return what holds, as soon as it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(PAUSE)
    raise AssertionError(f"not within {seconds:.0f} s")


class Tidy(ExitStack):
    """What is to be taken away behind a test; an object that cannot be removed fails it."""

    def __enter__(self) -> Self:
        return self

    def later(self, made: Any, remove: Callable[..., Any], gone: Callable[[], bool] | None = None) -> Any:
        """Return what was made, and have it removed behind the test."""

        def away() -> None:
            remove(made, ignore_missing=False)
            if gone is not None:
                until(gone)

        self.callback(away)
        return made

    def server(self, cloud: Any, made: Any) -> Any:
        """Return a server once it runs; have it removed behind the test."""

        def away() -> None:
            cloud.compute.delete_server(made, ignore_missing=False)
            cloud.compute.wait_for_delete(made, interval=PAUSE, wait=PATIENCE)

        self.callback(away)
        return cloud.compute.wait_for_server(made, interval=PAUSE, wait=PATIENCE)

    def volume(self, cloud: Any, made: Any) -> Any:
        """Return a volume once it is there; have it removed behind the test."""

        def away() -> None:
            cloud.block_storage.delete_volume(made, ignore_missing=False)
            cloud.block_storage.wait_for_delete(made, interval=PAUSE, wait=PATIENCE)

        self.callback(away)
        cloud.block_storage.wait_for_status(made, "available", interval=PAUSE, wait=PATIENCE)
        return cloud.block_storage.get_volume(made.id)
