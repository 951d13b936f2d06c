"""Outscale: every type of the native provider, and of the Terraform provider that Pulumi bridges.

They share their tokens and differ in a few arguments, which docs/outscale/terraform-bridge.md lists; a row reads both
forms. The types of the bridge are those of terraform-provider-outscale 1.8.0, read on 2026-11-24.

What goes nowhere else, and so has no address here: a peering and a shared snapshot reach another account of the same
operator in the same region; a load balancer's access log and an export go to a bucket of that region; a copy comes from
the same region, since Outscale takes no other.
"""

from __future__ import annotations

from rempart.addresses import word_set
from rempart.clouds.outscale.access import (
    bucket_is_public,
    bucket_is_versioned,
    direction,
    openings,
    shared_with_all,
)
from rempart.clouds.outscale.provider import provider_settings
from rempart.clouds.paths import prop, value_at
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role


def _zone_region(zone: str) -> str:
    return zone[:-1] if zone[-1:].isalpha() and zone[-2:-1].isdigit() else zone


def _token(name: str) -> str:
    return f"index/{name}:{name[0].upper()}{name[1:]}"


_ACCOUNT_WIDE = word_set(
    "accessKey apiAccessPolicy apiAccessRule keypair policy policyLink policyVersion tag user userGroup"
    " userGroupMembership userGroupPolicy userGroupPolicyLink userPolicy"
)
"""Types that keep no data: who may do what, the public halves of keys, and what things are called."""
_KINDS = {
    Kind.ACCESS_KEY: "accessKey",
    Kind.CERTIFICATE: "ca serverCertificate",
    Kind.FLOATING_IP: "publicIp publicIpLink",
    Kind.IDENTITY: "user userGroup userGroupMembership",
    Kind.INSTANCE: "vmGroup",
    Kind.KEYPAIR: "keypair",
    Kind.LISTENER: "loadBalancerListenerRule",
    Kind.LOAD_BALANCER: "loadBalancer loadBalancerAttributes loadBalancerPolicy loadBalancerVms",
    Kind.NETWORK: "net netAccessPoint netAttributes",
    Kind.PEERING: "directLink netPeering netPeeringAcceptation",
    Kind.POLICY: (
        "apiAccessPolicy apiAccessRule policy policyLink policyVersion userPolicy userGroupPolicy userGroupPolicyLink"
    ),
    Kind.PORT: "nic nicLink nicPrivateIp",
    Kind.ROUTE: "mainRouteTableLink route routeTable routeTableLink virtualGatewayRoutePropagation",
    Kind.ROUTER: "internetService internetServiceLink natService",
    Kind.SECURITY_GROUP: "securityGroup",
    Kind.VOLUME_ATTACHMENT: "volumeLink volumesLink",
    Kind.VPN: "virtualGateway virtualGatewayLink vpnConnection vpnConnectionRoute",
    # No neutral word fits: graphics processors, a promise of hosts of one's own, and tags given to what exists.
    Kind.OTHER: "dedicatedGroup flexibleGpu flexibleGpuLink tag",
}
_ROWS = {
    "bucket": TypeRow(Kind.BUCKET, "oos", attributes={"public": bucket_is_public, "versioned": bucket_is_versioned}),
    "bucketObject": TypeRow(Kind.OBJECT, "oos", texts=("content",)),
    # The far end of a VPN, which `vpnConnection` names only by this resource's identifier.
    "clientGateway": TypeRow(Kind.VPN, addresses={"publicIp": Role.SENDS}),
    "dhcpOption": TypeRow(Kind.NETWORK, addresses={"domainNameServers.*": Role.SENDS, "logServers.*": Role.SENDS}),
    "directLinkInterface": TypeRow(Kind.PEERING, credentials=("bgpKey",)),
    "image": TypeRow(Kind.IMAGE, addresses={"fileLocation": Role.FETCHES}),
    "imageExportTask": TypeRow(Kind.BACKUP),
    "imageLaunchPermission": TypeRow(Kind.POLICY, attributes={"public": shared_with_all("permissionAdditions")}),
    "oksCluster": TypeRow(Kind.CLUSTER, "oks", attributes={"flavor": prop("controlPlanes")}),
    "oksManifest": TypeRow(Kind.CONTAINER, "oks", texts=("manifest",)),
    "oksProject": TypeRow(Kind.CLUSTER, "oks", regions=("region",)),
    "securityGroupRule": TypeRow(Kind.SECURITY_GROUP_RULE, attributes={"direction": direction, "openings": openings}),
    "snapshot": TypeRow(Kind.SNAPSHOT, addresses={"fileLocation": Role.FETCHES}),
    "snapshotAttributes": TypeRow(
        Kind.SNAPSHOT, attributes={"public": shared_with_all("permissionsToCreateVolumeAdditions")}
    ),
    "snapshotExportTask": TypeRow(Kind.BACKUP),
    "subnet": TypeRow(Kind.SUBNET, attributes={"cidr": prop("ipRange")}),
    "vm": TypeRow(
        Kind.INSTANCE,
        attributes={
            "flavor": prop("vmType"),
            "image": prop("imageId"),
            "zone": lambda inputs: (
                value_at(inputs, "placement.subregionName") or value_at(inputs, "placementSubregionName")
            ),
        },
        texts=("userData",),
    ),
    "vmTemplate": TypeRow(Kind.INSTANCE, attributes={"image": prop("imageId")}),
    # Outscale has no encryption parameter: whether the guest encrypts the volume cannot be seen here.
    "volume": TypeRow(
        Kind.VOLUME,
        attributes={"size_gb": prop("size"), "volume_type": prop("volumeType"), "zone": prop("subregionName")},
    ),
}

OUTSCALE = Family(
    packages=("outscale",),
    provider=provider_settings,
    types={
        **{
            _token(name): TypeRow(kind, regionless=name in _ACCOUNT_WIDE)
            for kind, names in _KINDS.items()
            for name in names.split()
        },
        **{_token(name): row for name, row in _ROWS.items()},
    },
    services={"index": "api"},
    regions=(),
    parents=("clusterId", "projectId", "bucket"),
    zones=(
        "subregionName",
        "placement.subregionName",
        "placementSubregionName",
        "subregionNames.*",
        "cpSubregions.*",
        "subnet.subregionName",
    ),
    zone_region=_zone_region,
    zones_follow_provider=True,
)
