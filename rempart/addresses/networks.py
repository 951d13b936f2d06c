"""IP addresses and networks: every spelling that resolvers accept, and which of them stay inside a deployment.

A number that only means something on the deployment's own network (a private range, a loopback) leads to nobody else;
everything else does, and must be placed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network, ip_network

from rempart.model.address import Host, HostKind
from rempart.patterns import regex


def _ranges(*blocks: str) -> tuple[tuple[int, int], ...]:
    """Turn networks into pairs of numbers, which are compared many times faster."""
    networks = map(ip_network, blocks)
    return tuple((int(network.network_address), int(network.broadcast_address)) for network in networks)


_LOCAL_V4 = _ranges(
    "0.0.0.0/8",  # this host on this network
    "10.0.0.0/8",
    "100.64.0.0/10",  # shared by carriers, never routed on the internet
    "127.0.0.0/8",
    "169.254.0.0/16",  # link-local: the metadata service
    "172.16.0.0/12",
    "192.0.0.0/24",  # protocol assignments, never forwarded
    "192.168.0.0/16",
    "224.0.0.0/4",  # multicast
    "255.255.255.255/32",
)
_LOCAL_V6 = _ranges("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")
_RESERVED_V4 = _ranges(
    "192.0.2.0/24",  # documentation (RFC 5737), like the next two
    "198.18.0.0/15",  # benchmarks (RFC 2544)
    "198.51.100.0/24",
    "203.0.113.0/24",
    "240.0.0.0/4",
)
_RESERVED_V6 = _ranges("100::/64", "2001:db8::/32", "3fff::/20")
_GLOBAL_V6 = IPv6Network("2000::/3")
"""All that is routed on the internet so far."""
_TRANSLATED_V4 = IPv6Network("64:ff9b::/96")
"""NAT64: an IPv4 address in the last 32 bits."""

_PLAINLY_PRIVATE = regex(
    r"(?:10\.\d{1,3}|127\.\d{1,3}|192\.168|172\.(?:1[6-9]|2[0-9]|3[01])|169\.254)(?:\.\d{1,3}){2}(?:/\d{1,2})?"
)
_NUMBER = regex(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_QUADS = 4
_BYTE = 256
_CIDR = regex(r"/(?:3[0-2]|[12]?[0-9])(?![\w/.:])")
_CIDR_V6 = regex(r"/[0-9]{1,3}(?![\w/.:])")
_DOTTED = regex(r"(?:(?<![\w.\-])|(?<=[\s\"'=]-[a-uw-zA-UW-Z]))(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|-\w|\.\w)")
_COLONS = regex(r"(?<![\w:.\-])(?:[23][0-9a-fA-F]{3}|64|0{0,4}):[0-9a-fA-F:]{1,45}(?:\.[0-9]{1,3}){0,3}(?![\w.]\w)")
_ODD = regex(
    r"(?<![\w.\-])(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,12})(?:\.(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,12})){0,3}(?![\w.\-])"
)
_LONGEST_NETWORK = 64
_NEAR = 40
"""Characters before a number that can say that it is something else."""
_AUTHORITIES = ("//", "/dev/tcp/", "/dev/udp/")
"""What slashes stand before a host; other slashes stand before a segment of a path."""
_SPECIFIERS = ("!=", "<=", "==", ">=", "^", "~", "~=", "~>")
_VERSIONS = ("build", "oid", "release", "revision", "tag", "version")

Address = IPv4Address | IPv6Address


def kind_of_address(address: Address) -> HostKind:
    """Return where an address leads: to the outside, nowhere, or not out of the deployment."""
    if is_local_address(address):
        return HostKind.LOCAL
    reserved = _is_within(address, _RESERVED_V4 if isinstance(address, IPv4Address) else _RESERVED_V6)
    return HostKind.RESERVED if reserved else HostKind.ADDRESS


def is_plainly_private(text: str) -> bool:
    """Whether a text is a private IPv4 address or network in the usual spelling: cheap to ask."""
    return _PLAINLY_PRIVATE.fullmatch(text) is not None


def is_network(text: str) -> bool:
    """Whether a text is a network in CIDR notation, written as such: no bits are set beyond its prefix."""
    if "/" not in text or len(text) > _LONGEST_NETWORK:
        return False
    try:
        ip_network(text.strip())
    except ValueError:
        return False
    return True


def ip_addresses(text: str, *, authority: bool = False) -> tuple[Host, ...]:
    """Return every public IP address that stands by itself in a text, each once, in the order of the text.

    Not networks, versions, object identifiers or segments of a path. With ``authority``, the text is known to hold
    where something connects to, so that decimal, hexadecimal and octal spellings are read as well.
    """
    found: dict[Address, int] = {}
    for position, address in (*_dotted(text), *_with_colons(text), *(_odd(text) if authority else ())):
        found.setdefault(address, position)
    public = (address for address in found if kind_of_address(address) is HostKind.ADDRESS)
    return tuple(Host(str(address), HostKind.ADDRESS) for address in sorted(public, key=found.__getitem__))


def is_local_address(address: Address) -> bool:
    """Whether an address stays on the deployment's own network or machine."""
    return _is_within(address, _LOCAL_V4 if isinstance(address, IPv4Address) else _LOCAL_V6)


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


def _is_within(address: Address, ranges: tuple[tuple[int, int], ...]) -> bool:
    number = int(address)
    return any(first <= number <= last for first, last in ranges)


def _dotted(text: str) -> Iterator[tuple[int, Address]]:
    seen: set[str] = set()
    for match in _DOTTED.finditer(text):
        if match[0] in seen or _stands_for_something_else(text, match):
            continue
        seen.add(match[0])
        try:
            yield match.start(), IPv4Address(match[0])
        except AddressValueError:
            continue


def _with_colons(text: str) -> Iterator[tuple[int, Address]]:
    seen: set[str] = set()
    for match in _COLONS.finditer(text):
        if match[0] in seen or _CIDR_V6.match(text, match.end()):
            continue
        seen.add(match[0])
        address = read_ipv6(match[0] if match[0].endswith("::") else match[0].removesuffix(":"))
        if isinstance(address, IPv4Address) or (address is not None and address in _GLOBAL_V6):
            yield match.start(), address


def _odd(text: str) -> Iterator[tuple[int, Address]]:
    """Yield addresses that are spelt with fewer parts, or in another base."""
    seen: set[str] = set()
    for match in _ODD.finditer(text):
        if match[0] in seen or not _is_odd(match[0]) or _stands_for_something_else(text, match):
            continue
        seen.add(match[0])
        address = read_ipv4(match[0])
        if address is not None:
            yield match.start(), address


def _is_odd(number: str) -> bool:
    """Whether a number is more likely an address than a count or a version: in another base, or with a large end."""
    parts = number.split(".")
    if len(parts) == _QUADS or any(part[0] == "0" and len(part) > 1 for part in parts):
        return True
    return int(parts[-1]) >= _BYTE


def _stands_for_something_else(text: str, match: re.Match[str]) -> bool:
    """Whether what stands around a number makes it a network, a version, an identifier, a tag or part of a path."""
    start = match.start()
    before = text[max(0, start - _NEAR) : start]
    if before.endswith("/"):
        return not before.endswith(_AUTHORITIES)
    if _CIDR.match(text, match.end()):
        return True
    if before.endswith(":") and "/" in before:
        word = before.split()[-1]
        return "/" in word and "//" not in word
    stem = before.rstrip(" \t\"'([")
    return stem.endswith(_SPECIFIERS) or stem.rstrip(" \t:=\"')]").lower().endswith(_VERSIONS)
