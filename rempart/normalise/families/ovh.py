"""OVHcloud's own API: public cloud projects, domains, dedicated servers, hosted private cloud."""

from __future__ import annotations

from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource
from rempart.normalise.paths import prop
from rempart.normalise.settings import first_claim, tls_verified
from rempart.normalise.table import Family, TypeRow


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    return ProviderSettings(
        resource.package,
        endpoint_name=first_claim(inputs, "endpoint"),
        region=first_claim(inputs, "region"),
        verified=tls_verified(inputs),
    )


_KUBE = TypeRow(Kind.CLUSTER, attributes={"flavor": prop("flavorName")})
_DATABASE = TypeRow(Kind.DATABASE, attributes={"flavor": prop("flavor")}, regions=("nodes.*.region",))

OVH = Family(
    packages=("ovh",),
    provider=_provider,
    index={name: name for name in ("cloudproject", "dbaas", "dedicated", "hosting", "okms", "vps")},
    types={
        "CloudProject/database:Database": _DATABASE,
        "CloudProject/kube:Kube": _KUBE,
        "CloudProject/kubeNodePool:KubeNodePool": _KUBE,
        "CloudProject/instance:Instance": TypeRow(Kind.INSTANCE, texts=("userData",)),
        "CloudProject/volume:Volume": TypeRow(
            Kind.VOLUME, attributes={"size_gb": prop("size"), "volume_type": prop("type")}, regions=("regionName",)
        ),
        "CloudProject/storage:Storage": TypeRow(
            Kind.BUCKET, regions=("regionName", "replication.rules.*.destination.region")
        ),
        "CloudProject/networkPrivate:NetworkPrivate": TypeRow(Kind.NETWORK, regions=("regions.*",)),
        "CloudProject/networkPrivateSubnet:NetworkPrivateSubnet": TypeRow(Kind.SUBNET),
        "CloudProject/containerRegistry:ContainerRegistry": TypeRow(Kind.REGISTRY),
        "CloudProject/loadBalancer:LoadBalancer": TypeRow(Kind.LOAD_BALANCER, regions=("regionName",)),
        "CloudProject/gateway:Gateway": TypeRow(Kind.ROUTER),
        "CloudProject/sshKey:SshKey": TypeRow(Kind.KEYPAIR),
        "CloudProject/user:User": TypeRow(Kind.IDENTITY),
        "CloudProject/s3Credential:S3Credential": TypeRow(Kind.ACCESS_KEY),
        "CloudProject/s3Policy:S3Policy": TypeRow(Kind.POLICY),
        "Domain/zoneRecord:ZoneRecord": TypeRow(
            Kind.DNS_RECORD, addresses={"target": Role.SENDS}, record_type="fieldType", zones=("zone",)
        ),
        "Domain/zone:Zone": TypeRow(Kind.DNS_ZONE, zones=("domainName", "name", "zone")),
        "Okms/okms:Okms": TypeRow(Kind.KEY, regions=("okmsRegion",)),
        "Dbaas/logsOutputGraylogStream:LogsOutputGraylogStream": TypeRow(Kind.LOG_SINK),
    },
    modules={
        "dedicated": TypeRow(Kind.INSTANCE),
        "dedicatedserver": TypeRow(Kind.INSTANCE),
        "vps": TypeRow(Kind.INSTANCE),
        "iploadbalancing": TypeRow(Kind.LOAD_BALANCER),
        "domain": TypeRow(Kind.DNS_ZONE),
        "dbaas": TypeRow(Kind.LOG_SINK),
        "okms": TypeRow(Kind.KEY),
        "iam": TypeRow(Kind.IDENTITY),
        "me": TypeRow(Kind.IDENTITY),
        "vrack": TypeRow(Kind.NETWORK),
        "ip": TypeRow(Kind.FLOATING_IP),
        "cdn": TypeRow(Kind.CDN),
    },
    regions=("region", "regionName", "regions.*", "nodes.*.region", "location", "datacenter"),
)
