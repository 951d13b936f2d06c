"""The front door: TLS ends at the load balancer, which lets the clinic in and keeps `/admin` shut."""

import pulumi_openstack as openstack

from clinic.cloud import NAME, Cloud
from clinic.network import TAGS, Network

ADDRESS = "10.50.0.100"
"""Stated rather than left to the cloud, so that before anything exists it can be told where names lead to."""


def declare(cloud: Cloud, network: Network, certificate: openstack.keymanager.ContainerV1, *, clinic: str) -> None:
    """Declare the front door; ``clinic``: the addresses that may knock."""
    opts = cloud.as_project
    front = openstack.loadbalancer.LoadBalancer(
        NAME,
        name=NAME,
        vip_subnet_id=network.subnet.id,
        vip_address=ADDRESS,
        security_group_ids=[network.group.id],
        tags=TAGS,
        opts=opts,
    )
    https = openstack.loadbalancer.Listener(
        "https",
        name="https",
        loadbalancer_id=front.id,
        protocol="TERMINATED_HTTPS",
        protocol_port=443,
        default_tls_container_ref=certificate.container_ref,
        tls_versions=["TLSv1.2", "TLSv1.3"],
        allowed_cidrs=[clinic],
        opts=opts,
    )
    _records(cloud, network, https)
    _administration(cloud, https)
    _replication(cloud, front)


def _records(cloud: Cloud, network: Network, https: openstack.loadbalancer.Listener) -> None:
    """Send what comes in to the server that keeps the records, as long as it is well."""
    pool = openstack.loadbalancer.Pool(
        "records",
        name="records",
        listener_id=https.id,
        protocol="HTTP",
        lb_method="ROUND_ROBIN",
        persistence={"type": "SOURCE_IP"},
        opts=cloud.as_project,
    )
    openstack.loadbalancer.Member(
        "records",
        pool_id=pool.id,
        address="10.50.0.10",
        protocol_port=8080,
        subnet_id=network.subnet.id,
        opts=cloud.as_project,
    )
    openstack.loadbalancer.Monitor(
        "records",
        pool_id=pool.id,
        type="HTTP",
        delay=10,
        timeout=5,
        max_retries=3,
        url_path="/health",
        expected_codes="200",
        opts=cloud.as_project,
    )


def _administration(cloud: Cloud, https: openstack.loadbalancer.Listener) -> None:
    """Administer from inside only."""
    policy = openstack.loadbalancer.L7PolicyV2(
        "administration",
        name="administration",
        listener_id=https.id,
        action="REJECT",
        position=1,
        opts=cloud.as_project,
    )
    openstack.loadbalancer.L7RuleV2(
        "administration",
        l7policy_id=policy.id,
        type="PATH",
        compare_type="STARTS_WITH",
        value="/admin",
        opts=cloud.as_project,
    )


def _replication(cloud: Cloud, front: openstack.loadbalancer.LoadBalancer) -> None:
    """Reach either server's database; members given as one list."""
    pool = openstack.loadbalancer.Pool(
        "replication",
        name="replication",
        loadbalancer_id=front.id,
        protocol="TCP",
        lb_method="LEAST_CONNECTIONS",
        opts=cloud.as_project,
    )
    openstack.loadbalancer.Members(
        "replication",
        pool_id=pool.id,
        members=[{"address": address, "protocol_port": 5432} for address in ("10.50.0.10", "10.50.0.11")],
        opts=cloud.as_project,
    )
