"""Nets: their ranges are remembered while the plugin runs, so that a Subnet outside is told before it is made."""

from __future__ import annotations

import ipaddress

from outscale_provider.contract import Context, Difference, Found, Made
from outscale_provider.operations.handler import ResourceHandler
from outscale_provider.values.json import JsonObject


class Net(ResourceHandler):
    """A Net as any other kind; whoever comes by leaves its range behind."""

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:
        """Compare the inputs deployed with those wanted."""
        self._remember(state)
        return super().diff(olds, news, state)

    def create(self, inputs: JsonObject, context: Context) -> Made:
        """Make the Net and wait until it is usable. Raises ``PartialError`` once it exists but is not finished."""
        made = super().create(inputs, context)
        self._remember(made.state)
        return made

    def read(self, identifier: str, state: JsonObject, inputs: JsonObject) -> Found | None:
        """Look at the Net; ``None`` when it is gone."""
        found = super().read(identifier, state, inputs)
        if found:
            self._remember(found.state)
        return found

    def _remember(self, state: JsonObject) -> None:
        identifier, span = state.get("netId"), state.get("ipRange")
        if isinstance(identifier, str) and isinstance(span, str) and _is_range(span):
            with self.session.lock:
                self.session.ranges[identifier] = span


def _is_range(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True
