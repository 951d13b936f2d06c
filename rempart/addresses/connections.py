"""Connection strings: which servers a client of a database, a broker or a store connects to, in each notation.

A text is read as the notation that it shows by its own marks; what shows none gives no server, so that prose and
settings that merely hold an equals sign do not. Nothing here raises, and each notation is read in one pass.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from rempart.addresses.hosts import host_of, hosts_of
from rempart.addresses.queries import parameters_of
from rempart.addresses.schemes import purpose_of_scheme
from rempart.addresses.words import word_set
from rempart.model.address import Host, HostKind
from rempart.patterns import regex

_LONGEST = 16384
"""Characters of the longest text that is taken for one connection string."""
_URL = regex(r"([A-Za-z][A-Za-z0-9+.\-_]{0,30})://")
_UNIFORM = regex(r"(?:jdbc|r2dbc):", re.IGNORECASE)
_DESCRIPTOR = regex(r"\(\s{0,20}(?:DESCRIPTION|ADDRESS)(?:_LIST)?\s{0,20}=", re.IGNORECASE)
_DESCRIBED_HOST = regex(
    r"\(\s{0,20}HOST\s{0,20}=\s{0,20}([^()\s=,]{1,300})[\s),(]{0,20}(?:PORT\s{0,20}=\s{0,20}([0-9]{1,5}))?",
    re.IGNORECASE,
)
_PROTOCOL = regex(r"(?:\A|@)(?:tcp|tcp4|tcp6|udp)\(([^()\s]{1,300})\)(?:/|\Z)")
_EASY_CONNECT = regex(r"[^\s/@\"'=;]{1,128}/[^\s@;]{0,256}@(?://)?([^\s/@]{1,300})/[\w.\-:]{1,128}(?:\?\S{0,1000})?")
_CLOUD_ID = regex(r"[^\s:;=/]{1,128}:([A-Za-z0-9+/]{16,1000}={0,2})")
_CLOUD_ID_PARTS = 2
_ACTIVE_MQ = regex(r"(?:failover|static|fanout|discovery|masterslave):", re.IGNORECASE)
_DATA_OBJECTS = regex(
    r"(?:dbi:([a-z]{2,20}):|(mysql|pgsql|sqlsrv|dblib|oci|odbc|firebird|ibm|informix):)", re.IGNORECASE
)
"""What PHP and Perl put before the settings of a connection."""
_KEYWORD = regex(r"([A-Za-z_]{2,30})\s{0,5}=\s{0,5}('(?:[^'\\]|\\.)*'|[^\s;']*)(?=\s|\Z)")
_KEYWORDS = word_set(
    "application_name channel_binding client_encoding connect_timeout dbname gssencmode host hostaddr"
    " keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname load_balance_hosts"
    " options passfile password port replication requirepeer require_auth service sslcert sslcompression"
    " sslcrl sslkey sslmode sslrootcert sslsni target_session_attrs tcp_user_timeout user"
)
_SERVER_KEYS = word_set(
    "addr address datasource failoverpartner host hostname networkaddress server servername serverspn"
)
_SETTINGS = word_set(
    "accountkey applicationname appname authentication charset connecttimeout connectiontimeout database"
    " dbname driver encrypt initialcatalog integratedsecurity multipleactiveresultsets password"
    " persistsecurityinfo pooling port provider pwd sharedaccesskey sharedaccesskeyname sslmode timeout"
    " trustedconnection trustservercertificate uid user userid username"
)
_STORAGE_SERVICES = ("blob", "queue", "table", "file")
_TELEMETRY = "dc.services.visualstudio.com"
"""Where Application Insights sends what a connection string with a key alone tells it."""
_DRIVE = {"pg": "postgresql", "pgsql": "postgresql", "oci": "oracle", "sqlsrv": "sqlserver", "dblib": "sqlserver"}
_BROKER = regex(r"(?:[A-Za-z_]{2,30}://)?(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_.\-]{1,253}):[0-9]{1,5}")
_ESCAPED = regex(r"\\([:=/#!])")
_PLAIN_SCHEMES = word_set("http https ws wss file data")


def servers_of(text: str) -> tuple[Host, ...]:
    """Return the servers that a connection string names, each once, with the scheme that its notation implies.

    Empty when the text is no connection string; ordinary web addresses and single hosts are none.
    """
    text = text.strip().strip("\"'`")
    if len(text) > _LONGEST or not text:
        return ()
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return tuple(dict.fromkeys(_servers(text)))


def _servers(text: str) -> Iterable[Host]:
    """Read a text by the mark that it begins with, or else by those that it holds."""
    uniform = _UNIFORM.match(text)
    if uniform is not None:
        return _of_java(text[uniform.end() :])
    if text[:12].lower() == "service:jmx:":
        return (host for part in _urls_in(text) for host in hosts_of(part) if host.scheme == "rmi")
    if _ACTIVE_MQ.match(text):
        return (_named(host, "activemq") for part in _urls_in(text) for host in hosts_of(part))
    data_objects = _DATA_OBJECTS.match(text)
    if data_objects is not None and "=" in text:
        driver = (data_objects[1] or data_objects[2]).lower()
        return _of_data_objects(text[data_objects.end() :], _DRIVE.get(driver, driver))
    scheme = _URL.match(text)
    if scheme is not None and scheme[1].lower() not in _PLAIN_SCHEMES:
        return _of_urls(text)
    return _marked(text) or _plain(text)


def _marked(text: str) -> Iterable[Host]:
    """Read descriptors of Oracle and the name that Go's driver for MySQL takes (``user:word@tcp(host:3306)/db``)."""
    if _DESCRIPTOR.search(text):
        return [*_described(text, "oracle")]
    protocol = _PROTOCOL.search(text)
    return _all_named(hosts_of(protocol[1]), "mysql") if protocol is not None else ()


def _plain(text: str) -> Iterable[Host]:
    cloud = _CLOUD_ID.fullmatch(text)
    if cloud is not None:
        return _of_cloud_id(cloud[1])
    if "=" in text and ";" in text:
        return _of_settings(text)
    if "=" in text:
        return _of_keywords(text) or _of_list(part for part in text.split(",") if "=" not in part)
    easy = _EASY_CONNECT.fullmatch(text)
    if easy is not None:
        return _all_named(hosts_of(easy[1]), "oracle")
    return _of_list(text.split(",")) if "," in text else ()


def _of_java(text: str) -> Iterable[Host]:
    """Read what follows ``jdbc:``; each driver has a notation of its own."""
    driver = text.partition(":")[0].lower()
    if driver == "oracle":
        address = text.partition("@")[2] if "@" in text else ""
        if _DESCRIPTOR.search(address):
            return _described(address, "oracle")
        return _all_named(_of_thin(address), "oracle")
    if _DESCRIBED_HOST.search(text):
        return _described(text, driver)
    _, found, rest = text.partition("://")
    if not found:
        return _all_named(_of_tabular(text), driver) if driver == "sybase" else ()
    authority, settings = _split_authority(rest)
    hosts = [*_of_authority(authority)]
    if ";" in settings:
        hosts.extend(_of_settings(settings, certain=True))
    return _all_named(hosts, driver)


def _of_thin(address: str) -> Iterator[Host]:
    """Read Oracle's ``//host:1521/service``, ``host:1521:SID`` and ``tcps://host:1521/service``."""
    address = address.rpartition("//")[2] if "//" in address else address
    for part in address.partition("/")[0].partition("?")[0].split(","):
        name, _, rest = part.partition(":")
        if part.startswith("["):
            yield from hosts_of(part)
        elif "." in name or rest:
            yield from hosts_of(f"{name}:{rest.partition(':')[0]}" if rest[:1].isdigit() else name)


def _of_tabular(text: str) -> Iterable[Host]:
    """Read ``sybase:Tds:host:5000/database``."""
    return hosts_of(text.partition("/")[0].split(":", 2)[-1])


def _split_authority(rest: str) -> tuple[str, str]:
    """Split what follows two slashes where the servers end; a password may hold any mark that is escaped."""
    match = re.search(r"[/?;#]", rest)
    return (rest, "") if match is None else (rest[: match.start()], rest[match.start() :])


def _of_authority(authority: str) -> Iterator[Host]:
    """Read a list of servers after any credentials; SQL Server's carry the name of an instance behind a backslash."""
    for part in authority.rpartition("@")[2].split(","):
        name, instance, rest = part.partition("\\")
        yield from hosts_of(name + (":" + rest.partition(":")[2] if instance and ":" in rest else ""))


def _of_urls(text: str) -> Iterator[Host]:
    for part in _urls_in(text):
        match = _URL.match(part)
        if match is None:
            continue
        scheme = match[1].lower()
        if purpose_of_scheme(scheme) is None and scheme not in (
            "tcp",
            "ssl",
            "plaintext",
            "sasl_ssl",
            "sasl_plaintext",
        ):
            continue
        authority, rest = _split_authority(part[match.end() :])
        yield from _all_named(_of_authority(authority), scheme)
        yield from _all_named(_of_parameters(rest), scheme)


def _of_parameters(rest: str) -> Iterator[Host]:
    """Read servers that a URL states after the question mark (``postgresql:///db?host=a``, ``?odbc_connect=``)."""
    for name, value in parameters_of(rest):
        if name.lower() in ("host", "hostaddr", "servername"):
            for part in value.split(","):
                yield from hosts_of(part)
        elif name.lower() == "odbc_connect":
            yield from _of_settings(value, certain=True)


def _urls_in(text: str) -> Iterator[str]:
    """Split a list of URLs, whatever stands between them; servers that share one scheme stay together."""
    starts = [*(match.start() for match in _URL.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        yield text[start:end].rstrip(" \t\n,;()[]\"'").partition(" ")[0].partition(")")[0]


def _described(text: str, scheme: str) -> Iterator[Host]:
    """Read the servers of a descriptor: ``(DESCRIPTION=(ADDRESS=(HOST=a)(PORT=1521)))``, also MySQL's ``(host=a)``."""
    for match in _DESCRIBED_HOST.finditer(text):
        host = host_of(match[1])
        if host is not None:
            port = int(match[2]) if match[2] else host.port
            yield replace(host, scheme=scheme, port=port)


def _of_data_objects(text: str, scheme: str) -> Iterable[Host]:
    if "dbname=//" in text.lower():
        return _all_named(_of_thin(text.partition("//")[2].partition(";")[0]), scheme)
    settings = [*_of_settings(text, certain=True)] if ";" in text or " " not in text.strip() else []
    return _all_named(settings or _of_keywords(text), scheme)


def _of_keywords(text: str) -> list[Host]:
    """Read libpq's ``host=a,b port=5432 dbname=x``: every word must be one of its settings."""
    pairs = [(match[1].lower(), match[2]) for match in _KEYWORD.finditer(text)]
    names = {name for name, _ in pairs}
    if not names & {"host", "hostaddr"} or len(names) < 2 or not names <= _KEYWORDS:  # noqa: PLR2004 - a host alone is any setting
        return []
    ports = next((value for name, value in pairs if name == "port"), "").strip("'").split(",")
    found: list[Host] = []
    for name, value in pairs:
        if name not in ("host", "hostaddr"):
            continue
        for index, part in enumerate(value.strip("'").split(",")):
            port = ports[index] if index < len(ports) else ports[-1]
            found.extend(hosts_of(f"{part}:{port}" if port.isdigit() and ":" not in part and part[:1] != "/" else part))
    return [_named(host, "postgresql") for host in found]


def _of_settings(text: str, *, certain: bool = False) -> Iterator[Host]:
    """Read ``Server=tcp:host,1433;Database=x``: ADO.NET, ODBC, Azure's services.

    Unless the text is known to be one, a setting that connection strings have must stand beside the server.
    """
    pairs = [(key, value) for key, value in _pairs(text) if value]
    names = {key for key, _ in pairs}
    for key, value in pairs:
        if key.endswith("endpoint") and "://" in value:
            yield from _named_by_url(value, "azure-storage" if key[:-8] in _STORAGE_SERVICES else None)
        elif key == "hostname" and "sharedaccesskey" in names:
            yield from hosts_of(value)
        elif key in _SERVER_KEYS and (certain or names & _SETTINGS):
            yield from _all_named(_of_server(value), "odbc")
        elif key == "dbq" and "driver" in names:
            yield from _all_named(_of_thin(value), "oracle")
    if "accountname" in names and not any(key[:-8] in _STORAGE_SERVICES for key in names if key.endswith("endpoint")):
        yield from _of_account(dict(pairs))
    if "instrumentationkey" in names and "ingestionendpoint" not in names:
        suffix = dict(pairs).get("endpointsuffix")
        yield from _all_named(hosts_of(f"dc.{suffix}" if suffix else _TELEMETRY), "application-insights")


def _named_by_url(value: str, scheme: str | None) -> Iterator[Host]:
    for host in hosts_of(value):
        yield _named(host, scheme) if scheme is not None else host


def _of_account(settings: dict[str, str]) -> Iterable[Host]:
    """Return where a storage account is: Azure's public cloud unless a suffix says otherwise."""
    suffix = settings.get("endpointsuffix", "core.windows.net")
    return _all_named(hosts_of(f"{settings['accountname']}.blob.{suffix}"), "azure-storage")


def _of_server(value: str) -> Iterator[Host]:
    """Read ``tcp:host,1433``, ``a:5432,b:5432``, and names of instances and pipes behind backslashes."""
    if _DESCRIPTOR.search(value):
        yield from _described(value, "oracle")
        return
    prefix, colon, rest = value.partition(":")
    if colon and prefix.lower() in ("tcp", "np", "admin", "lpc", "ssl"):
        value = rest
    value = value.lstrip("\\")
    head, comma, port = value.partition(",")
    if comma and port.strip().isdigit():
        value = f"{head.partition(chr(92))[0].strip()}:{port.strip()}"
    elif "/" in value and "://" not in value:
        value = value.partition("/")[0]
    for part in value.split(","):
        name = part.strip().partition("\\")[0]
        if name in (".", "(local)", "(localdb)"):
            yield Host("localhost", HostKind.LOCAL)
        elif name:
            yield from hosts_of(name)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of a string: keys in lower case without blanks, values without braces or quotation marks."""
    for match in re.finditer(r"\s*([^=;]{1,80})=\s*(\{[^}]*\}|\"[^\"]*\"|'[^']*'|[^;]*)", text):
        key = "".join(character for character in match[1].lower() if character.isalnum())
        yield key, match[2].strip().strip("{}\"'").strip()


def _of_list(parts: Iterable[str]) -> list[Host]:
    """Read ``a:9092,b:9092``: every part must be a server with its port."""
    servers = [part.strip() for part in parts]
    if servers:
        servers[-1] = servers[-1].partition("/")[0] if "://" not in servers[-1] else servers[-1]
    if not servers or not all(_BROKER.fullmatch(server) for server in servers):
        return []
    return [host for server in servers for host in hosts_of(server)]


def _of_cloud_id(packed: str) -> Iterator[Host]:
    """Read ``name:base64`` of Elastic Cloud, which packs ``host$elasticsearch$kibana``."""
    try:
        parts = b64decode(packed, validate=True).decode("ascii").split("$")
    except (Error, ValueError):
        return
    if len(parts) >= _CLOUD_ID_PARTS and "." in parts[0]:
        yield from _all_named(hosts_of(parts[0]), "elasticsearch")


def _all_named(hosts: Iterable[Host], scheme: str) -> list[Host]:
    return [_named(host, scheme) for host in hosts]


def _named(host: Host, scheme: str) -> Host:
    return replace(host, scheme=scheme)
