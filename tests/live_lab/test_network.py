"""Networks, ports, routers, floating addresses, trunks and quality of service."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from rempart_lab.model.site import Site
from tests.live_lab.tidy import Tidy

pytestmark = pytest.mark.lab


def test_a_floating_address_comes_from_the_region_s_range_and_reaches_a_port_through_a_router(
    cloud: Any, site: Site, router: Any, port: Any, tidy: Tidy
) -> None:
    outside = cloud.network.find_network(site.cloud.external_network, ignore_missing=False)

    made = cloud.network.create_ip(floating_network_id=outside.id, port_id=port.id)
    tidy.later(made, cloud.network.delete_ip)

    address = ipaddress.ip_address(made.floating_ip_address)
    assert address in ipaddress.ip_network(site.region.external_range)
    assert made.fixed_ip_address == port.fixed_ips[0]["ip_address"]
    assert made.router_id == router.id


def test_a_security_group_takes_rules(cloud: Any, name: str, tidy: Tidy) -> None:
    group = tidy.later(cloud.network.create_security_group(name=name), cloud.network.delete_security_group)

    cloud.network.create_security_group_rule(
        security_group_id=group.id,
        direction="ingress",
        protocol="tcp",
        port_range_min=443,
        port_range_max=443,
        remote_ip_prefix="10.0.0.0/8",
    )

    rules = list(cloud.network.security_group_rules(security_group_id=group.id, direction="ingress"))
    assert [(rule.port_range_min, rule.remote_ip_prefix) for rule in rules] == [(443, "10.0.0.0/8")]


def test_a_trunk_becomes_active_and_its_port_takes_a_quality_of_service(
    cloud: Any, admin: Any, name: str, port: Any, tidy: Tidy
) -> None:
    policy = tidy.later(admin.network.create_qos_policy(name=name, shared=True), admin.network.delete_qos_policy)
    admin.network.create_qos_bandwidth_limit_rule(policy, max_kbps=1000, max_burst_kbps=100)
    cloud.network.update_port(port, qos_policy_id=policy.id)
    tidy.callback(cloud.network.update_port, port, qos_policy_id=None)

    trunk = tidy.later(cloud.network.create_trunk(name=name, port_id=port.id), cloud.network.delete_trunk)

    assert cloud.network.get_trunk(trunk.id).status == "ACTIVE"
    assert cloud.network.get_port(port.id).qos_policy_id == policy.id


def test_subnet_pools_address_groups_and_shares_are_there(
    cloud: Any, admin: Any, name: str, network: Any, tidy: Tidy
) -> None:
    pool = cloud.network.create_subnet_pool(name=name, prefixes=["10.99.0.0/16"], default_prefix_length=24)
    tidy.later(pool, cloud.network.delete_subnet_pool)
    group = cloud.network.create_address_group(name=name, addresses=["10.0.0.0/8"])
    tidy.later(group, cloud.network.delete_address_group)
    share = cloud.network.create_rbac_policy(
        object_type="network",
        object_id=network.id,
        action="access_as_shared",
        target_project_id=admin.current_project_id,
    )
    tidy.later(share, cloud.network.delete_rbac_policy)

    assert network.id in {found.id for found in admin.network.networks()}
