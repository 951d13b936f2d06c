"""Virtual machines: some changes need a stopped machine."""

from __future__ import annotations

import contextlib

from outscale_provider.contract import Context
from outscale_provider.errors import ApiError
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.operations.pauses import pauses
from outscale_provider.values.names import api_name


class Vm(ResourceHandler):
    """A machine is stopped for the changes that need it, and started again whatever became of them."""

    def push(self, change: Outstanding) -> None:
        """Send the changes, around a stop where one of them needs it and the machine runs."""
        cold = any(api_name(name) in self.kind.stopped for name in change.inputs)
        if not cold or self.state_of(change.live) != "running":
            super().push(change)
            return
        self.client.call("StopVms", {"VmIds": [change.identifier]}, deadline=change.context.deadline)
        self._until(change.identifier, "stopped", change.context)
        try:
            super().push(change)
        except ApiError:
            with contextlib.suppress(ApiError):
                self._start(change.identifier, change.context)
            raise
        self._start(change.identifier, change.context)

    def _start(self, identifier: str, context: Context) -> None:
        self.client.call("StartVms", {"VmIds": [identifier]}, deadline=context.deadline)
        self._until(identifier, "running", context)

    def _until(self, identifier: str, state: str, context: Context) -> None:
        pause = pauses()
        while self.state_of(self.fetch(identifier, {}) or {}) != state:
            self.pause(next(pause), context, f"Vm {identifier} is not {state} yet")
