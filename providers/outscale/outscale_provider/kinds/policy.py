"""Managed policies: a changed document becomes a new version, and the default one."""

from __future__ import annotations

from outscale_provider.client.client import Client
from outscale_provider.contract import Context
from outscale_provider.operations.handler import Outstanding, ResourceHandler
from outscale_provider.values.json import JsonObject

MOST_VERSIONS = 5
"""Versions that a policy can have: Outscale's document, CreatePolicyVersion."""


class Policy(ResourceHandler):
    """A policy shows the document of its default version, and keeps the earlier ones as long as there is room."""

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:
        """Return the policy with the document of its default version."""
        live = super().look(identifier, properties)
        default = live.get("PolicyDefaultVersionId") if live else None
        if live is None or default is None:
            return live
        version = self.client.call("ReadPolicyVersion", {"PolicyOrn": identifier, "VersionId": default})
        return live | {"Document": version.get("PolicyVersion", {}).get("Body")}

    def push(self, change: Outstanding) -> None:
        """Make the document a version of its own, after the oldest one has made room for it."""
        versions = versions_of(self.client, change.identifier)
        spare = [version for version in versions if not version.get("DefaultVersion")]
        for version in spare[: max(0, len(versions) - MOST_VERSIONS + 1)]:
            self._forget(change.identifier, version, change.context)
        arguments = {"PolicyOrn": change.identifier, "Document": change.inputs["document"], "SetAsDefault": True}
        self.client.call("CreatePolicyVersion", arguments, deadline=change.context.deadline)

    def remove(self, identifier: str, state: JsonObject, arguments: JsonObject, context: Context) -> None:
        """Remove the versions that are not the default one, then the policy."""
        if self.fetch(identifier, state) is None:
            return
        for version in versions_of(self.client, identifier):
            if not version.get("DefaultVersion"):
                self._forget(identifier, version, context)
        super().remove(identifier, state, arguments, context)

    def _forget(self, identifier: str, version: JsonObject, context: Context) -> None:
        arguments = {"PolicyOrn": identifier, "VersionId": version["VersionId"]}
        self.client.call("DeletePolicyVersion", arguments, deadline=context.deadline)


def versions_of(client: Client, orn: str) -> list[JsonObject]:
    """Return the versions of a policy, the oldest first."""
    found = client.read_all("ReadPolicyVersions", "PolicyVersions", {"PolicyOrn": orn})
    return sorted(found, key=lambda version: (version.get("CreationDate") or "", version.get("VersionId") or ""))
