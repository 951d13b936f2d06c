"""Functions over networks in CIDR notation."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from rempart.inputs.program.functions.arguments import Function, NotComputedError, each, text, whole

_Network = IPv4Network | IPv6Network
_MOST_BITS = 32
"""By how many bits a network is divided at most."""


def _host(written: str, number: int) -> str:
    network = _network(written)
    found = number if number >= 0 else network.num_addresses + number
    if not 0 <= found < network.num_addresses:
        raise NotComputedError("its network does not hold that many addresses")
    return str(network.network_address + found)


def _netmask(written: str) -> str:
    network = _network(written)
    if not isinstance(network, IPv4Network):
        raise NotComputedError("only networks of IPv4 have a netmask")
    return str(network.netmask)


def _subnet(written: str, bits: int, number: int) -> str:
    network = _network(written)
    prefix = network.prefixlen + bits
    if bits < 0 or prefix > network.max_prefixlen or not 0 <= number < 2**bits:
        raise NotComputedError("its network cannot be divided so")
    return _at(network, int(network.network_address) + (number << (network.max_prefixlen - prefix)), prefix)


def _subnets(written: str, lengths: list[int]) -> list[str]:
    """Return networks of the lengths asked for, one behind the other, each at the next place that fits it."""
    network = _network(written)
    free = int(network.network_address)
    if lengths and not free:
        # The provider starts from the network before the first one, and there is none.
        raise NotComputedError("its network cannot be divided so")
    end = free + network.num_addresses
    found = []
    for bits in lengths:
        prefix = network.prefixlen + bits
        if not 1 <= bits <= _MOST_BITS or prefix > network.max_prefixlen:
            raise NotComputedError("its network cannot be divided so")
        size = 1 << (network.max_prefixlen - prefix)
        start = -(-free // size) * size
        free = start + size
        if free > end:
            raise NotComputedError("its network has no room for all of them")
        found.append(_at(network, start, prefix))
    return found


def _network(written: str) -> _Network:
    if "/" not in written or "%" in written or not written.rpartition("/")[2].isdigit():
        raise NotComputedError("its argument input is not a network in CIDR notation")
    network = ip_network(written, strict=False)
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped is not None:
        raise NotComputedError("its network is one of IPv4 inside IPv6")
    return network


def _at(network: _Network, start: int, prefix: int) -> str:
    return str(type(network)((start, prefix)))


FUNCTIONS: Mapping[str, Function] = {
    "cidrhost": Function(_host, {"input": text, "host": whole}),
    "cidrnetmask": Function(_netmask, {"input": text}),
    "cidrsubnet": Function(_subnet, {"input": text, "newbits": whole, "netnum": whole}),
    "cidrsubnets": Function(_subnets, {"input": text, "newbits": each(whole)}),
}
