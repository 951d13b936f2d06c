"""What the world sees: a load balancer that checks the machine's health and passes TLS through."""

from dataclasses import dataclass

import pulumi_outscale as outscale
from machines import Records
from network import Network
from settings import tags


@dataclass(frozen=True)
class Front:
    """The way in."""

    balancer: outscale.LoadBalancer


def publish(network: Network, records: Records) -> Front:
    """Put the records behind a load balancer."""
    doors = outscale.SecurityGroup(
        "front", net_id=network.net.net_id, description="The front: HTTPS from anywhere", tags=tags("front")
    )
    outscale.SecurityGroupRule(
        "https",
        security_group_id=doors.security_group_id,
        flow="Inbound",
        ip_protocol="tcp",
        from_port_range=443,
        to_port_range=443,
        ip_range="0.0.0.0/0",
    )
    balancer = outscale.LoadBalancer(
        "front",
        load_balancer_type="internet-facing",
        subnets=[network.public.subnet_id],
        security_groups=[doors.security_group_id],
        listeners=[
            {
                "load_balancer_port": 443,
                "load_balancer_protocol": "TCP",
                "backend_port": 8443,
                "backend_protocol": "TCP",
            }
        ],
        health_check={
            "port": 8443,
            "protocol": "TCP",
            "check_interval": 10,
            "timeout": 5,
            "healthy_threshold": 2,
            "unhealthy_threshold": 3,
        },
        tags=tags("front"),
    )
    outscale.LoadBalancerVms(
        "front", load_balancer_name=balancer.load_balancer_name, backend_vm_ids=[records.machine.vm_id]
    )
    return Front(balancer)
