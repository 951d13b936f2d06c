"""Subnets: two of one Net cannot overlap nor leave it, which can be told before either is made."""

from __future__ import annotations

import dataclasses
import ipaddress

from outscale_provider.contract import Checked, Failure
from outscale_provider.operations.handler import ResourceHandler
from outscale_provider.values.json import JsonObject, has_unknown

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Subnet(ResourceHandler):
    """Checks the range against the Net's, and those of its other Subnets in the same program, as far as known."""

    def check(self, inputs: JsonObject, olds: JsonObject, *, urn: str, seed: bytes) -> Checked:
        """Tell what cannot be right, what this run has met of the Net and its Subnets included."""
        checked = super().check(inputs, olds, urn=urn, seed=seed)
        span = _span(inputs)
        if checked.failures or span is None:
            return checked
        with self.session.lock:
            others = {other: _span(planned) for other, planned in self.session.planned.items() if other != urn}
            self.session.planned[urn] = {name: inputs[name] for name in ("netId", "ipRange")}
            around = self.session.ranges.get(span[0])
        reason = _outside(span[1], around)
        for other, theirs in others.items():
            if _overlap(span, theirs):
                reason = f"overlaps with the range of the Subnet {other.rsplit('::', 1)[-1]} of the same Net"
        if not reason:
            return checked
        return dataclasses.replace(checked, failures=(Failure("ipRange", f"{inputs['ipRange']} {reason}"),))


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


def _outside(span: Network, around: str | None) -> str:
    net = ipaddress.ip_network(around, strict=False) if around else span
    inside = isinstance(span, type(net)) and span.subnet_of(net)  # type: ignore[arg-type] # of the same version, as just told
    return "" if inside else f"does not lie within {around}, the range of its Net"
