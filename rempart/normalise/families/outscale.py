"""Outscale: the tokens that the Terraform bridge and the native provider share."""

from __future__ import annotations

from collections.abc import Iterator

from rempart.model.kind import Kind
from rempart.model.normalised import ProviderSettings, Role
from rempart.model.resource import Resource
from rempart.model.values import Mark, Properties, Value
from rempart.normalise.paths import prop
from rempart.normalise.settings import first_claim, overrides, tls_verified
from rempart.normalise.table import Family, ProviderView, TypeRow

_API = ("endpoints.api", "endpoints.0.api", "endpoint", "api.endpoint")


def _provider(resource: Resource) -> ProviderView:
    inputs = resource.inputs
    region = first_claim(inputs, "region")
    stores = {key: claim for key, claim in overrides(inputs, "endpoints").items() if key != "api"}
    endpoint = first_claim(inputs, *_API)
    settings = ProviderSettings(resource.package, endpoint, stores, region=region)
    return ProviderView(settings, endpoint is not None or region is not None, tls_verified(inputs))


def _zone_region(zone: str) -> str:
    return zone[:-1] if zone[-1:].isalpha() and zone[-2:-1].isdigit() else zone


def _openings(inputs: Properties) -> Value:
    rules = inputs.get("rules")
    if isinstance(rules, Mark):
        return rules
    found = (
        [opening for rule in rules if isinstance(rule, dict) for opening in _of_rule(rule)]
        if isinstance(rules, list)
        else []
    )
    if inputs.get("ipRange") is not None:
        found.append(_opening(inputs["ipRange"], inputs))
    return found


def _of_rule(rule: Properties) -> Iterator[Value]:
    ranges = rule.get("ipRanges")
    for cidr in ranges if isinstance(ranges, list) else ():
        yield _opening(cidr, rule)


def _opening(cidr: Value, rule: Properties) -> dict[str, Value]:
    low, high = rule.get("fromPortRange"), rule.get("toPortRange")
    return {
        "cidr": cidr,
        "from": 0 if low in (None, -1) else low,
        "to": 65535 if high in (None, -1) else high,
        "protocol": rule.get("ipProtocol") or "any",
    }


def _direction(inputs: Properties) -> Value:
    flow = inputs.get("flow")
    return flow if isinstance(flow, Mark) else {"Inbound": "ingress", "Outbound": "egress"}.get(str(flow))


def _kinds(**names: Kind) -> dict[str, TypeRow]:
    return {f"index/{name}:{name[0].upper()}{name[1:]}": TypeRow(kind) for name, kind in names.items()}


OUTSCALE = Family(
    packages=("outscale",),
    provider=_provider,
    types={
        **_kinds(
            accessKey=Kind.ACCESS_KEY,
            apiAccessPolicy=Kind.POLICY,
            apiAccessRule=Kind.POLICY,
            ca=Kind.CERTIFICATE,
            clientGateway=Kind.VPN,
            dhcpOption=Kind.NETWORK,
            directLink=Kind.PEERING,
            directLinkInterface=Kind.PEERING,
            flexibleGpu=Kind.OTHER,
            image=Kind.IMAGE,
            imageExportTask=Kind.BACKUP,
            imageLaunchPermission=Kind.POLICY,
            internetService=Kind.ROUTER,
            internetServiceLink=Kind.ROUTER,
            keypair=Kind.KEYPAIR,
            loadBalancer=Kind.LOAD_BALANCER,
            loadBalancerAttributes=Kind.LOAD_BALANCER,
            loadBalancerListenerRule=Kind.LISTENER,
            loadBalancerPolicy=Kind.LOAD_BALANCER,
            loadBalancerVms=Kind.LOAD_BALANCER,
            mainRouteTableLink=Kind.ROUTE,
            natService=Kind.ROUTER,
            net=Kind.NETWORK,
            netAccessPoint=Kind.NETWORK,
            netAttributes=Kind.NETWORK,
            netPeering=Kind.PEERING,
            netPeeringAcceptation=Kind.PEERING,
            nic=Kind.PORT,
            nicLink=Kind.PORT,
            nicPrivateIp=Kind.PORT,
            oksCluster=Kind.CLUSTER,
            oksProject=Kind.CLUSTER,
            policy=Kind.POLICY,
            policyLink=Kind.POLICY,
            policyVersion=Kind.POLICY,
            publicIp=Kind.FLOATING_IP,
            publicIpLink=Kind.FLOATING_IP,
            route=Kind.ROUTE,
            routeTable=Kind.ROUTE,
            routeTableLink=Kind.ROUTE,
            securityGroup=Kind.SECURITY_GROUP,
            serverCertificate=Kind.CERTIFICATE,
            snapshotAttributes=Kind.SNAPSHOT,
            snapshotExportTask=Kind.BACKUP,
            user=Kind.IDENTITY,
            userGroup=Kind.IDENTITY,
            virtualGateway=Kind.VPN,
            virtualGatewayLink=Kind.VPN,
            virtualGatewayRoutePropagation=Kind.ROUTE,
            vmGroup=Kind.INSTANCE,
            vmTemplate=Kind.INSTANCE,
            volumeLink=Kind.VOLUME_ATTACHMENT,
            volumesLink=Kind.VOLUME_ATTACHMENT,
            vpnConnection=Kind.VPN,
            vpnConnectionRoute=Kind.VPN,
        ),
        "index/vm:Vm": TypeRow(
            Kind.INSTANCE,
            attributes={"flavor": prop("vmType"), "image": prop("imageId"), "zone": prop("placementSubregionName")},
            texts=("userData",),
        ),
        # Outscale has no encryption parameter: whether the guest encrypts the volume cannot be seen here.
        "index/volume:Volume": TypeRow(
            Kind.VOLUME,
            attributes={"size_gb": prop("size"), "volume_type": prop("volumeType"), "zone": prop("subregionName")},
        ),
        "index/securityGroupRule:SecurityGroupRule": TypeRow(
            Kind.SECURITY_GROUP_RULE, attributes={"direction": _direction, "openings": _openings}
        ),
        "index/subnet:Subnet": TypeRow(Kind.SUBNET, attributes={"cidr": prop("ipRange")}),
        "index/snapshot:Snapshot": TypeRow(
            Kind.SNAPSHOT, regions=("sourceRegionName",), addresses={"fileLocation": Role.INBOUND}
        ),
        "index/bucket:Bucket": TypeRow(Kind.BUCKET, service="oos"),
        "index/bucketObject:BucketObject": TypeRow(Kind.OBJECT, service="oos", texts=("content",)),
    },
    services={"index": "api"},
    regions=(),
    zones=("subregionName", "placementSubregionName", "subregionNames.*", "subnet.subregionName"),
    zone_region=_zone_region,
)
