"""Load balancers: listeners are changed where they are, without a new load balancer."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from outscale_provider.contract import Context, Difference
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.values.compare import matches
from outscale_provider.values.json import JsonObject, has_unknown
from outscale_provider.values.names import to_api

_CERTIFICATE = "ServerCertificateId"


@dataclass(frozen=True, slots=True)
class ListenerChanges:
    """What to do to have the listeners wanted; all with the service's names."""

    closed: list[int]
    opened: list[JsonObject]
    certified: list[JsonObject]
    """Listeners that only get another certificate."""


class LoadBalancer(ResourceHandler):
    """A load balancer keeps its name, address and backends while its listeners change."""

    def diff(self, olds: JsonObject, news: JsonObject, state: JsonObject) -> Difference:
        """Compare the inputs deployed with those wanted; tell which ports will be closed for a moment."""
        difference = super().diff(olds, news, state)
        if "listeners" not in difference.changes or has_unknown(news.get("listeners")):
            return difference
        changes = listener_changes(to_api(olds.get("listeners") or []), to_api(news.get("listeners") or []))
        again = [listener["LoadBalancerPort"] for listener in changes.opened]
        reopened = [port for port in changes.closed if port in again]
        warnings = [f"the listener on port {port} will be closed and opened again" for port in reopened]
        return dataclasses.replace(difference, warnings=(*difference.warnings, *warnings))

    def push(self, change: Outstanding) -> None:
        """Send the changes, those of the listeners first."""
        if "listeners" in change.inputs:
            self._change_listeners(change.identifier, change.live, to_api(change.inputs["listeners"]), change.context)
        rest = {name: value for name, value in change.inputs.items() if name != "listeners"}
        super().push(dataclasses.replace(change, inputs=rest))

    def _change_listeners(self, identifier: str, live: JsonObject, wanted: list[JsonObject], context: Context) -> None:
        current = live.get("Listeners") or []
        changes = listener_changes(current, wanted)
        addressed = {"LoadBalancerName": identifier}
        policies = {listener["LoadBalancerPort"]: listener.get("PolicyNames") for listener in current}
        for listener in changes.certified:
            certificate = {key: listener[key] for key in ("LoadBalancerPort", _CERTIFICATE)}
            self.persist(self.kind.update, addressed | certificate, self.kind.retry, context)
        if changes.closed:
            ports = {"LoadBalancerPorts": changes.closed}
            self.persist("DeleteLoadBalancerListeners", addressed | ports, self.kind.retry, context)
            self.wait(identifier, {}, context)
        if changes.opened:
            listeners = {"Listeners": changes.opened}
            self.persist("CreateLoadBalancerListeners", addressed | listeners, self.kind.retry, context)
            self.wait(identifier, {}, context)
        for listener in changes.opened:
            if kept := policies.get(listener["LoadBalancerPort"]):
                policy = {"LoadBalancerPort": listener["LoadBalancerPort"], "PolicyNames": kept}
                self.persist(self.kind.update, addressed | policy, self.kind.retry, context)


def listener_changes(current: list[JsonObject], wanted: list[JsonObject]) -> ListenerChanges:
    """Work out how to come from the listeners there are to those wanted; a listener is known by its port."""
    now = {listener["LoadBalancerPort"]: listener for listener in current}
    then = {listener["LoadBalancerPort"]: listener for listener in wanted}
    closed = [port for port in now if port not in then]
    opened, certified = [], []
    for port, listener in then.items():
        if port not in now:
            opened.append(listener)
        elif not matches(listener, now[port]):
            if listener.get(_CERTIFICATE) and matches(_uncertified(listener), now[port]):
                certified.append(listener)
            else:
                closed.append(port)
                opened.append(listener)
    return ListenerChanges(sorted(closed), opened, certified)


def _uncertified(listener: JsonObject) -> JsonObject:
    return {key: value for key, value in listener.items() if key != _CERTIFICATE}
