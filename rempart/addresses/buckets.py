"""URLs that name a bucket, a key or a vault instead of a host, and whom each reaches unless an endpoint is stated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rempart.addresses.hosts import host_of
from rempart.addresses.names import is_public_name
from rempart.addresses.queries import values_of
from rempart.model.address import Host, HostKind
from rempart.patterns import regex

DEFAULT_HOSTS = {
    "awskms": "kms.amazonaws.com",
    "azblob": "blob.core.windows.net",
    "b2": "backblazeb2.com",
    "gcpkms": "cloudkms.googleapis.com",
    "gcs": "storage.googleapis.com",
    "gs": "storage.googleapis.com",
    "s3": "s3.amazonaws.com",
    "s3a": "s3.amazonaws.com",
    "s3n": "s3.amazonaws.com",
}
"""By scheme, whom the client of a store or of a key service reaches when no endpoint is stated."""
_KEYS = frozenset({"awskms", "gcpkms"})
BUCKET_SCHEMES = frozenset(DEFAULT_HOSTS) - _KEYS
"""Schemes whose URLs name a bucket."""
STORE_SCHEMES = frozenset({*DEFAULT_HOSTS, "azurekeyvault", "hashivault"})
"""Schemes whose URLs begin with the name of a bucket, a key or a vault."""
ENDPOINT_PARAMETERS = ("endpoint", "domain", "hostname_override")
"""Parameters with which the URL of a store says where it is."""
_ARN = regex(r"arn:(?P<partition>aws[a-z\-]{0,20}):(?P<service>[a-z0-9\-]{0,40}):(?P<region>[a-z0-9\-]{0,40}):")
_PARTITIONS = {"aws-cn": "amazonaws.com.cn", "aws-eusc": "amazonaws.eu"}
_ENDPOINT_LIKE = regex(r"(?:s3|oos|oss|minio|storage|objectstorage|object-store)(?:[.\-])")


@dataclass(frozen=True, slots=True)
class Store:
    """What the URL of a store says.

    ``stated`` are the hosts that it states as its endpoint: more than one contradict each other. ``possible`` is the
    host that its first part names if that is no bucket, which text alone does not tell. ``default`` is whom clients
    reach when nothing states another.
    """

    scheme: str
    bucket: str
    stated: tuple[Host, ...]
    possible: Host | None
    default: Host | None
    region: str | None


def bucket_host(scheme: str) -> Host | None:
    """Return where a bucket URL leads by default."""
    return Host(DEFAULT_HOSTS[scheme], HostKind.NAME, scheme) if scheme in BUCKET_SCHEMES else None


def is_bucket(text: str) -> bool:
    """Whether a text is a bucket URL."""
    scheme, found, _ = text.partition("://")
    return bool(found) and scheme.lower() in BUCKET_SCHEMES


def read_store(url: str) -> Store | None:
    """Read the URL of a bucket or a key service; None when it is none.

    Loki and others write the host where others have the bucket (``s3://key:secret@s3.gra.io.cloud.ovh.net/bucket``):
    credentials, a port or the usual first word of an endpoint tell it.
    """
    scheme, found, rest = url.strip().partition("://")
    scheme = scheme.lower()
    if not found or scheme not in DEFAULT_HOSTS:
        return None
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    credentials, _, server = authority.rpartition("@")
    host = host_of(server) if "." in server else None
    if host is not None and not is_public_name(host.name) and host.port is None and not credentials:
        host = None
    is_endpoint = host is not None and bool(credentials or host.port or _ENDPOINT_LIKE.match(host.name))
    endpoints = [host_of(value) for value in values_of(url, *ENDPOINT_PARAMETERS)]
    stated = tuple(dict.fromkeys(found for found in endpoints if found is not None))
    regions = values_of(url, "region")
    if credentials and "." not in server and ":" not in server:
        regions = (*regions, server)
    return Store(
        scheme,
        server,
        (host,) if host is not None and is_endpoint and not stated else stated,
        None if is_endpoint else host,
        Host(DEFAULT_HOSTS[scheme], HostKind.NAME, scheme),
        regions[0] if regions and regions[0] else None,
    )


def arn_host(text: str) -> Host | None:
    """Return the service of Amazon that a resource name (``arn:aws:s3:::bucket``) belongs to; None for other texts.

    Clients with an endpoint of their own give such names to what is theirs: whoever knows of one decides otherwise.
    """
    match = _ARN.match(text)
    if match is None:
        return None
    suffix = _PARTITIONS.get(match["partition"], "amazonaws.com")
    return Host(f"{match['region']}.{suffix}" if match["region"] else suffix, HostKind.NAME)
