"""What an account may hold, and what each object is to the provider: its own table and its own import say so.

What only ties two objects together (the link of a volume to a machine, of a table of routes to a subnet) is told by
both of them, and is not listed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from outscale_provider.operations.views import inputs_view
from outscale_provider.table import Kind, load_table
from outscale_provider.values.compare import dig
from outscale_provider.values.names import pulumi_name
from rempart.inputs.live import Collection, Found, UnreadError
from rempart.inputs.outscale_live.calls import Calls, Item

LISTED: tuple[str, ...] = (
    *("AccessKey", "ApiAccessPolicy", "ApiAccessRule", "Ca", "ClientGateway", "DedicatedGroup", "DhcpOption"),
    *("DirectLink", "DirectLinkInterface", "FlexibleGpu", "Image", "InternetService", "Keypair", "LoadBalancer"),
    *("LoadBalancerListenerRule", "NatService", "Net", "NetAccessPoint", "NetPeering", "Nic", "PublicIp"),
    *("RouteTable", "SecurityGroup", "ServerCertificate", "Snapshot", "Subnet", "User", "UserGroup"),
    *("VirtualGateway", "Vm", "VmGroup", "VmTemplate", "Volume", "VpnConnection"),
)
"""The kinds of object that have a listing of their own."""
_RULE = "SecurityGroupRule"
_OF_EVERYONE = ("Image", "Snapshot")
"""Listings in which an account sees what others share with it, or with everyone."""
_FLOWS = {"InboundRules": "Inbound", "OutboundRules": "Outbound"}
_ADDRESSES = {"PublicIp": "PublicIp", "NatService": "PublicIps.0.PublicIp"}


def collections_of(calls: Calls, account: str) -> Iterator[Collection]:
    """Yield all that an account may hold behind Outscale's API."""
    table = load_table()
    rule = table.kind_named(_RULE)
    for name in LISTED:
        kind = table.kind_named(name)
        found_in: Callable[[Item], Sequence[Found]] = _reader(kind)
        lists = {kind.token: _inputs(kind)}
        if name == "SecurityGroup":
            found_in = _with_rules(kind, rule)
            lists[rule.token] = frozenset(
                ("securityGroupId", "flow", "ipProtocol", "fromPortRange", "toPortRange", "ipRange")
            )
        arguments: Item = {"Filters": {"AccountIds": [account]}} if name in _OF_EVERYONE else {}
        yield Collection(f"api: {kind.collection}", _listing(calls, kind, arguments, found_in), lists)


def _listing(
    calls: Calls, kind: Kind, arguments: Item, found_in: Callable[[Item], Sequence[Found]]
) -> Callable[[], Iterator[Sequence[Found]]]:
    def read() -> Iterator[Sequence[Found]]:
        items = calls.read_all(kind.read, kind.collection, arguments)
        yield [found for item in items if not _is_gone(kind, item) for found in found_in(item)]

    return read


def _is_gone(kind: Kind, item: Item) -> bool:
    """Return whether an object is only remembered: a machine stays in listings for an hour after its end."""
    return str(dig(item, kind.state) or "") in kind.gone


def _reader(kind: Kind) -> Callable[[Item], Sequence[Found]]:
    return lambda item: [_found(kind, item)]


def _found(kind: Kind, item: Item) -> Found:
    """Return an object as the provider would import it; what it keeps secret is sealed."""
    identifier = kind.fixed_id or str(dig(item, kind.inputs_from.get(kind.id, kind.id)) or "")
    if not identifier:
        raise UnreadError("it answered something of another form than its API's")
    inputs = inputs_view(kind, identifier, item, {})
    secret = {name: inputs.pop(name) for name in kind.secret_properties if name in inputs}
    address = dig(item, _ADDRESSES[kind.name]) if kind.name in _ADDRESSES else None
    return Found(
        kind.token,
        identifier,
        _name(kind, item, identifier),
        inputs,
        sealed=secret,
        addresses=(address,) if isinstance(address, str) else (),
    )


def _name(kind: Kind, item: Item, identifier: str) -> str:
    """Return what people call an object: its tag ``Name``, or the name that its kind has."""
    tags = item.get("Tags")
    named = (tag.get("Value") for tag in tags if isinstance(tag, dict) and tag.get("Key") == "Name") if tags else ()
    name = next((value for value in named if isinstance(value, str)), None) or item.get(f"{kind.name}Name")
    return name if isinstance(name, str) else identifier


def _with_rules(group: Kind, rule: Kind) -> Callable[[Item], Sequence[Found]]:
    def found_in(item: Item) -> Sequence[Found]:
        found = _found(group, item)
        return [found, *(one for key, flow in _FLOWS.items() for one in _rules(rule, found.id, flow, item.get(key)))]

    return found_in


def _rules(kind: Kind, group: str, flow: str, rules: object) -> Iterator[Found]:
    """Yield the rules of a group: the service joins those that differ in their peer alone, the provider does not."""
    for rule in rules if isinstance(rules, list) else ():
        common = {"securityGroupId": group, "flow": flow} | {
            name: rule[key]
            for key, name in ((key, pulumi_name(key)) for key in ("IpProtocol", "FromPortRange", "ToPortRange"))
            if rule.get(key) is not None
        }
        for cidr in rule.get("IpRanges") or ():
            yield _rule(kind, {**common, "ipRange": cidr})
        for member in rule.get("SecurityGroupsMembers") or ():
            named = member.get("SecurityGroupId") or member.get("SecurityGroupName")
            yield _rule(kind, {**common, "securityGroupNameToLink": named})


def _rule(kind: Kind, inputs: Item) -> Found:
    identifier = "|".join(str(inputs.get(pulumi_name(part), "")) for part in _parts(kind.id))
    return Found(kind.token, identifier, "", inputs)


def _parts(template: str) -> list[str]:
    return [part.strip("{}") for part in template.split("|")]


def _inputs(kind: Kind) -> frozenset[str]:
    """Return the inputs that a listing tells of an object: all but those that the service never shows again."""
    hidden = kind.write_only | kind.at_creation
    told = frozenset(pulumi_name(name) for name in kind.inputs if name not in hidden) - kind.secret_properties
    return told | {"tags"} if kind.tags else told
