"""Google Cloud, and whoever runs its technology under another universe domain (S3NS)."""

from __future__ import annotations

from rempart.clouds.paths import flag, prop
from rempart.clouds.settings import first_claim, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import Claim, ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value

_CUSTOM = "CustomEndpoint"


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    endpoints = {
        name.removesuffix(_CUSTOM).lower(): Claim(name, value)
        for name, value in inputs.items()
        if name.endswith(_CUSTOM) and value not in (None, "")
    }
    return ProviderSettings(
        resource.package,
        None,
        endpoints,
        universe=first_claim(inputs, "universeDomain"),
        region=first_claim(inputs, "region") or _region_of_zone(inputs),
        verified=tls_verified(inputs),
    )


def _region_of_zone(inputs: Properties) -> Claim | None:
    zone = first_claim(inputs, "zone")
    if zone is None or isinstance(zone.value, Mark):
        return zone
    return Claim(zone.path, _zone_region(str(zone.value)))


def _zone_region(zone: str) -> str:
    region, _, letter = zone.rpartition("/")[2].rpartition("-")
    return region if len(letter) == 1 and region else zone


def _public_access(inputs: Properties) -> Value:
    members = inputs.get("members")
    if isinstance(members, Mark):
        return members
    listed = list(members) if isinstance(members, list) else [inputs.get("member")]
    return any(member in ("allUsers", "allAuthenticatedUsers") for member in listed)


_INSTANCE = TypeRow(
    Kind.INSTANCE,
    attributes={"flavor": prop("machineType"), "zone": prop("zone"), "image": prop("bootDisk.initializeParams.image")},
    texts=("metadataStartupScript", "metadata"),
)
_BUCKET = TypeRow(Kind.BUCKET, attributes={"versioned": flag("versioning.enabled", default=False)})
_RUN = TypeRow(
    Kind.CONTAINER,
    addresses={
        "template.containers.*.image": Role.FETCHES,
        "template.spec.containers.*.image": Role.FETCHES,
        "template.template.containers.*.image": Role.FETCHES,
    },
)
_SECRET = TypeRow(
    Kind.SECRET, regions=("replication.userManaged.replicas.*.location", "replication.user_managed.replicas.*.location")
)

_MODULES = {
    "bigquery": Kind.DATABASE,
    "bigtable": Kind.DATABASE,
    "alloydb": Kind.DATABASE,
    "artifactregistry": Kind.REGISTRY,
    "certificateauthority": Kind.CERTIFICATE,
    "certificatemanager": Kind.CERTIFICATE,
    "cloudfunctions": Kind.FUNCTION,
    "cloudfunctionsv2": Kind.FUNCTION,
    "cloudrun": Kind.CONTAINER,
    "cloudrunv2": Kind.CONTAINER,
    "compute": Kind.OTHER,
    "container": Kind.CLUSTER,
    "dns": Kind.DNS_ZONE,
    "filestore": Kind.FILE_SHARE,
    "firestore": Kind.DATABASE,
    "folder": Kind.IDENTITY,
    "iam": Kind.IDENTITY,
    "kms": Kind.KEY,
    "logging": Kind.LOG_SINK,
    "monitoring": Kind.MONITOR,
    "organizations": Kind.IDENTITY,
    "projects": Kind.IDENTITY,
    "pubsub": Kind.QUEUE,
    "redis": Kind.DATABASE,
    "secretmanager": Kind.SECRET,
    "serviceaccount": Kind.IDENTITY,
    "spanner": Kind.DATABASE,
    "sql": Kind.DATABASE,
    "storage": Kind.BUCKET,
}

_ACCOUNT_WIDE = frozenset({"dns", "folder", "iam", "organizations", "projects", "serviceaccount"})

GCP = Family(
    packages=("gcp", "google-native"),
    provider=_provider,
    types={
        "compute/instance:Instance": _INSTANCE,
        "compute/instanceTemplate:InstanceTemplate": _INSTANCE,
        "compute/disk:Disk": TypeRow(Kind.VOLUME, attributes={"size_gb": prop("size"), "volume_type": prop("type")}),
        "compute/snapshot:Snapshot": TypeRow(Kind.SNAPSHOT, regions=("storageLocations.*",)),
        "compute/image:Image": TypeRow(Kind.IMAGE),
        "compute/network:Network": TypeRow(Kind.NETWORK),
        "compute/subnetwork:Subnetwork": TypeRow(Kind.SUBNET, attributes={"cidr": prop("ipCidrRange")}),
        "compute/firewall:Firewall": TypeRow(Kind.SECURITY_GROUP_RULE),
        "compute/address:Address": TypeRow(Kind.FLOATING_IP),
        "compute/router:Router": TypeRow(Kind.ROUTER),
        "storage/bucket:Bucket": _BUCKET,
        "storage/bucketObject:BucketObject": TypeRow(Kind.OBJECT, texts=("content",)),
        "storage/bucketIAMMember:BucketIAMMember": TypeRow(Kind.POLICY, attributes={"public": _public_access}),
        "storage/bucketIAMBinding:BucketIAMBinding": TypeRow(Kind.POLICY, attributes={"public": _public_access}),
        "cloudrun/service:Service": _RUN,
        "cloudrunv2/service:Service": _RUN,
        "cloudrunv2/job:Job": _RUN,
        "dns/recordSet:RecordSet": TypeRow(
            Kind.DNS_RECORD, addresses={"rrdatas.*": Role.SENDS}, record_type="type", regionless=True
        ),
        "sql/databaseInstance:DatabaseInstance": TypeRow(
            Kind.DATABASE, regions=("region", "settings.backupConfiguration.location")
        ),
        "secretmanager/secret:Secret": _SECRET,
        "secretmanager/secretVersion:SecretVersion": TypeRow(Kind.SECRET, credentials=("secretData",)),
        "serviceaccount/key:Key": TypeRow(Kind.ACCESS_KEY, regionless=True),
        "pubsub/subscription:Subscription": TypeRow(Kind.QUEUE, addresses={"pushConfig.pushEndpoint": Role.SENDS}),
    },
    modules={name: TypeRow(kind, regionless=name in _ACCOUNT_WIDE) for name, kind in _MODULES.items()},
    parents=("bucket", "cluster", "cryptoKey", "instance", "keyRing"),
    regions=("region", "location", "locations.*"),
    zones=("zone",),
    zone_region=_zone_region,
)
