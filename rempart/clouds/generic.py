"""Packages without a table of their own: read by the names that most providers share."""

from __future__ import annotations

from rempart.clouds.paths import constant
from rempart.clouds.settings import first_claim, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource

_ENDPOINTS = (
    "endpoint", "url", "apiUrl", "baseUrl", "apiEndpoint", "address", "host", "server", "serverUrl", "apiBaseUrl",
    "endpointUrl", "organizationUrl", "hostname", "vsphereServer", "dtEnvUrl", "minioServer",
)  # fmt: skip
"""Names under which providers take the address that they connect to."""

OTHER = TypeRow(Kind.OTHER)
HIDDEN = TypeRow(Kind.COMMAND, attributes={"opaque": constant("does something that nobody sees")})


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    endpoint = first_claim(inputs, *_ENDPOINTS)
    region = first_claim(inputs, "region", "location")
    return ProviderSettings(resource.package, endpoint, region=region, verified=tls_verified(inputs))


GENERIC = Family(
    packages=(),
    provider=_provider,
    regions=("region", "location", "regions.*"),
)


def unsupported(package: str) -> TypeRow:
    """Return the row of a type whose package nobody here knows."""
    told = constant(f"belongs to package {package}, which the catalogue does not know")
    return TypeRow(Kind.UNSUPPORTED, attributes={"opaque": told})
