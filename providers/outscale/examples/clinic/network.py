"""A Net with two Subnets: one that the internet may reach, one that only reaches out.

What must be there first is named by data rather than by ``depends_on``: the public Subnet takes its Net from the link
to the internet, since whatever stands in it needs that link. So Pulumi also knows in which order to take things apart.
"""

from dataclasses import dataclass

import pulumi
import pulumi_outscale as outscale
from settings import REGION, SUBREGION, tags

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Network:
    """What the rest of the clinic is built in."""

    net: outscale.Net
    public: outscale.Subnet
    private: outscale.Subnet
    private_routes: outscale.RouteTable
    way_out: pulumi.Resource
    """What must be there before a machine in the private Subnet can reach out."""


def build_network(ip_range: str) -> Network:
    """Build a Net of 65 536 addresses."""
    first_two = ip_range.rsplit(".", 2)[0]
    resolver = outscale.DhcpOption("resolver", domain_name="clinic.internal", tags=tags("resolver"))
    net = outscale.Net(
        "clinic", ip_range=ip_range, dhcp_options_set_id=resolver.dhcp_options_set_id, tags=tags("clinic")
    )
    public = _open_to_the_internet(net, f"{first_two}.0.0/24")
    private = _subnet("private", net.net_id, f"{first_two}.1.0/24")
    private_routes, way_out = _out_through_one_address(net, private, public)
    return Network(net, public, private, private_routes, way_out)


def _subnet(name: str, net_id: pulumi.Output[str], ip_range: str) -> outscale.Subnet:
    return outscale.Subnet(name, net_id=net_id, ip_range=ip_range, subregion_name=SUBREGION, tags=tags(name))


def _open_to_the_internet(net: outscale.Net, ip_range: str) -> outscale.Subnet:
    internet = outscale.InternetService("internet", tags=tags("internet"))
    connected = outscale.InternetServiceLink(
        "internet", internet_service_id=internet.internet_service_id, net_id=net.net_id
    )
    subnet = _subnet("public", connected.net_id, ip_range)
    routes = outscale.RouteTable("public", net_id=net.net_id, tags=tags("public"))
    outscale.Route(
        "internet",
        route_table_id=routes.route_table_id,
        destination_ip_range=EVERYWHERE,
        gateway_id=connected.internet_service_id,
    )
    outscale.RouteTableLink("public", route_table_id=routes.route_table_id, subnet_id=subnet.subnet_id)
    return subnet


def _out_through_one_address(
    net: outscale.Net, subnet: outscale.Subnet, public: outscale.Subnet
) -> tuple[outscale.RouteTable, pulumi.Resource]:
    address = outscale.PublicIp("way-out", tags=tags("way-out"))
    nat = outscale.NatService(
        "way-out", public_ip_id=address.public_ip_id, subnet_id=public.subnet_id, tags=tags("way-out")
    )
    routes = outscale.RouteTable("private", net_id=net.net_id, tags=tags("private"))
    way_out = outscale.Route(
        "way-out",
        route_table_id=routes.route_table_id,
        destination_ip_range=EVERYWHERE,
        nat_service_id=nat.nat_service_id,
    )
    outscale.RouteTableLink("private", route_table_id=routes.route_table_id, subnet_id=subnet.subnet_id)
    outscale.NetAccessPoint(
        "object-store",
        net_id=net.net_id,
        service_name=f"com.outscale.{REGION}.oos",
        route_table_ids=[routes.route_table_id],
        tags=tags("object-store"),
    )
    return routes, way_out
