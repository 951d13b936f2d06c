"""Datadog."""

from __future__ import annotations

from rempart.clouds.settings import first_claim
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource


def _provider(resource: Resource) -> ProviderSettings:
    return ProviderSettings(resource.package, first_claim(resource.inputs, "apiUrl"))


DATADOG = Family(
    packages=("datadog",),
    provider=_provider,
    types={
        "index/logsArchive:LogsArchive": TypeRow(Kind.LOG_SINK),
        "index/logsIndex:LogsIndex": TypeRow(Kind.LOG_SINK),
        "index/user:User": TypeRow(Kind.IDENTITY),
        "index/role:Role": TypeRow(Kind.IDENTITY),
        "index/apiKey:ApiKey": TypeRow(Kind.ACCESS_KEY),
        "index/applicationKey:ApplicationKey": TypeRow(Kind.ACCESS_KEY),
    },
    other=Kind.MONITOR,
    regions=(),
    configures=True,
)
