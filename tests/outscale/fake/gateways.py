"""What joins Nets to other networks: virtual and client gateways, VPN connections, DirectLinks."""

from __future__ import annotations

from tests.outscale.fake.cloud import ACCOUNT, DATE, REGION, Cloud, new_name
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, creates, deletes
from tests.outscale.fake.refusals import refusal

_DELETED_WITHIN = 0.2


def link_virtual_gateway(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Attach an available virtual gateway to a Net, which takes a moment."""
    gateway = _available(cloud, arguments["VirtualGatewayId"])
    net = cloud.require("Net", arguments["NetId"])
    if any(link["State"] != "detached" for link in gateway["NetToVirtualGatewayLinks"]):
        raise refusal("gateway-is-already-attached", "The virtual gateway is linked already.")
    for other in cloud.all("VirtualGateway"):
        links = other["NetToVirtualGatewayLinks"]
        if any(link["NetId"] == net["NetId"] and link["State"] != "detached" for link in links):
            raise refusal("vpc-already-attached", f"The Net '{net['NetId']}' has a virtual gateway already.")
    return {"NetToVirtualGatewayLink": _linked(cloud, gateway, net["NetId"], ("attaching", "attached"))}


def unlink_virtual_gateway(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Detach a virtual gateway from a Net; the link stays readable as detached."""
    gateway = cloud.require("VirtualGateway", arguments["VirtualGatewayId"])
    links = [(link["NetId"], link["State"]) for link in gateway["NetToVirtualGatewayLinks"]]
    if (arguments["NetId"], "attached") not in links:
        raise refusal("gateway-is-not-attached", "The virtual gateway is not linked to this Net.")
    _linked(cloud, gateway, arguments["NetId"], ("detaching", "detached"))
    return {}


def _linked(cloud: Cloud, gateway: JsonObject, net: str, states: tuple[str, str]) -> JsonObject:
    now, then = ({"NetId": net, "State": state} for state in states)
    cloud.save("VirtualGateway", gateway | {"NetToVirtualGatewayLinks": [now]})
    cloud.later("VirtualGateway", gateway, {"NetToVirtualGatewayLinks": [then]}, 0.2)
    return now


def create_vpn_connection(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Join a client gateway to an available virtual gateway, once."""
    client = cloud.require("ClientGateway", arguments["ClientGatewayId"])
    gateway = _available(cloud, arguments["VirtualGatewayId"])
    pair = (client["ClientGatewayId"], gateway["VirtualGatewayId"])
    if any((other["ClientGatewayId"], other["VirtualGatewayId"]) == pair for other in cloud.all("VpnConnection")):
        raise refusal("vpnc-conflict", "The two gateways have a VPN connection already.")
    connection = draft(cloud, "CreateVpnConnection", {"StaticRoutesOnly": False, **arguments})
    connection |= {
        "State": "pending",
        "Routes": [],
        "ClientGatewayConfiguration": f"<vpn><key>{new_name(32)}</key></vpn>",
        "VgwTelemetries": [
            {
                "State": "DOWN",
                "StateDescription": "IPSEC IS DOWN",
                "AcceptedRouteCount": 0,
                "LastStateChangeDate": DATE,
                "OutsideIpAddress": "192.0.2.0",
            }
        ],
        "VpnOptions": {"TunnelInsideIpRange": "169.254.254.20/30", "Phase2Options": {"PreSharedKey": new_name(32)}},
    }
    cloud.add("VpnConnection", connection, becomes={"State": "available"}, seconds=0.6)
    return {"VpnConnection": connection}


def update_vpn_connection(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Move a VPN connection to other gateways, or change its options."""
    connection = cloud.require("VpnConnection", arguments["VpnConnectionId"])
    for name, kind in (("ClientGatewayId", "ClientGateway"), ("VirtualGatewayId", "VirtualGateway")):
        if name in arguments:
            connection[name] = cloud.require(kind, arguments[name])[name]
    for name, value in arguments.get("VpnOptions", {}).items():
        held = connection["VpnOptions"].get(name)
        connection["VpnOptions"][name] = held | value if isinstance(held, dict) else value
    cloud.save("VpnConnection", connection)
    return {"VpnConnection": connection}


def create_vpn_route(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Add a static route, which takes a moment."""
    connection = cloud.require("VpnConnection", arguments["VpnConnectionId"])
    if not connection["StaticRoutesOnly"]:
        raise refusal("vpn-connection-is-not-static", "The VPN connection has no static routes.")
    wanted = arguments["DestinationIpRange"]
    if any(route["DestinationIpRange"] == wanted for route in connection["Routes"]):
        raise refusal("route-already-exists", f"There is a route to {wanted} already.")
    route = {"DestinationIpRange": wanted, "RouteType": "static", "State": "pending"}
    connection["Routes"].append(route)
    cloud.save("VpnConnection", connection)
    settled = [one | {"State": "available"} for one in connection["Routes"]]
    cloud.later("VpnConnection", connection, {"Routes": settled, "State": "available"}, 0.2)
    return {}


def delete_vpn_route(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Remove a static route."""
    connection = cloud.require("VpnConnection", arguments["VpnConnectionId"])
    unwanted = arguments["DestinationIpRange"]
    left = [route for route in connection["Routes"] if route["DestinationIpRange"] != unwanted]
    if len(left) == len(connection["Routes"]):
        raise refusal("no-such-static-route", f"There is no route to {unwanted}.")
    cloud.save("VpnConnection", connection | {"Routes": left})
    settled = [route | {"State": "available"} for route in left]
    cloud.later("VpnConnection", connection, {"Routes": settled, "State": "available"}, 0)
    return {}


def create_direct_link(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Order a DirectLink."""
    link = draft(cloud, "CreateDirectLink", arguments) | {"RegionName": REGION, "State": "requested"}
    cloud.add("DirectLink", link, becomes={"State": "available"}, seconds=0.2)
    return {"DirectLink": link}


def create_direct_link_interface(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an interface of a DirectLink to a virtual gateway; addresses and key are chosen where none is given."""
    link = cloud.require("DirectLink", arguments["DirectLinkId"])
    wanted = arguments["DirectLinkInterface"]
    cloud.require("VirtualGateway", wanted["VirtualGatewayId"])
    if any(
        (other["DirectLinkId"], other["Vlan"]) == (link["DirectLinkId"], wanted["Vlan"])
        for other in cloud.all("DirectLinkInterfaces")
    ):
        raise refusal("duplicate-vlan", f"The VLAN {wanted['Vlan']} is in use.")
    interface = {
        "DirectLinkInterfaceId": cloud.new_identifier("CreateDirectLinkInterface", "DirectLinkInterfaces"),
        "DirectLinkId": link["DirectLinkId"],
        "AccountId": ACCOUNT,
        "BgpKey": new_name(16),
        "ClientPrivateIp": "172.16.0.5/30",
        "OutscalePrivateIp": "172.16.0.4/30",
        "InterfaceType": "private",
        "Location": link["Location"],
        "Mtu": 1500,
        "State": "pending",
        **wanted,
    }
    cloud.add("DirectLinkInterfaces", interface, becomes={"State": "available"}, seconds=0.2)
    return {"DirectLinkInterface": interface}


def update_direct_link_interface(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change the largest size of an interface's packets."""
    interface = cloud.require("DirectLinkInterfaces", arguments["DirectLinkInterfaceId"])
    interface["Mtu"] = arguments["Mtu"]
    cloud.save("DirectLinkInterfaces", interface)
    return {"DirectLinkInterface": interface}


def _available(cloud: Cloud, identifier: str) -> JsonObject:
    gateway = cloud.require("VirtualGateway", identifier)
    if gateway["State"] != "available":
        raise refusal("invalid-vpg-state", f"The virtual gateway is {gateway['State']}.")
    return gateway


CALLS: dict[str, Call] = {
    "CreateVirtualGateway": creates("CreateVirtualGateway", pending="pending", settled="available", seconds=0.2),
    "LinkVirtualGateway": link_virtual_gateway,
    "UnlinkVirtualGateway": unlink_virtual_gateway,
    "DeleteVirtualGateway": deletes("VirtualGateway", seconds=_DELETED_WITHIN, stays=True),
    "CreateClientGateway": creates("CreateClientGateway", pending="pending", settled="available", seconds=0.2),
    "DeleteClientGateway": deletes("ClientGateway", seconds=_DELETED_WITHIN, stays=True),
    "CreateVpnConnection": create_vpn_connection,
    "UpdateVpnConnection": update_vpn_connection,
    "DeleteVpnConnection": deletes("VpnConnection", seconds=_DELETED_WITHIN, stays=True),
    "CreateVpnConnectionRoute": create_vpn_route,
    "DeleteVpnConnectionRoute": delete_vpn_route,
    "CreateDirectLink": create_direct_link,
    "DeleteDirectLink": deletes("DirectLink", seconds=_DELETED_WITHIN, stays=True),
    "CreateDirectLinkInterface": create_direct_link_interface,
    "UpdateDirectLinkInterface": update_direct_link_interface,
    "DeleteDirectLinkInterface": deletes("DirectLinkInterfaces", seconds=_DELETED_WITHIN, stays=True),
}
