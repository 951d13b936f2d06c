"""IP addresses and networks: every spelling that resolvers accept, and which of them stay inside a deployment.

A number that only means something on the deployment's own network (a private range, a loopback) leads to nobody else;
everything else does, and must be placed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from rempart.model.address import Host, HostKind

_LOCAL_V4 = tuple(
    IPv4Network(block)
    for block in (
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
)
_LOCAL_V6 = tuple(
    IPv6Network(block) for block in ("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")
)
_RESERVED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "192.0.2.0/24",  # documentation (RFC 5737), like the next two
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
    )
)
_RESERVED_V6 = tuple(IPv6Network(block) for block in ("100::/64", "2001:db8::/32", "3fff::/20"))
_GLOBAL_V6 = IPv6Network("2000::/3")
"""All that is routed on the internet so far."""
_TRANSLATED_V4 = IPv6Network("64:ff9b::/96")
"""NAT64: an IPv4 address in the last 32 bits."""

_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
_QUADS = 4
_BYTE = 256
_CIDR = re.compile(r"/[0-9]{1,3}(?![\w/.:])")
_DOTTED = re.compile(r"(?:(?<![\w.\-])|(?<=[\s\"'=]-[a-uw-zA-UW-Z]))(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?!\w|-\w|\.\w)")
_COLONS = re.compile(
    r"(?<![\w:.\-])(?:[23][0-9a-fA-F]{3}|64|0{0,4}):[0-9a-fA-F:]{1,45}(?:\.[0-9]{1,3}){0,3}(?![\w.]\w)"
)
_ODD = re.compile(
    r"(?<![\w.\-])(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,12})(?:\.(?:0[xX][0-9a-fA-F]{1,8}|[0-9]{1,12})){0,3}(?![\w.\-])"
)
_LONGEST_NETWORK = 64
_NEAR = 40
"""Characters before a number that can say that it is something else."""
_NO_ADDRESS = re.compile(
    r"(?:(?i:version|release|revision|build|tag|\bver|oid)[\"')\]]{0,2}\s{0,2}[:=(]?\s{0,2}[\"'(]?|[<>=~!]=\s{0,2}|[~^]>?\s{0,2}"
    r"|/[^\s:]{0,40}[^\s:/]:|(?<!/)(?<!/dev/tcp)(?<!/dev/udp)/)\Z"
)
"""What stands before a version, an object identifier, the tag of an image or a segment of a path."""

Address = IPv4Address | IPv6Address


def kind_of_address(address: Address) -> HostKind:
    """Return where an address leads: to the outside, nowhere, or not out of the deployment."""
    if is_local_address(address):
        return HostKind.LOCAL
    networks = _RESERVED_V4 if isinstance(address, IPv4Address) else _RESERVED_V6
    return HostKind.RESERVED if any(address in network for network in networks) else HostKind.ADDRESS


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
    found = [*_dotted(text), *_with_colons(text)]
    if authority:
        found.extend(_odd(text))
    found.sort()
    names = dict.fromkeys(str(address) for _, address in found if kind_of_address(address) is HostKind.ADDRESS)
    return tuple(Host(name, HostKind.ADDRESS) for name in names)


def is_local_address(address: Address) -> bool:
    """Whether an address stays on the deployment's own network or machine."""
    if isinstance(address, IPv4Address):
        return any(address in network for network in _LOCAL_V4)
    return any(address in network for network in _LOCAL_V6)


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


def _dotted(text: str) -> Iterator[tuple[int, Address]]:
    for match in _DOTTED.finditer(text):
        if _stands_for_something_else(text, match):
            continue
        try:
            yield match.start(), IPv4Address(match[0])
        except AddressValueError:
            continue


def _with_colons(text: str) -> Iterator[tuple[int, Address]]:
    for match in _COLONS.finditer(text):
        written = match[0] if match[0].endswith("::") else match[0].removesuffix(":")
        address = read_ipv6(written)
        if address is None or _CIDR.match(text, match.end()):
            continue
        if isinstance(address, IPv4Address) or address in _GLOBAL_V6:
            yield match.start(), address


def _odd(text: str) -> Iterator[tuple[int, Address]]:
    """Yield addresses that are spelt with fewer parts, or in another base."""
    for match in _ODD.finditer(text):
        parts = match[0].split(".")
        number_like = len(parts) == _QUADS or int(parts[-1], 16 if parts[-1][:2].lower() == "0x" else 10) >= _BYTE
        if not number_like and not any(part[0] == "0" and len(part) > 1 for part in parts):
            continue
        address = read_ipv4(match[0])
        if address is not None and not _stands_for_something_else(text, match):
            yield match.start(), address


def _stands_for_something_else(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    before = text[max(0, start - _NEAR) : start]
    if _CIDR.match(text, match.end()) and not before.endswith("//"):
        return True
    return _NO_ADDRESS.search(before) is not None
