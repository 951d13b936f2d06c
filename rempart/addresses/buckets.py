"""URLs that name a bucket, a key or a vault instead of a host, and whom each reaches unless an endpoint is stated."""

from __future__ import annotations

from rempart.model.address import Host, HostKind

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


def bucket_host(scheme: str) -> Host | None:
    """Return where a bucket URL leads by default."""
    return Host(DEFAULT_HOSTS[scheme], HostKind.NAME, scheme) if scheme in BUCKET_SCHEMES else None


def is_bucket(text: str) -> bool:
    """Whether a text is a bucket URL."""
    scheme, found, _ = text.partition("://")
    return bool(found) and scheme.lower() in BUCKET_SCHEMES
