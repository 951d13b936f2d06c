"""Security group rules: the calls give them no identifier, so that the rule's content is its name."""

from __future__ import annotations

from outscale_provider.contract import Context
from outscale_provider.errors import ProviderError
from outscale_provider.operations.handler import ResourceHandler
from outscale_provider.values.compare import matches
from outscale_provider.values.json import JsonObject

_FIELDS = (
    "SecurityGroupId",
    "Flow",
    "IpProtocol",
    "FromPortRange",
    "ToPortRange",
    "IpRange",
    "SecurityGroupNameToLink",
    "SecurityGroupAccountIdToLink",
)
_PORTS = ("FromPortRange", "ToPortRange")
_ANY_PORT = (None, -1)
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "all": "-1"}
"""IANA's protocol numbers, beside the names that the service accepts as well."""


class SecurityGroupRule(ResourceHandler):
    """One rule, found in its group by what it says."""

    def look(self, identifier: str, properties: JsonObject) -> JsonObject | None:  # noqa: ARG002 - the identifier says it all
        """Return the rule and the identifier that the service gave it meanwhile."""
        rule = rule_of(identifier)
        kind = self.kind
        for group in self.client.read_by_id(kind.read, kind.collection, kind.filter, rule["SecurityGroupId"]):
            if group.get("SecurityGroupId") == rule["SecurityGroupId"]:
                for live in group.get(f"{rule['Flow']}Rules") or []:
                    if _says(live, rule):
                        return rule | {"SecurityGroupRuleId": live.get("SecurityGroupRuleId")}
        return None

    def delete(self, identifier: str, state: JsonObject, context: Context) -> None:
        """Remove the rule; the call wants its content again."""
        arguments = {key.replace("ToLink", "ToUnlink"): value for key, value in rule_of(identifier).items()}
        self.remove(identifier, state, arguments, context)


def rule_of(identifier: str) -> JsonObject:
    """Return what a rule says, from its identifier: eight parts, some of them empty.

    Raises ``ProviderError`` for a port that is no number, as only an import can bring.
    """
    rule: JsonObject = {key: part for key, part in zip(_FIELDS, identifier.split("|"), strict=False) if part}
    for key in _PORTS:
        if key in rule:
            try:
                rule[key] = int(rule[key])
            except ValueError:
                raise ProviderError(f"{identifier} is no identifier of a rule: {rule[key]} is no port") from None
    return {"SecurityGroupId": "", "Flow": ""} | rule


def _says(live: JsonObject, rule: JsonObject) -> bool:
    if _protocol(live.get("IpProtocol")) != _protocol(rule.get("IpProtocol")):
        return False
    for key in _PORTS:
        if live.get(key) != rule.get(key) and not (live.get(key) in _ANY_PORT and rule.get(key) in _ANY_PORT):
            return False
    if "IpRange" in rule:
        return any(matches(rule["IpRange"], found) for found in live.get("IpRanges") or [])
    linked = rule.get("SecurityGroupNameToLink")
    return any(
        linked in (member.get("SecurityGroupId"), member.get("SecurityGroupName"))
        for member in live.get("SecurityGroupsMembers") or []
    )


def _protocol(name: object) -> str:
    text = str(name).lower()
    return _PROTOCOLS.get(text, text)
