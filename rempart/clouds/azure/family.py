"""Microsoft Azure: the classic package, the native one in all its API versions, and Entra."""

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
    return ProviderSettings(
        resource.package,
        first_claim(inputs, "metadataHost", "armEndpoint"),
        endpoint_name=first_claim(inputs, "environment"),
        region=first_claim(inputs, "location"),
        verified=tls_verified(inputs),
    )


_REGIONS = (
    "location", "region", "locations.*.locationName", "geoLocations.*.location", "failoverLocation",
    "georeplications.*.location", "additionalLocations.*.location", "replicaLocation",
)  # fmt: skip
_MACHINE = TypeRow(
    Kind.INSTANCE,
    attributes={"flavor": prop("size"), "zone": prop("zone")},
    texts=("customData", "userData", "osProfile.customData"),
)
_STORE = TypeRow(Kind.BUCKET, attributes={"public": flag("allowBlobPublicAccess", default=None)})
_WEB = TypeRow(Kind.FUNCTION, texts=("appSettings", "siteConfig.appSettings", "connectionStrings"))
_CONTAINERS = TypeRow(
    Kind.CONTAINER,
    addresses={"containers.*.image": Role.FETCHES, "template.containers.*.image": Role.FETCHES},
)
_RECORD = TypeRow(Kind.DNS_RECORD, addresses={"record": Role.SENDS, "cnameRecord.cname": Role.SENDS}, regionless=True)

_MODULES = {
    "appservice": Kind.FUNCTION,
    "authorization": Kind.IDENTITY,
    "backup": Kind.BACKUP,
    "cache": Kind.DATABASE,
    "cdn": Kind.CDN,
    "compute": Kind.INSTANCE,
    "containerregistry": Kind.REGISTRY,
    "containerservice": Kind.CLUSTER,
    "cosmosdb": Kind.DATABASE,
    "documentdb": Kind.DATABASE,
    "dbforpostgresql": Kind.DATABASE,
    "dbformysql": Kind.DATABASE,
    "dns": Kind.DNS_ZONE,
    "eventhub": Kind.QUEUE,
    "servicebus": Kind.QUEUE,
    "insights": Kind.MONITOR,
    "keyvault": Kind.SECRET,
    "lb": Kind.LOAD_BALANCER,
    "managedidentity": Kind.IDENTITY,
    "monitoring": Kind.MONITOR,
    "mssql": Kind.DATABASE,
    "mysql": Kind.DATABASE,
    "network": Kind.NETWORK,
    "operationalinsights": Kind.LOG_SINK,
    "postgresql": Kind.DATABASE,
    "redis": Kind.DATABASE,
    "sql": Kind.DATABASE,
    "storage": Kind.BUCKET,
    "web": Kind.FUNCTION,
}
_ACCOUNT_WIDE = frozenset({"authorization", "dns"})
_ROWS = {name: TypeRow(kind, regionless=name in _ACCOUNT_WIDE) for name, kind in _MODULES.items()}

AZURE = Family(
    packages=("azure", "azuread"),
    provider=_provider,
    types={
        "compute/linuxVirtualMachine:LinuxVirtualMachine": _MACHINE,
        "compute/windowsVirtualMachine:WindowsVirtualMachine": _MACHINE,
        "compute/virtualMachine:VirtualMachine": _MACHINE,
        "compute/managedDisk:ManagedDisk": TypeRow(Kind.VOLUME, attributes={"size_gb": prop("diskSizeGb")}),
        "storage/account:Account": _STORE,
        "storage/blob:Blob": TypeRow(Kind.OBJECT, texts=("sourceContent",)),
        "network/virtualNetwork:VirtualNetwork": TypeRow(Kind.NETWORK),
        "network/subnet:Subnet": TypeRow(Kind.SUBNET),
        "network/networkSecurityGroup:NetworkSecurityGroup": TypeRow(Kind.SECURITY_GROUP),
        "network/networkSecurityRule:NetworkSecurityRule": TypeRow(Kind.SECURITY_GROUP_RULE),
        "network/publicIp:PublicIp": TypeRow(Kind.FLOATING_IP),
        "dns/cNameRecord:CNameRecord": _RECORD,
        "appservice/linuxWebApp:LinuxWebApp": _WEB,
        "appservice/linuxFunctionApp:LinuxFunctionApp": _WEB,
        "containerservice/group:Group": _CONTAINERS,
        "containerapp/app:App": _CONTAINERS,
        "keyvault/key:Key": TypeRow(Kind.KEY),
        "keyvault/secret:Secret": TypeRow(Kind.SECRET, credentials=("value",)),
        "keyvault/certificate:Certificate": TypeRow(Kind.CERTIFICATE),
    },
    modules=_ROWS,
    regions=_REGIONS,
)

AZURE_NATIVE = Family(
    packages=("azure-native",),
    provider=_provider,
    types={
        "compute:VirtualMachine": _MACHINE,
        "compute:Disk": TypeRow(Kind.VOLUME, attributes={"size_gb": prop("diskSizeGB")}),
        "compute:Snapshot": TypeRow(Kind.SNAPSHOT),
        "compute:Image": TypeRow(Kind.IMAGE),
        "storage:StorageAccount": _STORE,
        "storage:Blob": TypeRow(Kind.OBJECT),
        "network:VirtualNetwork": TypeRow(Kind.NETWORK),
        "network:Subnet": TypeRow(Kind.SUBNET),
        "network:NetworkSecurityGroup": TypeRow(Kind.SECURITY_GROUP),
        "network:SecurityRule": TypeRow(Kind.SECURITY_GROUP_RULE),
        "network:PublicIPAddress": TypeRow(Kind.FLOATING_IP),
        "network:RecordSet": _RECORD,
        "dns:RecordSet": _RECORD,
        "web:WebApp": _WEB,
        "app:ContainerApp": _CONTAINERS,
        "containerinstance:ContainerGroup": _CONTAINERS,
        "keyvault:Key": TypeRow(Kind.KEY),
        "keyvault:Secret": TypeRow(Kind.SECRET, credentials=("properties.value",)),
    },
    modules=_ROWS,
    regions=_REGIONS,
)
