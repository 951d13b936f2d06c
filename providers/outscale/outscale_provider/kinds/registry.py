"""Which handler serves a kind of resource."""

from __future__ import annotations

from outscale_provider.contract import Handler
from outscale_provider.kinds.bucket import BucketHandler
from outscale_provider.kinds.load_balancer import LoadBalancer
from outscale_provider.kinds.load_balancer_vms import LoadBalancerVms
from outscale_provider.kinds.main_route_table_link import MainRouteTableLink
from outscale_provider.kinds.net import Net
from outscale_provider.kinds.net_access_point import NetAccessPoint
from outscale_provider.kinds.policy import Policy
from outscale_provider.kinds.policy_version import PolicyVersion
from outscale_provider.kinds.security_group_rule import SecurityGroupRule
from outscale_provider.kinds.subnet import Subnet
from outscale_provider.kinds.vm import Vm
from outscale_provider.kinds.volume import Volume
from outscale_provider.operations.handler import ResourceHandler
from outscale_provider.operations.session import Session
from outscale_provider.table import Kind

_HANDLERS: dict[str, type[ResourceHandler]] = {
    "load_balancer": LoadBalancer,
    "load_balancer_vms": LoadBalancerVms,
    "main_route_table_link": MainRouteTableLink,
    "net": Net,
    "net_access_point": NetAccessPoint,
    "policy": Policy,
    "policy_version": PolicyVersion,
    "security_group_rule": SecurityGroupRule,
    "subnet": Subnet,
    "vm": Vm,
    "volume": Volume,
}


def handler_for(kind: Kind, session: Session) -> Handler:
    """Return the handler of a kind: its own, or the one that follows the table."""
    if kind.handler == "bucket":
        return BucketHandler(kind, session)
    return _HANDLERS.get(kind.handler, ResourceHandler)(kind, session)
