"""Virtual machines: some changes need a stopped machine, and the type's name may hold the performance."""

from __future__ import annotations

import contextlib
import dataclasses
import re

from outscale_provider.contract import Checked, Context, Failure
from outscale_provider.errors import ApiError
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.operations.pauses import pauses
from outscale_provider.values.json import UNKNOWN, JsonObject
from outscale_provider.values.names import api_name

_FLAGGED = re.compile(r"(?P<plain>tinav\d+\.c\d+r\d+)(?P<flag>p[123])")
_PERFORMANCES = {"p1": "highest", "p2": "high", "p3": "medium"}
"""Source: Outscale's user guide, "VM Types"."""


class Vm(ResourceHandler):
    """A machine is stopped for the changes that need it, and started again whatever became of them."""

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Tell what cannot be right; the service would ignore a performance that the type's name contradicts."""
        checked = super().check(inputs, olds, urn=urn, seed=seed)
        flagged = _FLAGGED.fullmatch(str(inputs.get("vmType")))
        if checked.failures or flagged is None:
            return checked
        told = _PERFORMANCES[flagged["flag"]]
        if inputs.get("performance") in (None, UNKNOWN, told):
            return checked
        reason = (
            f"{inputs['vmType']} already says {told}, which goes first; write {flagged['plain']}, or leave this out"
        )
        return dataclasses.replace(checked, failures=(Failure("performance", reason),))

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the live machine; its type as the program wrote it where only the performance was added to it."""
        live = super().look(identifier, properties)
        flagged = _FLAGGED.fullmatch(str(live.get("VmType"))) if live else None
        if live is None or flagged is None or flagged["plain"] != properties.get("vmType"):
            return live
        return live | {"VmType": flagged["plain"]}

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
