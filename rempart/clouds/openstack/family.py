"""OpenStack: every type of pulumi-openstack 5.5, under both spellings of its token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from rempart.clouds.paths import flag, prop, value_at
from rempart.clouds.settings import first_claim, overrides, tls_verified
from rempart.clouds.table import Family, TypeRow
from rempart.model.kind import Kind
from rempart.model.mention import Role
from rempart.model.normalised import ProviderSettings
from rempart.model.resource import Resource
from rempart.model.values import UNKNOWN, Mark, Properties, Value

_SERVICES = {
    "blockstorage": "volumev3",
    "bgpvpn": "network",
    "compute": "compute",
    "containerinfra": "container-infra",
    "database": "database",
    "dns": "dns",
    "firewall": "network",
    "identity": "identity",
    "images": "image",
    "keymanager": "key-manager",
    "loadbalancer": "load-balancer",
    "networking": "network",
    "objectstorage": "object-store",
    "orchestration": "orchestration",
    "sharedfilesystem": "sharev2",
    "vpnaas": "network",
}
"""Module -> service type in Keystone's catalogue, as ``endpointOverrides`` names it."""
_ALIASES = {
    **{service.replace("-", ""): service for service in _SERVICES.values()},
    **_SERVICES,
    "volume": "volumev3",
    "volumev2": "volumev3",
    "blockstoragev3": "volumev3",
    "networkingv2": "network",
    "neutron": "network",
    "nova": "compute",
    "glance": "image",
    "swift": "object-store",
    "cinder": "volumev3",
    "barbican": "key-manager",
    "octavia": "load-balancer",
    "designate": "dns",
    "keystone": "identity",
    "sharedfilesystem": "sharev2",
    "baremetal": "baremetal",
    "placement": "placement",
}


def _provider(resource: Resource) -> ProviderSettings:
    inputs = resource.inputs
    return ProviderSettings(
        resource.package,
        first_claim(inputs, "authUrl"),
        overrides(inputs, "endpointOverrides", _ALIASES),
        cloud=first_claim(inputs, "cloud"),
        region=first_claim(inputs, "region"),
        verified=tls_verified(inputs),
    )


def _opening(inputs: Properties) -> Value:
    """Return what a security group rule opens; without a prefix or a group it opens to the whole internet."""
    if inputs.get("remoteGroupId") or inputs.get("remoteAddressGroupId"):
        return []
    opening: dict[str, Value] = {
        "cidr": inputs.get("remoteIpPrefix") or ("::/0" if inputs.get("ethertype") == "IPv6" else "0.0.0.0/0"),
        "from": _port(inputs.get("portRangeMin"), 0),
        "to": _port(inputs.get("portRangeMax"), 65535),
        "protocol": inputs.get("protocol") or "any",
    }
    return [opening]


def _port(value: Value, default: int) -> Value:
    return default if value in (None, 0) else value


def _is_encrypted(inputs: Properties) -> Value:
    """Return whether a volume is encrypted.

    A running cloud says so itself, whatever the type is called. A program names a type alone: what its name does not
    say is not known.
    """
    if "encrypted" in inputs:
        return inputs["encrypted"]
    volume_type = inputs.get("volumeType")
    if isinstance(volume_type, Mark) or volume_type is None:
        return volume_type
    return True if "luks" in str(volume_type).lower() or "encrypted" in str(volume_type).lower() else UNKNOWN


def _container_is_public(inputs: Properties) -> Value:
    acl = inputs.get("containerRead")
    return acl if isinstance(acl, Mark) else isinstance(acl, str) and ".r:*" in acl.replace(" ", "")


def _image_is_public(inputs: Properties) -> Value:
    visibility = inputs.get("visibility")
    return visibility if isinstance(visibility, Mark) else visibility == "public"


_INSTANCE = TypeRow(
    Kind.INSTANCE,
    attributes={
        "flavor": lambda inputs: value_at(inputs, "flavorName") or value_at(inputs, "flavorId"),
        "image": lambda inputs: value_at(inputs, "imageName") or value_at(inputs, "imageId"),
        "zone": prop("availabilityZone"),
    },
    addresses={"accessIpV4": Role.NAMES, "accessIpV6": Role.NAMES, "networks.*.fixedIpV4": Role.NAMES},
    # What a machine is told about itself, and what is written into it, may be known at deployment only.
    texts=("userData", "metadata", "personalities", "personalities.*.content"),
    own=("accessIpV4", "accessIpV6"),
)
_VOLUME = TypeRow(
    Kind.VOLUME,
    attributes={
        "size_gb": prop("size"),
        "volume_type": prop("volumeType"),
        "encrypted": _is_encrypted,
        "zone": prop("availabilityZone"),
    },
)
_RULE = TypeRow(Kind.SECURITY_GROUP_RULE, attributes={"direction": prop("direction"), "openings": _opening})
_SUBNET = TypeRow(Kind.SUBNET, attributes={"cidr": prop("cidr")}, addresses={"dnsNameservers.*": Role.SENDS})
_IMAGE = TypeRow(
    Kind.IMAGE,
    attributes={"public": _image_is_public},
    addresses={"imageSourceUrl": Role.FETCHES},
    credentials=("imageSourcePassword",),
)
_BUCKET = TypeRow(
    Kind.BUCKET,
    attributes={"public": _container_is_public, "versioned": flag("versioning", default=False)},
    addresses={"containerSyncTo": Role.SENDS},
    credentials=("containerSyncKey",),
)
_RECORD = TypeRow(Kind.DNS_RECORD, addresses={"records.*": Role.SENDS}, record_type="type", own=("name",))
_FLOATING_IP = TypeRow(Kind.FLOATING_IP, addresses={"address": Role.NAMES}, own=("address",))
_ASSOCIATION = TypeRow(Kind.FLOATING_IP, addresses={"floatingIp": Role.NAMES}, own=("floatingIp",))
_LOAD_BALANCER = TypeRow(Kind.LOAD_BALANCER, addresses={"vipAddress": Role.NAMES}, own=("vipAddress",))
_SECRET = TypeRow(Kind.SECRET, attributes={"algorithm": prop("algorithm")}, credentials=("payload",))
_LISTENER = TypeRow(Kind.LISTENER)
_CLUSTER = TypeRow(Kind.CLUSTER, attributes={"flavor": prop("flavor")})
_VPN = TypeRow(Kind.VPN, addresses={"peerAddress": Role.SENDS})

_KINDS = {
    Kind.IDENTITY: [
        "identity/ec2CredentialV3:Ec2CredentialV3",
        "identity/groupV3:GroupV3",
        "identity/project:Project",
        "identity/role:Role",
        "identity/inheritRoleAssignment:InheritRoleAssignment",
        "identity/roleAssignment:RoleAssignment",
        "identity/user:User",
        "identity/userMembershipV3:UserMembershipV3",
        "database/user:User",
    ],
    Kind.ACCESS_KEY: ["identity/applicationCredential:ApplicationCredential", "objectstorage/tempUrl:TempUrl"],
    # Pulumi's provider makes neither; a running cloud has them, and they hold what the volume held.
    Kind.SNAPSHOT: ["blockstorage/snapshot:Snapshot"],
    Kind.BACKUP: ["blockstorage/backup:Backup"],
    Kind.VOLUME_ATTACHMENT: ["blockstorage/volumeAttach:VolumeAttach", "compute/volumeAttach:VolumeAttach"],
    Kind.NETWORK: [
        "networking/network:Network",
        "networking/segmentV2:SegmentV2",
        "networking/trunk:Trunk",
        "sharedfilesystem/shareNetwork:ShareNetwork",
    ],
    Kind.PORT: [
        "networking/port:Port",
        "compute/interfaceAttach:InterfaceAttach",
        "networking/portSecGroupAssociate:PortSecGroupAssociate",
    ],
    Kind.ROUTER: ["networking/router:Router", "networking/routerInterface:RouterInterface"],
    Kind.ROUTE: [
        "networking/routerRoute:RouterRoute",
        "networking/routerRoutesV2:RouterRoutesV2",
        "networking/subnetRoute:SubnetRoute",
    ],
    Kind.SECURITY_GROUP: ["networking/secGroup:SecGroup", "firewall/groupV2:GroupV2", "firewall/policyV2:PolicyV2"],
    Kind.FLOATING_IP: [
        "networking/floatingIp:FloatingIp",
        "networking/floatingIpAssociate:FloatingIpAssociate",
        "networking/portForwardingV2:PortForwardingV2",
    ],
    Kind.LOAD_BALANCER: [
        "loadbalancer/loadBalancer:LoadBalancer",
        "loadbalancer/member:Member",
        "loadbalancer/members:Members",
        "loadbalancer/pool:Pool",
        "loadbalancer/l7PolicyV2:L7PolicyV2",
        "loadbalancer/l7RuleV2:L7RuleV2",
        "index/lbLoadbalancerV2:LbLoadbalancerV2",
    ],
    Kind.MONITOR: ["loadbalancer/monitor:Monitor"],
    Kind.DNS_ZONE: [
        "dns/zone:Zone",
        "dns/transferAccept:TransferAccept",
        "dns/transferRequest:TransferRequest",
        "dns/zoneShareV2:ZoneShareV2",
    ],
    Kind.KEYPAIR: ["compute/keypair:Keypair"],
    Kind.KEY: ["keymanager/orderV1:OrderV1"],
    Kind.SECRET: ["keymanager/containerV1:ContainerV1"],
    Kind.FILE_SHARE: ["sharedfilesystem/share:Share", "sharedfilesystem/shareAccess:ShareAccess"],
    Kind.DATABASE: [
        "database/database:Database",
        "database/instance:Instance",
        "database/configuration:Configuration",
    ],
    Kind.POLICY: ["networking/rbacPolicyV2:RbacPolicyV2"],
    Kind.PEERING: [
        "networking/bgpPeerV2:BgpPeerV2",
        "networking/bgpSpeakerV2:BgpSpeakerV2",
        "bgpvpn/v2:V2",
        "index/bgpvpnV2:BgpvpnV2",
        "bgpvpn/networkAssociateV2:NetworkAssociateV2",
        "bgpvpn/portAssociateV2:PortAssociateV2",
        "bgpvpn/routerAssociateV2:RouterAssociateV2",
        "index/bgpvpnNetworkAssociateV2:BgpvpnNetworkAssociateV2",
        "index/bgpvpnPortAssociateV2:BgpvpnPortAssociateV2",
        "index/bgpvpnRouterAssociateV2:BgpvpnRouterAssociateV2",
    ],
    Kind.VPN: [
        "vpnaas/endpointGroup:EndpointGroup",
        "vpnaas/ikePolicy:IkePolicy",
        "vpnaas/ipSecPolicy:IpSecPolicy",
        "vpnaas/service:Service",
    ],
    # Nothing of theirs has a neutral word: quotas, quality of service, flavours, aggregates and the like.
    Kind.OTHER: [
        "blockstorage/qosAssociationV3:QosAssociationV3",
        "blockstorage/qosV3:QosV3",
        "blockstorage/quoteSetV3:QuoteSetV3",
        "blockstorage/volumeTypeAccessV3:VolumeTypeAccessV3",
        "blockstorage/volumeTypeV3:VolumeTypeV3",
        "compute/aggregateV2:AggregateV2",
        "compute/flavor:Flavor",
        "compute/flavorAccess:FlavorAccess",
        "compute/quotaSetV2:QuotaSetV2",
        "compute/serverGroup:ServerGroup",
        "dns/quotaV2:QuotaV2",
        "identity/endpointV3:EndpointV3",
        "identity/limitV3:LimitV3",
        "identity/registeredLimitV3:RegisteredLimitV3",
        "identity/serviceV3:ServiceV3",
        "images/imageAccess:ImageAccess",
        "images/imageAccessAccept:ImageAccessAccept",
        "index/lbFlavorprofileV2:LbFlavorprofileV2",
        "index/taasTapMirrorV2:TaasTapMirrorV2",
        "loadbalancer/flavorV2:FlavorV2",
        "loadbalancer/flavorprofileV2:FlavorprofileV2",
        "loadbalancer/quota:Quota",
        "networking/addressGroupV2:AddressGroupV2",
        "networking/addressScope:AddressScope",
        "networking/qosBandwidthLimitRule:QosBandwidthLimitRule",
        "networking/qosDscpMarkingRule:QosDscpMarkingRule",
        "networking/qosMinimumBandwidthRule:QosMinimumBandwidthRule",
        "networking/qosPolicy:QosPolicy",
        "networking/quotaV2:QuotaV2",
        "networking/subnetPool:SubnetPool",
        "objectstorage/accountV1:AccountV1",
        "sharedfilesystem/securityService:SecurityService",
    ],
}

_ACCOUNT_WIDE = ("identity/", "compute/keypair:")
"""How types begin that Keystone keeps for all regions, and the public halves of keys."""
_PARENTS = (
    "clusterId", "loadbalancerId", "listenerId", "poolId", "l7policyId", "containerName", "volumeId", "instanceId",
    "routerId", "networkId", "subnetId", "portId", "securityGroupId", "zoneId", "shareId", "vpnserviceId",
    "floatingipId", "bgpvpnId", "qosPolicyId",
)  # fmt: skip
"""Properties that name what a resource is part of."""

TYPES: dict[str, TypeRow] = {
    **{
        token: TypeRow(kind, regionless=token.startswith(_ACCOUNT_WIDE))
        for kind, tokens in _KINDS.items()
        for token in tokens
    },
    "blockstorage/volume:Volume": _VOLUME,
    "compute/instance:Instance": _INSTANCE,
    "containerinfra/cluster:Cluster": _CLUSTER,
    "containerinfra/nodeGroup:NodeGroup": _CLUSTER,
    "containerinfra/clusterTemplate:ClusterTemplate": TypeRow(Kind.CLUSTER, addresses={"dnsNameserver": Role.SENDS}),
    "dns/recordSet:RecordSet": _RECORD,
    "dns/zone:Zone": TypeRow(Kind.DNS_ZONE, addresses={"masters.*": Role.SENDS}, zones=("name",)),
    "networking/floatingIp:FloatingIp": _FLOATING_IP,
    "networking/floatingIpAssociate:FloatingIpAssociate": _ASSOCIATION,
    "compute/floatingIp:FloatingIp": _FLOATING_IP,
    "loadbalancer/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "firewall/ruleV2:RuleV2": TypeRow(Kind.SECURITY_GROUP_RULE),
    "images/image:Image": _IMAGE,
    "keymanager/secretV1:SecretV1": _SECRET,
    "loadbalancer/listener:Listener": _LISTENER,
    "networking/secGroupRule:SecGroupRule": _RULE,
    "networking/subnet:Subnet": _SUBNET,
    "objectstorage/container:Container": _BUCKET,
    "objectstorage/containerObject:ContainerObject": TypeRow(Kind.OBJECT, texts=("content",)),
    "orchestration/stackV1:StackV1": TypeRow(
        Kind.OTHER,
        attributes={"opaque": lambda _: "deploys a Heat template of its own"},
        texts=("templateOpts", "environmentOpts"),
    ),
    "vpnaas/siteConnection:SiteConnection": _VPN,
}


def _both_spellings(types: dict[str, TypeRow]) -> dict[str, TypeRow]:
    """Add the tokens of the Terraform bridge, ``index/blockstorageVolumeV3:BlockstorageVolumeV3`` and without version.

    The service goes with the module, so the second spelling has to carry it.
    """
    spelt = dict(types)
    for token, row in types.items():
        module = token.partition("/")[0]
        for spelling in _bridge_spellings(token):
            spelt.setdefault(spelling, replace(row, service=_SERVICES[module]))
    return spelt


def _bridge_spellings(token: str) -> Iterator[str]:
    """Yield how the Terraform bridge may spell a token of a module."""
    module, _, rest = token.partition("/")
    if module == "index":
        return
    bare = rest.partition(":")[2].removesuffix("V1").removesuffix("V2").removesuffix("V3")
    for stem in _BRIDGE_MODULES.get(module, (module,)):
        for version in ("", "V1", "V2", "V3"):
            long = f"{stem}{bare}{version}"
            yield f"index/{long}:{long[0].upper()}{long[1:]}"


@cache
def spellings() -> Mapping[str, str]:
    """Return, by each token that the Terraform bridge may use, the one that Pulumi's own provider has for it."""
    known: dict[str, str] = {}
    for token in TYPES:
        for spelling in _bridge_spellings(token):
            if spelling not in TYPES:
                known.setdefault(spelling, token)
    return known


_BRIDGE_MODULES = {"loadbalancer": ("lb", "loadbalancer"), "bgpvpn": ("bgpvpn",), "firewall": ("fw", "firewall")}


OPENSTACK = Family(
    packages=("openstack",),
    provider=_provider,
    types=_both_spellings(TYPES),
    services=_SERVICES,
    parents=_PARENTS,
    labels=frozenset({"metadata"}),
)
