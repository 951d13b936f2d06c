"""How each kind of object is identified, and by what name the service refuses what cannot be done with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What the document does not say about a kind of object. Refusals are names known to ``refusals.py``."""

    identifier: str
    """The property that identifies an object."""
    missing: str = "no-such-resource"
    """The refusal when there is no such object."""
    busy: str = "busy"
    """The refusal when the object cannot go because others need it."""
    full: str = "too-many-objects"
    """The refusal when the account has as many as its quota allows."""
    taken: str = "duplicate-name"
    """The refusal when another object has that identifier."""


KINDS: dict[str, Kind] = {
    "AccessKey": Kind("AccessKeyId", "access-keys-not-found", full="too-many-accesskeys"),
    "ApiAccessRule": Kind("ApiAccessRuleId"),
    "Ca": Kind("CaId", "no-such-certificate", full="too-many-certificate"),
    "ClientGateway": Kind("ClientGatewayId", "no-such-customer-gateway", full="too-many-cgws"),
    "DedicatedGroup": Kind("DedicatedGroupId"),
    "DhcpOptionsSet": Kind("DhcpOptionsSetId", "no-such-dhcpoptions"),
    "DirectLink": Kind("DirectLinkId", "no-such-connection", full="too-many-connections"),
    "DirectLinkInterfaces": Kind("DirectLinkInterfaceId", "no-such-interface", full="too-many-interfaces"),
    "FlexibleGpu": Kind("FlexibleGpuId", "no-such-gpu-reservation", full="too-many-gpu-reservations"),
    "Image": Kind("ImageId", "no-such-image"),
    "ImageExportTask": Kind("TaskId", "no-such-task"),
    "InternetService": Kind("InternetServiceId", "no-such-gateway", full="too-many-igws"),
    "Keypair": Kind("KeypairId", "no-such-keypair"),
    "ListenerRule": Kind(
        "ListenerRuleName", "no-such-listener-rule", full="too-many-listener-rules", taken="rule-name-already-in-use"
    ),
    "LoadBalancer": Kind(
        "LoadBalancerName",
        "no-such-load-balancer",
        full="too-many-load-balancers",
        taken="duplicate-loadbalancer-name",
    ),
    "NatService": Kind("NatServiceId", "no-such-nat-gateway", full="too-many-nat-gateways"),
    "Net": Kind("NetId", "no-such-vpc", busy="vpc-is-associated", full="too-many-vpcs"),
    "NetAccessPoint": Kind("NetAccessPointId", "no-such-network-endpoint", full="too-many-network-endpoints"),
    "NetPeering": Kind("NetPeeringId", "no-such-networklink", full="too-many-networklinks"),
    "Nic": Kind("NicId", "no-such-nic", full="too-many-network-interfaces"),
    "Policy": Kind("Orn", busy="policy-in-use"),
    "PublicIp": Kind("PublicIpId", "no-such-ip", busy="locked-address", full="too-many-ips"),
    "RouteTable": Kind("RouteTableId", "no-such-route-table", full="too-many-rtbs"),
    "SecurityGroup": Kind("SecurityGroupId", "no-such-group", busy="security-group-in-use", full="too-many-sgs"),
    "ServerCertificate": Kind("Name", "no-such-certificate", full="too-many-certificate"),
    "Snapshot": Kind("SnapshotId", "no-such-snapshot", full="too-many-snapshots"),
    "SnapshotExportTask": Kind("TaskId", "no-such-task"),
    "Subnet": Kind("SubnetId", "no-such-subnet", busy="subnet-in-use"),
    "User": Kind("UserName", "no-such-user", taken="duplicate-username"),
    "UserGroup": Kind("Name", "no-such-user-group", taken="group-already-exists"),
    "VirtualGateway": Kind("VirtualGatewayId", "no-such-vpn-gateway"),
    "Vm": Kind("VmId", "no-such-vm", full="too-many-instances"),
    "VmGroup": Kind("VmGroupId"),
    "VmTemplate": Kind("VmTemplateId"),
    "Volume": Kind("VolumeId", "no-such-volume", busy="device-in-use", full="too-many-volumes"),
    "VolumeUpdateTask": Kind("TaskId", "no-such-task"),
    "VpnConnection": Kind("VpnConnectionId", "no-such-vpn-connection"),
}
