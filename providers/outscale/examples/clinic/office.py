"""The clinic's own building, reached through a VPN."""

import pulumi
import pulumi_outscale as outscale
from network import Network
from settings import tags

OFFICE_ADDRESS = "192.0.2.17"
PRIVATE_AS = 65_017
"""A number that RFC 6996 keeps for private use."""


def connect_office(network: Network, ip_range: str) -> outscale.VpnConnection:
    """Connect the building's network, and let the private Subnet learn the way to it."""
    theirs = outscale.ClientGateway(
        "office", public_ip=OFFICE_ADDRESS, bgp_asn=PRIVATE_AS, connection_type="ipsec.1", tags=tags("office")
    )
    ours = outscale.VirtualGateway("office", connection_type="ipsec.1", tags=tags("office"))
    attached = outscale.VirtualGatewayLink(
        "office", virtual_gateway_id=ours.virtual_gateway_id, net_id=network.net.net_id
    )
    connection = outscale.VpnConnection(
        "office",
        client_gateway_id=theirs.client_gateway_id,
        virtual_gateway_id=ours.virtual_gateway_id,
        connection_type="ipsec.1",
        static_routes_only=True,
        tags=tags("office"),
    )
    outscale.VpnConnectionRoute("office", vpn_connection_id=connection.vpn_connection_id, destination_ip_range=ip_range)
    outscale.VirtualGatewayRoutePropagation(
        "office",
        route_table_id=network.private_routes.route_table_id,
        virtual_gateway_id=ours.virtual_gateway_id,
        opts=pulumi.ResourceOptions(depends_on=attached),
    )
    return connection
