"""Subnets: two of one Net cannot overlap, which can be told before either is made."""

from __future__ import annotations

import dataclasses
import ipaddress

from outscale_provider.contract import Checked, Failure
from outscale_provider.operations.handler import ResourceHandler
from outscale_provider.values.json import JsonObject, has_unknown

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Subnet(ResourceHandler):
    """Checks the range against those of the Net's other Subnets in the same program."""

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Tell what cannot be right, overlaps with what this run has already checked included."""
        checked = super().check(inputs, olds, urn=urn, seed=seed)
        span = _span(inputs)
        if checked.failures or span is None:
            return checked
        with self.session.lock:
            others = {other: _span(planned) for other, planned in self.session.planned.items() if other != urn}
            self.session.planned[urn] = {name: inputs[name] for name in ("netId", "ipRange")}
        overlapping = [other.rsplit("::", 1)[-1] for other, theirs in others.items() if _overlap(span, theirs)]
        if not overlapping:
            return checked
        reason = f"{inputs['ipRange']} overlaps with the range of the Subnet {overlapping[0]} of the same Net"
        return dataclasses.replace(checked, failures=(Failure("ipRange", reason),))


def _span(inputs: JsonObject) -> tuple[str, Network] | None:
    net, text = inputs.get("netId"), inputs.get("ipRange")
    if not isinstance(net, str) or not isinstance(text, str) or has_unknown([net, text]):
        return None
    try:
        return net, ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _overlap(one: tuple[str, Network], other: tuple[str, Network] | None) -> bool:
    return other is not None and one[0] == other[0] and one[1].overlaps(other[1])
