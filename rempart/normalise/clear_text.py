"""Finds endpoints of providers that are spoken to in clear text."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.addresses import HostKind, host_of, scheme_of
from rempart.catalogue import Catalogue
from rempart.model.normalised import Claim, ProviderSettings
from rempart.model.values import Properties

_CLEAR = frozenset({"ftp", "http", "ldap", "tcp", "ws"})
"""Schemes that are spoken without TLS."""


def clear_text_endpoints(inputs: Properties, settings: ProviderSettings, catalogue: Catalogue) -> list[str]:
    """Return the paths of endpoints without TLS.

    What stays on the machine or in a private network is no finding, unless the catalogue knows it: the lab, though on
    this machine, stands for a cloud.
    """
    found = [claim.path for claim in _claims(settings) if _is_clear(claim.value, catalogue)]
    found.extend(
        name
        for name, value in inputs.items()
        if name not in found and "/" not in name and _is_clear_endpoint(name, value, catalogue)
    )
    return found


def _claims(settings: ProviderSettings) -> Iterator[Claim]:
    if settings.endpoint is not None:
        yield settings.endpoint
    yield from settings.endpoints.values()


def _is_clear_endpoint(name: str, value: object, catalogue: Catalogue) -> bool:
    return name.lower().endswith(("url", "endpoint", "host", "address")) and _is_clear(value, catalogue)


def _is_clear(value: object, catalogue: Catalogue) -> bool:
    if not isinstance(value, str) or scheme_of(value) not in _CLEAR:
        return False
    host = host_of(value)
    return host is None or host.kind is not HostKind.LOCAL or catalogue.host(host.name) is not None
