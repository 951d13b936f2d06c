"""The machines behind a load balancer: a program may state only some of them."""

from __future__ import annotations

from outscale_provider.contract import Context
from outscale_provider.errors import PartialError
from outscale_provider.operations.handler import INTERRUPTED, ResourceHandler
from outscale_provider.operations.views import state_view
from outscale_provider.values.json import JsonObject
from outscale_provider.values.names import pulumi_name

_BACKENDS = ("BackendVmIds", "BackendIps")


class LoadBalancerVms(ResourceHandler):
    """The backends that this resource states; those that others registered are left alone."""

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the load balancer with only the backends stated; ``None`` when none of them is registered."""
        live = super().look(identifier, properties)
        stated = {key: properties.get(pulumi_name(key)) or [] for key in _BACKENDS}
        if live is None or not any(stated.values()):
            return live
        ours = {key: [backend for backend in live.get(key) or [] if backend in stated[key]] for key in _BACKENDS}
        return live | ours if any(ours.values()) else None

    def update(
        self, identifier: str, olds: JsonObject, news: JsonObject, *, state: JsonObject, context: Context
    ) -> JsonObject:
        """Register the backends that are new, and take out those no longer stated."""
        everything = super().look(identifier, {}) or {}
        added, removed = {}, {}
        for key in _BACKENDS:
            name, registered = pulumi_name(key), set(everything.get(key) or [])
            before, after = set(olds.get(name) or []), set(news.get(name) or [])
            added[key] = sorted(after - registered)
            removed[key] = sorted((before - after) & registered)
        addressed = {"LoadBalancerName": identifier}
        try:
            for call, changes in ((self.kind.create, added), (self.kind.delete, removed)):
                if stated := {key: backends for key, backends in changes.items() if backends}:
                    self.persist(call, addressed | stated, self.kind.retry, context)
            live = self.wait(identifier, news, context)
        except INTERRUPTED as error:
            reason = f"the backends of {identifier} were only partly changed: {error}"
            raise PartialError(identifier, state, olds, reason) from None
        return state_view(self.kind, live, news, state)
