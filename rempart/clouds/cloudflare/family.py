"""Cloudflare."""

from __future__ import annotations

from rempart.clouds.settings import first_claim
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource


def _provider(resource: Resource) -> ProviderSettings:
    return ProviderSettings(resource.package, first_claim(resource.inputs, "baseUrl", "apiHostname"))


def _named(name: str, row: TypeRow) -> dict[str, TypeRow]:
    return {f"index/{name}:{name[0].upper()}{name[1:]}": row}


CLOUDFLARE = Family(
    packages=("cloudflare",),
    provider=_provider,
    types={
        **_named(
            "record",
            TypeRow(
                Kind.DNS_RECORD,
                addresses={"content": Role.SENDS, "value": Role.SENDS},
                record_type="type",
                regionless=True,
            ),
        ),
        **_named(
            "dnsRecord",
            TypeRow(Kind.DNS_RECORD, addresses={"content": Role.SENDS}, record_type="type", regionless=True),
        ),
        **_named("zone", TypeRow(Kind.DNS_ZONE, regionless=True)),
        **_named("r2Bucket", TypeRow(Kind.BUCKET)),
        **_named("workersScript", TypeRow(Kind.FUNCTION, texts=("content",))),
        **_named("pagesProject", TypeRow(Kind.CDN)),
        **_named("loadBalancer", TypeRow(Kind.LOAD_BALANCER)),
        **_named("logpushJob", TypeRow(Kind.LOG_SINK, addresses={"destinationConf": Role.SENDS})),
        **_named("ruleset", TypeRow(Kind.POLICY, regionless=True)),
        **_named("apiToken", TypeRow(Kind.ACCESS_KEY, regionless=True)),
    },
    regions=(),
    configures=True,
)
