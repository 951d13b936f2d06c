"""Security groups and their rules: written one at a time or in bulk, and read back merged, as the service does."""

from __future__ import annotations

from typing import Any

from tests.outscale.fake.cloud import ACCOUNT, Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, delete
from tests.outscale.fake.refusals import refusal

_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "all": "-1"}
_PORTS = ("FromPortRange", "ToPortRange")


def add_default_security_group(cloud: Cloud, net: JsonObject) -> None:
    """Give a new Net the group of machines that name none."""
    arguments = {"SecurityGroupName": "default", "Description": "default security group", "NetId": net["NetId"]}
    cloud.add("SecurityGroup", _new_group(cloud, arguments))


def create_security_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a group; within a Net it lets everything out."""
    if "NetId" in arguments:
        cloud.require("Net", arguments["NetId"])
    name = (arguments["SecurityGroupName"], arguments.get("NetId"))
    if any((other["SecurityGroupName"], other.get("NetId")) == name for other in cloud.all("SecurityGroup")):
        raise refusal("duplicate-group", f"There is a security group '{name[0]}' already.")
    group = _new_group(cloud, arguments)
    cloud.add("SecurityGroup", group)
    return {"SecurityGroup": group}


def delete_security_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a group, by identifier or name, that no machine and no rule refers to."""
    if "SecurityGroupId" in arguments:
        group = cloud.require("SecurityGroup", arguments["SecurityGroupId"])
    else:
        group = _group_named(cloud, arguments.get("SecurityGroupName", ""))
    if group["SecurityGroupName"] == "default" and "NetId" in group:
        raise refusal("reserved-group", "The default security group cannot be deleted.")
    delete(cloud, "SecurityGroup", group)
    return {}


def groups_of(cloud: Cloud, identifiers: list[str], net: str | None) -> list[JsonObject]:
    """Return groups as machines show them, in the service's order; the default group where none is named."""
    groups = [cloud.require("SecurityGroup", identifier) for identifier in dict.fromkeys(identifiers)]
    if any(group.get("NetId") != net for group in groups):
        raise refusal("network-mismatch", "A security group is not in the Net of the Subnet.")
    if not groups and net is not None:
        groups = [
            group
            for group in cloud.all("SecurityGroup")
            if group.get("NetId") == net and group["SecurityGroupName"] == "default"
        ]
    light = [{name: group[name] for name in ("SecurityGroupId", "SecurityGroupName")} for group in groups]
    return sorted(light, key=lambda group: str(group["SecurityGroupId"]))


def create_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Let traffic in or out. Raises ``RefusedError`` when it is let through already."""
    group = cloud.require("SecurityGroup", arguments["SecurityGroupId"])
    rules = _rules(group, arguments)
    for wanted in _atoms(cloud, arguments, "ToLink"):
        if any(_same(wanted, found) for rule in rules for found in _split(rule)):
            raise refusal("already-exist", "The rule exists already.")
        _merge(rules, wanted)
    cloud.save("SecurityGroup", group)
    return {"SecurityGroup": group}


def delete_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """No longer let traffic through. Raises ``RefusedError`` when there is no such rule."""
    group = cloud.require("SecurityGroup", arguments["SecurityGroupId"])
    rules = _rules(group, arguments)
    for unwanted in _atoms(cloud, arguments, "ToUnlink"):
        for rule in rules:
            if _remove(rule, unwanted):
                break
        else:
            raise refusal("no-such-authorization", "There is no such rule.")
    rules[:] = [rule for rule in rules if any(rule.get(name) for name in _SOURCES)]
    cloud.save("SecurityGroup", group)
    return {"SecurityGroup": group}


_SOURCES = ("IpRanges", "SecurityGroupsMembers", "ServiceIds")


def _new_group(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    group = draft(cloud, "CreateSecurityGroup", arguments) | {"InboundRules": [], "OutboundRules": []}
    if "NetId" in arguments:
        everything = {"IpProtocol": "-1", "FromPortRange": -1, "ToPortRange": -1, "IpRanges": ["0.0.0.0/0"]}
        group["OutboundRules"] = [everything | {"SecurityGroupRuleId": new_identifier("sgrule-")}]
    return group


def _group_named(cloud: Cloud, name: str) -> JsonObject:
    for group in cloud.all("SecurityGroup"):
        if group["SecurityGroupName"] == name and "NetId" not in group:
            return group
    raise refusal("no-such-group", f"There is no security group '{name}'.")


def _rules(group: JsonObject, arguments: JsonObject) -> list[JsonObject]:
    if arguments["Flow"] not in ("Inbound", "Outbound"):
        raise refusal("invalid-parameter-value", "The value of 'Flow' is neither Inbound nor Outbound.")
    rules: list[JsonObject] = group[f"{arguments['Flow']}Rules"]
    return rules


def _atoms(cloud: Cloud, arguments: JsonObject, end: str) -> list[JsonObject]:
    """Take a call apart into rules of one source each."""
    if "Rules" in arguments:
        if set(arguments) & {"IpProtocol", "IpRange", *_PORTS}:
            raise refusal("invalid-combination", "Either 'Rules' or a single rule is given.")
        atoms = [atom for rule in arguments["Rules"] for atom in _split(_normalised(rule))]
    else:
        rule: dict[str, Any] = {name: arguments[name] for name in ("IpProtocol", *_PORTS) if name in arguments}
        if "IpRange" in arguments:
            rule["IpRanges"] = [arguments["IpRange"]]
        elif f"SecurityGroupName{end}" in arguments:
            rule["SecurityGroupsMembers"] = [_member(cloud, arguments, end)]
        atoms = _split(_normalised(rule))
    if not atoms:
        raise refusal("missing-parameter", "A rule needs a protocol and a source.")
    return atoms


def _member(cloud: Cloud, arguments: JsonObject, end: str) -> JsonObject:
    name = arguments[f"SecurityGroupName{end}"]
    found = cloud.require("SecurityGroup", name) if name.startswith("sg-") else _group_named(cloud, name)
    return {
        "AccountId": arguments.get(f"SecurityGroupAccountId{end}", ACCOUNT),
        "SecurityGroupId": found["SecurityGroupId"],
        "SecurityGroupName": found["SecurityGroupName"],
    }


def _normalised(rule: JsonObject) -> JsonObject:
    """Write a rule as the service gives it back: protocols by name, every port as -1."""
    if "IpProtocol" not in rule:
        raise refusal("missing-parameter", "The request lacks the mandatory parameter 'IpProtocol'.")
    asked: str = rule["IpProtocol"]
    protocol = _PROTOCOLS.get(asked, asked)
    if protocol not in ("tcp", "udp", "icmp", "-1") and not protocol.isdecimal():
        raise refusal("invalid-protocol", f"There is no protocol '{protocol}'.")
    ports = [rule.get(name, -1) for name in _PORTS]
    if protocol == "-1":
        ports = [-1, -1]
    elif protocol in ("tcp", "udp") and not -1 <= ports[0] <= ports[1] <= 65535:
        raise refusal("invalid-port-specification", "The ports are not between 0 and 65535, or in the wrong order.")
    return rule | {"IpProtocol": protocol} | dict(zip(_PORTS, ports, strict=True))


def _split(rule: JsonObject) -> list[JsonObject]:
    common = {name: rule[name] for name in ("IpProtocol", *_PORTS)}
    return [common | {name: [source]} for name in _SOURCES for source in rule.get(name, [])]


def _same(one: JsonObject, other: JsonObject) -> bool:
    return _key(one) == _key(other) and any(
        name in one and name in other and _source(one[name][0]) == _source(other[name][0]) for name in _SOURCES
    )


def _key(rule: JsonObject) -> tuple[object, ...]:
    return tuple(rule[name] for name in ("IpProtocol", *_PORTS))


def _source(source: object) -> object:
    return source.get("SecurityGroupId") if isinstance(source, dict) else source


def _merge(rules: list[JsonObject], wanted: JsonObject) -> None:
    """Join a rule to the one of the same protocol and ports, as the service does."""
    for rule in rules:
        if _key(rule) == _key(wanted):
            for name in _SOURCES:
                if name in wanted:
                    rule[name] = sorted([*rule.get(name, []), *wanted[name]], key=lambda item: str(_source(item)))
            return
    rules.append(wanted | {"SecurityGroupRuleId": new_identifier("sgrule-")})


def _remove(rule: JsonObject, unwanted: JsonObject) -> bool:
    if _key(rule) != _key(unwanted):
        return False
    for name in _SOURCES:
        if name in unwanted:
            left = [item for item in rule.get(name, []) if _source(item) != _source(unwanted[name][0])]
            removed = len(left) < len(rule.get(name, []))
            if left:
                rule[name] = left
            else:
                rule.pop(name, None)
            return removed
    return False


CALLS: dict[str, Call] = {
    "CreateSecurityGroup": create_security_group,
    "DeleteSecurityGroup": delete_security_group,
    "CreateSecurityGroupRule": create_rule,
    "DeleteSecurityGroupRule": delete_rule,
}
