"""Tells whether a state speaks of the cloud, the region and the project that were scanned."""

from __future__ import annotations

from enum import Enum

from rempart.catalogue import load_catalogue
from rempart.clouds import cloud_of
from rempart.model.deployment import Deployment
from rempart.model.resource import Resource
from rempart.normalise import effective
from rempart.placement import sign_in_host


class Where(Enum):
    """Where a resource of a state is, seen from the scan."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    """The state does not say to which cloud it belongs."""


class Scope:
    """The cloud, the region and the project of one scan."""

    def __init__(self, live: Deployment) -> None:
        provider = next((item for item in live.resources if item.is_provider), None)
        self._host, region = _settings(provider)
        self._region = region or live.source.stack or ""
        self._project = live.source.project or ""

    def where(self, resource: Resource, provider: Resource | None) -> Where:
        """Return where a resource is that a state describes, with the provider that the state names for it."""
        host, region = _settings(provider)
        region = _text(resource.inputs.get("region")) or _text(resource.outputs.get("region")) or region
        if region and self._region and region.casefold() != self._region.casefold():
            return Where.ELSEWHERE
        if host and self._host and host != self._host:
            return Where.ELSEWHERE
        if provider is not None and self._is_of_another_project(provider):
            return Where.ELSEWHERE
        return Where.HERE if host and self._host else Where.UNKNOWN

    def _is_of_another_project(self, provider: Resource) -> bool:
        named = (_text(provider.inputs.get(name)) for name in cloud_of(provider.package).identity.projects)
        return bool(self._project) and any(project not in ("", self._project) for project in named)


def _settings(provider: Resource | None) -> tuple[str, str]:
    """Return the host at which a provider signs in, and its region; empty where the provider does not say."""
    if provider is None:
        return "", ""
    catalogue = load_catalogue()
    settings = effective(provider, None, catalogue)
    region = _text(settings.region.value) if settings.region is not None else ""
    return sign_in_host(settings, catalogue.package(provider.package)), region


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
