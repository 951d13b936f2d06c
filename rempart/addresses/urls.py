"""Finds URLs in a line of any text, and reads a word as a bare host name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rempart.addresses.buckets import bucket_host
from rempart.addresses.hosts import host_of, hosts_of
from rempart.addresses.words import word_set
from rempart.model.address import RUN_TIME, Host, HostKind
from rempart.patterns import regex

_URL = regex(
    r"(?:(?P<web>(?i:https?|ftp|wss?)):(?:\\{0,3}/|\\\\)+|(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]{0,30}):(?:\\?/){2})"
    r"(?P<rest>(?:,(?![A-Za-z][A-Za-z0-9+.\-]{0,30}:[/\\])|[^\s\"'`<>|^{},;()\\])*)"
)
_BROWSED = regex(r"(?:xmlns(?::\w+)?\s*=\s*[\"']?|schemaLocation\s*=\s*[\"'][^\"']*|DOCTYPE[^>]*|\$schema\W+)\Z")
_NEAR = 200
"""Characters before a URL that can say that it is only a name."""
_NAMESPACES = word_set(
    "cyclonedx.org docbook.org java.sun.com json-schema.org maven.apache.org purl.org relaxng.org schemas.android.com"
    " schemas.microsoft.com schemas.xmlsoap.org spdx.org www.opengis.net www.springframework.org www.w3.org xmlns.com"
    " xmlns.jcp.org"
)
"""Their URLs name vocabularies; nobody fetches them."""
_SCOPES = ("https://www.googleapis.com/auth/",)
"""What URLs begin with that are names of permissions (OAuth scopes), also with other operators of that technology."""
_NO_CONNECTION = word_set("about chrome classpath data dbus fd file jar npipe pulumi spiffe unix unixgram urn")
_CONCATENATED = regex(r"://[\"']\s*(?:\+|\.\.?|,|&)\s*[\w$(]")
_HOST_LIKE = regex(
    r"(?:[\w.+\-]+@)?(?P<host>(?:[A-Za-z0-9_](?:[A-Za-z0-9_\-]{0,62})\.)+[A-Za-z][A-Za-z0-9\-]{1,62})\.?(?P<port>:[0-9]{1,5})?"
    r"(?P<path>[/:].*)?",
    re.DOTALL,
)
_FILE_ENDINGS = word_set(
    "bak bin bz2 c cert cfg cnf conf crt csr css csv d db deb doc env gz html img ini iso jar java js json key list"
    " local lock log md mount netdev network out path pdf pem php pid pl png properties"
    " pub py qcow2 rb repo rpm rs rules"
    " service sh so sock socket sql sqlite target tar tf tfvars tgz timer tmp toml ts txt xml xz yaml yml zip zst"
)
"""Last labels that make a dotted name a file's."""
_OPENS_NOTHING = frozenset({"java", "javax", "com", "org", "net", "io", "python", "node"})
"""First labels of package names of Java and Go (``com.amazonaws.services``)."""


def urls(line: str) -> Iterator[tuple[Host, str]]:
    """Yield the host of every URL in a line that something could connect to, with the URL."""
    for match in _URL.finditer(line):
        scheme = (match["web"] or match["scheme"]).lower()
        if scheme in _NO_CONNECTION or _BROWSED.search(line, max(0, match.start() - _NEAR), match.start()):
            continue
        if match[0].startswith(_SCOPES):
            continue
        bucket = bucket_host(scheme)
        if bucket is not None:
            yield bucket, match[0]
            continue
        for host in hosts_of(f"{scheme.rpartition('+')[2]}://{match['rest']}"):
            if host.name not in _NAMESPACES:
                yield Host(host.name, host.kind, scheme), match[0]


def bare_host(text: str) -> tuple[Host, bool] | None:
    """Read a text as ``host``, ``host:port`` or ``user@host:path``; also whether it could as well be a file's name."""
    text = text.strip("\"'`,;()[]{}<>")
    if RUN_TIME in text:
        host = host_of(text)
        return (host, False) if host is not None and host.name else None
    match = _HOST_LIKE.fullmatch(text)
    if match is None:
        server = text.rpartition("@")[2]
        address = host_of(server) if server[:1].isdigit() and "." in server else None
        return (address, False) if address is not None and address.kind is HostKind.ADDRESS else None
    name = match["host"]
    host = host_of(name)
    if host is None:
        return None
    labels = name.lower().split(".")
    doubtful = labels[-1] in _FILE_ENDINGS or (labels[0] in _OPENS_NOTHING and not match["port"])
    return host, doubtful and not match["port"]


def is_concatenated(line: str) -> bool:
    """Whether a program puts a URL together from a scheme and an expression (``"https://" + host``)."""
    return "://" in line and _CONCATENATED.search(line) is not None
