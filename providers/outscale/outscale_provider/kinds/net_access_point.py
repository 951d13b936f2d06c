"""Net access points: route tables are added and removed one by one."""

from __future__ import annotations

from outscale_provider.operations.handler import Outstanding, ResourceHandler


class NetAccessPoint(ResourceHandler):
    """The call that changes an access point takes differences, not the whole list."""

    def push(self, change: Outstanding) -> None:
        """Send which route tables are new, and which no longer use it."""
        tables, current = set(change.inputs["routeTableIds"]), set(change.live.get("RouteTableIds") or [])
        changes = {"AddRouteTableIds": sorted(tables - current), "RemoveRouteTableIds": sorted(current - tables)}
        arguments = {"NetAccessPointId": change.identifier} | {key: value for key, value in changes.items() if value}
        self.persist(self.kind.update, arguments, self.kind.retry, change.context)
