"""What exists in a project, asked of every service through openstacksdk: never read from Pulumi's state.

What services make by themselves (the default security group, the ports of routers and load balancers, the keys of
encrypted volumes) is listed as well, under kinds of its own: it has to go with what it was made for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

Inventory = Counter[tuple[str, str]]
"""How often a kind and a name occur."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a service holds."""

    kind: str
    name: str
    id: str


def project_inventory(cloud: Connection) -> list[Found]:
    """Return what the project of a connection holds, in nine services."""
    return [
        *_compute(cloud),
        *_volumes(cloud),
        *_network(cloud),
        *_named("image", cloud.image.images(owner=cloud.current_project_id)),
        *_object_store(cloud),
        *_keys(cloud),
        *_load_balancers(cloud),
        *_names(cloud),
    ]


def cloud_inventory(operator: Connection, prefix: str) -> list[Found]:
    """Return what the whole cloud holds under names that begin with a prefix, as its operator sees it."""
    identity: Any = operator.identity  # version 3 of it; version 2 had no such words
    of_all_projects = [
        *_named("project", identity.projects()),
        *_named("user", identity.users()),
        *_named("group", identity.groups()),
        *_named("role", identity.roles()),
        *_named("flavor", operator.compute.flavors(is_public=None)),
        *_named("volume type", operator.block_storage.types(is_public="None")),
    ]
    found = [one for one in of_all_projects if one.name.startswith(prefix)]
    for user in (one for one in found if one.kind == "user"):
        found.extend(_named("application credential", identity.application_credentials(user.id)))
    return found


def counted(found: Iterable[Found]) -> Inventory:
    """Return how often each kind and name occurs."""
    return Counter((one.kind, one.name) for one in found)


def _compute(cloud: Connection) -> Iterator[Found]:
    for server in cloud.compute.servers():
        yield Found("server", server.name, server.id)
        for attached in cloud.compute.volume_attachments(server):
            yield Found("volume attachment", server.name, attached.id)
    yield from _named("server group", cloud.compute.server_groups())
    yield from _named("key pair", cloud.compute.keypairs())


def _volumes(cloud: Connection) -> Iterator[Found]:
    yield from _named("volume", cloud.block_storage.volumes())
    yield from _named("snapshot", cloud.block_storage.snapshots())
    yield from _named("backup", cloud.block_storage.backups())


def _network(cloud: Connection) -> Iterator[Found]:
    project = cloud.current_project_id
    ports = list(cloud.network.ports(project_id=project))
    yield from _named("port", (port for port in ports if _is_ours(port)))
    yield from _named("port of a service", (port for port in ports if not _is_ours(port)))
    yield from _named("network", cloud.network.networks(project_id=project))
    yield from _named("subnet", cloud.network.subnets(project_id=project))
    yield from _named("router", cloud.network.routers(project_id=project))
    yield from _named("floating address", cloud.network.ips(project_id=project))
    yield from _named("address group", cloud.network.address_groups(project_id=project))
    for group in cloud.network.security_groups(project_id=project):
        if group.name != "default":
            yield Found("security group", group.name, group.id)
            for rule in cloud.network.security_group_rules(security_group_id=group.id):
                yield Found("security group rule", f"{group.name} {_opening(rule)}", rule.id)


def _is_ours(port: Any) -> bool:
    """Return whether a port was asked for, rather than made by a router or a load balancer."""
    return not port.device_owner.startswith(("network:", "Octavia"))


def _opening(rule: Any) -> str:
    source = rule.remote_ip_prefix or rule.remote_address_group_id or "anywhere"
    return f"{rule.direction} {rule.protocol} {rule.port_range_min} {source}"


def _object_store(cloud: Connection) -> Iterator[Found]:
    for container in cloud.object_store.containers():
        yield Found("container", container.name, container.name)
        for held in cloud.object_store.objects(container.name):
            yield Found("object", f"{container.name}/{held.name}", held.name)


def _keys(cloud: Connection) -> Iterator[Found]:
    for secret in cloud.key_manager.secrets():
        # Cinder gives the keys that it makes no name; everybody else does.
        yield Found("secret" if secret.name else "key of a volume", secret.name or "", _last(secret.secret_ref))
    for container in cloud.key_manager.containers():
        yield Found("secret container", container.name or "", _last(container.container_ref))
    for order in cloud.key_manager.orders():
        yield Found("secret order", (order.meta or {}).get("name") or "", _last(order.order_ref))


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _load_balancers(cloud: Connection) -> Iterator[Found]:
    yield from _named("load balancer", cloud.load_balancer.load_balancers())
    yield from _named("listener", cloud.load_balancer.listeners())
    yield from _named("health monitor", cloud.load_balancer.health_monitors())
    for policy in cloud.load_balancer.l7_policies():
        yield Found("policy", policy.name, policy.id)
        for rule in cloud.load_balancer.l7_rules(policy):
            yield Found("rule of a policy", policy.name, rule.id)
    for pool in cloud.load_balancer.pools():
        yield Found("pool", pool.name, pool.id)
        for member in cloud.load_balancer.members(pool):
            yield Found("member", f"{pool.name} {member.address}", member.id)


def _names(cloud: Connection) -> Iterator[Found]:
    for zone in cloud.dns.zones():
        yield Found("zone", zone.name, zone.id)
        for record in cloud.dns.recordsets(zone):
            if record.type not in {"NS", "SOA"}:
                yield Found("record", record.name, record.id)


def _named(kind: str, found: Iterable[Any]) -> Iterator[Found]:
    return (Found(kind, one.name or "", one.id) for one in found)
