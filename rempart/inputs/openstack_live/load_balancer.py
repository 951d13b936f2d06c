"""Octavia: load balancers and what stands behind them.

An administrator is shown everyone's, so each listing is kept to the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rempart.inputs.live import Collection, Found
from rempart.inputs.openstack_live.calls import Item
from rempart.inputs.openstack_live.service import Access, Fields, Row, Service, fields, found_in, listing

_COMMON = "name description admin_state_up tags"
_PAGE = {"limit": "500"}
_TLS = "tls_ciphers tls_versions alpn_protocols"


def _row(path: str, token: str, inputs: Fields) -> Row:
    return Row(
        _WORDS.get(path, path), f"lbaas/{path}", path, f"openstack:loadbalancer/{token}", inputs, query=_PAGE,
        of_project="project_id",
    )  # fmt: skip


def _balancer(found: Found, item: Item) -> Found:
    address = item.get("vip_address")
    return replace(found, addresses=(address,) if isinstance(address, str) else ())


_WORDS = {"loadbalancers": "load balancers", "healthmonitors": "health monitors", "l7policies": "L7 policies"}
_BALANCERS = replace(
    _row(
        "loadbalancers",
        "loadBalancer:LoadBalancer",
        fields(
            f"{_COMMON} vip_address vip_network_id vip_port_id vip_subnet_id flavor_id availability_zone",
            loadbalancerProvider="provider",
            securityGroupIds="vip_sg_ids",
        ),
    ),
    refine=_balancer,
)
_LISTENERS = _row(
    "listeners",
    "listener:Listener",
    fields(
        f"{_COMMON} {_TLS} protocol protocol_port connection_limit default_tls_container_ref sni_container_refs"
        " default_pool_id allowed_cidrs insert_headers client_authentication client_ca_tls_container_ref"
        " client_crl_container_ref hsts_max_age hsts_include_subdomains hsts_preload",
        loadbalancerId="loadbalancers.0.id",
    ),
)
_POOLS = _row(
    "pools",
    "pool:Pool",
    fields(
        f"{_COMMON} {_TLS} protocol tls_enabled tls_container_ref ca_tls_container_ref crl_container_ref",
        lbMethod="lb_algorithm",
        listenerId="listeners.0.id",
        loadbalancerId="loadbalancers.0.id",
    ),
)
_MONITORS = _row(
    "healthmonitors",
    "monitor:Monitor",
    fields(
        "name admin_state_up type delay timeout max_retries max_retries_down http_method http_version url_path"
        " expected_codes domain_name",
        poolId="pools.0.id",
    ),
)
_POLICIES = _row(
    "l7policies",
    "l7PolicyV2:L7PolicyV2",
    fields(
        "name description admin_state_up action listener_id position redirect_pool_id redirect_url redirect_prefix"
        " redirect_http_code"
    ),
)
_MEMBER = Row(
    "members",
    "",
    "members",
    "openstack:loadbalancer/member:Member",
    fields("name admin_state_up address protocol_port weight subnet_id monitor_address monitor_port backup tags"),
    refined={"openstack:loadbalancer/member:Member": "poolId"},
)


def _collections(access: Access) -> Sequence[Collection]:
    def with_members(pool: Found) -> Sequence[Found]:
        """Return a pool and its members, which Octavia lists pool by pool."""
        url = access.url(f"lbaas/pools/{pool.id}/members")
        found = [pool]
        for page in access.calls.pages(access.service, url, _MEMBER.key, _PAGE):
            members = [member for item in page if (member := found_in(_MEMBER, item)) is not None]
            found += [replace(member, inputs={**member.inputs, "poolId": pool.id}) for member in members]
        return found

    lists = {**_POOLS.lists, **_MEMBER.lists}
    pools = replace(listing(access, _POOLS), lists=lists, complete=with_members, stands_above=True)
    rows = (_BALANCERS, _LISTENERS, _MONITORS, _POLICIES)
    return [*(listing(access, row) for row in rows), pools]


LOAD_BALANCER = Service(("load-balancer",), _collections, version="v2.0")
