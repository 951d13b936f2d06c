"""Versions of managed policies: the default one cannot be removed."""

from __future__ import annotations

from outscale_provider.contract import Context
from outscale_provider.kinds.policy import versions_of
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.operations.identity import known_values
from outscale_provider.values.json import JsonObject


class PolicyVersion(ResourceHandler):
    """One version; stated as the default one, it stays that, and otherwise it does not care."""

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the version, and whether it is the default one where the program wants it to be."""
        live = super().look(identifier, properties)
        return live and live | {"SetAsDefault": live.get("DefaultVersion") if properties.get("setAsDefault") else None}

    def outstanding(self, live: JsonObject, olds: JsonObject, news: JsonObject) -> JsonObject:
        """Return whether it must become the default; what is no longer stated to be the default remains it."""
        outstanding = super().outstanding(live, olds, news)
        return {name: value for name, value in outstanding.items() if value is True}

    def push(self, change: Outstanding) -> None:
        """Make the version the default one."""
        self._make_default(known_values(self.kind, change.identifier, change.news), change.context)

    def remove(self, identifier: str, state: JsonObject, arguments: JsonObject, context: Context) -> None:
        """Remove the version; when it is the default, the newest other one takes its place first."""
        live = self.fetch(identifier, state)
        if live is None:
            return
        if live.get("DefaultVersion"):
            others = [
                version
                for version in versions_of(self.client, arguments["PolicyOrn"])
                if version["VersionId"] != arguments["VersionId"]
            ]
            if others:
                self._make_default(arguments | {"VersionId": others[-1]["VersionId"]}, context)
        super().remove(identifier, state, arguments, context)

    def _make_default(self, known: JsonObject, context: Context) -> None:
        arguments = {key: known[key] for key in ("PolicyOrn", "VersionId")}
        self.client.call("SetDefaultPolicyVersion", arguments, deadline=context.deadline)
