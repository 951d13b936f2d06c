"""Container image references, in the grammar of registries: who serves ``nginx`` or ``registry.x.fr/app:1``."""

from __future__ import annotations

from rempart.addresses.hosts import host_of
from rempart.model.address import RUN_TIME, Host, HostKind
from rempart.patterns import regex

_DEFAULT_REGISTRY = "docker.io"
_REFERENCE = regex(
    rf"[\w.\-{RUN_TIME}]+(?::[0-9{RUN_TIME}]+)?(?:/[\w.\-{RUN_TIME}]+)*(?::[\w.\-{RUN_TIME}]+)?(?:@[a-z0-9]+:[0-9a-fA-F]+)?"
)


def registry_of(reference: str) -> Host | None:
    """Return the registry that serves an image; None when the text is no image reference."""
    for scheme in ("docker://", "oci://", "docker-image://"):
        reference = reference.removeprefix(scheme)
    if not _REFERENCE.fullmatch(reference) or reference == "scratch":
        return None
    first, slash, _ = reference.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost" or RUN_TIME in first):
        return host_of(first)
    return Host(_DEFAULT_REGISTRY, HostKind.NAME)
