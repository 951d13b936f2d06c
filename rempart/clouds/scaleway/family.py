"""Scaleway, under the names of its two Pulumi packages."""

from __future__ import annotations

from rempart.clouds.paths import flag, prop
from rempart.clouds.settings import first_claim, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    region = first_claim(inputs, "region", "zone")
    verified = tls_verified(inputs)
    return ProviderSettings(resource.package, first_claim(inputs, "apiUrl"), region=region, verified=verified)


def _zone_region(zone: str) -> str:
    region, _, number = zone.rpartition("-")
    return region if number.isdigit() and region else zone


_INSTANCE = TypeRow(
    Kind.INSTANCE,
    attributes={"flavor": prop("type"), "image": prop("image"), "zone": prop("zone")},
    texts=("userData", "cloudInit"),
)
_BUCKET = TypeRow(Kind.BUCKET, attributes={"versioned": flag("versioning.enabled", default=False)})
_CONTAINER = TypeRow(Kind.CONTAINER, addresses={"registryImage": Role.FETCHES}, texts=("environmentVariables",))
_RECORD = TypeRow(
    Kind.DNS_RECORD, addresses={"data": Role.SENDS}, record_type="type", zones=("dnsZone",), regionless=True
)

_ACCOUNT_WIDE = (Kind.IDENTITY, Kind.ACCESS_KEY, Kind.POLICY, Kind.KEYPAIR, Kind.DNS_ZONE)
"""Kinds of which a Scaleway organisation or project has what it has for all regions."""
_PARENTS = (
    "clusterId", "instanceId", "serverId", "lbId", "frontendId", "backendId", "namespaceId", "containerId",
    "functionId", "deploymentId", "hubId", "gatewayId", "gatewayNetworkId", "securityGroupId", "secretId", "keyId",
    "volumeId", "domainId", "accountId", "topicId", "vpcId", "ipId", "bucket",
)  # fmt: skip
"""Properties that name what a resource is part of."""
_NAMES = {
    Kind.BUCKET: "objectBucketAcl objectBucketPolicy",
    Kind.DNS_ZONE: "domainZone",
    Kind.CLUSTER: "kubernetesCluster kubernetesNodePool k8sCluster k8sPool",
    Kind.DATABASE: (
        "databaseInstance database databaseReadReplica rdbInstance redisCluster mongoDbInstance sdbSqlDatabase"
    ),
    Kind.FUNCTION: "function functionNamespace",
    Kind.IDENTITY: "iamApplication iamGroup iamGroupMembership iamUser accountProject",
    Kind.ACCESS_KEY: "iamApiKey",
    Kind.POLICY: "iamPolicy",
    Kind.KEYPAIR: "iamSshKey accountSshKey",
    Kind.KEY: "keyManagerKey",
    Kind.LOAD_BALANCER: "loadbalancer loadbalancerBackend loadbalancerIp lb lbBackend lbIp",
    Kind.LISTENER: "loadbalancerFrontend lbFrontend",
    Kind.NETWORK: "vpc vpcPrivateNetwork",
    Kind.REGISTRY: "registryNamespace",
    Kind.SECRET: "secret secretVersion",
    Kind.SECURITY_GROUP: "instanceSecurityGroup",
    Kind.SNAPSHOT: "instanceSnapshot blockSnapshot",
    Kind.VOLUME: "instanceVolume blockVolume",
    Kind.FLOATING_IP: "instanceIp flexibleIp",
    Kind.LOG_SINK: "cockpit cockpitSource",
    Kind.MAIL: "temDomain",
    Kind.QUEUE: "mnqSqsQueue mnqNatsAccount mnqSnsTopic",
    Kind.IMAGE: "instanceImage",
    Kind.ROUTER: "vpcPublicGateway vpcGatewayNetwork",
}

_INDEX = {
    "baremetal": "elasticmetal",
    "block": "block",
    "cockpit": "observability",
    "container": "containers",
    "database": "databases",
    "flexibleip": "elasticmetal",
    "function": "functions",
    "instance": "instance",
    "ipam": "network",
    "k8s": "kubernetes",
    "kubernetes": "kubernetes",
    "mongodb": "mongodb",
    "object": "object",
    "rdb": "databases",
    "redis": "redis",
    "registry": "registry",
    "sdb": "databases",
    "vpc": "network",
}
"""What the newer package calls the modules of types that the older one keeps in ``index``."""


def _spelt(name: str, row: TypeRow) -> dict[str, TypeRow]:
    """Return a row under ``index/name:Name`` and, as the newer package writes it, ``module/name:Name``."""
    upper = f"{name[0].upper()}{name[1:]}"
    return {f"index/{name}:{upper}": row}


_ACCOUNT_MODULES = frozenset({"account", "annotations", "billing", "domain", "iam", "partner"})


def _modern(modules: dict[str, Kind]) -> dict[str, TypeRow]:
    return {module: TypeRow(kind, regionless=module in _ACCOUNT_MODULES) for module, kind in modules.items()}


SCALEWAY = Family(
    packages=("scaleway", "scaleway-v1", "scaleway-v2"),
    provider=_provider,
    types={
        **{
            token: row
            for kind, names in _NAMES.items()
            for name in names.split()
            for token, row in _spelt(name, TypeRow(kind, regionless=kind in _ACCOUNT_WIDE)).items()
        },
        **_spelt("instanceServer", _INSTANCE),
        **_spelt("objectBucket", _BUCKET),
        **_spelt("container", _CONTAINER),
        **_spelt("domainRecord", _RECORD),
        "instance/server:Server": _INSTANCE,
        "object/bucket:Bucket": _BUCKET,
        "containers/container:Container": _CONTAINER,
        "domain/record:Record": _RECORD,
    },
    modules=_modern(
        {
            "account": Kind.IDENTITY,
            "annotations": Kind.OTHER,
            "billing": Kind.MONITOR,
            "block": Kind.VOLUME,
            "databases": Kind.DATABASE,
            "kubernetes": Kind.CLUSTER,
            "domain": Kind.DNS_ZONE,
            "iam": Kind.IDENTITY,
            "partner": Kind.IDENTITY,
            "network": Kind.NETWORK,
            "loadbalancers": Kind.LOAD_BALANCER,
            "redis": Kind.DATABASE,
            "mongodb": Kind.DATABASE,
            "registry": Kind.REGISTRY,
            "secrets": Kind.SECRET,
            "elasticmetal": Kind.INSTANCE,
            "functions": Kind.FUNCTION,
            "observability": Kind.LOG_SINK,
        }
    ),
    index=_INDEX,
    regions=("region",),
    zones=("zone",),
    zone_region=_zone_region,
    parents=_PARENTS,
)
