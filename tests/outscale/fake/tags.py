"""Tags of every kind of object, read back by key."""

from __future__ import annotations

from tests.outscale.fake.cloud import Cloud
from tests.outscale.fake.create import sorted_tags
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call
from tests.outscale.fake.read import page, passing
from tests.outscale.fake.refusals import refusal

_MOST = 50
# What the service calls kinds of objects where it lists tags.
_RESOURCE_TYPES = {
    "ClientGateway": "customer-gateway",
    "DhcpOptionsSet": "dhcpoptions",
    "InternetService": "internet-gateway",
    "NatService": "natgateway",
    "Net": "vpc",
    "NetAccessPoint": "vpc-endpoint",
    "NetPeering": "vpc-peering-connection",
    "Nic": "network-interface",
    "PublicIp": "public-ip",
    "RouteTable": "route-table",
    "SecurityGroup": "security-group",
    "VirtualGateway": "vpn-gateway",
    "Vm": "instance",
    "VpnConnection": "vpn-connection",
}


def create_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put tags on objects, in place of those of the same key."""
    for kind, body in _tagged(cloud, arguments["ResourceIds"]):
        _put(cloud, kind, body, arguments["Tags"])
    return {}


def delete_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take tags from objects: those of the key and value."""
    unwanted = [(tag["Key"], tag["Value"]) for tag in arguments["Tags"]]
    for kind, body in _tagged(cloud, arguments["ResourceIds"]):
        body["Tags"] = [tag for tag in body["Tags"] if (tag["Key"], tag["Value"]) not in unwanted]
        cloud.save(kind, body)
    return {}


def create_load_balancer_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Put tags on load balancers."""
    balancers = [cloud.require("LoadBalancer", name) for name in arguments["LoadBalancerNames"]]
    for balancer in balancers:
        _put(cloud, "LoadBalancer", balancer, arguments["Tags"])
    return {}


def delete_load_balancer_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Take tags from load balancers, by key."""
    keys = {tag["Key"] for tag in arguments["Tags"]}
    balancers = [cloud.require("LoadBalancer", name) for name in arguments["LoadBalancerNames"]]
    for balancer in balancers:
        balancer["Tags"] = [tag for tag in balancer["Tags"] if tag["Key"] not in keys]
        cloud.save("LoadBalancer", balancer)
    return {}


def read_load_balancer_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the tags of load balancers."""
    balancers = cloud.store.those("LoadBalancer", arguments["LoadBalancerNames"])
    return {
        "Tags": [
            tag | {"LoadBalancerName": balancer["LoadBalancerName"]}
            for balancer in balancers
            for tag in balancer["Tags"]
        ]
    }


def read_tags(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the tags of the account's objects."""
    found = [
        tag | {"ResourceId": identifier, "ResourceType": _RESOURCE_TYPES.get(kind, kind.lower())}
        for kind, identifier, body in cloud.store.having("Tags")
        if kind != "LoadBalancer"
        for tag in body["Tags"]
    ]
    return page(cloud, "ReadTags", arguments, passing(cloud.document, "Tag", found, arguments.get("Filters", {})))


def _tagged(cloud: Cloud, identifiers: list[str]) -> list[tuple[str, JsonObject]]:
    found = []
    for identifier in identifiers:
        kind = cloud.store.kind_of(identifier)
        body = None if kind is None else cloud.find(kind, identifier)
        if kind is None or body is None or "Tags" not in body or kind == "LoadBalancer":
            raise refusal("no-such-resource", f"The resource '{identifier}' does not exist.")
        found.append((kind, body))
    return found


def _put(cloud: Cloud, kind: str, body: JsonObject, tags: list[JsonObject]) -> None:
    body["Tags"] = sorted_tags([*body["Tags"], *tags])
    if len(body["Tags"]) > _MOST:
        raise refusal("too-many-tags", f"An object has at most {_MOST} tags.")
    cloud.save(kind, body)


CALLS: dict[str, Call] = {
    "CreateTags": create_tags,
    "DeleteTags": delete_tags,
    "ReadTags": read_tags,
    "CreateLoadBalancerTags": create_load_balancer_tags,
    "DeleteLoadBalancerTags": delete_load_balancer_tags,
    "ReadLoadBalancerTags": read_load_balancer_tags,
}
