"""Finds endpoints of providers that are spoken to in clear text."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.addresses import HostKind, host_of, scheme_of
from rempart.catalogue import Catalogue
from rempart.model.normalised import EffectiveProvider
from rempart.model.setting import Setting
from rempart.model.values import Properties

_CLEAR = frozenset({"ftp", "http", "ldap", "tcp", "ws"})
"""Schemes that are spoken without TLS."""


def clear_text_endpoints(inputs: Properties, provider: EffectiveProvider, catalogue: Catalogue) -> list[str]:
    """Return what states endpoints without TLS: properties by their path, anything else by its name.

    What stays on the machine or in a private network is no finding, unless the catalogue knows it: the lab, though on
    this machine, stands for a cloud.
    """
    clear = [setting for setting in _settings(provider) if _is_clear(setting.value, catalogue)]
    cloud = provider.stated.cloud
    named = cloud.path if cloud is not None else ""
    found = list(dict.fromkeys(setting.origin if setting.path in ("", named) else setting.path for setting in clear))
    found.extend(
        name
        for name, value in inputs.items()
        if name not in found and "/" not in name and _is_clear_endpoint(name, value, catalogue)
    )
    return found


def _settings(provider: EffectiveProvider) -> Iterator[Setting]:
    if provider.endpoint is not None:
        yield provider.endpoint
    yield from provider.services.values()
    if provider.beside is not None:
        yield from _settings(provider.beside)


def _is_clear_endpoint(name: str, value: object, catalogue: Catalogue) -> bool:
    return name.lower().endswith(("url", "endpoint", "host", "address")) and _is_clear(value, catalogue)


def _is_clear(value: object, catalogue: Catalogue) -> bool:
    if not isinstance(value, str) or scheme_of(value) not in _CLEAR:
        return False
    host = host_of(value)
    return host is None or host.kind is not HostKind.LOCAL or catalogue.host(host.name) is not None
