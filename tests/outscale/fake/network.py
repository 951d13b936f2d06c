"""Nets, Subnets, their DHCP options and what joins Nets: peerings and access points."""

from __future__ import annotations

import ipaddress

from tests.outscale.fake.cloud import ACCOUNT, DATE, SUBREGION, Cloud
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.kinds import KINDS
from tests.outscale.fake.plain import Call, creates, delete, deletes
from tests.outscale.fake.refusals import refusal
from tests.outscale.fake.routes import add_main_route_table
from tests.outscale.fake.security_groups import add_default_security_group

DEFAULT_DHCP_OPTIONS = "dopt-00000000"
_SMALLEST, _LARGEST = 28, 16
_RESERVED_ADDRESSES = 5


def parse_range(text: str, *, smallest: int = 32, largest: int = 0) -> ipaddress.IPv4Network:
    """Read an IP range. Raises ``RefusedError`` where it is none, has host bits, or is too small or large."""
    try:
        found = ipaddress.IPv4Network(text)
    except ValueError:
        raise refusal("invalid-block", f"'{text}' is no IP range.") from None
    if not largest <= found.prefixlen <= smallest:
        raise refusal("invalid-block-size", f"The range '{text}' is not between /{largest} and /{smallest}.")
    return found


def create_net(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a Net with its main route table and its default security group, as the service does."""
    parse_range(arguments["IpRange"], smallest=_SMALLEST, largest=_LARGEST)
    net = draft(cloud, "CreateNet", arguments) | {"DhcpOptionsSetId": DEFAULT_DHCP_OPTIONS, "State": "available"}
    cloud.add("Net", net)
    add_main_route_table(cloud, net)
    add_default_security_group(cloud, net)
    return {"Net": net}


def update_net(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give a Net other DHCP options; ``default`` stands for the service's own."""
    net = cloud.require("Net", arguments["NetId"])
    wanted = arguments["DhcpOptionsSetId"]
    net["DhcpOptionsSetId"] = DEFAULT_DHCP_OPTIONS if wanted == "default" else wanted
    if net["DhcpOptionsSetId"] != DEFAULT_DHCP_OPTIONS:
        cloud.require("DhcpOptionsSet", wanted)
    cloud.save("Net", net)
    return {"Net": net}


def delete_net(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a Net that holds nothing but what came with it."""
    net = cloud.require("Net", arguments["NetId"])
    own = [("RouteTable", table) for table in _of_net(cloud, "RouteTable", net) if _is_main(table)]
    groups = _of_net(cloud, "SecurityGroup", net)
    own += [("SecurityGroup", group) for group in groups if group["SecurityGroupName"] == "default"]
    cloud.refuse_if_used("Net", net["NetId"], but={body[KINDS[kind].identifier] for kind, body in own})
    for kind, body in own:
        cloud.remove(kind, body)
    cloud.remove("Net", net)
    return {}


def create_subnet(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a Subnet within its Net, beside the others."""
    net = cloud.require("Net", arguments["NetId"])
    wanted = parse_range(arguments["IpRange"], smallest=29, largest=_LARGEST)
    if not wanted.subnet_of(ipaddress.IPv4Network(net["IpRange"])):
        raise refusal("not-in-vpc-block", f"The range {wanted} is not within the Net's, {net['IpRange']}.")
    for other in _of_net(cloud, "Subnet", net):
        if wanted.overlaps(ipaddress.IPv4Network(other["IpRange"])):
            raise refusal("subnet-conflict", f"The range {wanted} overlaps that of '{other['SubnetId']}'.")
    subnet = draft(cloud, "CreateSubnet", {"SubregionName": SUBREGION, **arguments})
    subnet |= {
        "State": "pending",
        "AvailableIpsCount": wanted.num_addresses - _RESERVED_ADDRESSES,
        "MapPublicIpOnLaunch": False,
    }
    cloud.add("Subnet", subnet, becomes={"State": "available"}, seconds=0.2)
    return {"Subnet": subnet}


def update_subnet(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Say whether VMs of a Subnet get public addresses."""
    subnet = cloud.require("Subnet", arguments["SubnetId"])
    subnet["MapPublicIpOnLaunch"] = arguments["MapPublicIpOnLaunch"]
    cloud.save("Subnet", subnet)
    return {"Subnet": subnet}


def create_dhcp_options(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create DHCP options; at least one of them is asked for."""
    if not set(arguments) - {"DryRun"}:
        raise refusal("missing-parameter", "At least one DHCP option must be given.")
    options = draft(cloud, "CreateDhcpOptions", arguments) | {"Default": False}
    for name in ("DomainName", "DomainNameServers", "LogServers", "NtpServers"):
        if name not in arguments:
            options.pop(name, None)
    options.setdefault("DomainNameServers", ["OutscaleProvidedDNS"])
    cloud.add("DhcpOptionsSet", options)
    return {"DhcpOptionsSet": options}


def create_net_peering(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Ask for a peering of two Nets whose ranges do not overlap; the accepter must agree."""
    source = cloud.require("Net", arguments["SourceNetId"])
    accepter = cloud.require("Net", arguments["AccepterNetId"])
    if ipaddress.IPv4Network(source["IpRange"]).overlaps(ipaddress.IPv4Network(accepter["IpRange"])):
        raise refusal("duplicate-cidr", "The ranges of the two Nets overlap.")
    pair = {source["NetId"], accepter["NetId"]}
    for other in cloud.all("NetPeering"):
        if {other["SourceNet"]["NetId"], other["AccepterNet"]["NetId"]} == pair:
            raise refusal("vpc-peering-connection-already-exists", "These two Nets have a peering already.")
    peering = {
        "NetPeeringId": cloud.new_identifier("CreateNetPeering", "NetPeering"),
        "State": {"Name": "pending-acceptance", "Message": f"Pending acceptance by {ACCOUNT}"},
        "SourceNet": {"NetId": source["NetId"], "IpRange": source["IpRange"], "AccountId": ACCOUNT},
        "AccepterNet": {"NetId": accepter["NetId"], "IpRange": accepter["IpRange"], "AccountId": ACCOUNT},
        "ExpirationDate": DATE,
        "Tags": [],
    }
    cloud.add("NetPeering", peering)
    return {"NetPeering": peering}


def accept_net_peering(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Agree to a peering."""
    peering = cloud.require("NetPeering", arguments["NetPeeringId"])
    if peering["State"]["Name"] not in ("pending-acceptance", "active"):
        raise refusal("invalid-state", f"The peering is {peering['State']['Name']}.")
    peering |= {"State": {"Name": "active", "Message": "Active"}, "ExpirationDate": None}
    cloud.save("NetPeering", peering)
    return {"NetPeering": peering}


def end_net_peering(name: str) -> Call:
    """Answer what ends a peering: it stays readable as ``rejected`` or ``deleted``."""

    def call(cloud: Cloud, arguments: JsonObject) -> JsonObject:
        peering = cloud.require("NetPeering", arguments["NetPeeringId"])
        cloud.refuse_if_used("NetPeering", peering["NetPeeringId"])
        peering["State"] = {"Name": name, "Message": name.capitalize()}
        cloud.save("NetPeering", peering)
        return {}

    return call


def create_net_access_point(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an access point of a Net to a service, with routes in the tables named."""
    cloud.require("Net", arguments["NetId"])
    for table in arguments.get("RouteTableIds", []):
        cloud.require("RouteTable", table)
    return creates("CreateNetAccessPoint", pending="pending", settled="available", seconds=0.2)(cloud, arguments)


def update_net_access_point(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Add route tables to an access point, or take them from it."""
    point = cloud.require("NetAccessPoint", arguments["NetAccessPointId"])
    for table in arguments.get("AddRouteTableIds", []):
        cloud.require("RouteTable", table)
    tables = {*point["RouteTableIds"], *arguments.get("AddRouteTableIds", [])}
    point["RouteTableIds"] = sorted(tables - set(arguments.get("RemoveRouteTableIds", [])))
    cloud.save("NetAccessPoint", point)
    return {"NetAccessPoint": point}


def delete_net_access_point(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete an access point, which takes a moment."""
    delete(cloud, "NetAccessPoint", cloud.require("NetAccessPoint", arguments["NetAccessPointId"]), seconds=0.2)
    return {}


def _of_net(cloud: Cloud, kind: str, net: JsonObject) -> list[JsonObject]:
    return [body for body in cloud.all(kind) if body.get("NetId") == net["NetId"]]


def _is_main(table: JsonObject) -> bool:
    return any(link["Main"] for link in table["LinkRouteTables"])


CALLS: dict[str, Call] = {
    "CreateNet": create_net,
    "UpdateNet": update_net,
    "DeleteNet": delete_net,
    "CreateSubnet": create_subnet,
    "UpdateSubnet": update_subnet,
    "DeleteSubnet": deletes("Subnet"),
    "CreateDhcpOptions": create_dhcp_options,
    "DeleteDhcpOptions": deletes("DhcpOptionsSet"),
    "CreateNetPeering": create_net_peering,
    "AcceptNetPeering": accept_net_peering,
    "RejectNetPeering": end_net_peering("rejected"),
    "DeleteNetPeering": end_net_peering("deleted"),
    "CreateNetAccessPoint": create_net_access_point,
    "UpdateNetAccessPoint": update_net_access_point,
    "DeleteNetAccessPoint": delete_net_access_point,
}
