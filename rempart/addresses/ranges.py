"""Networks in CIDR notation, and which addresses lie in them."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from rempart.addresses.networks import kind_of_address
from rempart.model.address import HostKind

Network = IPv4Network | IPv6Network

_LONGEST = 64
"""Characters of the longest network."""


def network_of(text: str) -> Network | None:
    """Return the network that a text is, when no bits are set beyond its prefix; an address alone is none."""
    if "/" not in text or len(text) > _LONGEST:
        return None
    try:
        return ip_network(text.strip())
    except ValueError:
        return None


def is_public_network(network: Network) -> bool:
    """Whether both ends of a network are addresses that lead to the outside."""
    ends = (network.network_address, network.broadcast_address)
    return all(kind_of_address(address) is HostKind.ADDRESS for address in ends)


def lies_in(address: str, network: Network) -> bool:
    """Whether an address, in the form that the name of a host has, lies in a network; a name never does."""
    try:
        return ip_address(address) in network
    except ValueError:
        return False
