"""The one parser of hosts and URLs: whatever the spelling, the host that a client would really connect to.

Browsers, ``curl`` and resolvers forgive much: backslashes, ideographic full stops, percent signs, tabs inside a URL,
an address written as one number. Whoever checks the spelling instead of the meaning can be led past. Nothing here
asks the network, and nothing here raises: text that holds no host gives none.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote_to_bytes

from rempart.addresses.names import is_local_name, is_reserved_name
from rempart.addresses.networks import Address, ends_in_a_number, is_network, kind_of_address, read_ipv4, read_ipv6
from rempart.model.address import RUN_TIME, Host, HostKind
from rempart.patterns import regex

_TOO_LONG = 4096
"""Characters of a text that is no host in any spelling."""
_PORT_DIGITS = 5
_LAST_PORT = 65535
_LONGEST = 253
"""Characters of the longest host name (RFC 1035)."""
_SCHEME = regex(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_BROWSER_SCHEMES = frozenset({"ftp", "http", "https", "ws", "wss"})
"""Clients of these take any number of slashes, forward or backward."""
_MACHINE_SCHEMES = frozenset({"data", "fd", "file", "npipe", "unix", "unixgram", "vsock"})
"""Never leave the machine."""
_CONTROLS = "".join(map(chr, range(33)))
_LINE_NOISE = {ord(character): None for character in "\t\n\r"}
_STOPS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
_SINGLE_HOST = regex(r"[a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?")
_PORT = regex(rf":[0-9{RUN_TIME}]*\Z")
_SECURE_SHELL_PATH = regex(r"(?:[^\s@/:]+@)?(?P<host>[^\s@/:\[\]]+):(?![0-9]+(?:/|\Z))[^\s@]*")
_AUTHORITY_END = regex(r"[/?#]")
_TWO_SLASHES = ("//", "\\\\", "/\\", "\\/")
_PATH = regex(r"/(?![/\\])|\.{1,2}/|~")
_FORMAT = regex(r"%(?:[sv]|d(?![0-9a-fA-F]))")
"""What a program fills in later; no percent sign of a URL is followed by these."""
_WRAPPERS = ("jdbc:", "r2dbc:", "git+", "svn+", "hg+")
"""What a tool puts before a URL to say how to use it."""


def hosts_of(text: str) -> tuple[Host, ...]:
    """Return every host that an address names: a URL, ``host:port``, a URL with a list of servers.

    Empty when the text holds none, as a network in CIDR notation does not.
    """
    text = _cleaned(text)
    scheme, authority = _authority(text)
    if scheme in _MACHINE_SCHEMES:
        return (Host("localhost", HostKind.LOCAL, scheme),)
    # A network of one address is as well a host with a path.
    if scheme is None and is_network(text) and not text.endswith("/128" if ":" in text else "/32"):
        return ()
    return tuple(
        host for part in _split(authority) if len(part) < _TOO_LONG and (host := _host(part, scheme)) is not None
    )


def scheme_of(text: str) -> str | None:
    """Return the scheme of a URL in lower case, as a client reads it, whether or not a host follows."""
    return _authority(_cleaned(text))[0]


def _cleaned(text: str) -> str:
    text = text.strip(_CONTROLS).translate(_LINE_NOISE)
    for wrapper in _WRAPPERS:
        if text[: len(wrapper)].lower() == wrapper:
            text = text[len(wrapper) :]
    return text


def host_of(text: str) -> Host | None:
    """Return the first host that an address names, or None."""
    hosts = hosts_of(text)
    return hosts[0] if hosts else None


def _authority(text: str) -> tuple[str | None, str]:
    """Split a text into its scheme and what follows, up to where the path would begin."""
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else None
    rest = text[match.end() :] if match else text
    if scheme in _MACHINE_SCHEMES or _PATH.match(text):
        return "file" if scheme not in _MACHINE_SCHEMES else scheme, ""
    if scheme in _BROWSER_SCHEMES:
        return scheme, _before_path(rest)
    if scheme is not None and rest.startswith(_TWO_SLASHES):
        return scheme, "" if rest[2:3] == "/" else _before_path(rest)
    if text.startswith(_TWO_SLASHES):
        return None, _before_path(text)
    remote = _SECURE_SHELL_PATH.fullmatch(text)
    if remote and ("@" in text or "." in remote["host"]):
        return "ssh", remote["host"]
    return None, _before_path(text)


def _before_path(text: str) -> str:
    return _AUTHORITY_END.split(text.replace("\\", "/").lstrip("/"), maxsplit=1)[0]


def _split(authority: str) -> list[str]:
    """Take the credentials off and split a list of servers (``mongodb://a:27017,b:27017/``)."""
    servers = authority.rpartition("@")[2]
    return servers.split(",") if "," in servers else [servers]


@lru_cache(maxsize=8192)
def _host(text: str, scheme: str | None) -> Host | None:
    """Normalise one ``host[:port]``."""
    text = text.strip()
    if scheme is not None and "%" in text:
        text = _FORMAT.sub(RUN_TIME, text)
    if text.startswith("["):
        literal, _, after = text[1:].partition("]")
        address = read_ipv6(_decoded(literal))
        return None if address is None else _address(address, scheme, _port(after))
    whole = read_ipv6(text) if text.count(":") > 1 else None
    if whole is not None:
        return _address(whole, scheme, None)
    match = _PORT.search(text)
    name = _ascii(_decoded(text[: match.start()] if match else text).translate(_STOPS))
    port = _port(match[0]) if match else None
    if RUN_TIME in name:
        return _partly_known(name, scheme, port)
    if not name or len(name) > _LONGEST or not _SINGLE_HOST.fullmatch(name) or ".." in name:
        return None
    if ends_in_a_number(name):
        number = read_ipv4(name)
        return None if number is None else _address(number, scheme, port)
    return Host(name, _kind_of(name), scheme, port)


def _port(text: str) -> int | None:
    """Read ``:443``; what no port can be, or is only known at run time, is none."""
    digits = text.removeprefix(":")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _PORT_DIGITS:
        return None
    number = int(digits)
    return number if 0 < number <= _LAST_PORT else None


def _address(address: Address, scheme: str | None, port: int | None) -> Host:
    return Host(str(address), kind_of_address(address), scheme, port)


def _kind_of(name: str) -> HostKind:
    if is_local_name(name):
        return HostKind.LOCAL
    return HostKind.RESERVED if is_reserved_name(name) else HostKind.NAME


def _partly_known(name: str, scheme: str | None, port: int | None) -> Host:
    """Keep what stands to the right of the last unknown part: that decides who runs the host."""
    known = name.rpartition(RUN_TIME)[2]
    tail = known.partition(".")[2] if not known.startswith(".") else known[1:]
    if "." in tail and _SINGLE_HOST.fullmatch(tail) and not ends_in_a_number(tail):
        return Host(tail, _kind_of(tail), scheme, port)
    return Host("", HostKind.RUN_TIME, scheme, port)


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    return unquote_to_bytes(_encodable(text)).decode("utf-8", "replace")


def _ascii(name: str) -> str:
    """Map a name to the ASCII form that resolvers look up (IDNA 2008 after UTS 46), without trailing dots."""
    if name.isascii() or RUN_TIME in name:
        return name.lower().rstrip(".")
    import idna  # noqa: PLC0415 - large tables, needed for few names

    name = _encodable(name)
    try:
        name = idna.uts46_remap(name, std3_rules=False, transitional=False)
    except idna.IDNAError:
        name = name.lower()
    return ".".join(_ascii_label(label) for label in name.rstrip(".").split("."))


def _encodable(text: str) -> str:
    """Return a text in which halves of surrogate pairs, which no client can send, are question marks."""
    return text.encode("utf-8", "replace").decode()


def _ascii_label(label: str) -> str:
    """Encode one label; what no registry would accept (an emoji) is still a host that a client may look up."""
    if label.isascii():
        return label.lower()
    return "xn--" + label.encode("punycode", "ignore").decode("ascii").lower()
