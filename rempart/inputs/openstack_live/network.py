"""Neutron: networks and what connects, filters and opens them.

An administrator is shown the networks of everyone: each listing is kept to the project. Ports that belong to the
network service itself (its DHCP, the gateways of routers) are left out; those of routers are their interfaces.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from rempart.inputs.live import Collection, Found, UnreadError
from rempart.inputs.openstack_live.calls import Item
from rempart.inputs.openstack_live.service import Access, Row, Service, fields, listing, with_inputs

_PAGE = {"limit": "500"}
_COMMON = "name description admin_state_up tags"
_OF_THE_SERVICE = "network:"
_INTERFACES = ("network:router_interface", "network:ha_router_replicated_interface")
_PORT = "openstack:networking/port:Port"
_ROUTER_INTERFACE = "openstack:networking/routerInterface:RouterInterface"


class _Extensions:
    """What this network service can do beyond its core; asked once."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = threading.Lock()
        self._known: frozenset[str] | None = None

    def offers(self, alias: str) -> bool:
        """Return whether there is such an extension. Raises UnreadError."""
        with self._lock:
            if self._known is None:
                self._known = frozenset(self._ask())
            return alias in self._known

    def _ask(self) -> list[str]:
        access = self._access
        answer = access.calls.get(access.service, access.url("extensions"))
        listed = answer.get("extensions") if isinstance(answer, dict) else None
        if not isinstance(listed, list):
            raise UnreadError("it does not say what it offers")
        return [str(item.get("alias")) for item in listed if isinstance(item, dict)]


def _port(found: Found, item: Item) -> Found | None:
    owner = str(item.get("device_owner") or "")
    fixed = [address for address in item.get("fixed_ips") or () if isinstance(address, dict)]
    if owner.startswith(_INTERFACES):
        subnet = fixed[0].get("subnet_id") if fixed else None
        interface = replace(found, token=_ROUTER_INTERFACE, inputs={"portId": found.id})
        return with_inputs(interface, {"routerId": item.get("device_id"), "subnetId": subnet})
    if owner.startswith(_OF_THE_SERVICE):
        return None
    return with_inputs(
        found,
        {
            "deviceOwner": owner,
            "fixedIps": [
                {"subnetId": address.get("subnet_id"), "ipAddress": address.get("ip_address")} for address in fixed
            ],
        },
    )


def _floating_ip(found: Found, item: Item) -> Found:
    address = item.get("floating_ip_address")
    return replace(found, name=str(address or ""), addresses=(address,) if isinstance(address, str) else ())


def _row(path: str, token: str, named: str, **others: str) -> Row:
    """Return the row of a collection of the core API."""
    key = path.replace("-", "_").rpartition("/")[2]
    name = path.replace("-", " ").replace("/", " ")
    return Row(name, path, key, f"openstack:{token}", fields(named, **others), query=_PAGE, of_project="project_id")


def _extension(alias: str, row: Row) -> Row:
    """Return the row of a collection that an extension brings."""
    return replace(row, extension=alias)


_ROWS = (
    _row(
        "networks",
        "networking/network:Network",
        f"{_COMMON} shared mtu port_security_enabled qos_policy_id dns_domain",
        external="router:external",
    ),
    _row(
        "subnets",
        "networking/subnet:Subnet",
        "name description tags network_id cidr ip_version gateway_ip enable_dhcp allocation_pools dns_nameservers"
        " subnetpool_id ipv6_address_mode ipv6_ra_mode service_types",
    ),
    replace(
        _row(
            "ports",
            "networking/port:Port",
            f"{_COMMON} network_id device_id port_security_enabled qos_policy_id dns_name",
            securityGroupIds="security_groups",
        ),
        refine=_port,
        refined={_PORT: "deviceOwner fixedIps", _ROUTER_INTERFACE: "portId routerId subnetId"},
    ),
    _row(
        "routers",
        "networking/router:Router",
        _COMMON,
        externalNetworkId="external_gateway_info.network_id",
        enableSnat="external_gateway_info.enable_snat",
    ),
    _row("security-groups", "networking/secGroup:SecGroup", "name description tags stateful"),
    _row(
        "security-group-rules",
        "networking/secGroupRule:SecGroupRule",
        "description direction ethertype protocol port_range_min port_range_max remote_ip_prefix remote_group_id"
        " remote_address_group_id security_group_id",
    ),
    replace(
        _row(
            "floatingips",
            "networking/floatingIp:FloatingIp",
            "description tags port_id dns_name dns_domain",
            address="floating_ip_address",
            fixedIp="fixed_ip_address",
        ),
        name="floating addresses",
        refine=_floating_ip,
    ),
    _extension("trunk", _row("trunks", "networking/trunk:Trunk", f"{_COMMON} port_id")),
    _extension(
        "subnet_allocation",
        _row(
            "subnetpools",
            "networking/subnetPool:SubnetPool",
            "name description tags shared prefixes ip_version is_default address_scope_id",
        ),
    ),
    _extension(
        "address-group",
        _row("address-groups", "networking/addressGroupV2:AddressGroupV2", "name description addresses"),
    ),
    _extension(
        "rbac-policies",
        _row(
            "rbac-policies",
            "networking/rbacPolicyV2:RbacPolicyV2",
            "action object_id object_type",
            targetTenant="target_tenant",
        ),
    ),
    _extension(
        "qos", _row("qos/policies", "networking/qosPolicy:QosPolicy", "name description shared is_default tags")
    ),
    # The far end of a tunnel is where data leaves for; the key that both ends share is left where it is.
    _extension(
        "vpnaas",
        _row(
            "vpn/ipsec-site-connections",
            "vpnaas/siteConnection:SiteConnection",
            "name description admin_state_up peer_address peer_id peer_cidrs initiator mtu",
            vpnserviceId="vpnservice_id",
            ikepolicyId="ikepolicy_id",
            ipsecpolicyId="ipsecpolicy_id",
        ),
    ),
    _extension(
        "vpnaas",
        _row("vpn/vpnservices", "vpnaas/service:Service", "name description admin_state_up router_id subnet_id"),
    ),
)


def _collections(access: Access) -> Sequence[Collection]:
    extensions = _Extensions(access)
    return [listing(access, row, offers=extensions.offers) for row in _ROWS]


NETWORK = Service(("network",), _collections, version="v2.0")
