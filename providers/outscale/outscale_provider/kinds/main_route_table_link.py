"""The main route table of a Net: a Net always has one, so that linking another is a change, not a creation."""

from __future__ import annotations

from outscale_provider.contract import Context, Made
from outscale_provider.errors import ApiError
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.values.json import JsonObject


class MainRouteTableLink(ResourceHandler):
    """Remembers which table was the main one before, and gives it back."""

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the link of the Net's main table."""
        kind = self.kind
        for table in self.client.read_by_id(kind.read, kind.collection, kind.filter, identifier):
            if table.get("NetId") == identifier:
                for link in table.get("LinkRouteTables") or []:
                    if link.get("Main"):
                        default = properties.get("defaultRouteTableId")
                        known = {"NetId": identifier, "DefaultRouteTableId": default}
                        return dict(link) | known | {"RouteTableId": table["RouteTableId"]}
        return None

    def create(self, inputs: JsonObject, context: Context) -> Made:
        """Make the table the main one, and remember the one that was."""
        net = str(inputs["netId"])
        before = self._main(net)
        answer = self._switch(before, str(inputs["routeTableId"]), context)
        return self.finish(net, inputs, answer | {"DefaultRouteTableId": before["RouteTableId"]}, context)

    def push(self, change: Outstanding) -> None:
        """Make another table the main one."""
        self._switch(change.live, str(change.inputs["routeTableId"]), change.context)

    def delete(self, identifier: str, state: JsonObject, context: Context) -> None:
        """Give the Net its former main table back."""
        live = self.look(identifier, state)
        default = state.get("defaultRouteTableId")
        if live is not None and default and live["RouteTableId"] == state.get("routeTableId"):
            self._switch(live, str(default), context)

    def _main(self, net: str) -> JsonObject:
        live = self.look(net, {})
        if live is None:
            raise ApiError(self.kind.read, f"the Net {net} is not to be seen in this region and account")
        return live

    def _switch(self, link: JsonObject, table: str, context: Context) -> JsonObject:
        if link["RouteTableId"] == table:
            return link
        arguments = {"LinkRouteTableId": link["LinkRouteTableId"], "RouteTableId": table}
        return self.persist(self.kind.create, arguments, self.kind.retry, context)
