"""Which addresses stay inside a deployment, and every spelling of an IP address that resolvers accept.

A name or number that only means something on the deployment's own network (a private range, a loopback, a cluster
name) leads to nobody else; everything else does, and must be placed.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

_LOCAL_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host on this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers, never routed on the internet
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: the metadata service
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",  # multicast
        "255.255.255.255/32",
    )
)
_LOCAL_V6 = tuple(IPv6Network(block) for block in ("::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"))
_TRANSLATED_V4 = IPv6Network("64:ff9b::/96")
"""NAT64: an IPv4 address in the last 32 bits."""

_INTERNAL_SUFFIXES = (
    ".cluster.local",
    ".consul",
    ".corp",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".svc",
)
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_QUADS = 4
_BYTE = 256

Address = IPv4Address | IPv6Address


def is_local_address(address: Address) -> bool:
    """Whether an address stays on the deployment's own network or machine."""
    if isinstance(address, IPv4Address):
        return any(address in network for network in _LOCAL_V4)
    return any(address in network for network in _LOCAL_V6)


def is_local_name(name: str) -> bool:
    """Whether a normalised host name only means something inside the deployment: single-label and internal names."""
    return "." not in name or name.endswith(_INTERNAL_SUFFIXES)


def ends_in_a_number(name: str) -> bool:
    """Whether a resolver would read the name as an IPv4 address, well-formed or not."""
    last = name.rpartition(".")[2]
    return last.isdigit() or bool(_NUMBER.fullmatch(last) and last.isascii())


def read_ipv4(name: str) -> IPv4Address | None:
    """Read an IPv4 address in any spelling that resolvers accept: decimal, hex, octal, one to four parts."""
    parts = name.split(".")
    if len(parts) > _QUADS or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:  # a leading zero makes it octal, and 8 and 9 are no octal digits
        return None
    *head, tail = numbers
    if any(number >= _BYTE for number in head) or tail >= _BYTE ** (_QUADS + 1 - len(numbers)):
        return None
    for position, number in enumerate(head):
        tail += number * _BYTE ** (_QUADS - 1 - position)
    return IPv4Address(tail)


def read_ipv6(text: str) -> Address | None:
    """Read an IPv6 address without its zone; one that only wraps an IPv4 address is that address."""
    try:
        address = IPv6Address(text.partition("%")[0])
    except AddressValueError:
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TRANSLATED_V4:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
