"""OVHcloud's own API: public cloud projects, domains, dedicated servers, hosted private cloud."""

from __future__ import annotations

from rempart.clouds.paths import prop
from rempart.clouds.settings import first_claim, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    return ProviderSettings(
        resource.package,
        endpoint_name=first_claim(inputs, "endpoint"),
        region=first_claim(inputs, "region"),
        verified=tls_verified(inputs),
    )


def _token(name: str) -> str:
    bare = name.partition("/")[2]
    return f"{name}:{bare[0].upper()}{bare[1:]}"


def _bridged(name: str) -> str:
    module, _, bare = name.partition("/")
    return _token(name if module == "index" else f"index/{module[0].lower()}{module[1:]}{bare[0].upper()}{bare[1:]}")


_KUBE = TypeRow(Kind.CLUSTER, attributes={"flavor": prop("flavorName")})
_ACCOUNT_WIDE = {
    Kind.ACCESS_KEY: (
        "CloudProject/s3Credential index/cloudProjectUserS3Credential Me/identityUserToken Me/aPIOAuth2Client"
        " index/meApiOauth2Client Dbaas/logsToken"
    ),
    Kind.DNS_RECORD: "index/domainZoneDynhostRecord Domain/dSRecords Ip/reverse",
    Kind.DNS_ZONE: "Domain/nameServers Domain/name Domain/zoneDNSSec Domain/zoneImport",
    Kind.FLOATING_IP: "Ip/ipService Ip/mitigation Ip/move",
    Kind.IDENTITY: (
        "CloudProject/project CloudProject/user Dbaas/logsRole Domain/dynhostLogin Me/identityGroup Me/identityUser"
    ),
    Kind.KEYPAIR: "CloudProject/sshKey index/cloudProjectSshKey index/cloudSSHKey index/clousSSHKey",
    Kind.MONITOR: "CloudProject/alerting",
    Kind.NETWORK: (
        "Vrack/vrack Vrack/cloudProject Vrack/dedicatedCloudDatacenter Vrack/dedicatedServer"
        " Vrack/dedicatedServerInterface Vrack/ipAddress Vrack/ipLoadbalancing Vrack/ipV6 Vrack/oVHcloudConnect"
        " Vrack/vrackDedicatedCloud Vrack/vrackservices index/vrackIpv6RoutedSubrange index/vrackPublicRoutingPriority"
        " index/vrackCloudproject index/ovhcloudConnectPopConfig"
        " index/ovhcloudConnectPopDatacenterConfig"
        " index/ovhcloudConnectPopDatacenterExtraConfig"
    ),
    Kind.OTHER: "index/cloudQuota index/iamResourceTags SavingsPlan/savingsPlan",
    Kind.POLICY: (
        "CloudProject/s3Policy index/cloudProjectUserS3Policy Dbaas/logsRolePermissionStream Iam/permissionsGroup"
        " Iam/policy Iam/resourceGroup"
    ),
    Kind.SECURITY_GROUP_RULE: "Ip/firewall Ip/firewallRule",
}
"""Types of pulumi-ovh 2.22 that belong to an account or a project as a whole: none has, or needs, a region.

Those of a module are spelt ``index/iamPolicy:IamPolicy`` where the Terraform provider is bridged.
"""
_PARENTS = (
    "kubeId", "clusterId", "registryId", "loadbalancerId", "okmsId", "shareId", "instanceId", "volumeId", "networkId",
    "containerId", "secretId", "routedTo",
)  # fmt: skip
"""Properties that name what a resource is part of."""
_OF_A_SERVICE = ("serviceName",)
"""Outside the public cloud, where it names a project, the property that names a server, a balancer or a database."""
_DATABASE = TypeRow(Kind.DATABASE, attributes={"flavor": prop("flavor")}, regions=("nodes.*.region",))

OVH = Family(
    packages=("ovh",),
    provider=_provider,
    index={name: name for name in ("cloudproject", "dbaas", "dedicated", "hosting", "okms", "vps")},
    types={
        **{
            token: TypeRow(kind, regionless=True)
            for kind, names in _ACCOUNT_WIDE.items()
            for name in names.split()
            for token in (_token(name), _bridged(name))
        },
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
        "Domain/zoneRecord:ZoneRecord": TypeRow(
            Kind.DNS_RECORD,
            addresses={"target": Role.SENDS},
            record_type="fieldType",
            zones=("zone",),
            regionless=True,
        ),
        "index/domainZoneRecord:DomainZoneRecord": TypeRow(
            Kind.DNS_RECORD,
            addresses={"target": Role.SENDS},
            record_type="fieldtype",
            zones=("zone",),
            regionless=True,
        ),
        "Domain/zoneRedirection:ZoneRedirection": TypeRow(
            Kind.DNS_RECORD, addresses={"target": Role.SENDS}, zones=("zone",), regionless=True
        ),
        "Domain/zone:Zone": TypeRow(Kind.DNS_ZONE, zones=("domainName", "name", "zone"), regionless=True),
        "Okms/okms:Okms": TypeRow(Kind.KEY, regions=("okmsRegion",)),
        "Dbaas/logsOutputGraylogStream:LogsOutputGraylogStream": TypeRow(Kind.LOG_SINK),
    },
    modules={
        "dedicated": TypeRow(Kind.INSTANCE, parents=_OF_A_SERVICE),
        "dedicatedserver": TypeRow(Kind.INSTANCE, parents=_OF_A_SERVICE),
        "hosting": TypeRow(Kind.DATABASE, parents=_OF_A_SERVICE),
        "vps": TypeRow(Kind.INSTANCE),
        "iploadbalancing": TypeRow(Kind.LOAD_BALANCER, parents=_OF_A_SERVICE),
        "domain": TypeRow(Kind.DNS_ZONE, regionless=True),
        "dbaas": TypeRow(Kind.LOG_SINK),
        "okms": TypeRow(Kind.KEY),
        "iam": TypeRow(Kind.IDENTITY, regionless=True),
        "me": TypeRow(Kind.IDENTITY, regionless=True),
        "vrack": TypeRow(Kind.NETWORK, regionless=True),
        "ip": TypeRow(Kind.FLOATING_IP),
        "cdn": TypeRow(Kind.CDN),
    },
    regions=("region", "regionName", "regions.*", "nodes.*.region"),
    parents=_PARENTS,
)
