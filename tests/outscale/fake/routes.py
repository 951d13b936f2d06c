"""Route tables, their routes and their links, internet services and NAT services."""

from __future__ import annotations

from tests.outscale.fake.cloud import Cloud, new_identifier
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, delete
from tests.outscale.fake.refusals import RefusedError, refusal

_TARGETS = {
    "NatServiceId": "NatService",
    "NetPeeringId": "NetPeering",
    "NicId": "Nic",
    "VmId": "Vm",
}


def add_main_route_table(cloud: Cloud, net: JsonObject) -> None:
    """Give a new Net the route table that serves every Subnet without one."""
    table = _new_table(cloud, net)
    table["LinkRouteTables"].append(_link(table, {"Main": True}))
    cloud.add("RouteTable", table)


def create_route_table(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a route table, which knows the way within the Net."""
    table = _new_table(cloud, cloud.require("Net", arguments["NetId"]))
    cloud.add("RouteTable", table)
    return {"RouteTable": table}


def delete_route_table(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a route table that nothing is linked to."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    if table["LinkRouteTables"]:
        raise refusal("busy", f"The route table '{table['RouteTableId']}' is linked.")
    cloud.refuse_if_used("RouteTable", table["RouteTableId"])
    cloud.remove("RouteTable", table)
    return {}


def link_route_table(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Link a Subnet to a route table of its Net."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    subnet = cloud.require("Subnet", arguments["SubnetId"])
    if subnet["NetId"] != table["NetId"]:
        raise refusal("network-mismatch", "The Subnet and the route table are in different Nets.")
    for other in cloud.all("RouteTable"):
        if any(link.get("SubnetId") == subnet["SubnetId"] for link in other["LinkRouteTables"]):
            raise refusal("subnet-is-associated", f"The Subnet '{subnet['SubnetId']}' has a route table already.")
    link = _link(table, {"Main": False, "SubnetId": subnet["SubnetId"]})
    table["LinkRouteTables"].append(link)
    cloud.save("RouteTable", table)
    return {"LinkRouteTableId": link["LinkRouteTableId"]}


def update_route_table_link(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put another route table in a link's place; the link gets a new identifier."""
    old, link = _linked(cloud, arguments["LinkRouteTableId"])
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    if table["NetId"] != old["NetId"]:
        raise refusal("network-mismatch", "The two route tables are in different Nets.")
    old["LinkRouteTables"].remove(link)
    cloud.save("RouteTable", old)
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    kept = {name: value for name, value in link.items() if name in ("Main", "SubnetId")}
    new = _link(table, kept)
    table["LinkRouteTables"].append(new)
    cloud.save("RouteTable", table)
    return {"LinkRouteTableId": new["LinkRouteTableId"]}


def unlink_route_table(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Give a Subnet back to its Net's main route table; the main table itself stays."""
    table, link = _linked(cloud, arguments["LinkRouteTableId"])
    if link["Main"]:
        raise refusal("invalid-parameter-value", "The main route table of a Net cannot be unlinked.")
    table["LinkRouteTables"].remove(link)
    cloud.save("RouteTable", table)
    return {}


def create_route(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Add a route to a table."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    if _route(table, arguments) is not None:
        raise refusal("route-already-exists", f"There is a route to {arguments['DestinationIpRange']} already.")
    table["Routes"].append(_new_route(cloud, table, arguments))
    cloud.save("RouteTable", table)
    return {"RouteTable": table}


def update_route(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Lead a route elsewhere."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    found = _required_route(table, arguments)
    table["Routes"][table["Routes"].index(found)] = _new_route(cloud, table, arguments)
    cloud.save("RouteTable", table)
    return {"RouteTable": table}


def delete_route(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Remove a route; the one within the Net stays."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    found = _required_route(table, arguments)
    if found["CreationMethod"] == "CreateRouteTable":
        raise refusal("invalid-parameter-value", "The route within the Net cannot be deleted.")
    table["Routes"].remove(found)
    cloud.save("RouteTable", table)
    return {"RouteTable": table}


def update_route_propagation(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Let a virtual gateway write its routes to a table, or no longer."""
    table = cloud.require("RouteTable", arguments["RouteTableId"])
    gateway = cloud.require("VirtualGateway", arguments["VirtualGatewayId"])
    linked = [link["NetId"] for link in gateway["NetToVirtualGatewayLinks"] if link["State"] != "detached"]
    if arguments["Enable"] and table["NetId"] not in linked:
        raise refusal("gateway-not-attached", "The virtual gateway is not linked to the Net of the route table.")
    entry = {"VirtualGatewayId": gateway["VirtualGatewayId"]}
    others = [other for other in table["RoutePropagatingVirtualGateways"] if other != entry]
    table["RoutePropagatingVirtualGateways"] = [*others, entry] if arguments["Enable"] else others
    cloud.save("RouteTable", table)
    return {"RouteTable": table}


def create_internet_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an internet service, linked to no Net."""
    service = draft(cloud, "CreateInternetService", arguments)
    cloud.add("InternetService", service)
    return {"InternetService": service}


def link_internet_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Link an internet service to a Net that has none."""
    service = cloud.require("InternetService", arguments["InternetServiceId"])
    net = cloud.require("Net", arguments["NetId"])
    if "NetId" in service:
        raise refusal("gateway-is-already-attached", "The internet service is linked already.")
    if any(other.get("NetId") == net["NetId"] for other in cloud.all("InternetService")):
        raise refusal("vpc-already-attached", f"The Net '{net['NetId']}' has an internet service already.")
    cloud.save("InternetService", service | {"NetId": net["NetId"], "State": "available"})
    return {}


def unlink_internet_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take an internet service from its Net, unless public addresses are reached through it."""
    service = cloud.require("InternetService", arguments["InternetServiceId"])
    if service.get("NetId") != arguments["NetId"]:
        raise refusal("gateway-not-attached", "The internet service is not linked to this Net.")
    reached = [nat["NatServiceId"] for nat in cloud.all("NatService") if nat["NetId"] == arguments["NetId"]]
    machines = {vm["VmId"] for vm in cloud.all("Vm") if vm.get("NetId") == arguments["NetId"]}
    reached += [address["PublicIpId"] for address in cloud.all("PublicIp") if address.get("VmId") in machines]
    reached += [
        balancer["LoadBalancerName"]
        for balancer in cloud.all("LoadBalancer")
        if balancer.get("NetId") == arguments["NetId"] and balancer["LoadBalancerType"] == "internet-facing"
    ]
    if reached:
        raise refusal("internet-service-in-use", f"'{reached[0]}' is reached through the internet service.")
    del service["NetId"], service["State"]
    cloud.save("InternetService", service)
    return {}


def delete_internet_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete an internet service that is linked to no Net."""
    service = cloud.require("InternetService", arguments["InternetServiceId"])
    if "NetId" in service:
        raise refusal("gateway-is-already-attached", "The internet service is linked to a Net.")
    cloud.refuse_if_used("InternetService", service["InternetServiceId"])
    cloud.remove("InternetService", service)
    return {}


def delete_nat_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a NAT service; the routes that lead to it stay, and lead nowhere."""
    nat = cloud.require("NatService", arguments["NatServiceId"])
    delete(cloud, "NatService", nat, seconds=0.4, but={"RouteTable"})
    for table in cloud.all("RouteTable"):
        lost = [route for route in table["Routes"] if route.get("NatServiceId") == nat["NatServiceId"]]
        for route in lost:
            route["State"] = "blackhole"
        if lost:
            cloud.save("RouteTable", table)
    return {}


def create_nat_service(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a NAT service in a Subnet that has a route to an internet service."""
    subnet = cloud.require("Subnet", arguments["SubnetId"])
    address = cloud.require("PublicIp", arguments["PublicIpId"])
    if not _is_public(cloud, subnet):
        raise refusal("not-public-subnet", f"The Subnet '{subnet['SubnetId']}' has no route to an internet service.")
    if address.get("LinkPublicIpId") or any(_has_address(nat, address) for nat in cloud.all("NatService")):
        raise refusal("locked-address", f"The public IP '{address['PublicIpId']}' is in use.")
    light = {name: address[name] for name in ("PublicIpId", "PublicIp")}
    nat = draft(cloud, "CreateNatService", arguments)
    nat |= {"PublicIps": [light], "NetId": subnet["NetId"], "State": "pending"}
    cloud.add("NatService", nat, becomes={"State": "available"}, seconds=0.6)
    return {"NatService": nat}


def _has_address(nat: JsonObject, address: JsonObject) -> bool:
    return any(public["PublicIpId"] == address["PublicIpId"] for public in nat["PublicIps"])


def _is_public(cloud: Cloud, subnet: JsonObject) -> bool:
    tables = [table for table in cloud.all("RouteTable") if table["NetId"] == subnet["NetId"]]
    linked = [
        table
        for table in tables
        if any(link.get("SubnetId") == subnet["SubnetId"] for link in table["LinkRouteTables"])
    ]
    main = [table for table in tables if any(link["Main"] for link in table["LinkRouteTables"])]
    return any(route.get("GatewayId", "").startswith("igw-") for table in (linked or main) for route in table["Routes"])


def _new_table(cloud: Cloud, net: JsonObject) -> JsonObject:
    within = {
        "DestinationIpRange": net["IpRange"],
        "GatewayId": "local",
        "CreationMethod": "CreateRouteTable",
        "State": "active",
    }
    return draft(cloud, "CreateRouteTable", {"NetId": net["NetId"]}) | {"Routes": [within]}


def _link(table: JsonObject, of: JsonObject) -> JsonObject:
    identifiers = {"RouteTableId": table["RouteTableId"], "NetId": table["NetId"]}
    return {"LinkRouteTableId": new_identifier("rtbassoc-"), **identifiers, **of}


def _linked(cloud: Cloud, identifier: str) -> tuple[JsonObject, JsonObject]:
    for table in cloud.all("RouteTable"):
        for link in table["LinkRouteTables"]:
            if link["LinkRouteTableId"] == identifier:
                return table, link
    raise refusal("no-such-rtb-assoc", f"There is no link '{identifier}'.")


def _route(table: JsonObject, arguments: JsonObject) -> JsonObject | None:
    wanted = arguments["DestinationIpRange"]
    return next((route for route in table["Routes"] if route.get("DestinationIpRange") == wanted), None)


def _required_route(table: JsonObject, arguments: JsonObject) -> JsonObject:
    found = _route(table, arguments)
    if found is None:
        raise refusal("no-such-route", f"There is no route to {arguments['DestinationIpRange']}.")
    return found


def _new_route(cloud: Cloud, table: JsonObject, arguments: JsonObject) -> JsonObject:
    targets = {name: arguments[name] for name in (*_TARGETS, "GatewayId") if name in arguments}
    if len(targets) != 1:
        raise refusal("invalid-combination", "A route leads to exactly one of: gateway, NAT service, peering, NIC, VM.")
    for name, identifier in targets.items():
        if name == "GatewayId":
            _require_gateway(cloud, table, identifier)
        else:
            cloud.require(_TARGETS[name], identifier)
    route = {"DestinationIpRange": arguments["DestinationIpRange"], "CreationMethod": "CreateRoute", "State": "active"}
    return route | targets


def _require_gateway(cloud: Cloud, table: JsonObject, identifier: str) -> None:
    service = cloud.find("InternetService", identifier)
    gateway = cloud.find("VirtualGateway", identifier)
    if service is None and gateway is None:
        raise refusal("no-such-gateway", f"There is no gateway '{identifier}'.")
    if service is not None and service.get("NetId") != table["NetId"]:
        raise _not_attached(identifier)
    links = [] if gateway is None else gateway["NetToVirtualGatewayLinks"]
    if gateway is not None and not any(link["NetId"] == table["NetId"] for link in links):
        raise _not_attached(identifier)


def _not_attached(identifier: str) -> RefusedError:
    return refusal("gateway-not-attached", f"The gateway '{identifier}' is not linked to the Net of the route table.")


CALLS: dict[str, Call] = {
    "CreateRouteTable": create_route_table,
    "DeleteRouteTable": delete_route_table,
    "LinkRouteTable": link_route_table,
    "UpdateRouteTableLink": update_route_table_link,
    "UnlinkRouteTable": unlink_route_table,
    "CreateRoute": create_route,
    "UpdateRoute": update_route,
    "DeleteRoute": delete_route,
    "UpdateRoutePropagation": update_route_propagation,
    "CreateInternetService": create_internet_service,
    "LinkInternetService": link_internet_service,
    "UnlinkInternetService": unlink_internet_service,
    "DeleteInternetService": delete_internet_service,
    "CreateNatService": create_nat_service,
    "DeleteNatService": delete_nat_service,
}
